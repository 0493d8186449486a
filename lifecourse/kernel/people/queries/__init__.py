"""Every read about people. Not visible means not found."""

from .held import HELD
from .household import HouseholdMember, RelatedPerson, household, ids_of, relationships_of
from .known import Compared, KnownPerson, find, indexed, known_people, to_compare
from .merging import ComparisonLine, MergePreview, comparisons_of, merge_preview
from .names import PersonLine, lines_of, names_of
from .person import Fact, FlagLine, MergeLine, PersonRecord, open_person
from .timeline import timeline
from .trail import trail_of, who_looked

__all__ = [
    "HELD",
    "Compared",
    "ComparisonLine",
    "Fact",
    "FlagLine",
    "HouseholdMember",
    "KnownPerson",
    "MergeLine",
    "MergePreview",
    "PersonLine",
    "PersonRecord",
    "RelatedPerson",
    "comparisons_of",
    "find",
    "household",
    "ids_of",
    "indexed",
    "known_people",
    "lines_of",
    "merge_preview",
    "names_of",
    "open_person",
    "relationships_of",
    "timeline",
    "to_compare",
    "trail_of",
    "who_looked",
]
