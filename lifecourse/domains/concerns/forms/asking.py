"""Forms for asking agencies, and for an agency's answer."""

from collections.abc import Sequence
from typing import Any

from django import forms

from lifecourse.kernel.codelists.queries import Choice
from lifecourse.kernel.ui.forms import DateField

from .. import rules


def named(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    """A code list as a form's choices."""
    return [(choice.code, choice.label) for choice in choices]


class AskForm(forms.Form):
    """Whom to ask, about whom, for what and on what basis."""

    subjects = forms.MultipleChoiceField(
        label="About whom?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one person to ask about."},
    )
    organisations = forms.MultipleChoiceField(
        label="Which agencies?",
        help_text="Those with a loaded list answer at once; the others at their own desk. "
        "A school is ticked only if somebody said that a child goes there.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one agency to ask."},
    )
    purpose = forms.CharField(
        label="For what purpose?",
        max_length=300,
        error_messages={"required": "Say what the agencies are asked for: it is recorded with each answer."},
    )
    lawful_basis = forms.ChoiceField(
        label="Lawful basis", error_messages={"required": "Choose the lawful basis for asking."}
    )
    lawful_condition = forms.ChoiceField(
        label="Condition for special category data",
        error_messages={"required": "Choose the condition for special category data."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        people: Sequence[tuple[str, str]],
        agencies: Sequence[tuple[str, str]],
        bases: Sequence[Choice],
        conditions: Sequence[Choice],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["subjects"].choices = list(people)
        fields["organisations"].choices = list(agencies)
        fields["lawful_basis"].choices = named(bases)
        fields["lawful_condition"].choices = named(conditions)


class AnswerForm(forms.Form):
    """What the agency says of one person it was asked about."""

    # What may be left empty hangs on the answer, so the hints say it rather than the word "optional".
    mark_optional = False

    answer = forms.ChoiceField(
        label="What do you find?",
        choices=[
            (rules.Answer.KNOWN_OPEN.value, "Known, and we are working with them now"),
            (rules.Answer.KNOWN_CLOSED.value, "Known, and our work has ended"),
            (rules.Answer.NO_RECORD.value, "No record found"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you find for this person."},
    )
    service = forms.CharField(label="Which service?", max_length=200, required=False)
    since = DateField(label="Since when?", help_text="If you know it.", required=False)
    until = DateField(label="Until when?", help_text="If your work has ended.", required=False)
    lead_name = forms.CharField(
        label="Who leads the work?",
        help_text="Needed if you are working with them now.",
        max_length=120,
        required=False,
    )
    lead_reach = forms.CharField(label="How can the hub reach them?", max_length=200, required=False)
    searched = forms.CharField(
        label="What did you search?",
        help_text="Such as: our case system, all names and addresses, back to 2015.",
        max_length=400,
        error_messages={"required": "Say what you searched: which system or list."},
    )

    # Asked for only of somebody who is known.
    of_the_known = ("service", "since", "until", "lead_name", "lead_reach")

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        kwargs["prefix"] = f"p{number}"
        super().__init__(*args, **kwargs)

    @property
    def known(self) -> list[forms.BoundField]:
        """The fields that only somebody who is known has."""
        return [self[name] for name in self.of_the_known]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == rules.Answer.NO_RECORD:
            # Whatever was begun under another answer is out of sight now, and is not part of this one.
            for name in ("since", "until", "lead_name", "lead_reach"):
                self.errors.pop(name, None)
                data[name] = None if name in ("since", "until") else ""
        if data.get("answer") == rules.Answer.KNOWN_OPEN and not data.get("lead_name"):
            self.add_error("lead_name", "Say who leads the work, so that the hub can speak to them.")
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", "The work cannot have ended before it began.")
        return data


class DeclineForm(forms.Form):
    """Why an agency does not answer."""

    code = forms.ChoiceField(
        label="Why can you not answer?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why you cannot answer."},
    )
    words = forms.CharField(
        label="In your words", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, reasons: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["code"].choices = named(reasons)


class WithdrawForm(forms.Form):
    """Why an answer is no longer needed."""

    reason = forms.CharField(
        label="Why is the answer no longer needed?",
        max_length=300,
        error_messages={"required": "Say why the answer is no longer needed."},
    )
