"""One indicator: trend, comparators, funnel, definition, narrative, actions; and the forms that add to it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifecourse.engines.comparison import Band
from lifecourse.engines.comparison.comparing import RATING
from lifecourse.engines.figures.rounding import half_up
from lifecourse.kernel.access.http import Request
from lifecourse.kernel.actions import rules as action_rules
from lifecourse.kernel.agencies import queries as agencies
from lifecourse.kernel.base.errors import NotPermitted, Refused, StaleRecord
from lifecourse.kernel.people.rules.days import day_of
from lifecourse.kernel.ui.charts import Chart, Limits, bar_chart, line_chart
from lifecourse.kernel.ui.shapes import Act, Fact
from lifecourse.kernel.ui.tables import Table, number, text
from lifecourse.kernel.ui.words import calendar_day

from .. import forms, policy, queries, rules, services
from ..queries import IndicatorPage
from ..rules import Held, Place
from ..rules.local import year_of
from .drawing import cell_of
from .scorecard import check_may_see
from .words import POLARITY, chance_words, change_words, no_funnel_words, no_rank_words

MEANWHILE = "Somebody else wrote about this indicator while you did. Yours is not saved yet: read theirs, then send it."


@require_safe
def show(request: Request, key: str) -> HttpResponse:
    """One indicator, whole."""
    check_may_see(request)
    found = queries.indicator_page(viewer=request.user, at=request.now, key=key)
    row, line = found.row, found.line
    context = {
        "found": found,
        "row": row,
        "latest": line.latest,
        "value": cell_of(line.latest.value if line.latest else None, places=row.decimals, unit=row.unit),
        "change": change_words(row, line.moved),
        "chance": chance_words(line.moved),
        "drawn": _chart(found),
        "facts": _facts(found),
        "standing": [*_standing_words(found), *filter(None, [no_rank_words(found)])],
        "funnel": _funnel(found),
        "no_funnel": no_funnel_words(found),
        "beside": _beside(found),
        "held": _held(found),
        "acts": _acts(request, found),
        "sees_said": policy.may(request.user, policy.LOCAL),
        "asked": [(one, action_rules.WORDS[action_rules.State(one.state)]) for one in found.actions],
        "may_own": policy.may(request.user, policy.NARRATE)
        and (found.commentary is None or found.commentary.owner_id != request.user.pk),
        "at": request.now,
    }
    return render(request, "scorecard/indicator_show.html", context)


def _chart(found: IndicatorPage) -> Chart | None:
    """Our line against those we are compared with; control limits for ours where there are counts to make them of."""
    book, row = found.book, found.row
    if not found.years:
        return None
    # Totals and means of counts would press our own line flat, and say nothing about it.
    areas = (book.own, *book.compared) if row.national and row.per else (book.own,)
    series = {}
    for area in areas:
        held = [book.one(row.key, area, year) for year in found.years]
        if area == book.own or any(held):
            places = row.mean_decimals if area == rules.NEIGHBOURS else row.decimals
            # Of what is held, if that is one thing; else what the list of neighbours asks for.
            names = {book.name_of(area, one) for one in held if one}
            series[names.pop() if len(names) == 1 else book.name_of(area)] = [
                cell_of(one.value if one else None, places=places, unit=row.unit) for one in held
            ]
    limits = None
    if found.control is not None:
        centre, edges = found.control
        limits = Limits(
            centre=float(centre),
            lower=[None if one is None else float(one.lower) for one in edges],
            upper=[None if one is None else float(one.upper) for one in edges],
            label="control limits of our own figure, three standard errors",
        )
    note = "" if row.per else "A count: areas of different size cannot be compared by it."
    return line_chart(
        title=row.title,
        measure=f"{row.short}, {row.unit}",
        periods=[str(year) for year in found.years],
        series=series,
        own=book.name_of(book.own),
        heading="Year to 31 March",
        limits=limits,
        note=note,
        source=_sources(found),
    )


def _sources(found: IndicatorPage) -> str:
    """The register's source, and, where our own line is from our own records, those: not the Department's figures."""
    book, key = found.book, found.row.key
    own = [book.one(key, book.own, year) for year in found.years]
    ours = dict.fromkeys(one.source for one in own if one is not None and one.place is Place.LOCAL)
    # A front door's indicator has no other source than our own records.
    return "; ".join([found.row.source, *ours]) if found.row.comes_from == "census" else found.row.source


def _facts(found: IndicatorPage) -> list[Fact]:
    row = found.row
    rows = [
        ("Why it matters", row.why),
        ("Definition", row.definition),
        ("Numerator", row.numerator),
        ("Denominator", row.denominator),
        ("Which way is better", POLARITY[row.polarity]),
        ("As printed in 2017/18", f"“{row.report_polarity.capitalize()}”" if row.report_polarity else ""),
        ("What was printed wrong", row.printed_fault),
        ("Rounded to", f"{_places(row.decimals)}, half up; a mean of neighbours to {_places(row.mean_decimals)}"),
        ("Small numbers", row.suppression),
        ("Source", row.source),
        ("Owner of the definition", row.owner),
        ("Checked by", row.checked_by),
        ("Next review", calendar_day(row.next_review)),
        ("Version", f"{row.version}, from {calendar_day(row.valid_from)}; {len(found.versions)} in all"),
    ]
    return [Fact(key=key, value=value) for key, value in rows if value]


def _places(decimals: int) -> str:
    return f"{decimals} decimal{'' if decimals == 1 else 's'}" if decimals else "whole numbers"


def _standing_words(found: IndicatorPage) -> list[str]:
    """Where we stand, in sentences."""
    row, said = found.row, []
    latest = found.line.latest
    place = found.standing
    if place and place.rank is not None and place.band is not None:
        colour = RATING.get(Band(place.band))
        rated = f", {colour}" if colour else ""
        said.append(
            f"{_ordinal(place.rank)} of {place.of} authorities (1st is best), in quarter {place.band} of A to D{rated}"
            f", in “{place.vintage}”."
        )
    elif place:
        said.append(f"Not ranked among the {place.of} authorities: {POLARITY[row.polarity].lower()}.")
    if latest is not None and row.national:
        mean = dict(found.line.compared).get(rules.NEIGHBOURS)
        if mean is not None and mean.value.number is not None:
            used = mean.parameters.get("neighbours used")
            tail = f" ({used})" if used else ""
            name = found.book.name_of(rules.NEIGHBOURS, mean)
            name += f" in {mean.year}, the latest there is" if mean.year != latest.year else ""
            shown = mean.value.shown(row.mean_decimals)
            said.append(f"{name}: {shown}, {rules.average_words(mean)}{tail}.")
        if found.other_average is not None:
            how, other = found.other_average
            why = ", which newer dashboards print," if how == "median" else ""
            said.append(f"Their {how}{why} is {other.number:,.{row.mean_decimals}f} ({other.used} of {other.asked}).")
    return said


def _ordinal(place: int) -> str:
    tail = "th" if 10 <= place % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{tail}"


def _funnel(found: IndicatorPage) -> Table | None:
    row, book = found.row, found.book
    if not found.funnel:
        return None

    def shown(one: Decimal) -> Any:
        return number(half_up(one, row.decimals), places=row.decimals)

    rows = []
    for line in found.funnel:
        value = line.held.value.number or Decimal(0)
        where = "Within" if line.is_within else "Above" if value > line.limits.upper else "Below"
        rows.append(
            (
                book.name_of(line.area),
                [
                    number(line.denominator),
                    cell_of(line.held.value, places=row.decimals, unit=row.unit),
                    shown(line.limits.lower),
                    shown(line.limits.upper),
                    text(where),
                ],
            )
        )
    return Table(
        caption="Funnel: what chance allows an area of this size",
        columns=["Area", "Denominator", "Figure", "From", "To", "Is it within?"],
        rows=rows,
        note="Were an area’s true figure England’s, its own would lie between these in 499 years of 500.",
        source=found.funnel[0].held.vintage,
    )


def _beside(found: IndicatorPage) -> Chart | None:
    """Ourselves among the neighbours and England, highest first; each says in words where it lies in the funnel."""
    row, book, latest = found.row, found.book, found.line.latest
    if latest is None or len(found.funnel) < 2:
        return None
    ordered = sorted(found.funnel, key=lambda line: line.held.value.number or Decimal(0), reverse=True)
    return bar_chart(
        title=f"{row.short}, {latest.year}: ourselves and our neighbours",
        measure=f"{row.short}, {row.unit}",
        bars=[
            (book.name_of(line.area), cell_of(line.held.value, places=row.decimals, unit=row.unit)) for line in ordered
        ],
        own=book.name_of(book.own),
        heading="Area",
        source=latest.vintage,
    )


def _held(found: IndicatorPage) -> Table | None:
    """Every figure held of our own area, publications and our own records side by side."""
    row, book, rows = found.row, found.book, []
    for year in reversed(found.years):
        for place, one in enumerate(book.all_of(row.key, book.own, year)):
            rows.append(
                (
                    f"{year}{'' if place else ' (stands)'}",
                    [
                        cell_of(one.value, places=row.decimals, unit=row.unit),
                        number(one.numerator) if one.numerator is not None else text(""),
                        number(one.denominator) if one.denominator is not None else text(""),
                        text(rules.PLACE_WORDS[one.place]),
                        text(_origin(one)),
                    ],
                )
            )
    columns = ["Year", "Figure", "Numerator", "Denominator", "From", "Publication or taking"]
    caption = f"Every figure held for {book.name_of(book.own)}"
    return Table(caption=caption, columns=columns, rows=rows) if rows else None


def _origin(one: Held) -> str:
    """Which publication, or when it was taken and from what."""
    if one.place is Place.LOCAL:
        return f"{one.vintage}. {one.source}"
    return one.vintage + (", worked out here" if one.is_worked_out else "")


def _acts(request: Request, found: IndicatorPage) -> list[Act]:
    key, acts = found.row.key, []
    circle = policy.circle_for(request.user, policy.NARRATE)
    if circle is not None:
        acts.append(Act(label="Say what it means", url=reverse("scorecard:say", args=[key])))
        if policy.may_ask(request.user, circle):
            acts.append(Act(label="Ask for an action", url=reverse("scorecard:act", args=[key])))
    if policy.may(request.user, policy.TYPE):
        acts.append(Act(label="Type a figure", url=reverse("scorecard:type", args=[key])))
    return acts


def _circle(request: Request, capability: str) -> int:
    """The circle in which the viewer would do this. `NotFound` for who sees no scorecard, else `NotPermitted`."""
    circle = policy.circle_for(request.user, capability)
    if circle is None:
        check_may_see(request)
        raise NotPermitted("You do not have permission to do this.")
    return circle


def _post_or_show(
    request: Request,
    *,
    form: Any,
    act: Callable[[dict[str, Any]], str],
    key: str,
    now: int | None = None,
    **context: Any,
) -> HttpResponse:
    back = reverse("scorecard:indicator", args=[key])
    status = 400
    if request.method == "POST" and form.is_valid():
        try:
            done = act(form.cleaned_data)
        except StaleRecord:
            form.add_error(None, MEANWHILE)
            form.data = form.data.copy()
            form.data["version"] = str(now)
            status = 409
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(back)
    page = {"form": form, "back": back, **context}
    return render(request, "scorecard/indicator_form.html", page, status=status if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def type_one(request: Request, key: str) -> HttpResponse:
    """Type a published figure with its source."""
    _circle(request, policy.TYPE)
    row = queries.indicator_row(viewer=request.user, key=key)
    areas = queries.area_rows(viewer=request.user)
    own = queries.own_area(viewer=request.user)
    first = [own, *queries.comparators(viewer=request.user, areas=areas)]
    ordered = [*first, *(code for code in areas if code not in first)]
    form = forms.TypeForm(
        request.POST or None, areas=[(code, areas[code].name) for code in ordered], initial={"area": own}
    )

    def act(data: dict[str, Any]) -> str:
        names = ("area", "year", "vintage", "published_on", "source", "numerator", "denominator")
        typed = services.Typed(indicator=key, value=data["figure"], **{name: data[name] for name in names})
        services.type_figure(actor=request.user, at=request.now, typed=typed)
        return "The figure is kept with its source."

    lead = "Only what has been published. It stands beside figures that were loaded, never over them."
    return _post_or_show(
        request, form=form, act=act, key=key, title="Type a figure", press="Keep it", row=row, lead=lead
    )


@require_http_methods(["GET", "HEAD", "POST"])
def say(request: Request, key: str) -> HttpResponse:
    """Say what a year's figure means."""
    circle = _circle(request, policy.NARRATE)
    found = queries.indicator_page(viewer=request.user, at=request.now, key=key)
    latest = found.line.latest
    version = found.commentary.version if found.commentary else None
    initial = {"year": latest.year if latest else year_of(day_of(request.now)) - 1, "version": version}
    form = forms.NarrateForm(request.POST or None, initial=initial)

    def act(data: dict[str, Any]) -> str:
        services.write_narrative(
            actor=request.user, at=request.now, circle_id=circle, indicator=key, year=data["year"],
            words=data["words"], is_off_course=data["is_off_course"], seen=data["version"],
        )  # fmt: skip
        return "Your words stand; earlier ones stay below them."

    return _post_or_show(
        request, form=form, act=act, key=key, now=version, title="Say what it means", press="Keep these words",
        row=found.row, lead="Seen by those who see our own working figures.",
    )  # fmt: skip


@require_POST
def own(request: Request, key: str) -> HttpResponse:
    """Become the owner of an indicator."""
    circle = _circle(request, policy.NARRATE)
    services.take_ownership(actor=request.user, at=request.now, circle_id=circle, indicator=key)
    messages.success(request, "You own this indicator now: you say what it means, and see to it.")
    return redirect("scorecard:indicator", key)


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: Request, key: str) -> HttpResponse:
    """Ask for an action about a figure that is off course."""
    circle = _circle(request, policy.NARRATE)
    if not policy.may_ask(request.user, circle):
        raise NotPermitted("You do not have permission to ask for actions.")
    row = queries.indicator_row(viewer=request.user, key=key)
    choices = [(str(one.pk), one.name) for one in agencies.organisations(viewer=request.user, at=request.now)]
    initial = {"due_on": forms.first_day(day_of(request.now))}
    form = forms.ActForm(request.POST or None, organisations=choices, initial=initial)

    def ask(data: dict[str, Any]) -> str:
        made = services.ask_for_action(
            actor=request.user, at=request.now, circle_id=circle, indicator=key, title=data["title"],
            request=data["request"], organisation_id=UUID(data["organisation"]), due_on=data["due_on"],
        )  # fmt: skip
        return f"Action {made.reference} is asked for."

    lead = "It is seen by those in the scorecard’s circle: tell the organisation’s member of the board."
    return _post_or_show(
        request, form=form, act=ask, key=key, title="Ask for an action", press="Ask for it", row=row, lead=lead
    )
