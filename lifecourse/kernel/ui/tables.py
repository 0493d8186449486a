"""Tables of figures whose cells say what they are: a number, a true zero, hidden, not available, not applicable.

The symbols follow the Government Analysis Function's advice that a gap is never blank and a hidden number never
looks like a zero ("Symbols in tables"); "c", ".." and "–" are the ones the partnership's reports use.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

Number = int | float | Decimal


class CellKind(StrEnum):
    """What stands in a cell."""

    NUMBER = "number"
    ZERO = "zero"
    SUPPRESSED = "suppressed"
    UNAVAILABLE = "unavailable"
    NOT_APPLICABLE = "not_applicable"
    TEXT = "text"


_SYMBOLS = {
    CellKind.SUPPRESSED: ("c", "hidden so that nobody can be recognised"),
    CellKind.UNAVAILABLE: ("..", "not available"),
    CellKind.NOT_APPLICABLE: ("–", "not applicable"),
}


@dataclass(frozen=True)
class Cell:
    """One cell. `shown` is what is printed, `said` what a screen reader says where the symbol would mean nothing.

    A suppressed cell carries no value: what is not to be known is not passed about.
    """

    kind: CellKind
    value: Number | None = None
    places: int = 0
    unit: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        if (self.value is None) != (self.kind not in {CellKind.NUMBER, CellKind.ZERO}):
            raise ValueError(
                f"A cell of kind {self.kind} {'needs a' if self.value is None else 'may not carry a'} value."
            )

    @property
    def shown(self) -> str:
        """The printed form: "1,234", "12.5%", "£40", "<0.1", "0", "c", "..", "–"."""
        if self.kind is CellKind.TEXT:
            return self.text
        if self.value is None:
            return _SYMBOLS[self.kind][0]
        if self.value and abs(float(self.value)) * 2 * 10**self.places < 1:
            return _with_unit(f"<{10**-self.places:.{self.places}f}" if self.value > 0 else "0", self.unit)
        digits = f"{abs(self.value):,.{self.places}f}" if self.value else "0"
        return ("−" if self.value < 0 else "") + _with_unit(digits, self.unit)

    @property
    def said(self) -> str:
        """The words for a symbol; empty where the printed form says it all."""
        if self.kind in _SYMBOLS:
            return _SYMBOLS[self.kind][1]
        return self.shown.replace("<", "less than ") if self.shown.startswith(("<", "£<")) else ""

    @property
    def plotted(self) -> float | None:
        """The height on a chart, or None for a gap."""
        return None if self.value is None else float(self.value)


def _with_unit(digits: str, unit: str) -> str:
    return f"{unit}{digits}" if unit == "£" else f"{digits}{unit}" if unit == "%" else digits


SUPPRESSED = Cell(CellKind.SUPPRESSED)
UNAVAILABLE = Cell(CellKind.UNAVAILABLE)
NOT_APPLICABLE = Cell(CellKind.NOT_APPLICABLE)


def number(value: Number | None, *, places: int = 0, unit: str = "") -> Cell:
    """A number or a true zero as a cell; None is "not available". `unit` "%" or "£" is printed with it."""
    if value is None:
        return UNAVAILABLE
    return Cell(CellKind.NUMBER if value else CellKind.ZERO, value, places, unit)


def text(words: str) -> Cell:
    """Words in a cell."""
    return Cell(CellKind.TEXT, text=words)


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of figures: the first column heads the rows. `note` says what no cell can, `source` whose numbers."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    note: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        for name, cells in self.rows:
            if len(cells) != len(self.columns) - 1:
                raise ValueError(
                    f"Row “{name}” of “{self.caption}” has {len(cells)} cells under {len(self.columns) - 1} headings."
                )

    @property
    def key(self) -> list[tuple[str, str]]:
        """The symbols that this table uses, each with its meaning."""
        used = {cell.kind for _name, cells in self.rows for cell in cells}
        return [symbol for kind, symbol in _SYMBOLS.items() if kind in used]

    def flat(self) -> list[list[str]]:
        """Heading and rows as text, for a file; symbols stay, so that no file mistakes a hidden number for none."""
        return [list(self.columns), *([name, *(cell.shown for cell in cells)] for name, cells in self.rows)]
