"""Numbers in prose: which there are, and which are years, dates, ages, spans of time or names and so are no figures."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_NUMBER = re.compile(
    r"(?<![\w.,])(?P<minus>[\u2212-])?(?P<pound>£)?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<percent>\s?%|\s+per\s?cent\b)?(?![0-9a-wyz_]|x\S)",
    re.IGNORECASE,
)
# What is a number to a machine and none to a reader, each over the whole of what it covers.
_NO_FIGURES = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        r"\b(?:19|20)\d\d\s?[-/–]\s?(?:(?:19|20)\d\d|\d\d)\b",  # 2017/18, 2016 - 2018
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTHS}\b(?:\s+\d{{2,4}})?",  # 31 March 2018
        rf"\b{_MONTHS}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!\s?%)(?:,?\s+(?:19|20)\d\d)?",  # April 18, March 31, 2018
        rf"\b{_MONTHS}\s+(?:19|20)\d\d\b",
        r"\b\d{1,2}(?:st|nd|rd|th)\b",  # the 18th birthday
        r"\b\d{1,2}[:.]\d\d\s?(?:am|pm)?\b(?=\s?(?:am|pm|hours))|\b\d{1,2}\s?(?:am|pm)\b",
        # Ages and spans of time: "16 years of age", "15 working days", "16-18 year olds", "1 x 10 yrs".
        r"\b\d+(?:\s?(?:-|–|to|and|or)\s?\d+)?[\s-]+(?:working\s+|school\s+|calendar\s+)?"
        r"(?:hours?|days?|weeks?|months?|years?|yrs?|year[\s-]olds?)\b",
        r"\baged?\s+\d+(?:\s?(?:-|–|to|and|or)\s?\d+)?\b",
        # Names with a number in them.
        r"\b(?:sections?|sect\.|tables?|figures?|charts?|appendix|annex|chapters?|paragraphs?|para\.?|parts?|pages?|p\."
        r"|schedules?|articles?|art\.|regulations?|rules?|forms?|levels?|tiers?|bands?|key\s+stages?|stages?|phases?"
        r"|years?|versions?|editions?|questions?|priorit(?:y|ies)|steps?|items?|notes?|s\.|ss\.)\s?\d+(?:\.\d+)*\b",
        r"\bper\s+(?:1,?000|10,?000|100,?000|million)\b",
        r"^\s{0,3}(?:\d+[.)]|#+\s*\d+(?:\.\d+)*\.?)\s",  # the number of a list's item, of a heading
        r"\]\([^)]*\)|\bhttps?://\S+",
        r"\b0\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}\b|\b(?:999|101|111)\b",  # telephone
    )
)
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Number:
    """A number as somebody wrote it, or as a reference came to. `places`: the decimals that are shown."""

    start: int
    end: int
    text: str
    value: Fraction
    places: int
    unit: str = ""  # "%", "£" or nothing
    referenced: bool = False


Span = tuple[int, int]


def _covers(spans: Iterable[Span], start: int, end: int) -> bool:
    return any(a <= start and end <= b for a, b in spans)


def no_figures(text: str) -> list[Span]:
    """The parts of a text whose numbers are no figures."""
    return [match.span() for pattern in _NO_FIGURES for match in pattern.finditer(text)]


def numbers_of(
    text: str, *, units: Iterable[str] = (), exact: Iterable[tuple[int, int, Fraction]] = ()
) -> list[Number]:
    """The numbers of a text that are figures, in order.

    `units`: words that make a year of a number ("2018 places" is no year). `exact`: where references stand in the text
    and what each comes to, unrounded.
    """
    passed, found = no_figures(text), []
    counted = {unit.lower() for unit in units if unit.isalpha()}
    known = {(a, b): value for a, b, value in exact}
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        within = next(((a, b) for a, b in known if a <= start and end <= b), None)
        if within is None and _covers(passed, *match.span("digits")):
            continue
        digits = match.group("digits")
        unit = "£" if match.group("pound") else "%" if match.group("percent") else ""
        after = re.match(r"\s+([A-Za-z]+)", text[end:])
        if (
            within is None
            and not unit
            and _YEAR.fullmatch(digits)
            and not (after and after.group(1).lower() in counted)
        ):
            continue
        value = Fraction(digits.replace(",", ""))
        if match.group("minus") and _is_sign(text, start):
            value = -value
        if within is not None:
            value = known[within]
        places = len(digits.partition(".")[2])
        found.append(Number(start, end, match.group(0).strip(), value, places, unit, within is not None))
    return found


def _is_sign(text: str, at: int) -> bool:
    """A dash before a number is a minus only where nothing stands before it but a blank or a bracket."""
    return text[at] == "\u2212" or at == 0 or text[at - 1] in " (\n£"


def sentences(text: str) -> list[Span]:
    """Where each sentence of a text begins and ends; an empty line or an item of a list ends one too."""
    spans, start = [], 0
    for match in re.finditer(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(A-Z0-9£])|\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)])\s)", text):
        if text[start : match.start()].strip():
            spans.append((start, match.start()))
        start = match.end()
    if text[start:].strip():
        spans.append((start, len(text)))
    return spans
