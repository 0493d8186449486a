"""Break-glass: opening a circle in an emergency, giving it back, and the review."""

from datetime import date
from functools import cache
from uuid import UUID

import holidays
from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lifecourse.kernel.base.errors import NotFound, Refused
from lifecourse.kernel.codelists import queries as codelists

from .. import policy, queries, rules, services
from ..forms.administration import BreakGlassForm, ReviewForm
from ..http import Request


def break_glass(request: Request) -> HttpResponse:
    """Open a circle for 60 minutes. The page says what will happen before it happens."""
    circles = queries.breakable_circles(viewer=request.user, at=request.now)
    today = request.now.astimezone(rules.LONDON).date()
    reasons = [
        (c.code, c.label) for c in codelists.choices(viewer=request.user, list_code="break_glass_reason", on=today)
    ]
    form = BreakGlassForm(request.POST or None, circles=circles, reasons=reasons)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        circle = queries.get_breakable_circle(viewer=request.user, circle_id=int(data["circle"]))
        try:
            with transaction.atomic():
                services.break_glass(
                    actor=request.user,
                    at=request.now,
                    circle=circle,
                    reason_code=data["reason_code"],
                    words=data["words"],
                    review_due_at=rules.review_due(request.now, is_working_day=is_working_day),
                )
        except Refused as refused:
            _put(refused, form)
        else:
            messages.warning(
                request, f"“{circle.name}” is open to you for 60 minutes. The privacy office has been told."
            )
            return redirect("web:home")
    return render(request, "access/break_glass.html", {"at": request.now, "form": form, "any": bool(circles)})


@require_POST
def end_break_glass(request: Request, circle_id: int) -> HttpResponse:
    """Give it back before the hour is over."""
    membership = queries.get_own_opening(viewer=request.user, circle_id=circle_id, at=request.now)
    services.end_break_glass(actor=request.user, at=request.now, membership=membership)
    messages.success(request, "Emergency access has ended.")
    return redirect("web:home")


@require_safe
def glass(request: Request) -> HttpResponse:
    """Emergency openings: those to review first, then those reviewed."""
    if not policy.may(request.user, policy.REVIEW):
        raise NotFound("break-glass")
    context = {
        "at": request.now,
        "waiting": queries.glass_to_review(viewer=request.user, at=request.now),
        "reviewed": queries.glass_history(viewer=request.user),
    }
    return render(request, "access/glass_list.html", context)


def glass_detail(request: Request, glass_id: UUID) -> HttpResponse:
    """One opening: who, why, what they did with it, and the review."""
    row, line = queries.get_glass(viewer=request.user, glass_id=glass_id)
    mine = line.user_id == request.user.pk
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                services.review_break_glass(
                    actor=request.user,
                    at=request.now,
                    glass=row,
                    outcome=rules.Outcome(form.cleaned_data["outcome"]),
                    words=form.cleaned_data["words"],
                )
        except Refused as refused:
            _put(refused, form)
        else:
            messages.success(request, "The review is recorded.")
            return redirect("access:glass")
    context = {"at": request.now, "line": line, "form": form, "mine": mine}
    return render(request, "access/glass_detail.html", context)


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    """Monday to Friday, but for England's bank holidays."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def _put(refused: Refused, form: forms.Form) -> None:
    form.add_error(refused.field if refused.field in form.fields else None, str(refused))
