"""Request text into clean values: a corrected address, and when somebody was told."""

from django import forms


class VersionedForm(forms.Form):
    """A form that says as which version of the letter it was filled in."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ResendForm(VersionedForm):
    """The corrected address."""

    to_address = forms.CharField(label="Corrected address", max_length=300)


class BounceForm(VersionedForm):
    """How we know that it did not arrive."""

    failure = forms.CharField(
        label="What came back",
        max_length=300,
        help_text="For example: the mail server answered that there is no such mailbox.",
    )


class ConfirmForm(VersionedForm):
    """Nothing but the version: the page says what will be recorded."""
