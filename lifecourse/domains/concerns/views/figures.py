"""The front door's figures: page, charts, file."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render

from lifecourse.engines.csvfile import CONTENT_TYPE
from lifecourse.kernel.access.http import Request
from lifecourse.kernel.ui.charts import bar_chart

from .. import exports, queries
from ..forms.figures import PeriodForm

_LONDON = ZoneInfo("Europe/London")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=_LONDON)


def _period(request: Request) -> tuple[PeriodForm, date, date]:
    """The period asked for, or the last twelve months; the form, with what is wrong if it was unusable."""
    today = request.now.astimezone(_LONDON).date()
    first = today.replace(year=today.year - 1, day=1)
    asked = any(name.startswith(("since", "until")) for name in request.GET)
    form = PeriodForm(
        request.GET
        if asked
        else {
            **{f"since_{part}": str(getattr(first, part)) for part in ("day", "month", "year")},
            **{f"until_{part}": str(getattr(today, part)) for part in ("day", "month", "year")},
        }
    )
    if form.is_valid():
        return form, form.cleaned_data["since"], form.cleaned_data["until"]
    return form, first, today


def figures(request: Request) -> HttpResponse:
    """Every table of the period, the main ones drawn."""
    form, since, until = _period(request)
    found = _figures(request, since, until)
    shown = []
    for section in exports.sections(viewer=request.user, found=found):
        rows = [(name, cells[0]) for name, cells in section.table.rows if not name.startswith("All")]
        drawn = None
        if section.chart == "bar" and rows:
            drawn = bar_chart(title=section.title, measure=section.table.columns[1], bars=rows)
        shown.append((section, drawn))
    return render(
        request,
        "concerns/figures_show.html",
        {"form": form, "found": found, "since": since, "until": until, "sections": shown},
        status=400 if form.errors else 200,
    )


def figures_csv(request: Request) -> HttpResponse:
    """The same tables as one file."""
    _, since, until = _period(request)
    found = _figures(request, since, until, exported=True)
    content = exports.figures_csv(viewer=request.user, found=found, made_at=request.now)
    name = f"front-door-{since.isoformat()}-to-{until.isoformat()}.csv"
    return HttpResponse(
        content, content_type=CONTENT_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _figures(request: Request, since: date, until: date, *, exported: bool = False) -> queries.Figures:
    # The form's last day is part of the period; the query's end is not.
    return queries.figures(
        viewer=request.user,
        at=request.now,
        since=_midnight(since),
        until=_midnight(until + timedelta(days=1)),
        exported=exported,
    )
