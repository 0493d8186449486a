"""Which figures of a report are hidden, looked at over all its tables together, so that none can be worked back."""

from collections.abc import Iterable, Mapping

from lifecourse.engines.figures.figure import Figure
from lifecourse.engines.suppression import Adds, protect_linked

from .book import PUBLISHED

# Counts of these are counts of somebody; of courses, places or pounds nobody is recognised.
PEOPLE = frozenset({"children", "people", "adults", "deaths", "young people", "families"})


# What the scorecard says of a figure that is not our own working one.
_ELSEWHERE = frozenset({"Published", "Typed from a source"})


# What provenance says of who did something. A publication names the office and nobody; inside, the edition keeps them.
NAMING = frozenset({"recorded by", "written down by", "typed by"})


def nameless(provenance: Mapping[str, str]) -> dict[str, str]:
    """Where a figure is from, without who typed it or wrote it down."""
    return {name: words for name, words in provenance.items() if name.lower() not in NAMING}


def was_published(figure: Figure) -> bool:
    """Whether somebody published it before: what is known is not made unknown by hiding it."""
    return figure.provenance.get("Status") == PUBLISHED or figure.provenance.get("place") in _ELSEWHERE


def is_of_people(figure: Figure) -> bool:
    """Whether a figure counts people and was not published before. The numerator of a rate of ours is such a count."""
    return (figure.unit in PEOPLE or ".numerator@" in figure.key) and not was_published(figure)


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
    """A rate or share of ours whose numerator is small: with its denominator the count is worked back."""
    text = figure.provenance.get("numerator", "").replace(",", "")
    return not was_published(figure) and text.isdigit() and 1 <= int(text) <= threshold
