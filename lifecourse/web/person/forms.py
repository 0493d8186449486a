"""Request text into clean values: searches, new people, and what is told about them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lifecourse.kernel.matching.rules import Purpose
from lifecourse.kernel.people.queries import Fact, PersonRecord
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.rules.words import (
    Answer,
    ContactKind,
    EndReason,
    IdentifierKind,
    IdentifierStatus,
    NameKind,
    Precision,
    Sex,
)
from lifecourse.kernel.ui.forms import DateField

Choices = Sequence[tuple[str, str]]
_NO_SPELL = {"autocomplete": "off", "spellcheck": "false"}


def _text(label: str, *, length: int = 120, hint: str = "", required: bool = False) -> forms.CharField:
    widget = forms.TextInput(attrs=_NO_SPELL)
    return forms.CharField(label=label, max_length=length, required=required, help_text=hint, widget=widget)


def _source() -> forms.CharField:
    return _text("Who told you", length=200, hint="Such as “Mother, by phone” or “School’s list”.", required=True)


class _AsHeard(forms.Form):
    """What forms share that take a birth as it was told."""

    def birth(self, on: date) -> births.Birth:
        """What was said about the birth: the date before the age before the expected date."""
        data = self.cleaned_data
        if data["born_on"]:
            return births.known(data["born_on"])
        if data["age"] is not None:
            return births.about(data["age"], on)
        return births.expected(data["expected_on"]) if data["expected_on"] else births.UNKNOWN


class SearchForm(_AsHeard):
    """A person as somebody could describe them. Everything is optional but something must be said."""

    given = _text("Given name, as heard")
    family = _text("Family name, as heard")
    known_as = _text("Known as")
    born_on = DateField(label="Date of birth", required=False)
    age = forms.IntegerField(label="Or about how old", min_value=0, max_value=120, required=False)
    expected_on = DateField(label="Or expected date, if unborn", required=False)
    sex = forms.ChoiceField(label="Sex", choices=[("", "Not said"), *Sex.choices()[:2]], required=False)
    address = _text("Address, or part of it", length=200)
    postcode = _text("Postcode", length=10)
    nhs_number = _text("NHS number", length=14)
    upn = _text("Unique pupil number", length=16)
    mother_given = _text("Mother’s given name")
    mother_family = _text("Mother’s family name")
    purpose = forms.ChoiceField(
        label="Why you are searching",
        help_text="Kept with the record that you searched.",
        choices=[(p.value, p.label) for p in Purpose if p != Purpose.LIST],
        initial=Purpose.CONCERN.value,
    )

    @property
    def uses_more(self) -> bool:
        """Whether a field behind the fold is filled in or at fault, so that the fold stands open."""
        more = ("known_as", "sex", "address", "nhs_number", "upn", "mother_given", "mother_family")
        dated = any(self.data.get(f"expected_on_{part}") for part in ("day", "month", "year"))
        return dated or any(self.data.get(name) or name in self.errors for name in more)


class DayForm(forms.Form):
    """The day of a household."""

    on = DateField(label="Day", required=False)


class AddForm(_AsHeard):
    """A new person. What was searched for is filled in already."""

    given = _text("Given name")
    family = _text("Family name")
    known_as = _text("Known as")
    born_on = DateField(label="Date of birth", required=False)
    age = forms.IntegerField(label="Or about how old", min_value=0, max_value=120, required=False)
    expected_on = DateField(label="Or expected date, if unborn", required=False)
    sex = forms.ChoiceField(label="Sex", choices=Sex.choices(), initial=Sex.UNKNOWN.value, required=False)
    address = forms.CharField(label="Address", required=False, max_length=300, widget=forms.Textarea())
    postcode = _text("Postcode", length=10)
    is_protected = forms.BooleanField(label="This address must not be told", required=False)
    nhs_number = _text("NHS number", length=14)
    upn = _text("Unique pupil number", length=16)
    source = _source()


class OfPerson(forms.Form):
    """A form about somebody on record; `lists` are code lists as choices, by name."""

    def __init__(self, *args: Any, record: PersonRecord, lists: dict[str, Choices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        for name, choices in lists.items():
            if isinstance(self.fields.get(name), forms.ChoiceField):
                self.fields[name].choices = choices  # type: ignore[attr-defined]

    def replacing(self, facts: Sequence[Fact]) -> None:
        """Offer the facts that stand as what the new one may replace."""
        standing = [(str(fact.id), fact.text) for fact in facts if fact.standing]
        self.fields["replaces"].choices = [("", "None: it is a further one"), *standing]  # type: ignore[attr-defined]


def _replaces() -> forms.ChoiceField:
    return forms.ChoiceField(label="Which one it replaces", required=False)


def _reason(initial: EndReason) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Why the old one no longer stands",
        widget=forms.RadioSelect,
        choices=EndReason.choices(),
        initial=initial.value,
    )


class DetailsForm(OfPerson):
    """Birth, sex, ethnic group, language."""

    precision = forms.ChoiceField(
        label="How well the birth is known", widget=forms.RadioSelect, choices=Precision.choices()
    )
    born_on = DateField(label="Date of birth, or expected date", required=False)
    age = forms.IntegerField(label="About how old now", min_value=0, max_value=120, required=False)
    sex = forms.ChoiceField(label="Sex", widget=forms.RadioSelect, choices=Sex.choices())
    ethnicity = forms.ChoiceField(label="Ethnic group", required=False)
    language = _text("First language", length=60)
    interpreter_needed = forms.BooleanField(label="An interpreter is needed", required=False)
    source = _source()
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        precision = data.get("precision")
        if (
            precision in (Precision.KNOWN, Precision.EXPECTED)
            and not data.get("born_on")
            and "born_on" not in self.errors
        ):
            self.add_error("born_on", ValidationError("Enter the date of birth, or the expected date", code="date"))
        kept = self.record.birth.precision == Precision.ESTIMATED
        if precision == Precision.ESTIMATED and data.get("age") is None and not kept:
            self.add_error("age", "Enter about how old the person is")
        return data

    def birth(self, on: date) -> births.Birth | None:
        """The birth as said; None if it is an estimate that was left as it was."""
        data = self.cleaned_data
        match data["precision"]:
            case Precision.KNOWN:
                return births.known(data["born_on"])
            case Precision.EXPECTED:
                return births.expected(data["born_on"])
            case Precision.ESTIMATED:
                return births.about(data["age"], on) if data["age"] is not None else None
            case _:
                return births.UNKNOWN


class NameForm(OfPerson):
    """A name, and the one it replaces."""

    kind = forms.ChoiceField(label="Kind of name", choices=NameKind.choices(), initial=NameKind.LEGAL.value)
    given = _text("Given name")
    family = _text("Family name")
    replaces = _replaces()
    reason = _reason(EndReason.CHANGED)
    valid_from = DateField(label="Since when", required=False)
    source = _source()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.replacing(self.record.names)


class AddressForm(OfPerson):
    """An address, and the one it replaces."""

    address_kind = forms.ChoiceField(label="Kind of address", initial="home")
    lines = forms.CharField(label="Address", max_length=300, widget=forms.Textarea(), required=False)
    postcode = _text("Postcode", length=10)
    is_protected = forms.BooleanField(label="This address must not be told", required=False)
    replaces = _replaces()
    reason = _reason(EndReason.CHANGED)
    valid_from = DateField(label="Since when", required=False)
    source = _source()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.replacing(self.record.addresses)


class NumberForm(OfPerson):
    """A number somebody else gave, and the one it replaces."""

    kind = forms.ChoiceField(label="Whose number", choices=IdentifierKind.choices())
    system = _text("Which system, for a local number", length=60)
    value = _text("Number", length=60, required=True)
    status = forms.ChoiceField(label="How far it is checked", choices=IdentifierStatus.choices())
    replaces = _replaces()
    reason = _reason(EndReason.ERROR)
    source = _source()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.replacing(self.record.identifiers)


class ContactForm(OfPerson):
    """A telephone number or e-mail address."""

    kind = forms.ChoiceField(label="Kind", choices=ContactKind.choices())
    value = _text("Number or address", length=200, required=True)
    is_safe = forms.ChoiceField(
        label="Is it safe to use", widget=forms.RadioSelect, choices=Answer.choices(), initial=Answer.UNKNOWN.value
    )
    source = _source()


class TieForm(OfPerson):
    """What the other person is to this one."""

    relationship = forms.ChoiceField(label="What that person is to this one")
    parental_responsibility = forms.ChoiceField(
        label="Does that person have parental responsibility",
        widget=forms.RadioSelect,
        choices=Answer.choices(),
        initial=Answer.UNKNOWN.value,
    )
    valid_from = DateField(label="Since when", required=False)
    source = _source()


class FlagForm(OfPerson):
    """A warning or need, with the day it is looked at again."""

    flag_kind = forms.ChoiceField(label="What it warns of")
    text = forms.CharField(label="What people must know", max_length=500, widget=forms.Textarea())
    review_on = DateField(label="Review on")


class BirthForm(OfPerson):
    """The unborn child is born."""

    born_on = DateField(label="Date of birth")
    sex = forms.ChoiceField(label="Sex", widget=forms.RadioSelect, choices=Sex.choices())
    given = _text("Given name, if there is one yet")
    family = _text("Family name")
    source = _source()


class DeathForm(OfPerson):
    """The person has died."""

    died_on = DateField(label="Date of death")
    source = _source()


class EndForm(OfPerson):
    """Something stands no longer, or never did."""

    reason = forms.ChoiceField(label="Why", widget=forms.RadioSelect, choices=EndReason.choices())


class EndFlagForm(OfPerson):
    """A flag is no longer needed."""

    note = forms.CharField(label="Why it is no longer needed", max_length=500, widget=forms.Textarea())


class WhyForm(OfPerson):
    """A reason, in words."""

    reason = forms.CharField(label="Why", max_length=500, widget=forms.Textarea())


class DecisionForm(OfPerson):
    """The same person, different people, or not sure; and why."""

    decision = forms.ChoiceField(
        label="What you decide",
        widget=forms.RadioSelect,
        choices=[("same", "The same person"), ("different", "Different people"), ("unsure", "Not sure")],
    )
    reason = forms.CharField(
        label="Why", max_length=500, widget=forms.Textarea(), help_text="What you know that makes you decide so."
    )
    loser_version = forms.IntegerField(widget=forms.HiddenInput)
    survivor_version = forms.IntegerField(widget=forms.HiddenInput)


class SealForm(OfPerson):
    """The sealed circle the record moves into, and why, as a code."""

    circle = forms.ChoiceField(label="Sealed circle")
    reason = forms.ChoiceField(
        label="Why",
        widget=forms.RadioSelect,
        choices=[
            ("colleague", "About a colleague"),
            ("colleague_family", "About a colleague’s family"),
            ("court_order", "A court’s order"),
            ("other", "Another reason"),
        ],
    )
