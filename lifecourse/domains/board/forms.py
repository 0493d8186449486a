"""Request text into clean values for the board's money; plain forms."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.ui.forms import DateField

from . import rules
from .rules.files import MOST_BYTES, TOO_LARGE
from .rules.pounds import read_pence
from .rules.years import FinancialYear, read_year


class PenceField(forms.CharField):
    """A sum in pounds as people write it, as whole pence."""

    def clean(self, value: Any) -> Any:
        try:
            pence = read_pence(str(super().clean(value) or ""))
        except Refused as refused:
            raise forms.ValidationError(f"{self.label}: {refused}") from None
        return pence


def _pence(label: str = "How much?", help_text: str = "In pounds, such as 1,234.50") -> PenceField:
    return PenceField(label=label, help_text=help_text, max_length=30, error_messages={"required": "Enter the sum."})


class YearForm(forms.Form):
    """Which financial year is started."""

    year = forms.CharField(
        label="Financial year", help_text="Such as 2017/18", max_length=10,
        error_messages={"required": "Enter the financial year."},
    )  # fmt: skip

    def clean_year(self) -> FinancialYear:
        try:
            return read_year(self.cleaned_data["year"])
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None


class EntryForm(forms.Form):
    """One fact about money. Its headings are those under which the fact may stand; none for the reserve."""

    heading = forms.ChoiceField(label="Under which heading?", error_messages={"required": "Choose a heading."})
    amount = _pence()
    on = DateField(label="On which day?")
    words = forms.CharField(label="What was it?", max_length=300, required=False)
    source = forms.CharField(
        label="Where is it from?", help_text="A bank statement, an invoice, a minute.", max_length=300, required=False
    )

    def __init__(self, *args: Any, fact: rules.Fact, headings: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if rules.UNDER[fact]:
            self.fields["heading"].choices = [("", "Choose one"), *headings]  # type: ignore[attr-defined]
        else:
            del self.fields["heading"]
        if fact is rules.Fact.TO_RESERVES:
            self.fields["amount"].help_text = "In pounds; with a minus before it what was taken out of the reserve."


class BecauseForm(forms.Form):
    """Why something is done."""

    because = forms.CharField(label="Why?", max_length=300, error_messages={"required": "Say why."})
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class CloseForm(forms.Form):
    """That a year is closed, and why if something is left over."""

    despite = forms.CharField(
        label="If the transfers are not the surplus: why is it closed all the same?", max_length=300, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class HeadingForm(forms.Form):
    """A new heading."""

    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Give the heading a name."})
    kind = forms.ChoiceField(
        label="What goes under it?",
        choices=[(kind.value, words) for kind, words in rules.KIND_WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what goes under it.", "invalid_choice": "Choose one of those shown."},
    )
    opened_on = DateField(label="From which day?")


class HeadingCloseForm(forms.Form):
    """The last day of a heading."""

    on = DateField(label="Last day", help_text="Nothing later goes under it. What stands under it stays.")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ClaimForm(forms.Form):
    """A total as a document printed it."""

    printed = forms.ChoiceField(
        label="Which total?",
        choices=[(one.value, words) for one, words in rules.PRINTED_WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which total.", "invalid_choice": "Choose one of those shown."},
    )
    amount = _pence("What is printed?")
    source = forms.CharField(
        label="In what document?", max_length=300, error_messages={"required": "Say in what document it is printed."}
    )


class UploadForm(forms.Form):
    """A file of the layout section,line,financial_year,actual_gbp."""

    file = forms.FileField(
        label="The file, as CSV",
        help_text="With the headings section,line,financial_year,actual_gbp; at most 1 MB.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    source = forms.CharField(
        label="What is it from?",
        help_text="Such as “Annual report 2017/18, section 4”.",
        max_length=300,
        required=False,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file


def day_to_offer(year: FinancialYear, today: date) -> date:
    """The day a form of this year starts with: today while it runs, else its last."""
    return min(max(today, year.starts_on), year.ends_on)
