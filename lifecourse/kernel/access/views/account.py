"""One's own account: circles, second factors, sessions; and the page that asks for a second factor."""

from urllib.parse import urlencode

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from lifecourse.kernel.ui import views as ui

from .. import queries, services, session
from ..http import Request

assert AUTHENTICATION_METHODS_SESSION_KEY == session._METHODS  # allauth's internal name, checked where it is used


@require_safe
def account(request: Request) -> HttpResponse:
    """Who one is, which circles one is in and until when, second factors, sessions."""
    at, viewer = request.now, request.user
    context = {
        "at": at,
        "memberships": queries.my_memberships(viewer=viewer, at=at),
        "factors": queries.factors_of(viewer=viewer, user=viewer),
        "sessions": queries.sessions_of(viewer=viewer, current=request.session.session_key or ""),
        "skipped": request.session.get("lifecourse.second_factor") == "skipped",
    }
    return render(request, "access/account.html", context)


@require_POST
def end_other_sessions(request: Request) -> HttpResponse:
    """Sign out everywhere but here."""
    ended = services.end_sessions_of(actor=request.user, at=request.now, keep=request.session.session_key or "")
    messages.success(request, f"You were signed out in {ended} other place{'' if ended == 1 else 's'}.")
    return redirect("access:account")


@require_POST
def end_session(request: Request, session_id: int) -> HttpResponse:
    """Sign out in one other place."""
    services.end_session(actor=request.user, at=request.now, session_id=session_id)
    messages.success(request, "That session was ended.")
    return redirect("access:account")


@require_safe
def second_factor(request: Request) -> HttpResponse:
    """Every member of staff needs a second factor: which one will it be?"""
    if session.has_second_factor(request.session):
        return redirect(_next(request))
    context = {"at": request.now, "may_skip": settings.MFA_SKIP_ALLOWED, "next": _next(request)}
    return render(request, "access/second_factor.html", context)


@require_POST
def skip_second_factor(request: Request) -> HttpResponse:
    """ "Not now": there is such an answer in the demo only."""
    if not settings.MFA_SKIP_ALLOWED:
        raise Http404
    if not session.has_second_factor(request.session):
        session.mark_second_factor(request.session, "skipped")
        services.note_second_factor(actor=request.user, at=request.now, change="skipped")
    return redirect(_next(request))


@login_not_required
def still_here(request: HttpRequest) -> HttpResponseBase:
    """The page asks whether somebody is still signed in; a person's press, so it counts as activity."""
    return ui.still_here(request)


def _next(request: HttpRequest) -> str:
    """Where the person was going, if it is one of our own pages; else the first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return reverse(settings.LOGIN_REDIRECT_URL)


def with_next(name: str, request: HttpRequest) -> str:
    """A page's address that remembers where the person was going."""
    return f"{reverse(name)}?{urlencode({'next': _next(request)})}"
