"""Request text into clean values for the scorecard; plain forms."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from lifecourse.engines.figures.value import SHOWN, Kind, Value, read_value
from lifecourse.kernel.ui.forms import DateField

Choices = Sequence[tuple[str, str]]
NUMBER = "number"


class TypeForm(forms.Form):
    """One published figure with its source."""

    mark_optional = False

    area = forms.ChoiceField(
        label="Whose figure?",
        error_messages={
            "required": "Choose whose figure it is.",
            "invalid_choice": "Choose whose figure it is: one of those shown.",
        },
    )
    year = forms.IntegerField(
        label="Year",
        help_text="The year that ended on 31 March, for example 2018.",
        error_messages={"required": "Enter the year.", "invalid": "The year must be four figures, such as 2018."},
    )
    kind = forms.ChoiceField(
        label="What does the source say?",
        widget=forms.RadioSelect,
        choices=[
            (NUMBER, "A number"),
            *((kind.value, SHOWN[kind].capitalize()) for kind in Kind if kind is not Kind.KNOWN),
        ],
        initial=NUMBER,
        error_messages={"required": "Choose what the source says."},
    )
    value = forms.CharField(
        label="The number", help_text="As printed, for example 62.1.", max_length=20, required=False
    )
    numerator = forms.IntegerField(label="Numerator, if printed", min_value=0, required=False)
    denominator = forms.IntegerField(label="Denominator, if printed", min_value=0, required=False)
    vintage = forms.CharField(
        label="Which publication?",
        help_text="Its name and year. A corrected one is a publication of its own.",
        max_length=80,
        error_messages={"required": "Name the publication."},
    )
    published_on = DateField(
        label="Published on", error_messages={"required_date": "Enter the day on which it was published."}
    )
    source = forms.CharField(
        label="Where in it?",
        help_text="Title, table and page, so that somebody else finds it.",
        max_length=300,
        error_messages={"required": "Say where the figure is from: title, table and page."},
    )

    def __init__(self, *args: Any, areas: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["area"].choices = areas

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind, text = data.get("kind"), (data.get("value") or "").strip()
        if kind == NUMBER:
            try:
                found = read_value(text)
                if found.kind is not Kind.KNOWN:
                    raise ValueError("Enter the number, or choose what the source says in its place")
                data["figure"] = found
            except ValueError as error:
                self.add_error("value", f"{error}.")
        elif kind:
            if text:
                self.add_error("value", "Leave the number empty, or choose “A number”.")
            data["figure"] = Value(Kind(kind))
        part, whole = data.get("numerator"), data.get("denominator")
        if part is not None and whole is not None and whole == 0 < part:
            self.add_error("denominator", "The denominator cannot be 0 with a numerator above it.")
        return data


class NarrateForm(forms.Form):
    """What a year's figure means."""

    year = forms.IntegerField(
        label="Year",
        help_text="The year that ended on 31 March.",
        error_messages={"required": "Enter the year.", "invalid": "The year must be four figures, such as 2018."},
    )
    words = forms.CharField(
        label="What does the figure mean?",
        help_text="Why it moved or did not, what is known of it, what is not. No names of children or families.",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
        error_messages={"required": "Say what the figure means."},
    )
    is_off_course = forms.BooleanField(label="It is off course: something is to be done", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ActForm(forms.Form):
    """What is to be done about a figure, by whom and by when."""

    mark_optional = False

    title = forms.CharField(
        label="What is to be done?", max_length=150, error_messages={"required": "Say what is to be done."}
    )
    request = forms.CharField(
        label="What must they know to do it?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )
    organisation = forms.ChoiceField(label="By whom?", error_messages={"required": "Choose by whom."})
    due_on = DateField(label="By when?")

    def __init__(self, *args: Any, organisations: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["organisation"].choices = [("", "Choose one"), *organisations]


def first_day(today: date) -> date:
    """A month or so from now, never a day that the month has not."""
    month = today.month % 12 + 1
    return date(today.year + (today.month == 12), month, min(today.day, 28))
