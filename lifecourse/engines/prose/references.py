"""References to figures inside prose: `{key@period}`, and a share or a change of two of them; read, and shown.

    {scorecard.cpp_rate_per_10000@2018}          62.1 per 10,000
    {number: board.total_income@2017/18}         259,428
    {share: training.cancelled@2017/18 / training.booked@2017/18}
    {change: a@2018 - a@2017}                    +60
    {percent change: a@2018 / a@2017}            −57.6%
    {table: layout} or {chart: layout}           alone in a paragraph
    {table: name, name@area over 2016 2017 2018 as Title}

Between two figures the sign stands between blanks, for a period may hold a stroke ("2017/18"). The room before the
first dot may be left out where that leaves no doubt, and so may the end of the name: {icpc_rate@2018} is
scorecard.icpc_rate_per_10000@2018 if no other name of that period and area begins so.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lifecourse.engines.figures.figure import Figure
from lifecourse.engines.figures.rounding import half_up
from lifecourse.engines.figures.value import SHOWN, Kind

# A brace and what follows to its other half; a line break ends a reference that was never closed.
_BRACES = re.compile(r"\{([^{}\n]{0,2000})\}")
_WORDS = ("percent change", "change", "share", "number", "table", "chart")
_BETWEEN = {"share": " / ", "percent change": " / ", "change": " - "}
PLACED = frozenset({"table", "chart"})
MINUS = "\u2212"
_POUND, _PERCENT = "£", "%"


@dataclass(frozen=True)
class Reference:
    """One reference as it stands: from `start` to `end` of the text; `keys` as written; `word` what to do with them."""

    word: str
    keys: tuple[str, ...]
    raw: str
    start: int
    end: int
    problem: str = ""

    @property
    def is_placed(self) -> bool:
        """A table or a chart, not part of a sentence."""
        return self.word in PLACED


References = tuple[Reference, ...]


@dataclass(frozen=True)
class Shown:
    """What a reference comes to. `exact` is unrounded, None where there is no number; `how` is the working in words."""

    text: str
    exact: Fraction | None
    figures: tuple[Figure, ...]
    how: str
    problem: str = ""


def read_references(text: str) -> References:
    """Every reference of a text, in order; one that cannot be read says why in `problem`."""
    return tuple(_read(match) for match in _BRACES.finditer(text))


def _read(match: re.Match[str]) -> Reference:
    raw, inside = match.group(0), " ".join(match.group(1).split())
    word, body = "figure", inside
    for known in _WORDS:
        if inside.lower().startswith(f"{known}:"):
            word, body = known, inside[len(known) + 1 :].strip()
            break

    def made(keys: tuple[str, ...] = (), problem: str = "") -> Reference:
        return Reference(word, keys, raw, match.start(), match.end(), problem)

    if not body:
        return made(problem="a reference names a figure, such as {cpp_rate_per_10000@2018}")
    if word in PLACED:
        return made((body,))
    if word in _BETWEEN:
        keys = tuple(part.strip() for part in body.split(_BETWEEN[word]))
        if len(keys) != 2 or not all(keys):
            sign = _BETWEEN[word].strip()
            return made(
                problem=f"“{word}” takes two figures with “{sign}” between blanks: {{{word}: a@2018 {sign} b@2018}}"
            )
        return made(keys)
    if "@" not in body:
        return made(problem="a reference says of which period, such as {cpp_rate_per_10000@2018}")
    return made((body,))


def find(key: str, figures: Mapping[str, Figure]) -> Figure | str:
    """The figure of a key, with or without its room, or the end of its name; else a sentence that says why not."""
    if (found := figures.get(key)) is not None:
        return found
    close = [name for name in figures if name.partition(".")[2] == key] or _begun(key, figures)
    if len(close) == 1:
        return figures[close[0]]
    if close:
        return f"“{key}” may be {' or '.join(sorted(close)[:3])}: write the one that is meant"
    name = key.partition("@")[0]
    others = sorted(k for k in figures if name and name in k.partition("@")[0])[:3]
    return f"there is no figure “{key}”" + (f"; there is {', '.join(others)}" if others else "")


def _begun(key: str, figures: Mapping[str, Figure]) -> list[str]:
    """The keys of the same period and area whose name goes on, after an underscore, where that of `key` ends.

    None where the name is whole: of a figure that there is in another year, none of another name is meant.
    """
    name, _, where = key.partition("@")
    close = []
    for one in figures:
        whole, _, there = one.partition("@")
        for candidate in (whole, whole.partition(".")[2]):
            if candidate == name:
                return []
            rest = candidate.removeprefix(f"{name}_")
            if there == where and rest and rest != candidate and "." not in rest:
                close.append(one)
                break
    return close


def show(reference: Reference, figures: Mapping[str, Figure]) -> Shown:
    """What a reference in a sentence comes to. One that cannot be shown says so in `problem`, and in brackets."""
    problem = reference.problem
    found: list[Figure] = []
    for key in () if problem else reference.keys:
        one = find(key, figures)
        if isinstance(one, str):
            problem = problem or one
        else:
            found.append(one)
    if problem:
        return Shown(f"[{reference.raw[1:-1]}: not known]", None, tuple(found), "", problem)
    if reference.word in _BETWEEN:
        return _of_two(reference, found[0], found[1])
    one = found[0]
    number = one.value.number
    if number is None:
        return Shown(one.value.shown(), None, (one,), "")
    unit = "" if reference.word == "number" else one.unit
    return Shown(with_unit(one.value.shown(one.decimals), unit), Fraction(number), (one,), "")


def with_unit(digits: str, unit: str) -> str:
    """ "£259,428", "62.1%", "62.1 per 10,000"; a proper minus sign."""
    minus, digits = (MINUS, digits[1:]) if digits.startswith("-") else ("", digits)
    if unit == _POUND:
        return f"{minus}£{digits}"
    return f"{minus}{digits}{unit}" if unit == _PERCENT else f"{minus}{digits} {unit}".rstrip()


def _of_two(reference: Reference, first: Figure, second: Figure) -> Shown:
    """A share, a change or a change in per cent. Where either number is missing there is none of the two either."""
    both = (first, second)
    for one in both:
        if one.value.number is None:
            return Shown(one.value.shown(), None, both, f"{one.title}, {one.period}: {one.value.shown()}")
    a, b = Fraction(first.value.number or 0), Fraction(second.value.number or 0)
    left, right = (one.value.shown(one.decimals) for one in both)
    if reference.word == "change":
        if first.unit != second.unit:
            return Shown(
                f"[{reference.raw[1:-1]}: not known]", None, both, "",
                f"a change is of one unit: these are “{first.unit}” and “{second.unit}”",
            )  # fmt: skip
        places = max(first.decimals, second.decimals)
        exact = a - b
        text = with_unit(
            f"{half_up(exact, places):,.{places}f}", "percentage points" if first.unit == "%" else first.unit
        )
        return Shown(f"+{text}" if exact > 0 else text, exact, both, f"{left} − {right}")
    if b == 0:
        return Shown(SHOWN[Kind.NOT_APPLICABLE], None, both, f"{left} of {right}: there is no share of nothing")
    exact = a / b * 100
    if reference.word == "share":
        return Shown(f"{half_up(exact, 1)}%", exact, both, f"{left} ÷ {right} × 100")
    exact -= 100
    text = with_unit(str(half_up(exact, 1)), "%")
    return Shown(f"+{text}" if exact > 0 else text, exact, both, f"({left} − {right}) ÷ {right} × 100")
