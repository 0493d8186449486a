"""Charts of lines over time, with gaps, hidden points and control limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lifecourse.kernel.ui.charts.drawing import (
    EQUALS,
    GRID,
    MUTED,
    OWN,
    QUIET,
    TEXT,
    WIDTH,
    Chart,
    Scale,
    altair,
    describe,
    finish,
    scale_for,
)
from lifecourse.kernel.ui.tables import Cell, CellKind, Table


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Control limits for the own line: `centre`, and `lower` and `upper` for each period (None where not claimed)."""

    centre: float
    lower: Sequence[float | None]
    upper: Sequence[float | None]
    label: str = "control limits"


def line_chart(
    *,
    title: str,
    measure: str,
    periods: Sequence[str],
    series: Mapping[str, Sequence[Cell]],
    own: str = "",
    heading: str = "Period",
    from_zero: bool = True,
    limits: Limits | None = None,
    note: str = "",
    source: str = "",
) -> Chart:
    """One line for each series over the same periods; a gap stays a gap, a hidden point is a "c" on the axis."""
    for name, cells in series.items():
        if len(cells) != len(periods):
            raise ValueError(f"“{name}” has {len(cells)} points over {len(periods)} periods.")
    alt = altair()
    values = [cell.plotted for cells in series.values() for cell in cells if cell.plotted is not None]
    edges = [
        edge for edge in (*(limits.lower if limits else ()), *(limits.upper if limits else ())) if edge is not None
    ]
    scale = scale_for([*values, *edges], from_zero=from_zero)
    x = alt.X(
        "period:N",
        sort=list(periods),
        title=None,
        scale=alt.Scale(padding=0.3),
        axis=alt.Axis(
            labelAngle=0,
            labelExpr="split(datum.label, ' ')",  # "Q1 2026" on two lines, so that eight fit
            labelOverlap="greedy",
            labelSeparation=6,
            ticks=False,
            domainColor=QUIET,
            labelPadding=8,
        ),
    )
    y = alt.Y(
        "value:Q",
        title=None,
        scale=alt.Scale(domain=[scale.low, scale.high], nice=False),
        axis=alt.Axis(ticks=False, domain=False, gridColor=GRID, values=scale.ticks, labelPadding=6),
    )
    inks = _inks(series, own)
    layers: list[Any] = []
    if limits:
        layers += _limit_layers(alt, periods, limits, x, y)
    for name in sorted(series, key=lambda one: one == own):
        strong = name == own or not own
        layers += _line_layers(alt, name, periods, series[name], inks[name], strong=strong, x=x, y=y, low=scale.low)
    if limits and own in series:
        layers += _outside(alt, periods, series[own], limits, x, y)
    room = _room_for(series)
    layers.append(_end_labels(alt, series, own, inks, scale, y, room))
    if limits:
        note = f"{note} The dashed lines are the {limits.label}; a ring marks a point beyond them.".strip()
    if not from_zero:
        note = f"{note} The scale does not start at zero.".strip()
    table = Table(
        caption=title,
        columns=(heading, *series),
        rows=[(period, [cells[index] for cells in series.values()]) for index, period in enumerate(periods)],
        note=note,
        source=source,
    )
    lead = own if own in series else next(iter(series), "")
    known = [
        (period, cell) for period, cell in zip(periods, series.get(lead, ()), strict=True) if cell.plotted is not None
    ]
    said = describe("Line chart", f"{measure}, {lead}", [known[0], known[-1]] if len(known) > 1 else known)
    return finish(title, said, alt.layer(*layers).properties(width=WIDTH - room, height=300), table, note)


def _line_layers(
    alt: Any,
    name: str,
    periods: Sequence[str],
    cells: Sequence[Cell],
    ink: str,
    *,
    strong: bool,
    x: Any,
    y: Any,
    low: float,
) -> list[Any]:
    """A line broken at its gaps, its points, and a "c" where a point is hidden."""
    rows = [{"period": period, "value": cell.plotted} for period, cell in zip(periods, cells, strict=True)]
    hidden = [
        {"period": period, "value": low, "label": "c"}
        for period, cell in zip(periods, cells, strict=True)
        if cell.kind is CellKind.SUPPRESSED
    ]
    colour, width, size = (ink, 3, 50) if strong else (MUTED, 2, 25)
    data = alt.Chart(alt.Data(values=rows))
    layers = [
        data.mark_line(color=colour, strokeWidth=width, invalid="break-paths-show-domains").encode(x=x, y=y),
        data.transform_filter("isValid(datum.value)")
        .mark_point(color=colour, fill=colour, size=size, opacity=1)
        .encode(x=x, y=y),
    ]
    if hidden:
        mark = alt.Chart(alt.Data(values=hidden)).mark_text(
            dy=-8, color=TEXT if strong else QUIET, fontWeight="bold" if strong else "normal"
        )
        layers.append(mark.encode(x=x, y=y, text="label:N"))
    return layers


def _limit_layers(alt: Any, periods: Sequence[str], limits: Limits, x: Any, y: Any) -> list[Any]:
    layers = []
    for edge, dash in ((limits.lower, [5, 4]), (limits.upper, [5, 4]), ([limits.centre] * len(periods), [1, 0])):
        rows = [{"period": period, "value": value} for period, value in zip(periods, edge, strict=True)]
        line = alt.Chart(alt.Data(values=rows)).mark_line(
            color=QUIET, strokeWidth=1, strokeDash=dash, invalid="break-paths-show-domains"
        )
        layers.append(line.encode(x=x, y=y))
    return layers


def _outside(alt: Any, periods: Sequence[str], cells: Sequence[Cell], limits: Limits, x: Any, y: Any) -> list[Any]:
    """A ring round each point beyond its limits: a change, and not chance."""
    rows = []
    for period, cell, low, high in zip(periods, cells, limits.lower, limits.upper, strict=True):
        value = cell.plotted
        if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
            rows.append({"period": period, "value": value})
    if not rows:
        return []
    ring = alt.Chart(alt.Data(values=rows)).mark_point(color="#a3261f", size=190, strokeWidth=2, fill=None, opacity=1)
    return [ring.encode(x=x, y=y)]


def _end_label(name: str, cells: Sequence[Cell]) -> str:
    """The last period's own cell: where it is hidden or missing the label says so, not an older number."""
    return f"{name} {cells[-1].shown}" if cells else name


def _inks(series: Mapping[str, Sequence[Cell]], own: str) -> dict[str, str]:
    """The colour of each line's name: one's own against all others; where none is, each has one that reads well."""
    if own:
        return {name: OWN if name == own else QUIET for name in series}
    return {name: EQUALS[at % len(EQUALS)] for at, name in enumerate(series)}


def _room_for(series: Mapping[str, Sequence[Cell]]) -> int:
    """How much of the width the names at the lines' ends take: a name cut short leaves its number out."""
    longest = max((len(_end_label(name, cells)) for name, cells in series.items()), default=0)
    return min(max(180, 8 * longest + 10), WIDTH // 2)


def _end_labels(
    alt: Any,
    series: Mapping[str, Sequence[Cell]],
    own: str,
    inks: Mapping[str, str],
    scale: Scale,
    y: Any,
    room: int,
) -> Any:
    """The name of each line at its end, moved apart where two would lie on each other."""
    last = {
        name: ([cell.plotted for cell in cells if cell.plotted is not None] or [scale.low])[-1]
        for name, cells in series.items()
    }
    apart = (scale.high - scale.low) * 18 / 300
    places: dict[str, float] = {}
    for name in sorted(last, key=last.__getitem__):
        places[name] = max([last[name], *(place + apart for place in places.values())])
    over = max([0.0, *(place - scale.high for place in places.values())])
    rows = [
        {
            "value": place - over,
            "label": _end_label(name, series[name]),
            "ink": inks[name],
            "weight": "bold" if name == own else "normal",
        }
        for name, place in places.items()
    ]
    layers = []
    for weight in ("normal", "bold"):
        text = alt.Chart(alt.Data(values=[row for row in rows if row["weight"] == weight])).mark_text(
            align="left", dx=4, fontWeight=weight, limit=room - 10
        )
        layers.append(text.encode(x=alt.value("width"), y=y, text="label:N", color=alt.Color("ink:N", scale=None)))
    return alt.layer(*layers)
