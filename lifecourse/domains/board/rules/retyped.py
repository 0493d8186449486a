"""Reads `data/board/*.yaml`: a report's money, retyped, as years with their lines and printed totals."""

from dataclasses import dataclass
from pathlib import Path

from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.base.reference_files import Row, Sheet

from . import Printed
from .reconciling import Line, Statement
from .years import FinancialYear, read_year

_TOP = {"title", "source", "version", "checked_by", "next_review", "years", "expenditure", "income", "printed"}


@dataclass(frozen=True)
class Retyped:
    """A report's money: `source` says which report, `statements` are its years, oldest first."""

    title: str
    source: str
    statements: tuple[Statement, ...]


def read_retyped(path: Path) -> tuple[Retyped, list[str]]:
    """What the file says, and every fault in it: a sentence each, naming file and line."""
    sheet = Sheet(path)
    top = sheet.top
    sheet.only(top, _TOP, what="the file")
    title, source = sheet.text(top, "title"), sheet.text(top, "source")
    sheet.text(top, "checked_by")
    sheet.whole(top, "version")
    sheet.day(top, "next_review")
    years: list[FinancialYear] = []
    for word in sheet.words(top, "years"):
        try:
            years.append(read_year(word))
        except Refused as refused:
            sheet.fault(top, str(refused).rstrip("."), key="years")
    sides = {
        side: [(sheet.text(row, "line", longest=120), _pence(sheet, row, len(years))) for row in sheet.rows(top, side)]
        for side in ("expenditure", "income")
    }
    printed = {
        sheet.one_of(row, "total", [one.value for one in Printed]): _pence(sheet, row, len(years))
        for row in sheet.rows(top, "printed")
    }
    if sheet.faults:
        return Retyped(title, source, ()), sheet.faults

    def at(total: Printed, place: int) -> int | None:
        return printed[total][place] if total in printed else None

    statements = tuple(
        Statement(
            year=year,
            expenditure=tuple(Line(name, values[place]) for name, values in sides["expenditure"]),
            income=tuple(Line(name, values[place]) for name, values in sides["income"]),
            total_expenditure=at(Printed.EXPENDITURE, place),
            total_income=at(Printed.INCOME, place),
            transfer=at(Printed.TRANSFER, place),
            reserve=at(Printed.RESERVE, place),
        )
        for place, year in enumerate(years)
    )
    return Retyped(title, source, statements), []


def _pence(sheet: Sheet, row: Row, count: int) -> list[int | None]:
    """A value a year in whole pounds, as pence; null is blank, which is not zero."""
    values = row.get("pounds")
    if not isinstance(values, list) or len(values) != count:
        sheet.fault(row, f"'pounds' must be a list of {count} values, one for each year", key="pounds")
        return [None] * count
    if not all(value is None or (isinstance(value, int) and not isinstance(value, bool)) for value in values):
        sheet.fault(row, "'pounds' may hold whole pounds and null, and nothing else", key="pounds")
        return [None] * count
    return [None if value is None else value * 100 for value in values]
