"""One request, one transaction, one viewer; and nobody whose session or post has ended."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from . import adapters, context, services, session
from .models import User

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_OVER = {
    "idle": "You were signed out because nothing was done for 30 minutes. Sign in again.",
    "too_long": "You were signed out because you had been signed in for 12 hours. Sign in again.",
    "left": "Your account is closed. If you think that is a mistake, speak to your access administrator.",
    "second_factor": "Your second factor was set up elsewhere. Sign in again with it.",
}
# What somebody may reach who has signed in with a password alone: setting up the second factor, and the way out.
_BEFORE_SECOND_FACTOR = frozenset(
    {
        "access:second_factor",
        "access:skip_second_factor",
        "access:still_here",
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "web:health",
        "web:still_here",
    }
)


class SignedInAndCurrent:
    """Ends sessions that are idle, too old, or a leaver's; and asks every member of staff for a second factor."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        now = timezone.now()
        if isinstance(request.user, User):
            because = session.over(request.session, at=now)
            if because:
                _end(request, because, at=now)
            elif not session.is_passive(request):
                session.touch(request.session, at=now)
        elif "_auth_user_id" in request.session:
            # The session names somebody whom the backend no longer knows: a leaver, or one whose password was changed.
            _end(request, "left", at=now)
        response = self.get_response(request)
        if isinstance(request.user, User) and not response.has_header("Cache-Control"):
            # Pages about people stay out of the browser's and every other cache.
            response["Cache-Control"] = "no-store, private"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        user = request.user
        if not isinstance(user, User):
            # A fragment of a page must not be replaced by the sign-in page; what was typed around it would be lost.
            if request.headers.get("HX-Request") == "true" and getattr(view, "login_required", True):
                return HttpResponse(status=401)
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if session.has_second_factor(request.session) or name in _BEFORE_SECOND_FACTOR:
            return None
        if adapters.second_factors(user):
            # Whoever holds this session knows the password only, and the account has since been given a second factor.
            _end(request, "second_factor", at=timezone.now())
            return HttpResponseRedirect(reverse("account_login"))
        query = f"?{urlencode({'next': request.path})}" if request.method == "GET" else ""
        return HttpResponseRedirect(reverse("access:second_factor") + query)


def _end(request: HttpRequest, because: str, *, at: datetime) -> None:
    if isinstance(request.user, User):
        services.note_sign_out(actor=request.user, at=at, because=because)
    logout(request)
    request.user = AnonymousUser()
    messages.warning(request, _OVER[because])


class ViewerTransaction:
    """Opens the request's one transaction, with the viewer's circles and no others."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.now = timezone.now()  # type: ignore[attr-defined]
        with transaction.atomic(), context.viewer_of_request(request.user, at=request.now):  # type: ignore[attr-defined]
            response = self.get_response(request)
            if getattr(request, "view_failed", False):
                transaction.set_rollback(True)
            return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A view that failed keeps nothing, though its error page is a normal response.

        The rollback waits for the end of the request: what answers the exception may have to ask the database.
        """
        request.view_failed = True  # type: ignore[attr-defined]
