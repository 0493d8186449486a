"""The period of the figures."""

from typing import Any

from django import forms

from lifecourse.kernel.ui.forms import DateField

_NO_LATER = 2100


class PeriodForm(forms.Form):
    """From a day to a day, both part of the period."""

    since = DateField(label="Received from")
    until = DateField(label="To")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day must not be before the first.")
        elif until and until.year >= _NO_LATER:
            self.add_error("until", f"Choose a day before {_NO_LATER}.")
        elif since and until and (until - since).days > 3700:
            self.add_error("until", "Choose at most ten years.")
        return data
