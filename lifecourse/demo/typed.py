"""A professional's concern as it would have been typed into the form: what a desk's draft keeps. Pure Python."""

from datetime import date

from lifecourse.domains.concerns.rules import SubjectKind
from lifecourse.domains.concerns.services import SubjectTold, Told

Answers = dict[str, list[str]]
_SAME = (
    "narrative",
    "child_voice",
    "when_words",
    "place_words",
    "asked_domestic_abuse",
    "asked_mental_health",
    "asked_substance_misuse",
    "asked_learning_disability",
    "consent_to_share",
    "consent_not_sought_because",
    "parent_informed",
    "early_help_assessment",
    "lawful_basis",
    "lawful_condition",
)
_OF_PERSON = (
    "given_name",
    "family_name",
    "age_words",
    "sex",
    "address_words",
    "postcode",
    "nhs_number",
    "school_words",
)


def answers(told: Told) -> Answers:
    """Every field of the professional form that this concern fills."""
    typed: Answers = {"people": [str(max(1, len(told.subjects)))]}
    for name in _SAME:
        _put(typed, name, str(getattr(told, name)))
    adult = any(subject.kind == SubjectKind.ADULT for subject in told.subjects[:1])
    typed["factors_adult" if adult else "factors_child"] = list(told.factors)
    _put(typed, "place_postcode", told.postcode)
    _put(typed, "danger", "yes" if told.danger_now else "no")
    _put(typed, "level_suggested", str(told.level_suggested or "none"))
    _put(typed, "your_job", told.reporter.job_title)
    _put(typed, "your_phone", told.reporter.phone)
    _put(typed, "keep_identity", "on" if told.reporter.identity_to_be_kept_from_family else "")
    _put(typed, "feedback", "yes" if told.feedback_wanted else "no")
    for number, subject in enumerate(told.subjects, start=1):
        typed |= _person(f"p{number}-", subject)
    return typed


def _person(stem: str, subject: SubjectTold) -> Answers:
    typed: Answers = {f"{stem}kind": [subject.kind.value]}
    for name in _OF_PERSON:
        _put(typed, stem + name, str(getattr(subject, name)))
    _put(typed, f"{stem}relation_words", subject.relation_words)
    _put(typed, f"{stem}in_household", "" if subject.in_household is None else "yes" if subject.in_household else "no")
    _put_day(typed, f"{stem}born_on", subject.born_on)
    _put_day(typed, f"{stem}expected_on", subject.expected_on)
    return typed


def _put(typed: Answers, name: str, value: str) -> None:
    if value:
        typed[name] = [value]


def _put_day(typed: Answers, name: str, day: date | None) -> None:
    if day is not None:
        typed |= {f"{name}_day": [str(day.day)], f"{name}_month": [str(day.month)], f"{name}_year": [str(day.year)]}
