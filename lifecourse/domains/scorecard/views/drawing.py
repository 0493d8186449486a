"""A small trend for a line of the scorecard: a drawing that says in words what it shows, with gaps as gaps."""

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe

from lifecourse.engines.figures.value import SHOWN, Kind, Value
from lifecourse.kernel.ui.tables import NOT_APPLICABLE, SUPPRESSED, UNAVAILABLE, Cell, number, text

_WIDE, _HIGH, _EDGE = 120, 32, 4
_CELLS = {
    Kind.SUPPRESSED: SUPPRESSED,
    Kind.UNAVAILABLE: UNAVAILABLE,
    Kind.NOT_APPLICABLE: NOT_APPLICABLE,
}


def cell_of(value: Value | None, *, places: int, unit: str = "") -> Cell:
    """A figure as a cell of a table; blank and "rounds to 0" in words."""
    if value is None:
        return UNAVAILABLE
    if value.number is not None:
        return number(value.number, places=places, unit="%" if unit == "%" else "")
    return _CELLS.get(value.kind) or text(SHOWN[value.kind])


def sparkline(trend: Sequence[tuple[int, Value]], *, decimals: int) -> SafeString:
    """The years' figures as a line; nothing for fewer than two. Years without a number break it."""
    known = [(year, float(value.number)) for year, value in trend if value.number is not None]
    if len(known) < 2:
        return mark_safe("")
    first, last = known[0][0], known[-1][0]
    low, high = min(n for _, n in known), max(n for _, n in known)
    room = (high - low) or 1

    def at(year: int, height: float) -> str:
        x = _EDGE + (year - first) / (last - first) * (_WIDE - 2 * _EDGE)
        y = _HIGH - _EDGE - (height - low) / room * (_HIGH - 2 * _EDGE)
        return f"{x:.1f},{y:.1f}"

    runs: list[list[tuple[int, float]]] = []
    for year, height in known:
        if runs and runs[-1][-1][0] == year - 1:
            runs[-1].append((year, height))
        else:
            runs.append([(year, height)])
    lines = "".join(
        f'<polyline points="{" ".join(at(*point) for point in run)}" fill="none" stroke="#0f3d4c" stroke-width="2"/>'
        for run in runs
    )
    x, y = at(*known[-1]).split(",")
    values = {year: value for year, value in trend}
    said = f"From {values[first].shown(decimals)} in {first} to {values[last].shown(decimals)} in {last}"
    return mark_safe(
        f'<svg width="{_WIDE}" height="{_HIGH}" viewBox="0 0 {_WIDE} {_HIGH}" role="img" aria-label="{escape(said)}" '
        f'focusable="false">{lines}<circle cx="{x}" cy="{y}" r="3" fill="#0f3d4c"/></svg>'
    )
