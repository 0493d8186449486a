"""The hub's forms: rating, assigning, notes, adding people, linking."""

from collections.abc import Sequence
from typing import Any

from django import forms

from lifecourse.kernel.ui.forms import DateField

from .. import rules


class RateForm(forms.Form):
    """A rating and its reason."""

    rating = forms.ChoiceField(
        label="How soon must the hub finish?",
        choices=[(r.value, r.value.capitalize()) for r in rules.Rating],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose red, amber or green."},
    )
    reason = forms.CharField(
        label="Why?",
        help_text="What in the concern points to this. It is kept with every change of rating.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        error_messages={"required": "Say why you give this rating."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class AssignForm(forms.Form):
    """To whom one or several concerns go."""

    to = forms.ChoiceField(label="Give to", error_messages={"required": "Choose a colleague."})

    def __init__(self, *args: Any, colleagues: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["to"].choices = [("", "Choose a colleague"), *colleagues]


class NoteForm(forms.Form):
    """A note on a concern."""

    text = forms.CharField(
        label="Note",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=10_000,
        error_messages={"required": "Write the note first."},
    )


class StrikeForm(forms.Form):
    """Why a note is struck out."""

    reason = forms.CharField(
        label="Why is this note struck out?",
        max_length=300,
        error_messages={"required": "Say why the note is struck out."},
    )


class LinkForm(forms.Form):
    """The concern that this one repeats."""

    reference = forms.CharField(
        label="Reference of the concern it repeats",
        help_text="Such as C-7KQ2-M4XW-9DH. Both keep their own words and their own reporter.",
        max_length=30,
        error_messages={"required": "Enter the reference of the other concern."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class SubjectForm(forms.Form):
    """Somebody the concern turns out to be about."""

    kind = forms.ChoiceField(
        label="Who is this?",
        choices=[
            (rules.SubjectKind.CHILD.value, "A child"),
            (rules.SubjectKind.UNBORN.value, "An unborn baby"),
            (rules.SubjectKind.ADULT.value, "An adult"),
            (rules.SubjectKind.SOMEBODY.value, "Somebody whose age is not known"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who this is."},
    )
    given_name = forms.CharField(label="First name", max_length=120, required=False)
    family_name = forms.CharField(label="Last name", max_length=120, required=False)
    born_on = DateField(label="Date of birth", required=False)
    expected_on = DateField(label="Or expected date, for an unborn baby", required=False)
    age_words = forms.CharField(label="Or age, as told", help_text="Such as: about 7", max_length=60, required=False)
    relation_words = forms.CharField(
        label="What they are to the others",
        help_text="Such as: father, living elsewhere",
        max_length=200,
        required=False,
    )
    address_words = forms.CharField(label="Address", max_length=300, required=False)
    postcode = forms.CharField(label="Postcode", max_length=10, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        told = ("given_name", "family_name", "relation_words", "address_words")
        if not self.errors and not any(data.get(name) for name in told):
            self.add_error("given_name", "Say something that tells who this is: a name, a relation or an address.")
        return data


class ResolveForm(forms.Form):
    """That a subject could not be told, or not surely."""

    resolution = forms.ChoiceField(
        label="What did you find?",
        choices=[
            (rules.Resolution.NOT_SURE.value, "There are candidates, and I am not sure"),
            (rules.Resolution.NOT_IDENTIFIED.value, "I could not find out who this is"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you are not sure, or could not find out."},
    )
    reason = forms.CharField(
        label="What did you look for?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
        error_messages={"required": "Say what you looked for and why you cannot tell."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
