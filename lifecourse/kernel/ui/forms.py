"""Form fields of our own: a date in three boxes, with one clear error."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lifecourse.kernel.ui.words import LONDON, calendar_day

PARTS = ("day", "month", "year")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


class DateWidget(forms.MultiWidget):
    """Day, month and year as three text boxes named `<name>_day`, `<name>_month`, `<name>_year`."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in PARTS}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """A date, or the text that could not be made one, as three parts."""
        if isinstance(value, datetime):
            value = value.astimezone(LONDON).date() if value.tzinfo else value.date()
        if isinstance(value, date):
            return [str(value.day), str(value.month), str(value.year)]
        return [None, None, None]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Any]:
        return [(data.get(f"{name}_{part}") or "").strip() for part in PARTS]

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_day" if id_ else ""


class DateField(forms.Field):
    """A date typed as day, month and year; the month may be a number or a name ("3", "Mar", "March").

    Cleans to a `date` or None. Every error is one sentence that names the field; its code is the part at fault
    ("day", "month", "year") or "date" for the whole. `earliest` and `latest` are inclusive.
    """

    widget = DateWidget

    def __init__(self, *, earliest: date | None = None, latest: date | None = None, **kwargs: Any) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(**kwargs)

    def clean(self, value: Any) -> date | None:
        if isinstance(value, date):
            return self._in_range(value)
        parts = dict(zip(PARTS, value or ("", "", ""), strict=True))
        name = str(self.label or "Date")
        if not any(parts.values()):
            if self.required:
                raise ValidationError(self.error_messages.get("required_date", f"Enter {_lower(name)}"), code="date")
            return None
        missing = [part for part in PARTS if not parts[part]]
        if missing:
            raise ValidationError(f"{name} must include a {' and a '.join(missing)}", code=missing[0])
        return self._in_range(self._date(name, parts))

    def _date(self, name: str, parts: dict[str, str]) -> date:
        found = {part: _number(text, month=part == "month") for part, text in parts.items()}
        for part, wanted in (("day", "1 to 31"), ("month", "1 to 12, or a name like March")):
            number = found[part]
            if number is None or not 1 <= number <= (31 if part == "day" else 12):
                raise ValidationError(f"{name}: the {part} must be {wanted}, not “{_short(parts[part])}”", code=part)
        year = found["year"]
        if year is None or not re.fullmatch(r"[0-9]{4}", parts["year"]) or year < 1:
            raise ValidationError(
                f"{name}: the year must have 4 figures, like 2007, not “{_short(parts['year'])}”", code="year"
            )
        day, month = found["day"] or 0, found["month"] or 0
        try:
            return date(year, month, day)
        except ValueError:
            raise ValidationError(
                f"{name}: {day} {_MONTHS[month - 1].title()} {year} is not a real date", code="date"
            ) from None

    def _in_range(self, value: date) -> date:
        name = str(self.label or "Date")
        if self.latest and value > self.latest:
            raise ValidationError(f"{name} must be on or before {calendar_day(self.latest)}", code="date")
        if self.earliest and value < self.earliest:
            raise ValidationError(f"{name} must be on or after {calendar_day(self.earliest)}", code="date")
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.clean(data) != initial)
        except ValidationError:
            return True


def _number(text: str, *, month: bool) -> int | None:
    """Plain figures, or the name of a month by its first three letters or more; None when it is neither."""
    if re.fullmatch(r"[0-9]{1,4}", text):
        return int(text)
    if month and len(text) >= 3:
        return next((n for n, word in enumerate(_MONTHS, 1) if word.startswith(text.lower().rstrip("."))), None)
    return None


def _lower(name: str) -> str:
    """The label inside a sentence: "Date of birth" becomes "date of birth", but "NHS number" stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _short(text: str) -> str:
    return text if len(text) <= 20 else text[:20] + "…"
