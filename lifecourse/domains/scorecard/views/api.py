"""The scorecard for programs: files and a small read-only JSON interface, described on a page of its own."""

import re
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lifecourse.engines.csvfile import CONTENT_TYPE
from lifecourse.kernel.access.http import Request
from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.people.rules.days import day_of

from .. import exports, queries
from .scorecard import check_may_see

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def about(request: Request) -> HttpResponse:
    """What the interface gives, with addresses to try."""
    check_may_see(request)
    return render(request, "scorecard/api_show.html", {"columns": exports.COLUMNS, "at": request.now})


@require_safe
def figures_csv(request: Request) -> HttpResponse:
    """Every figure of ours and of our comparators as CSV."""
    content = exports.as_csv(_rows(request), made_at=request.now)
    return _file(request, content, CONTENT_TYPE, "csv")


@require_safe
def figures_xlsx(request: Request) -> HttpResponse:
    """The same as a workbook."""
    content = exports.as_xlsx(_rows(request), made_at=request.now)
    return _file(request, content, XLSX, "xlsx")


@require_safe
def indicators(request: Request) -> HttpResponse:
    """Every definition in use, as JSON."""
    check_may_see(request)
    rows = queries.indicator_rows(viewer=request.user).values()
    return JsonResponse({"indicators": [exports.indicator_json(row) for row in rows]})


@require_safe
def figures(request: Request) -> HttpResponse:
    """Figures as JSON: of one indicator (`?indicator=`), of one year (`?year=`), or all."""
    try:
        rows = exports.as_json(_rows(request))
    except Refused as refusal:
        return JsonResponse({"error": str(refusal)}, status=400)
    return JsonResponse({"made": request.now.isoformat(timespec="seconds"), "figures": rows})


def _rows(request: Request) -> list[dict[str, Any]]:
    check_may_see(request)
    indicator = request.GET.get("indicator", "")
    year = request.GET.get("year", "")
    known = queries.indicator_rows(viewer=request.user)
    if indicator and indicator not in known:
        raise Refused(f"indicator is “{indicator[:60]}”; wanted is one of {', '.join(known)}.")
    if year and not re.fullmatch(r"[0-9]{4}", year):
        raise Refused(f"year is “{year[:20]}”; wanted is four figures, such as 2018.")
    found = queries.exported_book(
        viewer=request.user,
        at=request.now,
        indicators=[indicator] if indicator else (),
        years=[int(year)] if year else (),
    )
    return list(exports.figure_rows(found))


def _file(request: Request, content: bytes, kind: str, ending: str) -> HttpResponse:
    name = f"scorecard-{day_of(request.now).isoformat()}.{ending}"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
