"""Error pages, drawn without the database; and the one place where a refusal becomes a response."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused, StaleRecord


def _page(status: int, **context: Any) -> HttpResponse:
    return HttpResponse(render_to_string(f"{status}.html", context), status=status)


class DomainErrors:
    """Turns what the house raises into a page: not found 404, not permitted 403, stale 409, refused 400.

    Views that can do better (a form beside its error, a three-way difference) catch it first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, NotFound | Refused):
            return None
        transaction.set_rollback(True)
        if isinstance(exception, NotFound):
            return not_found(request)
        if isinstance(exception, NotPermitted):
            return forbidden(request)
        if isinstance(exception, StaleRecord):
            return _page(409, sentence=str(exception))
        return _page(400, sentence=str(exception))


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400: the request could not be understood."""
    return _page(400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403: the viewer sees the record and may not do this with it."""
    return _page(403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: there is no such page, or the viewer may not know of it. Never told apart, by words or by size."""
    return _page(404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; nothing was saved."""
    return _page(500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's key was missing or old: a session that ended, usually."""
    return HttpResponse(render_to_string("403_csrf.html"), status=403)
