"""Every figure that a report may speak of, gathered from the rooms below and from what was printed once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from lifecourse.domains.board import queries as board
from lifecourse.domains.scorecard import queries as scorecard
from lifecourse.engines.figures.figure import Figure
from lifecourse.engines.figures.rounding import half_up
from lifecourse.engines.prose import Finding, Kind
from lifecourse.engines.prose.references import with_unit
from lifecourse.kernel.base.errors import Refused

from ..models import Report
from ..rules.adding_up import check_book
from ..rules.book import Book, read_book
from ..rules.labels import Meaning, check_labels
from ..rules.layouts import Layout
from ..rules.printed import PrintedTable, read_printed
from ..rules.regimes import Regime, read_regimes


@dataclass(frozen=True)
class Sources:
    """What there is to write with: figures by key, tables by code, and the books that printed figures are from."""

    figures: Mapping[str, Figure]
    layouts: Mapping[str, Layout]
    books: tuple[tuple[str, Book], ...]


# Files of a year that other rooms load; what of them concerns us is asked of those rooms, or read for its labels.
_CORE_DATA, _FINANCE = "core_data.yaml", "finance.yaml"


@lru_cache(maxsize=1)
def _books(folder: Path) -> tuple[tuple[str, Book], ...]:
    """Every file of `data/reports/`, with the year of its folder ("2017/18"). Raises `Refused` for a faulty one."""
    found = []
    for path in sorted(folder.glob("*/*.yaml")):
        if path.name in {_CORE_DATA, _FINANCE}:
            continue
        book = read_book(path)
        if book.faults:
            raise Refused(book.faults[0])
        found.append((path.parent.name.replace("_", "/"), book))
    return tuple(found)


@lru_cache(maxsize=1)
def _regimes(folder: Path) -> tuple[Regime, ...]:
    found, faults = read_regimes(folder)
    if faults:
        raise Refused(faults[0])
    return tuple(found)


def regimes() -> tuple[Regime, ...]:
    """The guidance of every time, by kind of partnership and first day."""
    return _regimes(Path(settings.REFERENCE_DATA) / "report_sections")


def regime_of(report: Report) -> Regime | None:
    """The guidance under which a report is written; None if it is no longer among the data."""
    return next((one for one in regimes() if (one.kind, one.code) == (report.kind, report.regime)), None)


def sources(*, viewer: Any, as_of: date | None) -> Sources:
    """All that the viewer may write with. A figure that two rooms give by one key is taken from the first.

    `as_of`: what was published after that day is left out (None: nothing is). The ledger's money is as it stands.
    """
    books = _books(Path(settings.REFERENCE_DATA) / "reports")
    figures: dict[str, Figure] = {}
    layouts: dict[str, Layout] = {}
    for _, book in books:
        figures |= book.figures
        layouts |= book.layouts
    for one in _below(viewer, as_of):
        figures.setdefault(one.key, one)
    return Sources(figures, layouts, books)


@lru_cache(maxsize=8)
def _printed(path: Path) -> tuple[PrintedTable, ...]:
    """The printed tables of core data of a year; none without such a file. Raises `Refused` for a faulty one."""
    if not path.is_file():
        return ()
    tables, faults = read_printed(path)
    if faults:
        raise Refused(faults[0])
    return tuple(tables)


def data_findings(*, viewer: Any, period: str) -> list[Finding]:
    """What does not add up in the figures of a year themselves, whoever writes of them."""
    folder = Path(settings.REFERENCE_DATA) / "reports"
    found = check_labels(_printed(folder / period.replace("/", "_") / _CORE_DATA), _meanings(viewer))
    for year, book in _books(folder):
        if year == period:
            found += check_book(book, period=period)
    return found


def _meanings(viewer: Any) -> dict[str, Meaning]:
    """What the register of the scorecard says of each indicator."""
    return {
        key: Meaning(row.title, row.numerator, row.measure, row.national, row.printed_fault)
        for key, row in scorecard.indicator_rows(viewer=viewer).items()
    }


def findings_below(*, viewer: Any, period: str) -> list[Finding]:
    """What the rooms below have found not to add up in their own figures of a year and of the three before it."""
    last = int(period[:4])
    years = [f"{year}/{(year + 1) % 100:02d}" for year in range(last - 3, last + 1)]
    return [
        Finding(
            Kind.DATA,
            "the ledger carries on from year to year",
            f"Finance, {one.year}: {one.title}",
            f"printed as {_pounds(one.printed)}",
            f"{_pounds(one.computed)}" + (f". {one.reading}" if one.reading else ""),
            "; ".join(one.cells),
        )
        for one in board.findings(viewer=viewer, years=years)
    ]


def told_differently(*, viewer: Any, figures: Mapping[str, Figure], as_of: date | None) -> list[Finding]:
    """Figures shown in a report of which another publication of the time, or our own records, say something else."""
    if not any(key.startswith("scorecard.") for key in figures):
        return []
    made = []
    for key, every in scorecard.told_differently(viewer=viewer, as_of=as_of).items():
        if (figure := figures.get(key)) is None:
            continue
        places = figure.decimals
        made += [
            Finding(
                Kind.DATA,
                "sources of one figure say the same",
                f"{figure.title}, {one.year}",
                f"{one.first.value.shown(places)} ({one.first.vintage})",
                f"{one.other.value.shown(places)} by {one.other.vintage}: {one.apart:+.{places}f} apart",
                "each source of the same figure is compared with the one that stands",
            )
            for one in every
        ]
    return made


def _pounds(pence: int) -> str:
    return with_unit(f"{half_up(Fraction(pence, 100), 2 if pence % 100 else 0):,}", "£")


def _below(viewer: Any, as_of: date | None) -> list[Figure]:
    """The figures that the rooms below give upward, as far as the viewer may see them."""
    return [*scorecard.figures(viewer=viewer, as_of=as_of).values(), *board.figures(viewer=viewer)]
