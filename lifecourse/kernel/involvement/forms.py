"""Forms of the lists' pages: a file to send, its columns to match, a number to agree to."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.people.rules.words import Sex
from lifecourse.kernel.ui.forms import DateField

from .rules import ListKind, State
from .rules.columns import LABELS, ColumnMap, DateFormat, Field, read_map, suggest
from .rules.files import LIMITS

_KINDS = {
    ListKind.FULL: ("Everybody who is open now", "Who is no longer in the file is closed."),
    ListKind.CHANGES: ("Only what changed", "Nobody is closed because they are missing."),
}
_FORMATS = {
    DateFormat.ISO: "2026-03-31",
    DateFormat.DAY_FIRST: "31/03/2026",
    DateFormat.MONTH_FIRST: "03/31/2026",
    DateFormat.RUN_TOGETHER: "20260331",
    DateFormat.MONTH_NAMED: "31 March 2026, 31-Mar-2026",
}

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TOO_LARGE = f"The file must not be larger than {LIMITS.bytes // (1024 * 1024)} MB"


class SendForm(forms.Form):
    """A file of a list, and the day on which it was taken from the agency's own system."""

    file = forms.FileField(
        label="The list, as a CSV file or an Excel workbook",
        help_text=f"CSV UTF-8 or .xlsx, at most {LIMITS.bytes // (1024 * 1024)} MB and {LIMITS.rows:,} rows.",
        error_messages={"required": "Choose a file", "empty": "The file is empty"},
        widget=forms.FileInput(attrs={"accept": f".csv,text/csv,.xlsx,{XLSX}"}),
    )
    taken_on = DateField(
        label="When was the list taken from your system?",
        help_text="Not when you send it. Every answer from this list will say this date.",
    )
    kind = forms.ChoiceField(
        label="What is in the file?",
        choices=[(kind.value, words) for kind, (words, _) in _KINDS.items()],
        widget=forms.RadioSelect,
    )
    again = forms.BooleanField(
        label="Match the columns again, even if this very file was loaded before", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].widget.option_hints = {kind.value: hint for kind, (_, hint) in _KINDS.items()}

    def clean_file(self) -> Any:
        """The upload, if it is not larger than a list can be; its bytes are not read yet."""
        file = self.cleaned_data["file"]
        if file.size > LIMITS.bytes:
            raise forms.ValidationError(TOO_LARGE)
        return file


class ColumnsForm(forms.Form):
    """Which column of the file is what. Starts from the list's own map, or from the names of the columns."""

    mark_optional = False

    def __init__(self, data: Any = None, *, headers: Sequence[str], column_map: dict[str, Any]) -> None:
        known: dict[str, Any] = dict(column_map.get("columns", {}))
        guessed = {field.value: header for field, header in suggest(headers).items()} if not known else {}
        there = {header.casefold(): header for header in headers}
        super().__init__(data)
        choices = [("", "Not in this file"), *((header, header) for header in headers)]
        for field in Field:
            wanted = str(known.get(field.value, guessed.get(field.value, "")))
            self.fields[field.value] = forms.ChoiceField(
                label=LABELS[field], choices=choices, required=False, initial=there.get(wanted.casefold(), "")
            )
        self.fields["date_formats"] = forms.MultipleChoiceField(
            label="How are dates written?",
            choices=[(form.value, _FORMATS[form]) for form in DateFormat],
            widget=forms.CheckboxSelectMultiple,
            initial=column_map.get("date_formats", [DateFormat.ISO.value, DateFormat.DAY_FIRST.value]),
            error_messages={"required": "Choose at least one form of date"},
        )
        self.fields["states"] = forms.CharField(
            label="Your codes for open and closed",
            help_text="One a line, such as “PEND = open”. Open, active, closed and ended are known without.",
            widget=forms.Textarea,
            required=False,
            max_length=2000,
            initial=_lines(column_map.get("states", {})),
        )
        self.fields["sexes"] = forms.CharField(
            label="Your codes for sex",
            help_text="One a line, such as “W = female”. F, M, 1, 2, 0 and 9 are known without.",
            widget=forms.Textarea,
            required=False,
            max_length=2000,
            initial=_lines(column_map.get("sexes", {})),
        )
        self.fields["numbers_may_be_wrong"] = forms.BooleanField(
            label="Take a row without its NHS number or UPN if that fails its check",
            help_text="Otherwise such a row is rejected.",
            required=False,
            initial=bool(column_map.get("numbers_may_be_wrong", False)),
        )

    def clean_states(self) -> dict[str, str]:
        """Codes with what they mean."""
        return _codes(self.cleaned_data["states"], [state.value for state in State])

    def clean_sexes(self) -> dict[str, str]:
        """Codes with what they mean."""
        return _codes(self.cleaned_data["sexes"], [sex.value for sex in Sex])

    def clean(self) -> dict[str, Any]:
        """The whole as a map under `column_map`; what is wrong with it beside the field at fault."""
        data = super().clean() or {}
        if self.errors:
            return data
        try:
            data["column_map"] = read_map(
                {
                    "columns": {field.value: data[field.value] for field in Field if data.get(field.value)},
                    "date_formats": data["date_formats"],
                    "states": data["states"],
                    "sexes": data["sexes"],
                    "numbers_may_be_wrong": data["numbers_may_be_wrong"],
                }
            )
        except Refused as refused:
            self.add_error(refused.field if refused.field in self.fields else None, str(refused))
        return data

    @property
    def column_map(self) -> ColumnMap:
        """The clean map. Only of a valid form."""
        found: ColumnMap = self.cleaned_data["column_map"]
        return found

    @property
    def column_fields(self) -> list[forms.BoundField]:
        """The choices of a column, in the order of the fields."""
        return [self[field.value] for field in Field]


def _lines(codes: dict[str, str]) -> str:
    return "\n".join(f"{code} = {meaning}" for code, meaning in codes.items())


def _codes(text: str, meanings: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        code, equals, meaning = (part.strip() for part in line.rpartition("="))
        if not equals or not code or meaning.lower() not in meanings:
            raise forms.ValidationError(
                f"“{line.strip()[:40]}” must be a code, an equals sign, and one of {', '.join(meanings)}"
            )
        found[code.casefold()] = meaning.lower()
    return found


class AgreeForm(forms.Form):
    """What somebody agrees to before a checked list is loaded: the numbers of the report, as ticks."""

    def __init__(self, data: Any = None, *, rejected: int, rows: int, closing: int) -> None:
        super().__init__(data)
        self._numbers = {"without_rejected": rejected, "closing_agreed": closing}
        if rejected:
            taken = rows - rejected
            self.fields["without_rejected"] = forms.BooleanField(
                label=f"Load the {taken:,} {'row that is' if taken == 1 else 'rows that are'} right, "
                f"without the {rejected:,} rejected",
                error_messages={"required": "Tick to load the list without the rejected rows, or send a mended file"},
            )
        if closing:
            self.fields["closing_agreed"] = forms.BooleanField(
                label=f"The file is whole: close the {closing:,} people who are no longer on it",
                error_messages={"required": f"Tick to close {closing:,} people, or send the whole file"},
            )

    @property
    def agreed(self) -> dict[str, int]:
        """The numbers that were agreed to, for the command. Only of a valid form."""
        return {name: self._numbers[name] for name in self.fields}


class LinkingForm(forms.Form):
    """That the engine may link rows of a list, or of every list, by itself: on, or off again."""

    source = forms.ChoiceField(label="For which list?", required=False)
    reason = forms.CharField(
        label="Who agreed to this, and when?",
        help_text="Such as “Partnership board, 2 March 2026, minute 7”. It is kept with your name.",
        max_length=500,
        error_messages={"required": "Say who agreed to this, and when"},
    )

    def __init__(self, data: Any = None, *, lists: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["source"].choices = [("", "Every list"), *lists]  # type: ignore[attr-defined]


class UnlinkingForm(forms.Form):
    """That a standing agreement ends."""

    rule = forms.ChoiceField(label="Which agreement?", error_messages={"required": "Choose an agreement"})
    why = forms.CharField(label="Why is it switched off?", max_length=500, error_messages={"required": "Say why"})

    def __init__(self, data: Any = None, *, rules: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["rule"].choices = [("", "Choose an agreement"), *rules]  # type: ignore[attr-defined]


class ToldForm(forms.Form):
    """That a service works with somebody, as somebody told us."""

    service = forms.ChoiceField(label="Which service?")
    told_by = forms.CharField(
        label="Who told you, and how?",
        max_length=200,
        help_text="Such as “Duty desk, by phone”. It is shown with the answer.",
    )
    told_on = DateField(label="When were you told?")
    opened_on = DateField(label="Open since", required=False)
    lead_name = forms.CharField(label="Lead professional", max_length=120, required=False)
    lead_job = forms.CharField(label="Their job", max_length=120, required=False)
    lead_phone = forms.CharField(label="Their phone", max_length=40, required=False)
    lead_email = forms.EmailField(label="Their e-mail", max_length=254, required=False)

    def __init__(self, data: Any = None, *, services: Sequence[tuple[str, str]], today: date) -> None:
        super().__init__(data, initial={"told_on": today})
        self.fields["service"].choices = [("", "Choose a service"), *services]  # type: ignore[attr-defined]


class EndedForm(forms.Form):
    """That a service no longer works with somebody, as somebody told us."""

    closed_on = DateField(label="When did it close?")
    told_by = forms.CharField(label="Who told you, and how?", max_length=200)
    told_on = DateField(label="When were you told?")
    version = forms.IntegerField(widget=forms.HiddenInput)


class PartedForm(forms.Form):
    """Whom a row of a list is about, as the list says it, and why it is not the person it was taken for."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    given = forms.CharField(label="Given name on the list", required=False, max_length=120)
    family = forms.CharField(label="Family name on the list", required=False, max_length=120)
    born_on = DateField(label="Date of birth on the list", required=False)
    reason = forms.CharField(
        label="How do you know that they are two people?",
        widget=forms.Textarea,
        max_length=500,
        error_messages={"required": "Say how you know that they are two people"},
    )

    def clean(self) -> dict[str, Any]:
        """One name at least, or the new record would be nobody's."""
        data = super().clean() or {}
        if not self.errors and not (data["given"].strip() or data["family"].strip()):
            self.add_error("family", "Give a name, as the list has it")
        return data
