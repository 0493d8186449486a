"""Which column of an agency's list holds what, in which form of date and with which codes: remembered per source."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.people.rules.words import Sex

from . import State


class Field(StrEnum):
    """What a list may tell us. Nothing else of a row is kept: a column that is not matched is not read."""

    SOURCE_REF = "source_ref"
    FAMILY_NAME = "family_name"
    GIVEN_NAMES = "given_names"
    FULL_NAME = "full_name"
    BORN_ON = "born_on"
    EXPECTED_ON = "expected_on"
    SEX = "sex"
    NHS_NUMBER = "nhs_number"
    UPN = "upn"
    ADDRESS = "address"
    POSTCODE = "postcode"
    STATE = "state"
    OPENED_ON = "opened_on"
    CLOSED_ON = "closed_on"
    LEAD_NAME = "lead_name"
    LEAD_JOB = "lead_job"
    LEAD_PHONE = "lead_phone"
    LEAD_EMAIL = "lead_email"


LABELS: dict[Field, str] = {
    Field.SOURCE_REF: "Their own reference for the person",
    Field.FAMILY_NAME: "Family name",
    Field.GIVEN_NAMES: "Given names",
    Field.FULL_NAME: "Whole name in one column",
    Field.BORN_ON: "Date of birth",
    Field.EXPECTED_ON: "Expected date of birth (unborn)",
    Field.SEX: "Sex",
    Field.NHS_NUMBER: "NHS number",
    Field.UPN: "Unique pupil number (UPN)",
    Field.ADDRESS: "Address",
    Field.POSTCODE: "Postcode",
    Field.STATE: "Open or closed",
    Field.OPENED_ON: "Open since",
    Field.CLOSED_ON: "Closed on",
    Field.LEAD_NAME: "Lead professional",
    Field.LEAD_JOB: "Lead professional's job",
    Field.LEAD_PHONE: "Lead professional's phone",
    Field.LEAD_EMAIL: "Lead professional's e-mail",
}


class DateFormat(StrEnum):
    """How a source writes dates. A source may use several, but never day first and month first together."""

    ISO = "yyyy-mm-dd"
    DAY_FIRST = "dd/mm/yyyy"
    MONTH_FIRST = "mm/dd/yyyy"
    RUN_TOGETHER = "yyyymmdd"
    MONTH_NAMED = "dd mon yyyy"


OPEN_WORDS = "open active current live allocated o y yes 1 true"
CLOSED_WORDS = "closed inactive ended ceased discharged c n no 0 false"
STATES: dict[str, State] = {word: State.OPEN for word in OPEN_WORDS.split()} | {
    word: State.CLOSED for word in CLOSED_WORDS.split()
}
# 1, 2, 9, 0: the NHS Data Dictionary's person stated gender codes and ISO 5218.
SEXES: dict[str, Sex] = {
    **dict.fromkeys(("female", "f", "2", "girl", "woman"), Sex.FEMALE),
    **dict.fromkeys(("male", "m", "1", "boy", "man"), Sex.MALE),
    **dict.fromkeys(("not known", "unknown", "u", "0", "9", "x", "not stated", "indeterminate"), Sex.UNKNOWN),
}
_SEX_OF = {sex.value: sex for sex in Sex}

_NAMES: dict[Field, str] = {
    Field.SOURCE_REF: "reference|ref|id|case id|case ref|case reference|client id|person id|unique id|record id|"
    "system id|local id|case number|client number|their own reference|rec id",
    Field.FAMILY_NAME: "surname|family name|last name|lastname",
    Field.GIVEN_NAMES: "first name|forename|forenames|given name|given names|first names|firstname",
    Field.FULL_NAME: "name|full name|client name|person name",
    Field.BORN_ON: "dob|date of birth|birth date|born|born on|birthdate",
    Field.EXPECTED_ON: "edd|expected date of delivery|due date|expected date of birth",
    Field.SEX: "sex|gender",
    Field.NHS_NUMBER: "nhs number|nhs no|nhs|nhsno|nhs num",
    Field.UPN: "upn|unique pupil number|pupil number",
    Field.ADDRESS: "address|home address|address line 1|full address",
    Field.POSTCODE: "postcode|post code|home postcode",
    Field.STATE: "status|state|case status|open or closed",
    Field.OPENED_ON: "open since|opened|opened on|start date|date opened|started|referral date|start",
    Field.CLOSED_ON: "closed|closed on|end date|date closed|ended|end",
    Field.LEAD_NAME: "lead professional|worker|key worker|keyworker|allocated worker|lead practitioner|social worker",
    Field.LEAD_JOB: "job|job title|role|worker role",
    Field.LEAD_PHONE: "worker phone|phone|lead phone|worker telephone|contact number",
    Field.LEAD_EMAIL: "worker email|worker e mail|email|e mail|lead email|contact email",
}


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.casefold()).split())


_MEANT: dict[str, Field] = {name: wanted for wanted, names in _NAMES.items() for name in names.split("|")}


def suggest(headers: Iterable[str]) -> dict[Field, str]:
    """A first guess at the columns from their names; a person confirms it. Each field and each column once."""
    found: dict[Field, str] = {}
    for header in headers:
        wanted = _MEANT.get(_plain(header))
        if wanted is not None and wanted not in found:
            found[wanted] = header
    if Field.FAMILY_NAME in found:
        found.pop(Field.FULL_NAME, None)
    return found


@dataclass(frozen=True, kw_only=True)
class ColumnMap:
    """How one source's file is read. `states` and `sexes` are its own codes (compared without capitals).

    `numbers_may_be_wrong`: a row whose NHS number or UPN fails its check is taken without the number and with a
    warning; otherwise it is rejected.
    """

    columns: Mapping[Field, str]
    date_formats: tuple[DateFormat, ...] = (DateFormat.ISO,)
    states: Mapping[str, State] = field(default_factory=dict)
    sexes: Mapping[str, Sex] = field(default_factory=dict)
    numbers_may_be_wrong: bool = False

    def __post_init__(self) -> None:
        if Field.SOURCE_REF not in self.columns:
            raise Refused("Say which column holds the agency's own reference for each person.", field="source_ref")
        if Field.FAMILY_NAME not in self.columns and Field.FULL_NAME not in self.columns:
            raise Refused("Say which column holds the family name, or the whole name.", field="family_name")
        if Field.FULL_NAME in self.columns and Field.FAMILY_NAME in self.columns:
            raise Refused("Give either the whole name or the family name a column, not both.", field="full_name")
        used: dict[str, Field] = {}
        for wanted, header in self.columns.items():
            if (other := used.setdefault(header, wanted)) is not wanted:
                raise Refused(
                    f"The column “{header}” is matched twice, to {LABELS[other]} and to {LABELS[wanted]}.",
                    field=wanted.value,
                )
        if {DateFormat.DAY_FIRST, DateFormat.MONTH_FIRST} <= set(self.date_formats):
            raise Refused(
                "Choose day first or month first, not both: 03/04/2015 would be two dates.", field="date_formats"
            )
        if not self.date_formats:
            raise Refused("Choose at least one form of date.", field="date_formats")

    def positions(self, headers: Sequence[str]) -> dict[Field, int]:
        """Where each field stands in a file with these headers; a column is found whatever its capitals.

        Raises `Refused`, naming the missing column and those there are.
        """
        where = {header.casefold(): index for index, header in enumerate(headers)}
        found: dict[Field, int] = {}
        for wanted, header in self.columns.items():
            index = where.get(" ".join(header.split()).casefold())
            if index is None:
                there = ", ".join(f"“{name[:40]}”" for name in headers[:8]) + (" …" if len(headers) > 8 else "")
                raise Refused(
                    f"The file has no column “{header}”, which holds {LABELS[wanted]} on this list; it has {there}.",
                    field=wanted.value,
                )
            found[wanted] = index
        return found

    def to_json(self) -> dict[str, Any]:
        """The map as kept with its source."""
        return {
            "columns": {wanted.value: header for wanted, header in self.columns.items()},
            "date_formats": [form.value for form in self.date_formats],
            "states": {code: state.value for code, state in self.states.items()},
            "sexes": {code: sex.value for code, sex in self.sexes.items()},
            "numbers_may_be_wrong": self.numbers_may_be_wrong,
        }


def read_map(data: object) -> ColumnMap:
    """A map from JSON or YAML. Raises `Refused`, naming the part that is wrong and what is wanted there."""
    parts = _words(data, "The column map")
    unknown = sorted(set(parts) - {"columns", "date_formats", "states", "sexes", "numbers_may_be_wrong"})
    if unknown:
        raise Refused(
            f"The column map has a part “{unknown[0]}”, which is none of its parts (columns, date_formats …)."
        )
    columns = _words(parts.get("columns"), "“columns”")
    formats = parts.get("date_formats", [DateFormat.ISO.value])
    if not isinstance(formats, list):
        raise Refused("“date_formats” must be a list, such as [dd/mm/yyyy].")
    wrong = parts.get("numbers_may_be_wrong", False)
    if not isinstance(wrong, bool):
        raise Refused("“numbers_may_be_wrong” must be true or false.")
    return ColumnMap(
        columns={Field(_one_of(name, Field, "columns")): str(header) for name, header in columns.items() if header},
        date_formats=tuple(DateFormat(_one_of(form, DateFormat, "date_formats")) for form in formats),
        states={
            str(code).casefold(): State(_one_of(state, State, "states"))
            for code, state in _words(parts.get("states", {}), "“states”").items()
        },
        sexes={
            str(code).casefold(): _SEX_OF[_one_of(sex, Sex, "sexes")]
            for code, sex in _words(parts.get("sexes", {}), "“sexes”").items()
        },
        numbers_may_be_wrong=wrong,
    )


def _words(data: object, what: str) -> Mapping[str, object]:
    if not isinstance(data, Mapping):
        raise Refused(f"{what} must be a list of names and values.")
    return data


def _one_of(value: object, kind: type[StrEnum], part: str) -> str:
    allowed = [member.value for member in kind]
    if value not in allowed:
        raise Refused(f"“{str(value)[:40]}” in “{part}” is none of: {', '.join(allowed)}.")
    return str(value)
