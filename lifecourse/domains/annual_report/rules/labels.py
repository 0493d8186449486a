"""Whether what a printed table is called is what it holds: rules on headings, row labels, units, blanks and years."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lifecourse.engines.figures.value import Kind as ValueKind
from lifecourse.engines.prose import Finding, Kind

from .printed import PrintedTable

_WORDS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "nine": "9", "twelve": "12"}
_WITHIN = re.compile(r"within\s+(\w+)\s+(?:working\s+)?(day|week|month|year)s?", re.IGNORECASE)
_NEIGHBOURS = "sn"
_PER = re.compile(r"\bper\s+[\d,]+|\brate\b|\bpercentage\b|%", re.IGNORECASE)


@dataclass(frozen=True)
class Meaning:
    """What the register says of an indicator. `numerator`, `note`: words; `national`: whether anybody publishes it."""

    title: str
    numerator: str
    measure: str
    national: bool = True
    note: str = ""


def check_labels(tables: Sequence[PrintedTable], meanings: Mapping[str, Meaning]) -> list[Finding]:
    """Everything about the labels of printed tables that does not fit what they hold, by what the register says."""
    found: list[Finding] = []
    for table in tables:
        meaning = meanings.get(table.code)
        made = [
            *_narrower_row(table),
            *_count_compared(table, meaning, meanings),
            *_blanks(table, meaning),
            *_plans_called_children(table, meaning),
            *_better_end_of_a_count(table, meaning),
        ]
        note = f". The register: {meaning.note}" if meaning and meaning.note else ""
        found += [replace(one, how=one.how + note) for one in made]
    return [*found, *_bare_years(tables)]


def _spans(text: str) -> set[tuple[str, str]]:
    """ "within three months" and "within 3 months" are one."""
    return {(_WORDS.get(n.lower(), n), unit.lower()) for n, unit in _WITHIN.findall(text)}


def _narrower_row(table: PrintedTable) -> Iterator[Finding]:
    """A row that says "within three months" under a heading that does not: the one is narrower than the other."""
    for row in table.rows:
        if not row.area and (only := _spans(row.label) - _spans(table.title)):
            span = " and ".join(f"within {n} {unit}s" for n, unit in sorted(only))
            yield Finding(
                Kind.LABEL, "row and heading speak of the same", table.title, f"a row “{row.label}”",
                f"the heading does not say “{span}”: either the row or the heading is about something else",
                "spans of time in the row’s label are looked for in the heading",
            )  # fmt: skip


def _count_compared(table: PrintedTable, meaning: Meaning | None, meanings: Mapping[str, Meaning]) -> Iterator[Finding]:
    """A count of a borough beside a count of a country compares their sizes."""
    areas = [row.label for row in table.rows if row.area]
    if len(areas) > 1 and re.match(r"number\b", table.title, re.IGNORECASE) and not _PER.search(table.title):
        shares = [one for one in meanings.values() if meaning and one.measure == "percentage"]
        same = next((one.title for one in shares if meaning and one.numerator == meaning.numerator), "")
        can = f"the percentage can: “{same}”" if same else "the percentage can"
        mean = [row.label for row in table.rows if row.area == _NEIGHBOURS]
        mixed = f"; “{mean[0]}” is a mean of counts, the others are totals" if mean else ""
        yield Finding(
            Kind.LABEL, "areas are compared by a rate or a percentage", table.title,
            f"counts of {', '.join(areas[:-1])} and {areas[-1]} side by side",
            f"a count: areas of different size cannot be compared by it; {can}{mixed}",
            "the heading says “number” and neither a rate nor a percentage",
        )  # fmt: skip


def _plans_called_children(table: PrintedTable, meaning: Meaning | None) -> Iterator[Finding]:
    """Plans that began or ended in a year are not children: a child may have had two of them."""
    if meaning is None or not re.search(r"\bchildren\b", table.title, re.IGNORECASE):
        return
    if re.match(r"plans\b", meaning.numerator, re.IGNORECASE) and re.search(r"\byear\b", meaning.numerator):
        yield Finding(
            Kind.LABEL, "what is counted is what the heading says", table.title, "the heading says “children”",
            "plans are counted: a child who had two in the year counts twice",
            f"the numerator is “{meaning.numerator}”",
        )  # fmt: skip


def _better_end_of_a_count(table: PrintedTable, meaning: Meaning | None) -> Iterator[Finding]:
    """More reviews in time are no better where there were more plans: only the share of them has a better end."""
    if meaning is not None and meaning.measure == "count" and table.polarity:
        yield Finding(
            Kind.LABEL, "only a rate or a percentage has a better end", table.title,
            f"printed with polarity {table.polarity}",
            "a count has no better end: it goes up and down with the number of plans",
            "the register’s measure is a count",
        )  # fmt: skip


def _blanks(table: PrintedTable, meaning: Meaning | None) -> Iterator[Finding]:
    """Left blank is neither nought nor "not available": somebody must say which."""
    blank = [row.label for row in table.rows if row.cells and all(one.kind is ValueKind.BLANK for one in row.cells)]
    if blank:
        why = "; no national source exists" if meaning and not meaning.national else ""
        yield Finding(
            Kind.MISSING, "no cell is left blank", table.title, f"blank rows: {', '.join(blank)}",
            f"missing is not nought: say that it is not available, and why{why}",
            "cells that hold neither number nor sign",
        )  # fmt: skip


def _bare_years(tables: Sequence[PrintedTable]) -> Iterator[Finding]:
    """ "2018" in a report of "2017/18" may be the year that began or the one that ended."""
    bare = [table for table in tables if table.periods and all(re.fullmatch(r"\d{4}", one) for one in table.periods)]
    said = [table for table in bare if re.search(r"year end(?:ing|ed)|31 March", table.title, re.IGNORECASE)]
    if bare and len(said) < len(bare):
        first = bare[0].periods
        yield Finding(
            Kind.LABEL, "a period says when it ends", f"{len(bare) - len(said)} tables of core safeguarding data",
            f"columns {first[0]} to {first[-1]}", "each is the year that ended on 31 March; nothing in them says so",
            "columns are bare years and no heading says when a year ends",
        )  # fmt: skip
