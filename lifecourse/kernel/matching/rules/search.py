"""What a search for a person may say, and for what purpose. No Django, no clock."""

import re
from dataclasses import dataclass
from enum import StrEnum

from lifecourse.engines.linkage.records import Asked, Name, Place
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.rules import identifiers, names

# How many records the index gives back, those that share most first; and how many of these are weighed and may be
# shown, the likeliest by what they share and how their names are written.
MOST_FOUND = 300
MOST_WEIGHED = 25
# As somebody knows it who knows the part of the town: "WN1", "SW1A".
_HALF_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?")


class Purpose(StrEnum):
    """Why somebody searches; it goes into the trail."""

    CONCERN = "concern"
    CHECK = "check"
    RECORDS = "records"
    LIST = "list"
    DIRECT = "direct"

    @property
    def label(self) -> str:
        return {
            "concern": "A concern about somebody",
            "check": "A background check",
            "records": "Keeping records right",
            "list": "Loading an agency's list",
            "direct": "Working with this person or family",
        }[self.value]


@dataclass(frozen=True)
class PersonQuery:
    """A person as somebody could describe them: all of it optional, all of it as heard."""

    given: str = ""
    family: str = ""
    known_as: str = ""
    birth: births.Birth = births.UNKNOWN
    sex: str = ""
    address: str = ""
    postcode: str = ""
    nhs_number: str = ""
    upn: str = ""
    mother_given: str = ""
    mother_family: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for. A sex alone is nothing."""
        described = (self.known_as, self.address, self.postcode, self.nhs_number, self.upn, self.mother_family)
        named = not names.is_placeholder(self.given) or not names.is_placeholder(self.family, family=True)
        return not named and not any(text.strip() for text in described) and self.birth == births.UNKNOWN


def checked(query: PersonQuery) -> PersonQuery:
    """The query with its numbers and postcode in their proper form and placeholders left out.

    Raises `ValueError(sentence, field)` for a number or postcode that cannot be right. Half a postcode stays as it is.
    """
    readers = {
        "nhs_number": identifiers.read_nhs_number,
        "upn": identifiers.read_upn,
        "postcode": _read_postcode,
    }
    read: dict[str, str] = {}
    for field, reader in readers.items():
        text = getattr(query, field).strip()
        try:
            read[field] = reader(text) if text else ""
        except ValueError as error:
            raise ValueError(str(error), field) from error
    return PersonQuery(
        given="" if names.is_placeholder(query.given) else names.tidy(query.given),
        family="" if names.is_placeholder(query.family, family=True) else names.tidy(query.family),
        known_as=names.tidy(query.known_as),
        birth=query.birth,
        sex=query.sex,
        address=query.address.strip(),
        mother_given=names.tidy(query.mother_given),
        mother_family=names.tidy(query.mother_family),
        **read,
    )


def _read_postcode(text: str) -> str:
    half = text.strip().upper()
    return half if _HALF_POSTCODE.fullmatch(half) else identifiers.read_postcode(text)


def asked(query: PersonQuery) -> Asked:
    """The engine's form of a checked query."""
    numbers = {kind: value for kind, value in (("nhs_number", query.nhs_number), ("upn", query.upn)) if value}
    also = (Name.of(query.known_as, query.family),) if query.known_as else ()
    postcode = "" if identifiers.is_pseudo_postcode(query.postcode) else query.postcode
    return Asked(
        name=Name.of(query.given, query.family),
        also=also,
        birth=births.as_compared(query.birth),
        sex=query.sex,
        place=Place.of(query.address, postcode),
        numbers=numbers,
        mother=Name.of(query.mother_given, query.mother_family),
    )


def in_words(query: PersonQuery) -> tuple[str, ...]:
    """What was searched for, one detail a line, without the details: "family name as heard", "age"."""
    said = []
    for text, words in (
        (query.given, "given name, with nicknames, sounds and slips of typing"),
        (query.family, "family name, with sounds and slips of typing"),
        (query.known_as, "the name they are known by"),
        (query.nhs_number, "NHS number"),
        (query.upn, "unique pupil number"),
        (query.postcode, "postcode"),
        (query.address, "address"),
        (query.mother_family or query.mother_given, "mother's name"),
    ):
        if text:
            said.append(words)
    match query.birth.precision:
        case "known":
            said.append("date of birth, with day and month swapped and one slip")
        case "expected":
            said.append("expected date")
        case "estimated":
            said.append("age, a year either way")
    return tuple(said)
