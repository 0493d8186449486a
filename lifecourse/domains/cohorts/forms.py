"""Request text into clean values for cohorts; plain forms."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.ui.forms import DateField

from . import rules
from .rules.ages import Ages
from .rules.definition import CATALOGUE, Chosen, Definition, Rule, defined

STANDARD, SCHOOL, OTHER = "standard", "school", "between"
_PARTS = ("absent_from", "known_before", "household")
Choices = Sequence[tuple[str, str]]


def _whole(label: str, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        required=False,
        error_messages={"invalid": f"{label} must be a whole number."},
    )


class CohortForm(forms.Form):
    """What a cohort is for, on which lawful ground, until when, and what it looks for."""

    mark_optional = False

    name = forms.CharField(
        label="Name", help_text="What colleagues will call it. Nobody’s name.", max_length=120,
        error_messages={"required": "Give the cohort a name."},
    )  # fmt: skip
    purpose = forms.CharField(
        label="What is it for?",
        help_text="What will be done for the people who are found, and why it cannot be done without their names.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        error_messages={"required": "Say what the cohort is for: nobody can agree it without."},
    )
    lawful_basis = forms.ChoiceField(label="Lawful basis", error_messages={"required": "Choose a lawful basis."})
    lawful_condition = forms.ChoiceField(
        label="Condition for special category data", error_messages={"required": "Choose a condition."}
    )
    expires_on = DateField(label="Last day", help_text="A year from now at most. After it the cohort is not run.")
    rule = forms.ChoiceField(
        label="Whom does it look for?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose whom it looks for.",
            "invalid_choice": "Choose whom it looks for: one of those shown.",
        },
    )
    ages = forms.ChoiceField(
        label="Of which ages?",
        choices=[
            (STANDARD, "As the rule has it"),
            (SCHOOL, "Statutory school age"),
            (OTHER, "From one age until another"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the ages."},
    )
    from_years = _whole("From: years", 125)
    from_months = _whole("From: months", 11)
    until_years = _whole("Until: years", 125)
    until_months = _whole("Until: months", 11)
    absent_from = forms.MultipleChoiceField(
        label="Which lists should they be on?",
        help_text="Leave all empty to take the rule’s own.",
        error_messages={"invalid_choice": "Choose from the lists that are shown."},
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    known_before = forms.MultipleChoiceField(
        label="Who must have known them before?",
        help_text="Leave all empty to take the rule’s own.",
        error_messages={"invalid_choice": "Choose from the lists that are shown."},
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    household = forms.MultipleChoiceField(
        label="To which services is an adult of the household open?",
        help_text="Leave all empty to take the rule’s own.",
        error_messages={"invalid_choice": "Choose from the lists that are shown."},
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        bases: Choices,
        conditions: Choices,
        kinds: Choices,
        services: Choices,
        named: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["lawful_basis"].choices = [("", "Choose one"), *bases]
        fields["lawful_condition"].choices = [("", "Choose one"), *conditions]
        fields["rule"].choices = [(rule.value, entry.title) for rule, entry in CATALOGUE.items()]
        fields["rule"].widget.option_hints = {rule.value: entry.about for rule, entry in CATALOGUE.items()}
        for name in _PARTS:
            fields[name].choices = [
                *((f"kind:{code}", label) for code, label in kinds),
                *((f"service:{pk}", f"One service: {label}") for pk, label in services),
            ]
        if not named:
            del fields["name"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            try:
                data["definition"] = self._definition(data)
            except Refused as refusal:
                self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return data

    def _definition(self, data: Mapping[str, Any]) -> Definition:
        rule = Rule(data["rule"])
        parts = {name: chosen(data[name]) or None for name in _PARTS}
        return defined(rule, ages=self._ages(data), **parts)

    @staticmethod
    def _ages(data: Mapping[str, Any]) -> Ages | None:
        if data["ages"] == STANDARD:
            return None
        if data["ages"] == SCHOOL:
            return Ages(school=True)

        def months(name: str) -> int:
            return (data[f"{name}_years"] or 0) * 12 + (data[f"{name}_months"] or 0)

        return Ages(months("from"), months("until"))


def chosen(values: Sequence[str]) -> Chosen:
    """What was ticked as kinds of list and services."""
    return Chosen(
        tuple(value.removeprefix("kind:") for value in values if value.startswith("kind:")),
        tuple(UUID(value.removeprefix("service:")) for value in values if value.startswith("service:")),
    )


def initial_of(definition: Definition) -> dict[str, Any]:
    """A definition as the form shows it."""

    def ticked(one: Chosen) -> list[str]:
        return [*(f"kind:{code}" for code in one.kinds), *(f"service:{pk}" for pk in one.services)]

    ages = definition.ages
    made: dict[str, Any] = {name: ticked(getattr(definition, name)) for name in _PARTS}
    made |= {"rule": definition.rule.value, "ages": SCHOOL if ages.school else OTHER}
    if not ages.school:
        made["from_years"], made["from_months"] = divmod(ages.from_months, 12)
        made["until_years"], made["until_months"] = divmod(ages.until_months, 12)
    return made


def first_initial(today: date) -> dict[str, Any]:
    """The form of a new cohort: the commonest ground, half a year."""
    month = today.month + 6
    last = today.replace(year=today.year + (month - 1) // 12, month=(month - 1) % 12 + 1, day=min(today.day, 28))
    return {"lawful_basis": "public_task", "lawful_condition": "safeguarding", "ages": STANDARD, "expires_on": last}


class AgreeForm(forms.Form):
    """That one has read this version and agrees it."""

    agreed = forms.BooleanField(
        label="I have read what it is for and what it looks for, and agree to it",
        error_messages={"required": "Tick that you agree to it, or go back."},
    )
    number = forms.IntegerField(widget=forms.HiddenInput)


class EndForm(forms.Form):
    """Why a cohort ends."""

    because = forms.CharField(
        label="Why does it end?", max_length=300, error_messages={"required": "Say why the cohort ends."}
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class DecideForm(forms.Form):
    """What was found about a member."""

    mark_optional = False

    standing = forms.ChoiceField(
        label="What did you find?",
        choices=[
            (rules.Standing.EXPLAINED.value, "What explains that the name is missing"),
            (rules.Standing.LOOKED_AT.value, "Nothing yet: I looked, and go on"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it is explained."},
    )
    reason = forms.ChoiceField(label="What explains it?", required=False)
    words = forms.CharField(
        label="What did you look at?",
        help_text="Whom you asked, and what they said. Needed where nothing explains it yet.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, reasons: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["reason"].choices = [("", "Choose one"), *reasons]


class MoveForm(forms.Form):
    """What the hub must know."""

    words = forms.CharField(
        label="What worries you?",
        help_text="What the hub must know to act: who was asked, what is missing, since when. The hub sees these words "
        "and the cohort’s reference.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=5_000,
        error_messages={"required": "Say what worries you: what the hub must know to act."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
