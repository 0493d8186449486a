"""Which figures of a report are hidden, looked at over all its tables together, so that none can be worked back."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from lifecourse.engines.figures.figure import Figure
from lifecourse.engines.suppression import Adds, protect_linked

from .book import PUBLISHED

# Counts of these are counts of somebody; of courses, places or pounds nobody is recognised.
PEOPLE = frozenset({"children", "people", "adults", "deaths", "young people", "families"})


def is_of_people(figure: Figure) -> bool:
    """Whether a figure counts people, and was not published before: what is known is not made unknown by hiding it."""
    return figure.unit in PEOPLE and figure.provenance.get("Status") != PUBLISHED


def to_hide(figures: Mapping[str, Figure], sums: Iterable[Adds], *, threshold: int) -> frozenset[str]:
    """Keys to hide of the figures of one report: small counts, what gives them away, and shares with a small numerator.

    `figures`: all that the report shows; `sums`: what of it is published to add up, whichever tables that is in.
    """
    counts = {
        key: int(one.value.number)
        for key, one in figures.items()
        if one.value.number is not None and one.value.number >= 0 and one.value.number == one.value.number.to_integral()
        and one.decimals == 0 and one.unit != "%"
    }  # fmt: skip
    risky = {key for key in counts if is_of_people(figures[key])}
    known = [one for one in dict.fromkeys(sums) if all(name in counts for name in (one.total, *one.parts))]
    # Only sums of people, and sums that hold: a printed total that is wrong is a finding, and tells nobody a number.
    held = [
        one for one in known
        if risky & {one.total, *one.parts} and sum(counts[name] for name in one.parts) == counts[one.total]
    ]  # fmt: skip
    named = {name for one in held for name in (one.total, *one.parts)} | risky
    hidden = protect_linked({key: counts[key] for key in named}, held, threshold=threshold, at_risk=risky)
    return hidden | {key for key, one in figures.items() if _small_numerator(one, threshold)}


def _small_numerator(figure: Figure, threshold: int) -> bool:
    """A rate or share whose numerator is a small count of people: with its denominator the count is worked back."""
    if figure.provenance.get("Status") == PUBLISHED or figure.provenance.get("numerator_unit") not in PEOPLE:
        return False
    text = figure.provenance.get("numerator", "").replace(",", "")
    return text.isdigit() and 1 <= Decimal(text) <= threshold
