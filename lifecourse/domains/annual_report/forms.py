"""Request text into clean values for annual reports; plain forms."""

from collections.abc import Sequence
from typing import Any

from django import forms

from lifecourse.kernel.ui.forms import DateField

from . import rules

Choices = Sequence[tuple[str, str]]


class StartForm(forms.Form):
    """Of which year a report is, and under which guidance."""

    title = forms.CharField(
        label="Title", max_length=160, initial="Annual report", help_text="As it stands on the cover.",
        error_messages={"required": "Give the report a title."},
    )  # fmt: skip
    period_from = DateField(label="First day of the year")
    period_to = DateField(label="Last day of the year")
    figures_as_of = DateField(
        label="Figures as of",
        required=False,
        help_text="Figures that were published after this day are left out, so that the report keeps those of its "
        "time. Leave it empty to use the newest there are.",
    )
    regime = forms.ChoiceField(
        label="Guidance",
        help_text="The one in force on the last day of the year: it says which sections there must be.",
        error_messages={"required": "Choose the guidance."},
    )

    def __init__(self, *args: Any, regimes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["regime"].choices = [("", "Choose one"), *regimes]


class WordsForm(forms.Form):
    """The words of a section."""

    mark_optional = False

    words = forms.CharField(
        label="Words",
        help_text="Markdown: a line that begins with # is a heading, with - an item of a list. Place a figure as "
        "{name@year}; a table alone in a paragraph as {table: name}.",
        widget=forms.Textarea(attrs={"rows": 20}),
        required=False,
        strip=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if len(words) > rules.LONGEST_WORDS:
            raise forms.ValidationError(
                f"The section has {len(words):,} characters; the most is {rules.LONGEST_WORDS:,}. Make it shorter."
            )
        return words


class CommentForm(forms.Form):
    """What somebody has to say of a section."""

    comment = forms.CharField(
        label="Your comment", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        error_messages={"required": "Write what you have to say."},
    )  # fmt: skip


class GiveForm(forms.Form):
    """Who is to write a section."""

    owner = forms.ChoiceField(label="Who writes it?", error_messages={"required": "Choose somebody."})
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["owner"].choices = [("", "Choose one"), *people]


class ReasonForm(forms.Form):
    """Why something stays that does not add up."""

    words = forms.CharField(
        label="Why does it stay?",
        help_text="It is printed in the report, beside what was found.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "Say why it stays: the reason is printed in the report."},
    )


class FreezeForm(forms.Form):
    """That somebody has read the whole and freezes it."""

    read = forms.BooleanField(
        label="I have read the whole report as it will be printed",
        error_messages={"required": "Tick that you have read it, or go back."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class CorrectForm(forms.Form):
    """What is to be corrected."""

    because = forms.CharField(
        label="What is to be corrected?",
        help_text="It is printed in the new edition.",
        max_length=300,
        error_messages={"required": "Say what is to be corrected: it is printed in the new edition."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class PublishForm(forms.Form):
    """That somebody puts an edition before the public."""

    sure = forms.BooleanField(
        label="It may be read by everybody, and stays public",
        error_messages={"required": "Tick that it may be public, or go back."},
    )
