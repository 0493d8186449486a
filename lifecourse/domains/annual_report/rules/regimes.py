"""Which sections a report must have, by the guidance in force on the last day of its year. Read from `data/`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lifecourse.kernel.base.reference_files import Sheet


@dataclass(frozen=True)
class Wanted:
    """One section that the guidance asks for: its code, title, and what belongs in it."""

    code: str
    title: str
    help: str


@dataclass(frozen=True)
class Regime:
    """Guidance while it is in force: what a report of a partnership of this kind must hold."""

    kind: str
    kind_title: str
    code: str
    title: str
    valid_from: date
    valid_to: date | None
    source: str
    sections: tuple[Wanted, ...]

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


def read_regimes(folder: Path) -> tuple[list[Regime], list[str]]:
    """Every regime of `data/report_sections/`, by kind and first day; and every fault, as a sentence."""
    found: list[Regime] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        sheet = Sheet(path)
        top = sheet.top
        sheet.only(top, ("kind", "title", "checked_by", "next_review", "regimes"), what="the file")
        kind, title = sheet.text(top, "kind"), sheet.text(top, "title")
        sheet.text(top, "checked_by")
        sheet.day(top, "next_review")
        for row in sheet.rows(top, "regimes"):
            sheet.only(row, ("code", "title", "valid_from", "valid_to", "source", "sections"), what="a regime")
            wanted = tuple(
                Wanted(sheet.text(one, "code"), sheet.text(one, "title"), sheet.text(one, "help"))
                for one in sheet.rows(row, "sections")
            )
            codes = [one.code for one in wanted]
            if len(set(codes)) != len(codes):
                sheet.fault(row, "two sections have the same code", key="sections")
            found.append(
                Regime(
                    kind, title, sheet.text(row, "code"), sheet.text(row, "title"), sheet.day(row, "valid_from"),
                    sheet.day_or_none(row, "valid_to"), sheet.text(row, "source"), wanted,
                )
            )  # fmt: skip
        faults += sheet.faults
    return sorted(found, key=lambda one: (one.kind, one.valid_from)), faults


def in_force(regimes: Iterable[Regime], on: date) -> list[Regime]:
    """The regimes under which a report of a year that ended on that day may be written."""
    return [one for one in regimes if one.is_in_force(on)]
