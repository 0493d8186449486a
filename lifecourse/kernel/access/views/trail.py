"""The trail of a circle: who looked at what, and who changed it."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lifecourse.kernel.base.errors import NotFound

from .. import queries, rules
from ..forms.administration import TrailForm
from ..http import Request

PER_PAGE = 50


@require_safe
def trail(request: Request) -> HttpResponse:
    """One circle's events, newest first, by person and date. The filter in the address holds ids and dates only."""
    circles = queries.trail_circles(viewer=request.user)
    if not circles:
        raise NotFound("trail")
    circle_id = _chosen(request.GET.get("circle"), circles)
    actors = queries.actors_in_trail(viewer=request.user, circle_id=circle_id)
    form = TrailForm({**request.GET.dict(), "circle": str(circle_id)}, circles=circles, actors=actors)
    asked = form.cleaned_data if form.is_valid() else {}
    number = _number(request.GET.get("page"))
    page = queries.trail(
        viewer=request.user,
        at=request.now,
        circle_id=circle_id,
        actor_id=UUID(asked["actor"]) if asked.get("actor") else None,
        since=rules.begins(asked["since"]) if asked.get("since") else None,
        before=rules.ends(asked["until"]) if asked.get("until") else None,
        start=(number - 1) * PER_PAGE,
    )
    context = {
        "at": request.now,
        "form": form,
        "rows": page.rows,
        "total": page.total,
        "page": Paginator(range(page.total), PER_PAGE).get_page(number),
        "circle_name": dict(circles)[circle_id],
    }
    return render(request, "access/trail.html", context)


def _chosen(text: str | None, circles: list[tuple[int, str]]) -> int:
    """The circle asked for; the first, if none was; not found, if it is not one of the viewer's."""
    if not text:
        return circles[0][0]
    if not text.isdecimal() or int(text) not in dict(circles):
        raise NotFound("trail")
    return int(text)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and 0 < int(text) < 100_000 else 1
