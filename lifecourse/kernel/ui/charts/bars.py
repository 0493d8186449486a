"""Charts of bars: one for each name, or one cut into parts."""

from collections.abc import Mapping, Sequence
from typing import Any

from lifecourse.kernel.ui.charts.drawing import (
    MUTED,
    OWN,
    PARTS,
    QUIET,
    TEXT,
    WIDTH,
    Chart,
    altair,
    describe,
    finish,
    folded,
    ink_on,
    label_for,
    names_beside,
)
from lifecourse.kernel.ui.tables import Cell, Table


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
    alt = altair()
    high = max([cell.plotted or 0 for _name, cell in bars], default=0) or 1
    low = min([0, *(cell.plotted or 0 for _name, cell in bars)])
    rows = [
        {
            "name": folded(name),
            "value": cell.plotted,
            "at": max(cell.plotted or 0, 0),
            "label": label_for(cell),
            "fill": OWN if name == own or not own else MUTED,
            "weight": "bold" if name == own else "normal",
        }
        for name, cell in bars
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y(
            "name:N",
            title=None,
            scale=alt.Scale(domain=[folded(name) for name, _cell in bars]),  # a bar without a value keeps its place
            axis=names_beside(),
        ),
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
    said = describe("Bar chart", measure, [(name, cell) for name, cell in bars if name == own] or list(bars))
    return finish(
        title, said, (drawn + labels).properties(width=WIDTH - 240, height=36 * max(len(bars), 1)), table, note
    )


def stacked_bar(
    *,
    title: str,
    measure: str,
    categories: Sequence[str],
    parts: Mapping[str, Sequence[Cell]],
    heading: str = "",
    colours: Mapping[str, str] | None = None,
    note: str = "",
    source: str = "",
) -> Chart:
    """One bar for each category, cut into at most six parts that add up; a hidden part is marked at the bar's end.

    `colours` names a part's own colour where it has one (`RATINGS` for red, amber, green).
    """
    if len(parts) > len(PARTS):
        raise ValueError(f"A stacked bar of {len(parts)} parts cannot be read; {len(PARTS)} is the most.")
    alt = altair()
    fills = {part: (colours or {}).get(part, PARTS[j]) for j, part in enumerate(parts)}
    totals = [sum(cells[i].plotted or 0 for cells in parts.values()) for i in range(len(categories))]
    high = max(totals, default=0) or 1
    rows: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    for i, category in enumerate(categories):
        start = 0.0
        for part, cells in parts.items():
            size = cells[i].plotted or 0
            wide = size / high * (WIDTH - 220) > 12 + 8 * len(cells[i].shown)
            rows.append(
                {
                    "category": folded(category),
                    "part": part,
                    "start": start,
                    "end": start + size,
                    "middle": start + size / 2,
                    "label": cells[i].shown if wide else "",
                    "ink": ink_on(fills[part]),
                }
            )
            start += size
        hidden = [cell.shown for cell in (cells[i] for cells in parts.values()) if cell.plotted is None]
        if hidden:
            ends.append({"category": folded(category), "end": start, "label": " + ".join(["", *hidden]).strip()})
    y = alt.Y(
        "category:N",
        title=None,
        scale=alt.Scale(domain=[folded(category) for category in categories]),
        axis=names_beside(),
    )
    span = alt.Scale(domain=[0, high * 1.08], nice=False)
    colour = alt.Color(
        "part:N",
        sort=None,
        scale=alt.Scale(domain=list(fills), range=list(fills.values())),
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
    said = describe("Stacked bar chart", f"{measure}, {categories[0] if categories else ''}", first)
    drawing = (
        alt.layer(*layers).resolve_scale(color="independent").properties(width=WIDTH - 220, height=38 * len(categories))
    )
    return finish(title, said, drawing, table, note)
