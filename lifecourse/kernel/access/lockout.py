"""Counts failed sign-ins by account and address together, and knows a visitor's true address behind our proxies."""

import ipaddress
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lifecourse.kernel.audit.actors import PUBLIC

from . import services
from .models import User


def client_address(request: HttpRequest) -> str:
    """The address the outermost of our own proxies saw, or the connection's own if there is no proxy.

    Each proxy appends who spoke to it, so with `n` proxies the n-th entry from the right was written by ours; whatever
    stands left of it was sent by the visitor and may be a lie. A short or broken header falls back to the connection.
    """
    direct = str(request.META.get("REMOTE_ADDR") or "0.0.0.0")
    proxies = int(settings.AXES_IPWARE_PROXY_COUNT or 0)
    hops = [hop.strip() for hop in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",") if hop.strip()]
    if proxies < 1 or len(hops) < proxies:
        return direct
    try:
        return str(ipaddress.ip_address(hops[-proxies].strip("[]")))
    except ValueError:
        return direct


def account_typed(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The address somebody tries to sign in with, in one spelling; whether there is such an account is not asked."""
    given = credentials or {}
    typed = given.get("email") or given.get("login") or given.get("username") or request.POST.get("login") or ""
    return str(typed).strip().lower()[:254]


def refuse(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """The page of somebody locked out, the same for an account that does not exist; and its line in the trail."""
    user = User.objects.filter(email=account_typed(request, credentials)).first()
    services.note_lock_out(actor=PUBLIC, at=getattr(request, "now", None) or timezone.now(), user=user)
    return render(request, "account/locked_out.html", {"minutes": round(settings.AXES_COOLOFF_TIME * 60)}, status=429)


def may_try(request: HttpRequest, user: User) -> bool:
    """Whether this account may try another second factor from this address."""
    return bool(AxesProxyHandler.is_allowed(request, {"email": user.email}))


def count_failure(request: HttpRequest, user: User) -> None:
    """A second factor was wrong: it counts with the wrong passwords of the same account and address."""
    AxesProxyHandler.user_login_failed(lockout_sender, credentials={"email": user.email}, request=request)


lockout_sender = __name__
