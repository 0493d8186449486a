"""One published figure: a number, or the reason why there is none. Zero, hidden, missing and "no such thing" differ."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """Why a cell holds what it holds."""

    KNOWN = "known"
    ROUNDS_TO_ZERO = "rounds_to_zero"
    SUPPRESSED = "suppressed"
    UNAVAILABLE = "unavailable"
    NOT_APPLICABLE = "not_applicable"
    BLANK = "blank"


# The Department's signs: 2018 tables use "x" and "."; the long files from 2020 use "c", "z", ":" and "k"; the report's
# own tables use "*" for data that could not be had. (indicators.md 1, Suppression)
SIGNS = {
    "x": Kind.SUPPRESSED,
    "c": Kind.SUPPRESSED,
    "z": Kind.NOT_APPLICABLE,
    ".": Kind.NOT_APPLICABLE,
    ":": Kind.UNAVAILABLE,
    "..": Kind.UNAVAILABLE,
    "*": Kind.UNAVAILABLE,
    "k": Kind.ROUNDS_TO_ZERO,
    "": Kind.BLANK,
}
SHOWN = {
    Kind.ROUNDS_TO_ZERO: "rounds to 0",
    Kind.SUPPRESSED: "hidden, small number",
    Kind.UNAVAILABLE: "not available",
    Kind.NOT_APPLICABLE: "not applicable",
    Kind.BLANK: "left blank",
}


@dataclass(frozen=True)
class Value:
    """A figure. `number` is there exactly when `kind` is KNOWN; it is never a float."""

    kind: Kind
    number: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.number is not None) != (self.kind is Kind.KNOWN):
            raise ValueError(
                f"a figure that is {self.kind} {'has no' if self.number is None else 'cannot have a'} number"
            )

    def shown(self, decimals: int = 0) -> str:
        """As people read it: "1,234.5", or the words for why there is no number."""
        return SHOWN[self.kind] if self.number is None else f"{self.number:,.{decimals}f}"


def known(number: Decimal | int) -> Value:
    return Value(Kind.KNOWN, Decimal(number))


SUPPRESSED, UNAVAILABLE = Value(Kind.SUPPRESSED), Value(Kind.UNAVAILABLE)
NOT_APPLICABLE, BLANK = Value(Kind.NOT_APPLICABLE), Value(Kind.BLANK)


def read_value(text: str) -> Value:
    """A cell as the Department or the report writes it. Raises ValueError, with a sentence, for anything else."""
    cell = text.strip()
    if (kind := SIGNS.get(cell)) is not None:
        return Value(kind)
    try:
        number = Decimal(cell.replace(",", ""))
    except ArithmeticError:
        number = None
    if number is None or not number.is_finite():
        raise ValueError(f"'{cell[:40]}' is neither a number nor one of the signs {', '.join(s for s in SIGNS if s)}")
    return known(number)
