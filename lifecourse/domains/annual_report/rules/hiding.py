"""Which figures of a report are hidden, looked at over all its tables together, so that none can be worked back."""

from collections.abc import Collection, Iterable, Mapping

from lifecourse.engines.figures.figure import Figure
from lifecourse.engines.prose import read_references
from lifecourse.engines.prose.references import find
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


def places_that_tell(
    hidden: Collection[str], figures: Mapping[str, Figure], sections: Iterable[tuple[str, str]]
) -> frozenset[str]:
    """Where a finding would quote a hidden figure: sections (title, words) that refer to one, and its own name."""
    told = {f"{figures[key].title}, {figures[key].period}" for key in hidden if key in figures}
    for title, words in sections:
        keys = [key for one in read_references(words) if not one.is_placed for key in one.keys]
        met = (find(key, figures) for key in keys)
        if any(isinstance(one, Figure) and one.key in hidden for one in met):
            told.add(title)
    return frozenset(told)


def was_published(figure: Figure) -> bool:
    """Whether somebody published it before: what is known is not made unknown by hiding it."""
    return figure.provenance.get("Status") == PUBLISHED or figure.provenance.get("place") in _ELSEWHERE


def is_of_people(figure: Figure) -> bool:
    """Whether a figure counts people and was not published before. What a rate or share of ours is of is such a count.

    A rate's denominator is a population: it is never small, so nothing is lost by counting it in.
    """
    return (figure.unit in PEOPLE or any(part in figure.key for part in _PARTS)) and not was_published(figure)


_PARTS = (".numerator@", ".denominator@")
# One count under two keys, of the same period and area: whoever hides one hides the other.
SAME = (
    ("cpp_ceased_rate_per_10000.numerator", "cpp_ceased_within_3_months_pct.denominator"),
    ("icpc_rate_per_10000.numerator", "icpc_within_15_working_days_pct.denominator"),
    ("cpp_second_or_subsequent_pct.denominator", "cpp_repeat_within_2_years_pct.denominator"),
)


def to_hide(figures: Mapping[str, Figure], sums: Iterable[Adds], *, threshold: int) -> frozenset[str]:
    """Keys to hide of the figures of one report: small counts, what gives them away, and rates and shares of them.

    `figures`: all that the report shows; `sums`: what of it is published to add up, whichever tables that is in. The
    counts that the provenance of a figure of ours tells are looked at as if they were shown, for they are.
    """
    counts = {
        key: int(one.value.number)
        for key, one in figures.items()
        if one.value.number is not None and one.value.number >= 0 and one.value.number == one.value.number.to_integral()
        and one.decimals == 0 and one.unit != "%"
    }  # fmt: skip
    risky = {key for key in counts if is_of_people(figures[key])}
    told = {key: _told(one) for key, one in figures.items()}
    for parts in told.values():
        for key, number in parts.items():
            counts.setdefault(key, number)
            risky.add(key)
    known = [one for one in dict.fromkeys((*sums, *_same(risky))) if all(n in counts for n in (one.total, *one.parts))]
    # Only sums of people, and sums that hold: a printed total that is wrong is a finding, and tells nobody a number.
    held = [
        one for one in known
        if risky & {one.total, *one.parts} and sum(counts[name] for name in one.parts) == counts[one.total]
    ]  # fmt: skip
    named = {name for one in held for name in (one.total, *one.parts)} | risky
    hidden = protect_linked({key: counts[key] for key in named}, held, threshold=threshold, at_risk=risky)
    return frozenset(key for key in figures if key in hidden or hidden & told[key].keys())


def _told(figure: Figure) -> dict[str, int]:
    """The counts, by their own keys, that a rate or share of ours says it is of. With one, the other is worked back."""
    if was_published(figure):
        return {}
    name, _, where = figure.key.partition("@")
    for part in ("numerator", "denominator"):
        name = name.removesuffix(f".{part}")
    found = {}
    for part in ("numerator", "denominator"):
        text = figure.provenance.get(part, "").replace(",", "")
        if text.isdigit():
            found[f"{name}.{part}@{where}"] = int(text)
    return found


def _same(keys: Iterable[str]) -> list[Adds]:
    """That two keys are one count, as a sum of one part. Neither is anybody's who published it before."""
    all_keys = set(keys)
    made = []
    for key in sorted(all_keys):
        name, _, where = key.partition("@")
        for one, other in SAME:
            if name.endswith(f".{one}") and (twin := f"{name.removesuffix(one)}{other}@{where}") in all_keys:
                made.append(Adds(key, (twin,)))
    return made
