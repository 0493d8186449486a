"""What every page's frame needs: where one may go, who one is, how long until sign-out."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from lifecourse.kernel.access import policy
from lifecourse.kernel.base.manifest import NavigationItem, manifests


def page(request: HttpRequest) -> dict[str, Any]:
    """Template context for every page. Makes no query: everything comes from the grants loaded for the request."""
    viewer = getattr(request, "user", None)
    signed_in = bool(viewer and viewer.is_authenticated)
    context: dict[str, Any] = {
        "demo": settings.DEMO,
        "partnership": settings.PARTNERSHIP_NAME,
        "at": getattr(request, "now", None),
        "home_url": reverse("web:home"),
        "nav": _navigation(request) if signed_in else [],
    }
    if signed_in:
        context |= {
            "idle_seconds": settings.SESSION_IDLE_SECONDS,
            "keep_alive_url": _address("access:keep_alive"),
            "account_url": _address("access:me"),
            "emergencies": [g for g in getattr(viewer, "grants", ()) if g.kind == "break_glass"],
        }
    return context


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    items: list[NavigationItem] = sorted(
        (item for manifest in manifests() for item in manifest.navigation), key=lambda item: (item.order, item.title)
    )
    shown: list[dict[str, Any]] = [{"title": "Home", "url": reverse("web:home")}]
    for item in items:
        url = _address(item.url_name)
        if url and policy.may(request.user, item.capability):
            shown.append({"title": item.title, "url": url})
    # The longest address that the page's own begins with is where one is.
    here = max((s["url"] for s in shown if request.path.startswith(s["url"])), key=len, default="")
    return [{**item, "current": item["url"] == here and (here != "/" or request.path == "/")} for item in shown]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
