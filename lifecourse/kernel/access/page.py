"""What the frame of every page must show of access: an emergency opening that is running, and how to end it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from .models import MembershipKind


def emergency(request: HttpRequest) -> dict[str, Any]:
    """Template context: `emergencies`, one for each circle open through break-glass. Makes no query."""
    now = getattr(request, "now", None)
    grants = getattr(getattr(request, "user", None), "grants", ())
    rows = [
        {
            "circle": grant.circle_name,
            "ends_at": grant.ends_at,
            "minutes": _minutes(grant.ends_at, now),
            "end_url": reverse("access:end_break_glass", args=[grant.circle_id]),
        }
        for grant in grants
        if grant.kind == MembershipKind.BREAK_GLASS
    ]
    context: dict[str, Any] = {"emergencies": rows}
    if getattr(request, "user", None) is not None and request.user.is_authenticated:
        context["account_url"] = reverse("access:account")
        context["keep_alive_url"] = reverse("access:still_here")
    return context


def _minutes(ends_at: datetime | None, now: datetime | None) -> int:
    return max(1, -(-int((ends_at - now).total_seconds()) // 60)) if ends_at and now else 0
