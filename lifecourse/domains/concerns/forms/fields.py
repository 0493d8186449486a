"""Fields that the forms of the front door share: long words, postcodes, codes of a list."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BaseForm, BoundField
from django.forms.utils import ErrorList

from lifecourse.kernel.codelists import queries as codelists
from lifecourse.kernel.people.rules import identifiers

NARRATIVE_LIMIT = 20_000


class Words(forms.CharField):
    """One line of words. What no keyboard types is left out rather than complained of."""

    def to_python(self, value: Any) -> str:
        text = str(value or "").replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
        return str(super().to_python(text))


class LongWords(Words):
    """Words of several lines; their length is counted with one character a line end, as the page counts it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(), **kwargs)


class Postcode(Words):
    """A postcode in its proper form, or as much of it as somebody knows ("WN1"): never a reason to refuse."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="Postcode", max_length=10, required=False, **kwargs)
        self.widget.attrs.update({"autocomplete": "off", "spellcheck": "false"})

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        try:
            return identifiers.read_postcode(text)
        except ValueError:
            # Only plain letters: some others grow longer in capitals than the column is wide.
            return text.upper() if text.isascii() else text


def listed(code: str, *, on: date, group: str = "", required: bool = True) -> list[tuple[str, str]]:
    """The choices of a code list on a day. One that is not `required` may be absent, and is then empty."""
    try:
        found = codelists.choices(viewer=None, list_code=code, on=on, group=group)
    except LookupError:
        if required:
            raise
        return []
    return [(choice.code, choice.label) for choice in found]


def typed(form: type[forms.Form], data: Any, *, prefix: str | None = None) -> dict[str, Any]:
    """What was typed into a form, as its first values: to show it again without calling any of it a mistake yet."""
    names = form.base_fields
    stem = f"{prefix}-" if prefix else ""
    return {name: field.widget.value_from_datadict(data, {}, stem + name) for name, field in names.items()}


class Sheet:
    """Several forms on one page, with one summary of errors: all that `{% error_summary %}` asks of a form."""

    def __init__(self, forms_: Sequence[BaseForm]) -> None:
        self.forms = tuple(forms_)

    @property
    def is_bound(self) -> bool:
        return any(form.is_bound for form in self.forms)

    @property
    def errors(self) -> Mapping[str, ErrorList]:
        return {form.add_prefix(name): found for form in self.forms for name, found in form.errors.items()}

    def is_valid(self) -> bool:
        return all([form.is_valid() for form in self.forms])

    def non_field_errors(self) -> list[str]:
        return [str(text) for form in self.forms if form.is_bound for text in form.non_field_errors()]

    def __iter__(self) -> Iterator[BoundField]:
        for form in self.forms:
            yield from form
