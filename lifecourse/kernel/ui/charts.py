"""Charts in the house style, drawn on the server as SVG, each with the table of its numbers.

Our own area in one strong colour, comparators muted, labels at the bars and lines themselves, scales from zero
unless said otherwise, gaps left as gaps, hidden points marked "c". Altair takes a second to import, so it is
imported when the first chart is drawn.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import Any

from lifecourse.kernel.ui.tables import Cell, CellKind, Table

WIDTH = 640
OWN, MUTED, TEXT, QUIET, GRID = "#0f3d4c", "#a9b4ba", "#0b0c0c", "#4a555b", "#dfe4e6"
# Told apart by people who see colours differently, and in grey; from the Government Analysis Function's palette.
PARTS = ("#12436d", "#28a197", "#f46a25", "#801650", "#3d3d3d", "#a285d1")
_ON_PART = ("#ffffff", "#0b0c0c", "#0b0c0c", "#ffffff", "#ffffff", "#0b0c0c")
_FONT = "Arial, Helvetica, sans-serif"


@dataclass(frozen=True)
class Chart:
    """A picture and its numbers. `svg` stands by itself in a page, a PDF or a document."""

    title: str
    description: str
    svg: str
    table: Table
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Control limits for the own line: `centre`, and `lower` and `upper` for each period (None where not claimed)."""

    centre: float
    lower: Sequence[float | None]
    upper: Sequence[float | None]
    label: str = "control limits"


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float
    ticks: list[float] = field(default_factory=list)


def bar_chart(
    *,
    title: str,
    measure: str,
    bars: Sequence[tuple[str, Cell]],
    own: str = "",
    heading: str = "",
    note: str = "",
    source: str = "",
) -> Chart:
    """One bar for each name, in the order given. `own` is the name drawn strong (all are, when empty)."""
    alt = _altair()
    high = max([cell.plotted or 0 for _name, cell in bars], default=0) or 1
    low = min([0, *(cell.plotted or 0 for _name, cell in bars)])
    rows = [
        {
            "name": name,
            "value": cell.plotted,
            "at": max(cell.plotted or 0, 0),
            "label": _label(cell),
            "fill": OWN if name == own or not own else MUTED,
            "weight": "bold" if name == own else "normal",
        }
        for name, cell in bars
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=220)),
    )
    x = alt.X("value:Q", scale=alt.Scale(domain=[low * 1.1, high * 1.18], nice=False), axis=None)
    drawn = base.mark_bar(size=22).encode(x=x, color=alt.Color("fill:N", scale=None))
    labels = base.mark_text(align="left", dx=6, color=TEXT).encode(
        x=alt.X("at:Q", scale=alt.Scale(domain=[low * 1.1, high * 1.18], nice=False), axis=None), text="label:N"
    )
    table = Table(
        caption=title,
        columns=(heading, measure),
        rows=[(name, [cell]) for name, cell in bars],
        note=note,
        source=source,
    )
    said = _describe("Bar chart", measure, [(name, cell) for name, cell in bars if name == own] or list(bars))
    return _chart(
        title, said, (drawn + labels).properties(width=WIDTH - 240, height=34 * max(len(bars), 1)), table, note
    )


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
    alt = _altair()
    values = [cell.plotted for cells in series.values() for cell in cells if cell.plotted is not None]
    edges = [
        edge for edge in (*(limits.lower if limits else ()), *(limits.upper if limits else ())) if edge is not None
    ]
    scale = _scale([*values, *edges], from_zero=from_zero)
    x = alt.X(
        "period:N",
        sort=list(periods),
        title=None,
        scale=alt.Scale(padding=0.3),
        axis=alt.Axis(labelAngle=0, labelOverlap="greedy", ticks=False, domainColor=QUIET, labelPadding=8),
    )
    y = alt.Y(
        "value:Q",
        title=None,
        scale=alt.Scale(domain=[scale.low, scale.high], nice=False),
        axis=alt.Axis(ticks=False, domain=False, gridColor=GRID, values=scale.ticks, labelPadding=6),
    )
    layers: list[Any] = []
    if limits:
        layers += _limit_layers(alt, periods, limits, x, y)
    for name in sorted(series, key=lambda one: one == own):
        layers += _line_layers(alt, name, periods, series[name], strong=name == own or not own, x=x, y=y, low=scale.low)
    if limits and own in series:
        layers += _outside(alt, periods, series[own], limits, x, y)
    layers.append(_end_labels(alt, periods, series, own, scale, y))
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
    said = _describe("Line chart", f"{measure}, {lead}", [known[0], known[-1]] if len(known) > 1 else known)
    return _chart(title, said, alt.layer(*layers).properties(width=WIDTH - 180, height=300), table, note)


def stacked_bar(
    *,
    title: str,
    measure: str,
    categories: Sequence[str],
    parts: Mapping[str, Sequence[Cell]],
    heading: str = "",
    note: str = "",
    source: str = "",
) -> Chart:
    """One bar for each category, cut into at most six parts that add up; a hidden part is marked at the bar's end."""
    if len(parts) > len(PARTS):
        raise ValueError(f"A stacked bar of {len(parts)} parts cannot be read; {len(PARTS)} is the most.")
    alt = _altair()
    totals = [sum(cells[i].plotted or 0 for cells in parts.values()) for i in range(len(categories))]
    high = max(totals, default=0) or 1
    rows: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    for i, category in enumerate(categories):
        start = 0.0
        for j, (part, cells) in enumerate(parts.items()):
            size = cells[i].plotted or 0
            wide = size / high * (WIDTH - 220) > 12 + 8 * len(cells[i].shown)
            rows.append(
                {
                    "category": category,
                    "part": part,
                    "start": start,
                    "end": start + size,
                    "middle": start + size / 2,
                    "label": cells[i].shown if wide else "",
                    "ink": _ON_PART[j],
                }
            )
            start += size
        hidden = [cell.shown for cell in (cells[i] for cells in parts.values()) if cell.plotted is None]
        if hidden:
            ends.append({"category": category, "end": start, "label": " + ".join(["", *hidden]).strip()})
    y = alt.Y("category:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=200))
    span = alt.Scale(domain=[0, high * 1.08], nice=False)
    colour = alt.Color(
        "part:N",
        sort=None,
        scale=alt.Scale(domain=list(parts), range=list(PARTS[: len(parts)])),
        legend=alt.Legend(title=None, orient="top", symbolType="square", columns=3, labelLimit=200),
    )
    drawn = alt.Chart(alt.Data(values=rows)).mark_bar(size=26, stroke="white", strokeWidth=1)
    inside = alt.Chart(alt.Data(values=rows)).mark_text()
    layers = [
        drawn.encode(y=y, x=alt.X("start:Q", scale=span, axis=None), x2="end:Q", color=colour),
        inside.encode(
            y=y, x=alt.X("middle:Q", scale=span, axis=None), text="label:N", color=alt.Color("ink:N", scale=None)
        ),
    ]
    if ends:
        after = alt.Chart(alt.Data(values=ends)).mark_text(align="left", dx=6, color=QUIET)
        layers.append(after.encode(y=y, x=alt.X("end:Q", scale=span, axis=None), text="label:N"))
    table = Table(
        caption=title,
        columns=(heading, *parts),
        rows=[(category, [cells[i] for cells in parts.values()]) for i, category in enumerate(categories)],
        note=note,
        source=source,
    )
    first = [(part, cells[0]) for part, cells in parts.items() if cells]
    said = _describe("Stacked bar chart", f"{measure}, {categories[0] if categories else ''}", first)
    drawing = (
        alt.layer(*layers).resolve_scale(color="independent").properties(width=WIDTH - 220, height=38 * len(categories))
    )
    return _chart(title, said, drawing, table, note)


def _line_layers(
    alt: Any, name: str, periods: Sequence[str], cells: Sequence[Cell], *, strong: bool, x: Any, y: Any, low: float
) -> list[Any]:
    """A line broken at its gaps, its points, and a "c" where a point is hidden."""
    rows = [{"period": period, "value": cell.plotted} for period, cell in zip(periods, cells, strict=True)]
    hidden = [
        {"period": period, "value": low, "label": "c"}
        for period, cell in zip(periods, cells, strict=True)
        if cell.kind is CellKind.SUPPRESSED
    ]
    colour, width, size = (OWN, 3, 50) if strong else (MUTED, 2, 25)
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


def _end_labels(
    alt: Any, periods: Sequence[str], series: Mapping[str, Sequence[Cell]], own: str, scale: _Scale, y: Any
) -> Any:
    """The name of each line at its end, moved apart where two would lie on each other."""
    ends = []
    for name, cells in series.items():
        known = [cell for cell in cells if cell.plotted is not None]
        if known:
            ends.append([known[-1].plotted or 0.0, name, known[-1].shown])
    ends.sort(key=lambda end: end[0])
    apart = (scale.high - scale.low) * 18 / 300
    for below, above in zip(ends, ends[1:], strict=False):
        above[0] = max(above[0], below[0] + apart)
    if ends and (over := ends[-1][0] - scale.high) > 0:
        for end in ends:
            end[0] -= over
    rows = [
        {
            "value": place,
            "label": f"{name} {shown}",
            "ink": OWN if name == own or not own else QUIET,
            "weight": "bold" if name == own else "normal",
        }
        for place, name, shown in ends
    ]
    layers = []
    for weight in ("normal", "bold"):
        text = alt.Chart(alt.Data(values=[row for row in rows if row["weight"] == weight])).mark_text(
            align="left", dx=4, fontWeight=weight, limit=170
        )
        layers.append(text.encode(x=alt.value("width"), y=y, text="label:N", color=alt.Color("ink:N", scale=None)))
    return alt.layer(*layers)


def _scale(values: Iterable[float], *, from_zero: bool) -> _Scale:
    """A scale of round steps, four or five of them, that holds every value."""
    known = list(values) or [0.0, 1.0]
    low, high = min(known), max(known)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high == low:
        high = low + 1
    rough = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * nice for nice in (1, 2, 2.5, 5, 10) if power * nice >= rough)
    first, last = int(low // step), -int(-high // step)
    return _Scale(first * step, last * step, [round(n * step, 10) for n in range(first, last + 1)])


def _label(cell: Cell) -> str:
    return f"{cell.shown} ({cell.said})" if cell.kind in {CellKind.SUPPRESSED, CellKind.UNAVAILABLE} else cell.shown


def _describe(kind: str, measure: str, points: Sequence[tuple[str, Cell]]) -> str:
    told = "; ".join(f"{name} {cell.said or cell.shown}" for name, cell in points[:6])
    return f"{kind} of {measure}: {told}. The numbers are in the table under it." if told else f"{kind} of {measure}."


def _altair() -> Any:
    import altair

    return altair


def _chart(title: str, said: str, drawing: Any, table: Table, note: str) -> Chart:
    configured = (
        drawing.configure(font=_FONT, background="transparent", padding={"left": 4, "right": 4, "top": 8, "bottom": 4})
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=14, labelColor=TEXT)
        .configure_text(fontSize=14)
        .configure_legend(labelFontSize=14, labelColor=TEXT)
    )
    svg = _svg(json.dumps(configured.to_dict(), default=float))
    return Chart(title, said, _named(svg, title, said), table, note)


@lru_cache(maxsize=128)
def _svg(spec: str) -> str:
    """The picture for a Vega-Lite specification. The same numbers give the same bytes, so they are drawn once."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(spec))


def _named(svg: str, title: str, said: str) -> str:
    """One image with a name for a screen reader, in place of a label on each of its hundred pieces.

    No style attribute, script or link may be in it: the content security policy would refuse the first two.
    """
    head, body = re.match(r"(<svg[^>]*>)(.*)", svg, re.S).groups()  # type: ignore[union-attr]
    body = re.sub(r' (?:role|class|aria-[a-z]+)="[^"]*"', "", body)
    head = re.sub(r' (?:class|xmlns:xlink)="[^"]*"', "", head)
    name, text = escape(title), escape(said)
    named = head[:-1] + f' role="img" aria-label="{name}. {text}" focusable="false">'
    return f"{named}<title>{name}</title><desc>{text}</desc>{body}"
