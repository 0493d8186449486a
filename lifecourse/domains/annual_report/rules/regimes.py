"""Which sections a report must have, by the guidance in force on the last day of its year. Read from `data/`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lifecourse.kernel.base.reference_files import Sheet

_FIELDS = ("code", "title", "valid_from", "valid_to", "source", "recipients", "wants_evidence", "sections")


@dataclass(frozen=True)
class Wanted:
    """One section that the guidance asks for: its code, title, and what belongs in it."""

    code: str
    title: str
    help: str


@dataclass(frozen=True)
class Regime:
    """Guidance while it is in force: what a report of a partnership of this kind must hold, and who is sent it.

    `wants_evidence`: each section that it asks for leans on something, a figure or what a link leads to.
    """

    kind: str
    kind_title: str
    code: str
    title: str
    valid_from: date
    valid_to: date | None
    source: str
    sections: tuple[Wanted, ...]
    recipients: tuple[str, ...] = ()
    wants_evidence: bool = False

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
            sheet.only(row, _FIELDS, what="a regime")
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
                    sheet.day_or_none(row, "valid_to"), sheet.text(row, "source"), wanted, _recipients(sheet, row),
                    row.get("wants_evidence") is True,
                )
            )  # fmt: skip
        faults += sheet.faults
    return sorted(found, key=lambda one: (one.kind, one.valid_from)), faults


def _recipients(sheet: Sheet, row: Any) -> tuple[str, ...]:
    told = row.get("recipients", [])
    if not isinstance(told, list) or not all(isinstance(one, str) and one.strip() for one in told):
        sheet.fault(row, "'recipients' must be a list of those to whom the report is sent", key="recipients")
        return ()
    return tuple(told)


def in_force(regimes: Iterable[Regime], on: date) -> list[Regime]:
    """The regimes under which a report of a year that ended on that day may be written."""
    return [one for one in regimes if one.is_in_force(on)]
