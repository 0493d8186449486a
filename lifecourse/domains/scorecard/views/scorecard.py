"""The scorecard with all indicators, data quality, and taking the front door's figures."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lifecourse.kernel.access.http import Request
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused
from lifecourse.kernel.people.rules.days import day_of
from lifecourse.kernel.ui.tables import Table, text

from .. import policy, queries, rules, services
from ..queries import Line, Quality, Told
from ..rules.local import year_of
from .drawing import cell_of, sparkline
from .words import chance_words, change_words

GROUPS = {"census": "Children in need, child protection and children looked after", "front_door": "The front door"}


def check_may_see(request: Request) -> None:
    """Raise `NotFound` unless the viewer may see the scorecard."""
    if not policy.may(request.user, policy.VIEW):
        raise NotFound("scorecard")


@require_safe
def index(request: Request) -> HttpResponse:
    """Every indicator: the latest figure, what changed and what that means, the trend, those we are compared with."""
    check_may_see(request)
    lines = queries.scorecard(viewer=request.user, at=request.now)
    own, compared = queries.names(viewer=request.user)
    shown = [
        (title, [_shown(line, compared) for line in lines if line.row.comes_from == comes])
        for comes, title in GROUPS.items()
    ]
    return render(
        request,
        "scorecard/scorecard_show.html",
        {
            "groups": shown,
            "anything": any(line.latest for line in lines),
            "own": own,
            "compared": compared,
            "may_take": policy.circle_for(request.user, policy.TAKE) is not None,
            "at": request.now,
        },
    )


def _shown(line: Line, names: Sequence[str]) -> dict[str, object]:
    row, latest = line.row, line.latest
    return {
        "line": line,
        "row": row,
        "value": cell_of(latest.value if latest else None, places=row.decimals, unit=row.unit),
        "year": latest.year if latest else "",
        "place": rules.PLACE_WORDS[latest.place] if latest else "",
        "change": change_words(row, line.moved),
        "chance": chance_words(line.moved),
        "trend": sparkline(line.trend, decimals=row.decimals),
        "compared": [
            (
                name,
                f"of {one.year}" if one and latest and one.year != latest.year else "",
                cell_of(
                    one.value if one else None,
                    places=row.mean_decimals if area == rules.NEIGHBOURS else row.decimals,
                    unit=row.unit,
                ),
            )
            for name, (area, one) in zip(names, line.compared, strict=False)
        ]
        if row.national and row.per
        else [],
        "alone": "A count: not comparable" if row.national else "Local measure",
    }


@require_POST
def take(request: Request) -> HttpResponse:
    """Count the front door's year that runs now, and the one before, onto the scorecard."""
    circle = policy.circle_for(request.user, policy.TAKE)
    if circle is None:
        check_may_see(request)
        raise NotPermitted("You do not have permission to take figures onto the scorecard.")
    year = year_of(day_of(request.now))
    try:
        made = services.take_front_door(actor=request.user, at=request.now, circle_id=circle, year=year)
    except NotPermitted:
        raise NotPermitted(
            "You do not have permission to see the front door’s figures, so you cannot take them."
        ) from None
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        years = " and ".join(str(one) for one in sorted({one.year for one in made}))
        messages.success(request, f"{len(made)} figures of the front door are taken, years to 31 March: {years}.")
    return redirect("scorecard:list")


@require_safe
def data_quality(request: Request) -> HttpResponse:
    """What is missing, hidden, old, told differently, not like our own, unreviewed."""
    found = queries.quality(viewer=request.user, at=request.now)
    if found is None:
        raise NotFound("quality")
    context = {
        "found": found,
        "gaps": _gaps(found),
        "vintages": _told(found, found.vintages, "Figures that publications tell differently"),
        "local": _told(found, found.local, "Published figures and our own"),
        "loads": queries.loads(viewer=request.user)[:100],
        "sees_local": policy.may(request.user, policy.LOCAL),
        "back": reverse("scorecard:list"),
        "at": request.now,
    }
    return render(request, "scorecard/quality_show.html", context)


def _gaps(found: Quality) -> Table | None:
    rows = [
        (f"{gap.row.short}, {found.names[gap.area]}", [text(gap.why), text(_years(gap.years))]) for gap in found.gaps
    ]
    return Table(caption="Years without a number", columns=["Figure", "Why", "Years"], rows=rows) if rows else None


def _years(years: tuple[int, ...]) -> str:
    """ "2013 to 2018" where they run on, else each."""
    if len(years) > 2 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]} to {years[-1]}"
    return ", ".join(str(year) for year in years)


def _told(found: Quality, rows: tuple[Told, ...], caption: str) -> Table | None:
    lines = []
    for one in rows[:200]:
        row, area = one.row, found.names[one.area]
        places = row.mean_decimals if one.area == rules.NEIGHBOURS else row.decimals
        first, other = one.first, one.other
        lines.append(
            (
                f"{row.short}, {area}, {one.year}",
                [
                    cell_of(first.value, places=places, unit=row.unit),
                    text(first.vintage),
                    cell_of(other.value, places=places, unit=row.unit),
                    text(other.vintage),
                ],
            )
        )
    columns = ["Figure", "Stands", "From", "Also told", "From "]
    note = f"The first 200 of {len(rows):,}." if len(rows) > 200 else ""
    return Table(caption=caption, columns=columns, rows=lines, note=note) if lines else None
