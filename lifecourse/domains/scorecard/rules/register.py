"""Reads `data/indicators`, `data/areas` and `data/comparators`; every fault is a sentence naming file and line."""

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lifecourse.engines.comparison import Polarity
from lifecourse.kernel.base.reference_files import Row, Sheet

from . import Level

MEASURES = ("rate", "percentage", "count")
COMES_FROM = ("census", "front_door")
_TEXTS = {
    "title": 120, "short": 60, "why": 600, "definition": 600, "numerator": 200, "denominator": 300, "unit": 30,
    "suppression": 300, "source": 200, "owner": 120, "checked_by": 120,
}  # fmt: skip
_OPTIONAL = {"lait": 60, "printed_fault": 500}
_INDICATOR = frozenset(
    {
        "key", "order", "measure", "polarity", "decimals", "mean_decimals", "comes_from", "national",
        "report_polarity", "next_review", "version", "valid_from", *_TEXTS, *_OPTIONAL,
    }
)  # fmt: skip
_HEAD = {"checked_by", "next_review", "version"}


@dataclass(frozen=True)
class IndicatorRow:
    """One version of what an indicator means. `per`: 10,000 for a rate, 100 for a percentage, 0 for a count."""

    key: str
    order: int
    title: str
    short: str
    why: str
    definition: str
    numerator: str
    denominator: str
    measure: str
    polarity: str
    report_polarity: str
    decimals: int
    mean_decimals: int
    unit: str
    comes_from: str
    national: bool
    lait: str
    printed_fault: str
    suppression: str
    source: str
    owner: str
    checked_by: str
    next_review: date
    version: int
    valid_from: date

    @property
    def per(self) -> int:
        """What the figure is per."""
        return {"rate": 10_000, "percentage": 100, "count": 0}[self.measure]

    @property
    def in_words(self) -> str:
        """Its version, for a figure's provenance."""
        return f"{self.title}, definition version {self.version} of {self.valid_from}"

    def content(self) -> dict[str, Any]:
        """Every field."""
        return asdict(self)


@dataclass(frozen=True)
class AreaRow:
    """An authority, region or England. `code` is what keys use; `within` the area that holds it."""

    code: str
    name: str
    level: str
    ons: str
    lait: str
    within: str
    last_year: int | None


@dataclass(frozen=True)
class ListRow:
    """One dated list of neighbours; both days are included."""

    name: str
    valid_from: date
    valid_to: date | None
    source: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class SetRow:
    """With whom an area is compared, as dated lists, and whether by mean or median."""

    area: str
    title: str
    average: str
    average_note: str
    version: int
    checked_by: str
    next_review: date
    lists: tuple[ListRow, ...]


def read_indicators(folder: Path) -> tuple[list[IndicatorRow], list[str]]:
    """Every indicator, in order, and every fault. Use them only if there are no faults."""
    rows: list[IndicatorRow] = []
    faults: list[str] = []
    orders: dict[int, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        sheet = Sheet(path)
        if not sheet.faults:
            row = _indicator(sheet, path)
            if row.order in orders:
                sheet.fault(sheet.top, f"'order' is {row.order}, as in {orders[row.order]}", key="order")
            orders[row.order] = path.name
            rows.append(row)
        faults += sheet.faults
    return sorted(rows, key=lambda one: one.order), faults


def _indicator(sheet: Sheet, path: Path) -> IndicatorRow:
    top = sheet.top
    sheet.only(top, _INDICATOR, what="the indicator")
    if top.get("key") != path.stem:
        sheet.fault(top, f"'key' is {top.get('key')!r}; it must be the name of the file, {path.stem!r}", key="key")
    words = [one.value for one in Polarity]
    return IndicatorRow(
        key=path.stem,
        order=sheet.whole(top, "order"),
        measure=sheet.one_of(top, "measure", MEASURES),
        polarity=sheet.one_of(top, "polarity", words),
        report_polarity=sheet.one_of(top, "report_polarity", [*words, ""], "") if top.get("report_polarity") else "",
        decimals=sheet.whole(top, "decimals", least=0),
        mean_decimals=sheet.whole(top, "mean_decimals", least=0),
        comes_from=sheet.one_of(top, "comes_from", COMES_FROM),
        national=sheet.yes(top, "national"),
        next_review=sheet.day(top, "next_review"),
        version=sheet.whole(top, "version"),
        valid_from=sheet.day(top, "valid_from"),
        **{name: sheet.text(top, name, longest=most) for name, most in _TEXTS.items()},
        **{name: sheet.text(top, name, longest=most, optional=True) for name, most in _OPTIONAL.items()},
    )


def read_areas(path: Path) -> tuple[list[AreaRow], list[str]]:
    """Every area, and every fault."""
    sheet = Sheet(path)
    if sheet.faults:
        return [], sheet.faults
    sheet.only(sheet.top, {"areas", "source", *_HEAD}, what="the file")
    levels = [Level.AUTHORITY.value, Level.REGIONAL.value, Level.NATIONAL.value]
    rows: list[AreaRow] = []
    lines: dict[str, Row] = {}
    for row in sheet.rows(sheet.top, "areas"):
        sheet.only(row, {"code", "name", "level", "ons", "lait", "within", "last_year"}, what="the area")
        code = sheet.text(row, "code", longest=40)
        if code in lines:
            sheet.fault(row, f"the area {code!r} stands there twice", key="code")
        lines[code] = row
        level = sheet.one_of(row, "level", levels)
        rows.append(
            AreaRow(
                code=code,
                name=sheet.text(row, "name", longest=80),
                level=level,
                ons=sheet.text(row, "ons", longest=9),
                lait=sheet.text(row, "lait", longest=4, optional=True) or (code if level == Level.AUTHORITY else ""),
                within=sheet.text(row, "within", longest=40, optional=level == Level.NATIONAL),
                last_year=sheet.whole(row, "last_year", optional=True) or None,
            )
        )
    for one in rows:
        if one.within and one.within not in lines:
            sheet.fault(lines[one.code], f"'within' is {one.within!r}, which is no area of the file", key="within")
    return rows, sheet.faults


def read_sets(folder: Path, areas: list[AreaRow]) -> tuple[list[SetRow], list[str]]:
    """Every set of neighbours, and every fault: a member that is no area, two lists in force on one day."""
    rows, faults = [], []
    known = {one.code for one in areas}
    for path in sorted(folder.glob("*.yaml")):
        sheet = Sheet(path)
        if not sheet.faults:
            rows.append(_set(sheet, known))
        faults += sheet.faults
    return rows, faults


def _set(sheet: Sheet, known: set[str]) -> SetRow:
    top = sheet.top
    sheet.only(top, {"area", "title", "average", "average_note", "lists", *_HEAD}, what="the set")
    lists: list[ListRow] = []
    for row in sheet.rows(top, "lists"):
        sheet.only(row, {"name", "valid_from", "valid_to", "source", "members"}, what="the list")
        members = sheet.words(row, "members")
        for member in members:
            if member not in known:
                sheet.fault(row, f"the member {member!r} is no area of data/areas", key="members")
        if len(set(members)) != len(members) or not members:
            sheet.fault(row, "a list has members, each of them once", key="members")
        begins = sheet.day(row, "valid_from")
        if lists and (lists[-1].valid_to is None or lists[-1].valid_to >= begins):
            sheet.fault(row, f"it begins on {begins}, while the list before it is in force", key="valid_from")
        lists.append(
            ListRow(
                sheet.text(row, "name", longest=60),
                begins,
                sheet.day_or_none(row, "valid_to"),
                sheet.text(row, "source"),
                tuple(members),
            )
        )
    area = sheet.text(top, "area", longest=40)
    if area not in known:
        sheet.fault(top, f"'area' is {area!r}, which is no area of data/areas", key="area")
    return SetRow(
        area=area,
        title=sheet.text(top, "title", longest=80),
        average=sheet.one_of(top, "average", ("mean", "median")),
        average_note=sheet.text(top, "average_note", optional=True),
        version=sheet.whole(top, "version"),
        checked_by=sheet.text(top, "checked_by", longest=120),
        next_review=sheet.day(top, "next_review"),
        lists=tuple(lists),
    )


def list_for(found: SetRow, year: int) -> ListRow | None:
    """The list in force on 31 March of a year."""
    on = date(year, 3, 31)
    return next(
        (one for one in found.lists if one.valid_from <= on and (one.valid_to is None or on <= one.valid_to)), None
    )


def refusal(before: IndicatorRow, after: IndicatorRow) -> str | None:
    """Why a new file may not follow what is in use: figures carry the version of their definition."""
    if after.version < before.version:
        return f"{after.key}: the file is version {after.version}, older than version {before.version} in use."
    if after.version == before.version and after != before:
        name = next(key for key, value in after.content().items() if value != before.content()[key])
        return (
            f"{after.key}: '{name}' is not as version {before.version} in use has it; give the indicator version "
            f"{before.version + 1} to change it."
        )
    return None
