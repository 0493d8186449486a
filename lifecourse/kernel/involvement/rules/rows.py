"""Turns one row of a list into clean facts, or says in one clause why it cannot."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from lifecourse.kernel.people.rules import birth
from lifecourse.kernel.people.rules.identifiers import read_nhs_number, read_postcode, read_upn
from lifecourse.kernel.people.rules.words import Sex

from . import State
from .columns import SEXES, STATES, ColumnMap, DateFormat, Field
from .files import RawRow


@dataclass(frozen=True, slots=True)
class ListRow:
    """One clean row: what a list says about one person. Empty text and None mean that it says nothing."""

    line: int
    source_ref: str
    given: str
    family: str
    born_on: date | None
    expected_on: date | None
    sex: Sex
    nhs_number: str
    upn: str
    address: str
    postcode: str
    state: State
    opened_on: date | None
    closed_on: date | None
    lead_name: str
    lead_job: str
    lead_phone: str
    lead_email: str
    warnings: tuple[str, ...] = ()

    @property
    def birth(self) -> birth.Birth:
        """The birth as the index of people keeps it."""
        if self.born_on is not None:
            return birth.known(self.born_on)
        return birth.expected(self.expected_on) if self.expected_on is not None else birth.UNKNOWN

    def digest(self) -> str:
        """32 characters that are the same for the same facts, however the file was written."""
        return _digest(
            self.state,
            self.opened_on,
            self.closed_on,
            self.lead_name,
            self.lead_job,
            self.lead_phone,
            self.lead_email,
            self.person_digest(),
        )

    def person_digest(self) -> str:
        """The same for what the row says about the person, apart from the service."""
        return _digest(
            self.given,
            self.family,
            self.born_on,
            self.expected_on,
            self.sex,
            self.nhs_number,
            self.upn,
            self.address,
            self.postcode,
        )


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that cannot be taken: `reason` is a clause for people, `source_ref` empty if it could not be read."""

    line: int
    reason: str
    source_ref: str
    cells: tuple[str, ...]


# How long each text may be; the widths of the columns they are kept in.
_WIDTHS: dict[Field, int] = {
    Field.SOURCE_REF: 60,
    Field.FAMILY_NAME: 120,
    Field.GIVEN_NAMES: 120,
    Field.FULL_NAME: 240,
    Field.ADDRESS: 300,
    Field.LEAD_NAME: 120,
    Field.LEAD_JOB: 120,
    Field.LEAD_PHONE: 40,
    Field.LEAD_EMAIL: 254,
}
_EMAIL = re.compile(r"[^@\s,;<>()\[\]]{1,64}@[^@\s,;<>()\[\]]{1,189}\.[^@\s.,;<>()\[\]]{2,}")
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_PATTERNS: dict[DateFormat, re.Pattern[str]] = {
    DateFormat.ISO: re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
    DateFormat.DAY_FIRST: re.compile(r"(?P<d>\d{1,2})[/.\- ](?P<m>\d{1,2})[/.\- ](?P<y>\d{4})"),
    DateFormat.MONTH_FIRST: re.compile(r"(?P<m>\d{1,2})[/.\- ](?P<d>\d{1,2})[/.\- ](?P<y>\d{4})"),
    DateFormat.RUN_TOGETHER: re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
    DateFormat.MONTH_NAMED: re.compile(
        r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[ \-/]+(?P<n>[a-z]{3,9})\.?,?[ \-/]+(?P<y>\d{4})"
    ),
}
# What a spreadsheet leaves in a cell that it could not work out, also when it saves CSV.
_EXCEL_ERRORS = frozenset(["#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"])
# A long number that a spreadsheet wrote as a power of ten; its last digits are gone.
_SHORTENED = re.compile(r"\d([.,]\d+)?[eE]\+?\d{1,3}")
_WHOLE = frozenset([Field.SOURCE_REF, Field.NHS_NUMBER, Field.UPN, Field.LEAD_PHONE])
_MIDNIGHT = re.compile(r"[ tT]0{1,2}:00(:00(\.0+)?)?z?$")


class RowReader:
    """Reads the rows of one file with one map. `taken_on` is the day the list was taken: nothing happened after it."""

    def __init__(self, columns: ColumnMap, headers: Sequence[str], *, taken_on: date) -> None:
        self._map = columns
        self._headers = headers
        self._at: Mapping[Field, int] = columns.positions(headers)
        self._taken_on = taken_on
        self._states = STATES | dict(columns.states)
        self._sexes = SEXES | dict(columns.sexes)

    @property
    def called_ref(self) -> str:
        """What the file calls the column of references."""
        return self._called(Field.SOURCE_REF)

    def read(self, raw: RawRow) -> ListRow | Rejection:
        """The row's facts, or why it cannot be taken."""
        try:
            if raw.problem:
                raise ValueError(raw.problem)
            return self._facts(raw)
        except ValueError as reason:
            return Rejection(raw.line, str(reason), self._readable_ref(raw), raw.cells)

    def _readable_ref(self, raw: RawRow) -> str:
        """The reference even of a bad row, so that a full list does not close who is on it after all."""
        index = self._at[Field.SOURCE_REF]
        if len(raw.cells) != len(self._headers) or index >= len(raw.cells):
            return ""
        try:
            return self._text(raw, Field.SOURCE_REF)
        except ValueError:
            return ""

    def _facts(self, raw: RawRow) -> ListRow:
        warnings: list[str] = []
        source_ref = self._text(raw, Field.SOURCE_REF)
        if not source_ref:
            raise ValueError(f"{self._called(Field.SOURCE_REF)} is empty")
        given, family = self._names(raw)
        born_on = self._date(raw, Field.BORN_ON)
        expected_on = self._date(raw, Field.EXPECTED_ON)
        if born_on is not None:
            self._check_birth(birth.known(born_on), Field.BORN_ON)
            expected_on = None
        elif expected_on is not None:
            self._check_birth(birth.expected(expected_on), Field.EXPECTED_ON)
        opened_on, closed_on = self._date(raw, Field.OPENED_ON), self._date(raw, Field.CLOSED_ON)
        state = self._state(raw, closed_on)
        self._check_spell(opened_on, closed_on)
        if state == State.OPEN:
            closed_on = None
        return ListRow(
            line=raw.line,
            source_ref=source_ref,
            given=given,
            family=family,
            born_on=born_on,
            expected_on=expected_on,
            sex=self._sex(raw),
            nhs_number=self._number(raw, Field.NHS_NUMBER, warnings),
            upn=self._number(raw, Field.UPN, warnings),
            address=self._text(raw, Field.ADDRESS),
            postcode=self._postcode(raw, warnings),
            state=state,
            opened_on=opened_on,
            closed_on=closed_on,
            lead_name=self._text(raw, Field.LEAD_NAME),
            lead_job=self._text(raw, Field.LEAD_JOB),
            lead_phone=self._text(raw, Field.LEAD_PHONE),
            lead_email=self._email(raw, warnings),
            warnings=tuple(warnings),
        )

    def _called(self, wanted: Field) -> str:
        return f"“{self._headers[self._at[wanted]][:40]}”"

    def _text(self, raw: RawRow, wanted: Field) -> str:
        index = self._at.get(wanted)
        if index is None:
            return ""
        text = raw.cells[index]
        if not text:
            return ""
        text = _clean(text)
        plain = text.isascii() and text.isprintable()
        if not plain and any(unicodedata.category(character) in {"Cc", "Cs", "Co"} for character in text):
            raise ValueError(f"{self._called(wanted)} holds a sign that cannot be printed")
        if text in _EXCEL_ERRORS:
            raise ValueError(f"{self._called(wanted)} holds Excel's error {text}")
        if wanted in _WHOLE and _SHORTENED.fullmatch(text):
            raise ValueError(
                f"{self._called(wanted)}: Excel has shortened “{text[:30]}” and lost digits: make the column text"
            )
        if len(text) > (width := _WIDTHS.get(wanted, 60)):
            raise ValueError(f"{self._called(wanted)} has {len(text)} characters; at most {width} are kept")
        return text

    def _names(self, raw: RawRow) -> tuple[str, str]:
        if Field.FULL_NAME in self._at:
            given, family = _split(self._text(raw, Field.FULL_NAME))
            name = Field.FULL_NAME
        else:
            given, family = self._text(raw, Field.GIVEN_NAMES), self._text(raw, Field.FAMILY_NAME)
            name = Field.FAMILY_NAME
        if not given and not family:
            raise ValueError(f"{self._called(name)} is empty: a row needs a name")
        if len(given) > 120 or len(family) > 120:
            raise ValueError(f"{self._called(name)} is longer than 120 characters")
        return given, family

    def _date(self, raw: RawRow, wanted: Field) -> date | None:
        index = self._at.get(wanted)
        text = _clean(raw.cells[index]) if index is not None else ""
        if not text:
            return None
        try:
            return _read_date(text, self._map.date_formats)
        except ValueError as reason:
            raise ValueError(f"{self._called(wanted)}: “{text[:30]}” {reason}") from None

    def _check_birth(self, born: birth.Birth, wanted: Field) -> None:
        try:
            birth.check(born, self._taken_on)
        except ValueError as reason:
            raise ValueError(f"{self._called(wanted)}: {str(reason).rstrip('.')}") from None

    def _check_spell(self, opened_on: date | None, closed_on: date | None) -> None:
        for wanted, day in ((Field.OPENED_ON, opened_on), (Field.CLOSED_ON, closed_on)):
            if day is not None and day > self._taken_on:
                raise ValueError(f"{self._called(wanted)}: {day:%d/%m/%Y} is after the day the list was taken")
        if opened_on is not None and closed_on is not None and closed_on < opened_on:
            raise ValueError(f"{self._called(Field.CLOSED_ON)} is before {self._called(Field.OPENED_ON)}")

    def _state(self, raw: RawRow, closed_on: date | None) -> State:
        """As the list says; where it has no word for it, whoever has no end is open."""
        text = self._text(raw, Field.STATE)
        if not text:
            return State.CLOSED if closed_on is not None else State.OPEN
        state = self._states.get(text.casefold())
        if state is None:
            raise ValueError(f"{self._called(Field.STATE)}: “{text[:30]}” is no code for open or closed on this list")
        return state

    def _sex(self, raw: RawRow) -> Sex:
        text = self._text(raw, Field.SEX)
        if not text:
            return Sex.UNKNOWN
        sex = self._sexes.get(text.casefold())
        if sex is None:
            raise ValueError(f"{self._called(Field.SEX)}: “{text[:30]}” is no code for a sex on this list")
        return sex

    def _number(self, raw: RawRow, wanted: Field, warnings: list[str]) -> str:
        text = self._text(raw, wanted)
        if not text:
            return ""
        try:
            return read_nhs_number(text) if wanted == Field.NHS_NUMBER else read_upn(text)
        except ValueError as reason:
            if not self._map.numbers_may_be_wrong:
                raise ValueError(f"{self._called(wanted)}: {str(reason).rstrip('.')}") from None
            warnings.append(f"{self._called(wanted)} failed its check and was left out")
            return ""

    def _postcode(self, raw: RawRow, warnings: list[str]) -> str:
        """A postcode, or nothing with a warning: an address can do without, and a foreign one has another form."""
        text = self._text(raw, Field.POSTCODE)
        if not text:
            return ""
        try:
            return read_postcode(text)
        except ValueError:
            warnings.append(f"{self._called(Field.POSTCODE)} is not a UK postcode and was left out")
            return ""

    def _email(self, raw: RawRow, warnings: list[str]) -> str:
        text = self._text(raw, Field.LEAD_EMAIL)
        if not text or _EMAIL.fullmatch(text):
            return text.lower()
        warnings.append(f"{self._called(Field.LEAD_EMAIL)} is not one e-mail address and was left out")
        return ""


@lru_cache(maxsize=65_536)
def _read_date(text: str, formats: tuple[DateFormat, ...]) -> date:
    """A day written in one of these forms. A list says the same days again and again: they are kept."""
    plain = _MIDNIGHT.sub("", text).casefold()
    for form in formats:
        if (match := _PATTERNS[form].fullmatch(plain)) is None:
            continue
        parts = match.groupdict()
        month = _MONTHS.get(parts["n"][:3], 0) if "n" in parts else int(parts["m"])
        try:
            return date(int(parts["y"]), month, int(parts["d"]))
        except ValueError:
            raise ValueError("is not a real date") from None
    if plain.isdigit() and len(plain) == 5:
        raise ValueError("is a number, not a date: make the column dates where the list was made")
    raise ValueError(f"is not a date written as {' or '.join(form.value for form in formats)}")


def _clean(text: str) -> str:
    """A cell with single blanks; invisible and direction-changing signs go, for they make two equal names differ."""
    if text.isascii():  # most cells are, and have none of either: this is most of the time a file takes
        return " ".join(text.split())
    text = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return " ".join(unicodedata.normalize("NFC", text).split())


def _split(full: str) -> tuple[str, str]:
    """Given and family name of "Example, Jon Paul" or "Jon Paul Example"."""
    if "," in full:
        family, _, given = full.partition(",")
        return given.strip(), family.strip()
    given, _, family = full.rpartition(" ")
    return given.strip(), family.strip()


def _digest(*parts: object) -> str:
    text = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()[:32]
