"""Request text into clean values: a result, a reason, evidence, a new owner."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lifecourse.kernel.access.models import User
from lifecourse.kernel.agencies.models import Organisation
from lifecourse.kernel.ui.forms import DateField
from lifecourse.kernel.ui.words import LONDON

from . import rules
from .rules import Result

_HINTS = {
    Result.SEEN: "You, or your colleague, saw and spoke to them.",
    Result.NO_REPLY: "Somebody went, and nobody came to the door.",
    Result.REFUSED: "Somebody came to the door and did not want the visit.",
    Result.MOVED: "They do not live there any more.",
    Result.NOT_MADE: "Nobody went.",
    Result.NOT_REACHED: "By telephone, letter or visit.",
}
_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*(am|pm)?", re.IGNORECASE)


class TimeField(forms.CharField):
    """A time of day, as people write it: "14:30", "2.30pm", "9am". Cleans to a `time`."""

    def clean(self, value: Any) -> time | None:
        text = super().clean(value)
        if not text:
            return None
        match = _CLOCK.fullmatch(text.strip())
        hour, minute = (int(match[1]), int(match[2] or 0)) if match else (99, 0)
        half = (match[3] or "").lower() if match else ""
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
        elif half or not (match and (match[2] or half)):
            hour = 99
        if hour > 23 or minute > 59:
            raise ValidationError(f"{self.label}: “{text[:20]}” is not a time, such as 2:30pm or 14:30.")
        return time(hour, minute)


class VersionedForm(forms.Form):
    """A form that says as which version of the record it was filled in, and in which state it then stood."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    was = forms.CharField(widget=forms.HiddenInput, required=False)


class ResultForm(VersionedForm):
    """What came of it: the result, the words, when, by whom, and whether that is the end."""

    result = forms.ChoiceField(widget=forms.RadioSelect, error_messages={"required": "Choose what came of it."})
    words = forms.CharField(widget=forms.Textarea, max_length=4000, required=False)
    made_on = DateField()
    made_time = TimeField(label="Time", help_text="For example 2:30pm or 14:30.", max_length=10)
    made_by_name = forms.CharField(max_length=120)
    final = forms.BooleanField(
        label="Nobody will try again",
        required=False,
        help_text="Tick only if this is the end of it. Otherwise the action stays, to be tried again.",
    )

    def __init__(self, *args: Any, kind: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        family = rules.family_of(kind)
        visit = family is rules.Family.VISIT
        results = rules.RESULTS_OF[family]
        choice = self.fields["result"]
        choice.label = "What happened at the visit?" if visit else "What came of it?"
        choice.choices = [(one.value, rules.RESULT_WORDS[one]) for one in results]  # type: ignore[attr-defined]
        choice.widget.option_hints = {
            one.value: _HINTS[one] for one in results if one in _HINTS and (visit or one is Result.NOT_REACHED)
        }
        self.fields["words"].label = "What was seen, or why it was not done" if visit else "What was done, or why not"
        self.fields["words"].help_text = "Facts first, then what you think. For a visit: who was there, how they were."
        self.fields["made_on"].label = "Date of the visit" if visit else "Date"
        self.fields["made_on"].latest = today  # type: ignore[attr-defined]
        self.fields["made_by_name"].label = "Who visited" if visit else "Who did it"
        if not rules.TRY_AGAIN & set(results):
            del self.fields["final"]

    def made_at(self) -> datetime:
        """When it happened, in London."""
        return datetime.combine(self.cleaned_data["made_on"], self.cleaned_data["made_time"], tzinfo=LONDON)


class ReasonForm(VersionedForm):
    """A reason, in words."""

    reason = forms.CharField(label="Why", widget=forms.Textarea, max_length=2000)


class EvidenceForm(VersionedForm):
    """What a second person saw that shows that it was done."""

    evidence = forms.CharField(
        label="What did you see that shows it was done?",
        help_text="For example a record you read, or somebody you spoke to; and what is better for the person now.",
        widget=forms.Textarea,
        max_length=4000,
    )


class GiveForm(VersionedForm):
    """To whom an action goes: a colleague of the same desk, or another organisation."""

    organisation = forms.ChoiceField(label="Agency", required=False)
    owner_user = forms.ChoiceField(label="Person", required=False)
    reason = forms.CharField(
        label="Why", widget=forms.Textarea, max_length=2000, required=False,
        help_text="Needed if it goes to another agency. That agency will see it; the present one no longer.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, people: Sequence[User], organisations: Sequence[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        self.organisations = {str(one.pk): one for one in organisations}
        self.fields["owner_user"].choices = [  # type: ignore[attr-defined]
            ("", "Nobody in particular"),
            *((key, one.full_name) for key, one in self.people.items()),
        ]
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            ("", "Stay with this agency"),
            *((key, one.name) for key, one in self.organisations.items()),
        ]
        if not organisations:
            del self.fields["organisation"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("organisation") and data.get("owner_user"):
            self.add_error("owner_user", "Choose a person only if it stays with this agency: the other will say who.")
        return data
