"""What every chart shares: the palette, the scale, the words for a screen reader, the SVG itself."""

import json
import math
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import Any

from lifecourse.kernel.ui.tables import Cell, CellKind, Table

WIDTH = 640
OWN, MUTED, TEXT, QUIET, GRID = "#0f3d4c", "#a9b4ba", "#0b0c0c", "#4a555b", "#dfe4e6"
# Told apart by people who see colours differently, and in grey; from the Government Analysis Function's palette.
PARTS = ("#12436d", "#28a197", "#f46a25", "#801650", "#3d3d3d", "#a285d1")
# Of those, the ones that a name can be written in: at least 4.5 to 1 on white, and apart in grey and in hue.
EQUALS = (PARTS[0], PARTS[3], "#1a7a70", PARTS[4])
RATINGS = {"Red": "#b3261e", "Amber": "#f2b134", "Green": "#2c7a4b"}
# The reader's font may be wider than the one the picture was measured with, so its edges have room.
_PADDING = {"left": 30, "right": 40, "top": 8, "bottom": 6}
_STYLE = {
    "font": "Arial, Helvetica, sans-serif",
    "background": "transparent",
    "padding": _PADDING,
    "axis": {"labelFontSize": 14, "labelColor": TEXT},
    "text": {"fontSize": 14},
    "legend": {"labelFontSize": 14, "labelColor": TEXT},
}


@dataclass(frozen=True)
class Chart:
    """A picture and its numbers. `svg` stands by itself in a page, a PDF or a document."""

    title: str
    description: str
    svg: str
    table: Table
    note: str = ""


@dataclass(frozen=True)
class Scale:
    """From where to where an axis runs, and its marks."""

    low: float
    high: float
    ticks: list[float] = field(default_factory=list)


def scale_for(values: Iterable[float], *, from_zero: bool) -> Scale:
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
    return Scale(first * step, last * step, [round(n * step, 10) for n in range(first, last + 1)])


def ink_on(fill: str) -> str:
    """Black or white, whichever is read more easily on a colour (relative luminance, WCAG 2.2)."""
    red, green, blue = (int(fill[i : i + 2], 16) / 255 for i in (1, 3, 5))
    light = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
    return "#0b0c0c" if light > 0.18 else "#ffffff"


def label_for(cell: Cell) -> str:
    """A bar's own label: its number, or the symbol with its meaning."""
    return f"{cell.shown} ({cell.said})" if cell.kind in {CellKind.SUPPRESSED, CellKind.UNAVAILABLE} else cell.shown


def describe(kind: str, measure: str, points: Sequence[tuple[str, Cell]]) -> str:
    """The picture in one sentence: its kind, its measure, and the points that matter most."""
    told = "; ".join(f"{name} {cell.said or cell.shown}" for name, cell in points[:6])
    return f"{kind} of {measure}: {told}. The numbers are in the table under it." if told else f"{kind} of {measure}."


def altair() -> Any:
    """The charting library, imported when the first chart is drawn: it takes a second."""
    import altair as library
    from altair.utils import schemapi

    # Else every part of a chart is checked against the whole schema as it is made, which takes half the time of a page.
    # What we draw is fixed by the code here, and each kind is drawn in a test.
    schemapi.disable_debug_mode()
    return library


def folded(name: str) -> str:
    """A bar's name on lines that fit beside it: cut short, two names that begin alike would be one."""
    return "\n".join(textwrap.wrap(name, 26)) or name


def names_beside() -> Any:
    """The axis of bars' names (`folded`)."""
    return altair().Axis(
        ticks=False, domain=False, labelLimit=220, labelLineHeight=15, labelExpr="split(datum.label, '\\n')"
    )


def finish(title: str, said: str, drawing: Any, table: Table, note: str) -> Chart:
    """The drawing in the house style, as SVG, with its table."""
    spec = drawing.to_dict(validate=False)
    # Put in by hand: each `configure_…` copies the whole chart with all its numbers.
    given = spec.get("config", {})
    spec["config"] = {**given, **_STYLE, "view": {**given.get("view", {}), "stroke": None}}
    svg = _svg(json.dumps(spec, default=float))
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
