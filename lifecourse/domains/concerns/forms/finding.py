"""The form that looks for who a subject is: whatever was heard, changed until somebody is found."""

import re
from typing import Any

from django import forms

from lifecourse.kernel.ui.forms import DateField

_AGE = re.compile(r"\d{1,3}")


class FindForm(forms.Form):
    """A person as heard; every field may be left empty, but not all of them."""

    given = forms.CharField(label="First name", max_length=120, required=False)
    family = forms.CharField(label="Last name", max_length=120, required=False)
    known_as = forms.CharField(label="Known as, or any other name", max_length=120, required=False)
    born_on = DateField(label="Date of birth, or expected date", required=False)
    age = forms.CharField(label="Or age, as told", help_text="Such as: about 7", max_length=40, required=False)
    address = forms.CharField(label="Address, or part of one", max_length=200, required=False)
    postcode = forms.CharField(label="Postcode, or its first half", max_length=10, required=False)
    nhs_number = forms.CharField(label="NHS number", max_length=16, required=False)
    mother_given = forms.CharField(
        label="Mother’s first name", help_text="For a baby not yet born or named.", max_length=120, required=False
    )
    mother_family = forms.CharField(label="Mother’s last name", max_length=120, required=False)

    def clean_age(self) -> str:
        text = str(self.cleaned_data["age"]).strip()
        if text and not _AGE.search(text):
            raise forms.ValidationError("Write the age in figures, such as: about 7.")
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.get(name) for name in self.fields):
            self.add_error("family", "Say something to search for: a name, an age, an address or a number.")
        return data


def age_in(text: str) -> int | None:
    """The figure in "about 7"; None if there is none."""
    found = _AGE.search(text)
    return int(found.group()) if found else None
