"""A concern as it was told, before it is anything of ours: the shapes that forms make and commands take."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from django.core.serializers.json import DjangoJSONEncoder

from .. import rules


@dataclass(frozen=True, kw_only=True)
class SubjectTold:
    """Somebody or something a concern is about, in the reporter's words."""

    kind: rules.SubjectKind
    given_name: str = ""
    family_name: str = ""
    born_on: date | None = None
    expected_on: date | None = None
    age_words: str = ""
    sex: str = ""
    address_words: str = ""
    postcode: str = ""
    nhs_number: str = ""
    school_words: str = ""
    relation_words: str = ""
    in_household: bool | None = None
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class ReporterTold:
    """Who told us, as far as they wanted to say."""

    name: str = ""
    phone: str = ""
    email: str = ""
    relationship: str = ""
    job_title: str = ""
    is_anonymous: bool = False
    identity_to_be_kept_from_family: bool = True
    safe_contact_words: str = ""


@dataclass(frozen=True, kw_only=True)
class Told:
    """A whole concern as it was told: what `Concern`, `Subject` and `Reporter` keep of it.

    The words ending in `_basis`, `_condition`, `consent_…`, `asked_…`, `source_code`, `seen` and `factors` are codes of
    code lists; `level_suggested` is 3 or 4 (a professional's opinion), or None.
    """

    narrative: str
    subjects: tuple[SubjectTold, ...] = ()
    reporter: ReporterTold = field(default_factory=ReporterTold)
    source_code: str = ""
    seen: tuple[str, ...] = ()
    factors: tuple[str, ...] = ()
    child_voice: str = ""
    when_words: str = ""
    observed_at: datetime | None = None
    place_words: str = ""
    postcode: str = ""
    danger_now: bool = False
    feedback_wanted: bool = False
    asked_domestic_abuse: str = ""
    asked_mental_health: str = ""
    asked_substance_misuse: str = ""
    asked_learning_disability: str = ""
    consent_to_share: str = ""
    consent_not_sought_because: str = ""
    consent_words: str = ""
    parent_informed: str = ""
    level_suggested: int | None = None
    early_help_assessment: str = ""
    lawful_basis: str = ""
    lawful_condition: str = ""

    def digest(self, *also: object) -> str:
        """A hash of every word, and of what came `also` with them, so that a key with other words is noticed."""
        text = json.dumps([asdict(self), *(str(one) for one in also)], cls=DjangoJSONEncoder, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()
