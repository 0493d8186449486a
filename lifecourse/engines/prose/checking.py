"""Checks a whole text: its references, the numbers somebody typed, and the arithmetic that it says."""

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

from lifecourse.engines.figures.figure import Figure

from .arithmetic import check_arithmetic
from .finding import Finding, Kind
from .references import Reference, read_references, show
from .tokens import numbers_of, sentences


def check_prose(text: str, figures: Mapping[str, Figure], *, where: str) -> list[Finding]:
    """Everything in a text that does not add up, in the order in which it stands.

    `figures` by their keys. `where` names the text. A table or chart that is placed in it is somebody else's to check.
    """
    found: list[Finding] = []
    said, exact = _said(text, figures, found, where)
    units = {word for one in figures.values() for word in one.unit.split()}
    numbers = numbers_of(said, units=units, exact=exact)
    checked = check_arithmetic(said, numbers, where=where)
    done = set(checked.done)
    known = _by_number(figures)
    spans = sentences(said)
    for number in numbers:
        if number.referenced or (number.start, number.end) in done:
            continue
        sentence = next((said[a:b] for a, b in spans if a <= number.start < b), number.text)
        sentence = " ".join(sentence.split())
        if keys := known.get((abs(number.value), number.unit)):
            place = min(keys, key=lambda key: (len(key), key))
            found.append(
                Finding(
                    Kind.NOTE, "figures are placed, not typed", where, _excerpt(sentence, number.text),
                    f"{number.text} is typed; place it as {{{place}}}, to follow it when it changes",
                    "a known figure has this number",
                )
            )  # fmt: skip
        else:
            found.append(
                Finding(
                    Kind.TYPED_NUMBER, "a number is a known figure", where, _excerpt(sentence, number.text),
                    f"{number.text} equals no known figure", "looked for among all figures that this report may use",
                )
            )  # fmt: skip
    return [*found, *checked.findings]


def _said(
    text: str, figures: Mapping[str, Figure], found: list[Finding], where: str
) -> tuple[str, list[tuple[int, int, Fraction]]]:
    """The text as it reads, and where each reference with a number stands in it."""
    pieces: list[str] = []
    exact: list[tuple[int, int, Fraction]] = []
    at = length = 0

    def add(words: str) -> int:
        nonlocal length
        pieces.append(words)
        length += len(words)
        return length

    for one in read_references(text):
        start = add(text[at : one.start])
        at = one.end
        if one.is_placed:
            if one.problem:
                found.append(_not_known(one, one.problem, where))
            continue
        shown = show(one, figures)
        if shown.problem:
            found.append(_not_known(one, shown.problem, where))
            continue
        end = add(shown.text)
        if shown.exact is not None:
            exact.append((start, end, shown.exact))
    add(text[at:])
    return "".join(pieces), exact


def _not_known(one: Reference, problem: str, where: str) -> Finding:
    return Finding(
        Kind.UNKNOWN_REFERENCE, "a reference names a figure", where, one.raw, problem, "looked for among all figures"
    )


def _by_number(figures: Mapping[str, Figure]) -> dict[tuple[Fraction, str], list[str]]:
    """Keys by what is shown and as which sort of number; also without its decimals where they are noughts."""
    known: dict[tuple[Fraction, str], list[str]] = defaultdict(list)
    for key, one in figures.items():
        if one.value.number is not None:
            unit = one.unit if one.unit in {"%", "£"} else ""
            known[abs(Fraction(one.value.number)), unit].append(key)
    return known


def _excerpt(sentence: str, number: str) -> str:
    """So much of a sentence round a number that it is found again."""
    at = sentence.find(number)
    start, end = max(0, at - 70), at + len(number) + 70
    return ("…" if start else "") + sentence[start:end].strip() + ("…" if end < len(sentence) else "")
