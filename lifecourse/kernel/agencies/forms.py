"""Request text into clean values: organisations, teams, contact points, e-mail domains."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lifecourse.kernel.ui.forms import DateField

from .models import Area, Organisation, Team
from .rules import ContactKind, ContactPurpose, ReachedThrough

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_REACHED = {
    ReachedThrough.LIST: "From the list it loads",
    ReachedThrough.PAGE: "On its own page",
    ReachedThrough.BOTH: "From its list, and on its page where the list is silent",
}
_PURPOSES = {
    ContactPurpose.CHECKS: "Checks",
    ContactPurpose.FEEDBACK: "Feedback",
    ContactPurpose.NOTIFICATIONS: "Notices of actions and other work",
}


def _short_name(value: str) -> None:
    if not _SLUG.fullmatch(value):
        raise ValidationError(
            f"Short name: “{value[:40]}” must be small letters, figures and single dashes, such as wigan-housing."
        )


class OrganisationForm(forms.Form):
    """A new organisation."""

    name = forms.CharField(label="Name", max_length=120)
    code = forms.CharField(
        label="Short name",
        max_length=60,
        validators=[_short_name],
        help_text="Small letters, figures and dashes. It names the agency's desk and never changes.",
    )
    type = forms.ChoiceField(label="Kind of agency")
    ods_code = forms.CharField(label="ODS code", max_length=12, required=False, help_text="Of an NHS organisation.")
    urn = forms.CharField(label="URN", max_length=12, required=False, help_text="Of a school or nursery.")
    answers_checks = forms.BooleanField(label="It answers the hub's checks", required=False)
    reached_through = forms.ChoiceField(
        label="How it answers", widget=forms.RadioSelect, choices=[(k.value, v) for k, v in _REACHED.items()]
    )
    valid_from = DateField(label="In the partnership since")

    def __init__(self, *args: Any, types: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = [("", "Choose one"), *types]  # type: ignore[attr-defined]


class OrganisationChangeForm(OrganisationForm):
    """A standing organisation: its short name and first day do not change."""

    valid_to = DateField(label="Last day in the partnership", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["code"], self.fields["valid_from"]


class TeamForm(forms.Form):
    """A new team, and whether it reports as Eyes and Ears."""

    name = forms.CharField(label="Name", max_length=120)
    code = forms.CharField(
        label="Short name", max_length=60, validators=[_short_name], help_text="Small letters, figures and dashes."
    )
    area = forms.ChoiceField(label="Area it works in", required=False)
    is_eyes_and_ears = forms.BooleanField(label="An Eyes and Ears team", required=False)
    code_letters = forms.CharField(
        label="First three letters of its team code",
        max_length=3,
        required=False,
        help_text="For an Eyes and Ears team, such as BIN. Left empty, they are taken from its name.",
    )
    valid_from = DateField(label="Working since")

    def __init__(self, *args: Any, areas: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {str(area.pk): area for area in areas}
        choices = [("", "All of the borough"), *((key, area.name) for key, area in self.areas.items())]
        self.fields["area"].choices = choices  # type: ignore[attr-defined]


class TeamChangeForm(TeamForm):
    """A standing team: its codes stay as they are printed on people's cards."""

    valid_to = DateField(label="Last day", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("code", "is_eyes_and_ears", "code_letters", "valid_from"):
            del self.fields[name]


class ContactPointForm(forms.Form):
    """A new way to reach an organisation."""

    kind = forms.ChoiceField(
        label="By",
        widget=forms.RadioSelect,
        choices=[(ContactKind.EMAIL, "E-mail"), (ContactKind.PHONE, "Telephone"), (ContactKind.POST, "Post")],
    )
    purpose = forms.ChoiceField(
        label="For", widget=forms.RadioSelect, choices=[(k.value, v) for k, v in _PURPOSES.items()]
    )
    value = forms.CharField(
        label="Address or number",
        max_length=300,
        help_text="An e-mail address must be of one of the agency's verified domains.",
    )
    team = forms.ChoiceField(label="Team", required=False)
    verified = forms.BooleanField(
        label="The agency confirmed it to me, by another way than this one",
        required=False,
        help_text="Nothing is sent to it before that.",
    )

    def __init__(self, *args: Any, teams: Sequence[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {str(team.pk): team for team in teams}
        choices = [("", "The whole organisation"), *((key, team.name) for key, team in self.teams.items())]
        self.fields["team"].choices = choices  # type: ignore[attr-defined]


class EmailDomainForm(forms.Form):
    """A domain to bind to an organisation."""

    domain = forms.CharField(
        label="Domain", max_length=253, help_text="What stands behind the @, such as housing.example."
    )
    verified = forms.BooleanField(
        label="The agency confirmed to me that this domain is its own",
        help_text="By telephone on a number found elsewhere, or in writing.",
        error_messages={"required": "Confirm with the agency first: letters will go to this domain."},
    )


class CheckAddressForm(forms.Form):
    """An address to be tried against an organisation's domains."""

    address = forms.CharField(label="E-mail address", max_length=300)


class SearchForm(forms.Form):
    """Words to find an organisation, a team or a place by."""

    words = forms.CharField(label="Search the directory", max_length=80, required=False)


def changes_of(organisation: Organisation) -> dict[str, Any]:
    """An organisation as the form shows it."""
    return {
        "name": organisation.name,
        "type": organisation.type,
        "ods_code": organisation.ods_code,
        "urn": organisation.urn,
        "answers_checks": organisation.answers_checks,
        "reached_through": organisation.reached_through,
        "valid_to": organisation.valid_to,
        "version": organisation.version,
    }
