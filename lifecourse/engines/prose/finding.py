"""What a check has to say: where, what is said there, what is so, and how that was worked out."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is amiss. All but `NOTE` stand in the way of a report that is final, unless somebody writes down why."""

    UNKNOWN_REFERENCE = "unknown_reference"
    TYPED_NUMBER = "typed_number"
    ARITHMETIC = "arithmetic"
    UNCLEAR = "unclear"
    DATA = "data"
    LABEL = "label"
    MISSING = "missing"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """One thing that does not add up, each part a short text for people.

    `rule` names the check ("parts add up to the whole"); `where` the section, table or sentence; `said` what stands
    there; `computed` what it comes to; `how` the working, so that anybody can do it again.
    """

    kind: Kind
    rule: str
    where: str
    said: str
    computed: str
    how: str

    @property
    def key(self) -> str:
        """The same for the same finding, so that a reason written down stays with it, until the words change."""
        return f"{self.kind.value}|{self.rule}|{self.where}|{self.said}|{self.computed}"
