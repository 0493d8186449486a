"""Error pages: the same bytes for everybody, drawn without the database."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def _page(status: int) -> HttpResponse:
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


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
    return _page(403)
