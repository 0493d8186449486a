"""The public's form and the browser's cookies: whether a press came from our page, asked so that nothing is lost."""

from enum import Enum
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE, CsrfViewMiddleware


class Came(Enum):
    """Where a press came from."""

    FROM_OURS = "ours"
    WITHOUT_COOKIES = "without"
    NOT_KNOWN = "not known"


class _Check(CsrfViewMiddleware):
    """Django's own check, which gives the reason back instead of a page on which everything typed is gone."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason, status=403)


def _unused(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def came(request: HttpRequest) -> Came:
    """Django's check of a press, in three answers.

    `WITHOUT_COOKIES`: the browser sent none of ours, and does not say that it was another site's page; for that a
    browser always names the other site, which is looked at before the cookie.
    """
    refused: Any = _Check(_unused).process_view(request, _unused, (), {})
    if refused is None:
        return Came.FROM_OURS
    without = refused.content.decode() == REASON_NO_CSRF_COOKIE and not request.COOKIES
    return Came.WITHOUT_COOKIES if without else Came.NOT_KNOWN
