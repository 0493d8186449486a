"""Pages that show the ledger: its years, one of them, a year's entries, its headings, what does not add up, files."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lifecourse.engines.csvfile import CONTENT_TYPE
from lifecourse.kernel.access.http import Request
from lifecourse.kernel.base.errors import NotFound
from lifecourse.kernel.people.rules.days import day_of
from lifecourse.kernel.ui.charts import bar_chart, line_chart
from lifecourse.kernel.ui.shapes import Act, RecordHeader

from .. import exports, policy, queries, rules

PER_PAGE = 50
# What each address records, and the words of its page.
RECORDS = {
    "spend": (rules.Fact.SPENT, "Record spending"),
    "receipt": (rules.Fact.RECEIVED, "Record money received"),
    "pledge": (rules.Fact.PLEDGED, "Record a pledge"),
    "invoice": (rules.Fact.INVOICED, "Record an invoice"),
    "budget": (rules.Fact.BUDGETED, "Record a budget"),
    "transfer": (rules.Fact.TO_RESERVES, "Record a transfer to or from the reserve"),
    "opening": (rules.Fact.OPENING, "Record the reserve brought forward"),
}


def check_sees(request: Request) -> None:
    """Raise `NotFound` for whoever sees no ledger."""
    if not policy.may(request.user, policy.VIEW):
        raise NotFound("board")


@require_safe
def years(request: Request) -> HttpResponse:
    """Every financial year: income, expenditure, surplus, reserve; drawn, and as a table."""
    check_sees(request)
    sheets = queries.sheets(viewer=request.user)
    drawn = None
    if len(sheets) > 1:
        drawn = line_chart(
            title="Income, expenditure and reserve by year",
            measure="Pounds",
            periods=[str(one.named) for one in sheets],
            series={
                "Income": [exports.cell(one.total_income) for one in sheets],
                "Expenditure": [exports.cell(one.total_expenditure) for one in sheets],
                "Reserve": [exports.cell(one.closing) for one in sheets],
            },
            heading="Year",
        )
    found = queries.findings(viewer=request.user)
    rows = [
        (one, rules.WORDS[rules.State(one.year.state)], sum(each.year == one.named for each in found))
        for one in reversed(sheets)
    ]
    context = {
        "rows": rows, "drawn": drawn, "found": found, "may_keep": policy.office_to_keep(request.user) is not None,
        "at": request.now,
    }  # fmt: skip
    return render(request, "board/year_list.html", context)


@require_safe
def year(request: Request, pk: UUID) -> HttpResponse:
    """One year: expenditure, income, contributions, reserves, what was printed, and what to do next."""
    sheet = queries.sheet(viewer=request.user, pk=pk)
    one = sheet.year
    bars = [(line.heading.name, exports.cell(line.actual)) for line in sheet.spending if line.actual is not None]
    context = {
        "sheet": sheet,
        "year": one,
        "record": RecordHeader(
            kind="Financial year",
            reference=str(sheet.named),
            state=rules.WORDS[rules.State(one.state)],
            holder="The board’s business manager",
            circle="The board’s office",
        ),
        "acts": _acts(request, sheet),
        "drawn": bar_chart(title=f"Spending, {sheet.named}", measure="Pounds", bars=bars, heading="Heading")
        if bars
        else None,
        "spending": exports.spending_table(sheet),
        "income": exports.income_table(sheet),
        "contributions": exports.contributions_table(sheet) if sheet.contributions else None,
        "reserves": exports.reserves_table(sheet),
        "claims": [
            (one, rules.PRINTED_WORDS[rules.Printed(one.printed)])
            for one in queries.claims(viewer=request.user, year_id=pk)
        ],
        "moves": queries.moves(viewer=request.user, year_id=pk),
        "found": queries.findings(viewer=request.user, years=[str(sheet.named)]),
        "may_keep": policy.may(request.user, policy.KEEP, one.circle_id),
        "at": request.now,
    }
    return render(request, "board/year_show.html", context)


def _acts(request: Request, sheet: queries.Sheet) -> list[Act]:
    one, acts = sheet.year, []
    closed = one.state == rules.State.CLOSED
    if policy.may(request.user, policy.KEEP, one.circle_id):
        for slug, (fact, words) in RECORDS.items():
            if fact is rules.Fact.OPENING and (sheet.opening is not None or sheet.opening_tally is not None):
                continue
            if closed:
                break
            acts.append(Act(label=words, url=reverse("board:record", args=[one.pk, slug])))
        acts.append(Act(label="Write down a printed total", url=reverse("board:claim", args=[one.pk])))
    if policy.may(request.user, policy.CLOSE, one.circle_id):
        if closed:
            acts.append(Act(label="Reopen this year", url=reverse("board:reopen", args=[one.pk]), warning=True))
        elif day_of(request.now) <= sheet.named.ends_on:
            acts.append(Act(label="Close this year", why_not=f"It runs until 31 March {one.first + 1}."))
        else:
            acts.append(Act(label="Close this year", url=reverse("board:close", args=[one.pk]), warning=True))
    return acts


@require_safe
def entries(request: Request, pk: UUID) -> HttpResponse:
    """Every entry of a year, newest first; reversed ones stay, with what reversed them."""
    found = queries.year(viewer=request.user, pk=pk)
    page = Paginator(queries.entries(viewer=request.user, year_id=pk), PER_PAGE).get_page(request.GET.get("page"))
    may_reverse = found.state == rules.State.OPEN and policy.may(request.user, policy.KEEP, found.circle_id)
    rows = [
        (one, rules.FACT_WORDS[rules.Fact(one.fact)], getattr(one, "reversed_by", None), may_reverse) for one in page
    ]
    context = {"year": found, "named": found.named, "rows": rows, "page": page, "at": request.now}
    return render(request, "board/entry_list.html", context)


@require_safe
def headings(request: Request) -> HttpResponse:
    """Every heading, closed ones too."""
    check_sees(request)
    rows = [
        (one, rules.KIND_WORDS[rules.Kind(one.kind)], policy.may(request.user, policy.KEEP, one.circle_id))
        for one in queries.headings(viewer=request.user)
    ]
    context = {"rows": rows, "may_keep": policy.office_to_keep(request.user) is not None, "at": request.now}
    return render(request, "board/heading_list.html", context)


@require_safe
def findings(request: Request) -> HttpResponse:
    """What does not add up in the board's money, oldest first."""
    check_sees(request)
    found = queries.findings(viewer=request.user)
    rows = [(one, exports.cell(one.printed), exports.cell(one.computed)) for one in found]
    return render(request, "board/finding_list.html", {"rows": rows, "at": request.now})


@require_safe
def year_csv(request: Request, pk: UUID) -> HttpResponse:
    """A year as a file; said in the trail."""
    sheet = queries.sheet(viewer=request.user, pk=pk)
    queries.exported(viewer=request.user, at=request.now, subject=sheet.year)
    content = exports.year_csv(
        sheet=sheet,
        entries=list(queries.entries(viewer=request.user, year_id=pk)),
        found=queries.findings(viewer=request.user, years=[str(sheet.named)]),
        made_at=request.now.isoformat(timespec="minutes"),
    )
    return _file(content, f"board-{sheet.year.first}-{(sheet.year.first + 1) % 100:02d}.csv")


@require_safe
def years_csv(request: Request) -> HttpResponse:
    """Every year as one file; said in the trail."""
    check_sees(request)
    queries.exported(viewer=request.user, at=request.now)
    return _file(exports.years_csv(sheets=queries.sheets(viewer=request.user)), "board-finance.csv")


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=headers)


def record_of(slug: str) -> tuple[rules.Fact, str]:
    """What an address records. Raises `NotFound`."""
    if slug not in RECORDS:
        raise NotFound(slug)
    return RECORDS[slug]
