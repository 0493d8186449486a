"""What is told of a new person, and how each fact is kept: checked, tidied, placeholders left out. No query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.rules import identifiers, names
from lifecourse.kernel.people.rules.days import day_of
from lifecourse.kernel.people.rules.words import IdentifierKind, IdentifierStatus, NameKind, Sex

HOME = "home"


@dataclass(frozen=True)
class NameGiven:
    """A name as it was told. Placeholders ("unborn", "Baby") are kept out: they are nobody's name."""

    given: str = ""
    family: str = ""
    kind: NameKind = NameKind.LEGAL
    valid_from: date | None = None


@dataclass(frozen=True)
class IdentifierGiven:
    """A number as it was told; `system` says whose number a local one is."""

    kind: IdentifierKind
    value: str
    system: str = ""
    status: IdentifierStatus = IdentifierStatus.STATED


@dataclass(frozen=True)
class AddressGiven:
    """An address as it was told: lines by line breaks, a postcode or none; `kind` is of the list `address_kind`."""

    lines: str
    postcode: str = ""
    kind: str = HOME
    uprn: str = ""
    area: str = ""
    valid_from: date | None = None
    is_protected: bool = False


@dataclass(frozen=True)
class Added:
    """Everything told about a new person. `source`: who told it, in words ("Mother, by phone")."""

    source: str
    names: Sequence[NameGiven] = ()
    birth: births.Birth = births.UNKNOWN
    sex: Sex = Sex.UNKNOWN
    identifiers: Sequence[IdentifierGiven] = ()
    addresses: Sequence[AddressGiven] = ()
    ethnicity: str = ""
    language: str = ""
    interpreter_needed: bool = False
    died_on: date | None = None


def check(details: Added, *, at: datetime) -> None:
    """Raise `Refused` for a person told of by nobody, or with a birth or death that cannot be."""
    if not details.source.strip():
        raise Refused("Say who told you: every fact has a source.", field="source")
    try:
        births.check(details.birth, day_of(at))
    except ValueError as error:
        raise Refused(str(error), field="birth") from error
    if details.died_on is not None and details.died_on > day_of(at):
        raise Refused("The date of death is in the future.", field="died_on")


def name_facts(name: NameGiven) -> dict[str, Any]:
    """The columns of a name."""
    return {
        "kind": name.kind.value,
        "given": "" if names.is_placeholder(name.given) else names.tidy(name.given),
        "family": "" if names.is_placeholder(name.family, family=True) else names.tidy(name.family),
        "valid_from": name.valid_from,
    }


def identifier_facts(number: IdentifierGiven) -> dict[str, Any]:
    """The columns of an identifier. Raises `Refused` if the number is not well formed."""
    value, system = read_number(number)
    return {"kind": number.kind.value, "system": system, "value": value, "status": number.status.value}


def address_facts(address: AddressGiven) -> dict[str, Any]:
    """The columns of an address. Raises `Refused` if the postcode is not one."""
    lines = "\n".join(names.tidy(line) for line in address.lines.splitlines() if line.strip())
    postcode = read_postcode(address.postcode)
    if not lines and not postcode:
        raise Refused("Give an address or a postcode.", field="lines")
    if address.uprn and not (address.uprn.isdigit() and len(address.uprn) <= 12):
        raise Refused(f"A UPRN has up to 12 digits, not “{address.uprn[:20]}”.", field="uprn")
    return {
        "kind": address.kind,
        "lines": lines,
        "postcode": postcode,
        "uprn": address.uprn,
        "area": address.area.strip(),
        "valid_from": address.valid_from,
        "is_protected": address.is_protected,
        "dwelling": names.address_key(lines, postcode, address.uprn),
    }


def real_names(given: Sequence[NameGiven]) -> list[NameGiven]:
    """The names that are somebody's."""
    return [
        name
        for name in given
        if not names.is_placeholder(name.given) or not names.is_placeholder(name.family, family=True)
    ]


def read_number(number: IdentifierGiven) -> tuple[str, str]:
    """Value and system of a number, checked. Raises `Refused`."""
    try:
        if number.kind == IdentifierKind.NHS_NUMBER:
            return identifiers.read_nhs_number(number.value), ""
        if number.kind == IdentifierKind.UPN:
            return identifiers.read_upn(number.value), ""
    except ValueError as error:
        raise Refused(str(error), field=number.kind.value) from error
    value, system = number.value.strip(), number.system.strip()
    if not value or not system:
        raise Refused("A local number needs the number and whose system it is from.", field="value")
    return value, system


def read_postcode(text: str) -> str:
    """A postcode in its proper form, or nothing. Raises `Refused`."""
    if not text.strip():
        return ""
    try:
        return identifiers.read_postcode(text)
    except ValueError as error:
        raise Refused(str(error), field="postcode") from error
