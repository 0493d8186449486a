"""The professional's form: everything a hub must know, about several children and adults in one entry."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lifecourse.kernel.agencies import rules as addresses
from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.people.rules import identifiers
from lifecourse.kernel.ui.forms import DateField
from lifecourse.kernel.ui.words import LONDON

from .. import rules
from ..services import ReporterTold, SubjectTold, Told
from .fields import NARRATIVE_LIMIT, LongWords, Postcode, Words, listed

MOST_PEOPLE = 20
KINDS = (
    (rules.SubjectKind.CHILD.value, "Child or young person under 18"),
    (rules.SubjectKind.UNBORN.value, "Unborn baby"),
    (rules.SubjectKind.ADULT.value, "Adult"),
    (rules.SubjectKind.SOMEBODY.value, "Somebody whose age is not known"),
    (rules.SubjectKind.HOUSEHOLD.value, "A household"),
    (rules.SubjectKind.PLACE.value, "A place"),
)
YES_NO_UNKNOWN = (("yes", "Yes"), ("no", "No"), ("not_known", "Not known"))
SEX_LIST = "sex"
# Nobody alive was born before; a year of two figures is a slip.
LONG_AGO = date(1900, 1, 1)
ASKED = {
    "asked_domestic_abuse": "Domestic abuse",
    "asked_mental_health": "Mental ill health",
    "asked_substance_misuse": "Alcohol or drug misuse",
    "asked_learning_disability": "Learning disability",
}
SUBJECT_TEXT = [
    "given_name",
    "family_name",
    "age_words",
    "sex",
    "address_words",
    "postcode",
    "nhs_number",
    "school_words",
    "relation_words",
    "description",
]
ON_CONCERN = [
    "narrative",
    "child_voice",
    "when_words",
    "place_words",
    "asked_domestic_abuse",
    "asked_mental_health",
    "asked_substance_misuse",
    "asked_learning_disability",
    "consent_to_share",
    "consent_not_sought_because",
    "consent_words",
    "parent_informed",
    "early_help_assessment",
    "lawful_basis",
    "lawful_condition",
]


class ChoiceOf(forms.ChoiceField):
    """One code of a code list, as radio buttons unless another widget is given."""

    widget = forms.RadioSelect


class SubjectForm(forms.Form):
    """One child, adult, unborn baby, household or place."""

    kind = ChoiceOf(
        label="Who is this?", choices=KINDS, error_messages={"required": "Choose who this is: a child, an adult…"}
    )
    given_name = Words(label="First names", max_length=120, required=False)
    family_name = Words(label="Last name", max_length=120, required=False)
    born_on = DateField(label="Date of birth", help_text="For example 27 3 2015.", required=False)
    expected_on = DateField(label="Expected date of birth", help_text="Only for an unborn baby.", required=False)
    age_words = Words(label="Age, if the date of birth is not known", max_length=60, required=False)
    sex = forms.ChoiceField(label="Sex", required=False)
    nhs_number = Words(label="NHS number", help_text="10 digits.", max_length=20, required=False)
    address_words = Words(label="Address", max_length=300, required=False)
    postcode = Postcode()
    school_words = Words(label="School, nursery or college", max_length=200, required=False)
    relation_words = Words(
        label="What they are to the others",
        help_text="For example mother of both children; father; mother’s partner.",
        max_length=200,
        required=False,
    )
    in_household = ChoiceOf(
        label="Do they live in the household?",
        help_text="Fathers and partners who live elsewhere matter too: add them.",
        choices=YES_NO_UNKNOWN,
        required=False,
    )
    description = LongWords(
        label="Anything else about them",
        help_text="Disability, language and interpreter, GP, other names.",
        max_length=2_000,
        required=False,
    )

    def __init__(self, *args: Any, at: datetime, sexes: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        """`sexes` are the choices of the code list, read once for all the people of a page."""
        super().__init__(*args, **kwargs)
        day = at.astimezone(LONDON).date()
        fields: Any = self.fields
        fields["sex"].choices = [("", "Not said"), *sexes]
        fields["born_on"].earliest, fields["born_on"].latest = LONG_AGO, day
        # A baby may be late, and a date written some weeks ago.
        fields["expected_on"].earliest, fields["expected_on"].latest = day - timedelta(60), day + timedelta(310)
        for name in self.fields:
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean_nhs_number(self) -> str:
        text = str(self.cleaned_data.get("nhs_number", ""))
        if not text:
            return text
        try:
            return identifiers.read_nhs_number(text)
        except ValueError as fault:
            raise ValidationError(str(fault)) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind"):
            try:
                rules.check_birth(
                    kind=rules.SubjectKind(data["kind"]),
                    born=bool(data.get("born_on")),
                    expected=bool(data.get("expected_on")),
                )
            except Refused as refusal:
                self.add_error(refusal.field, str(refusal))
        if not self.errors and not any(data.get(name) for name in (*SUBJECT_TEXT, "born_on", "expected_on")):
            self.add_error("given_name", "Say something that tells who this is: a name, an age, an address")
        return data


class ConcernForm(forms.Form):
    """What a professional tells the hub, but for the people."""

    narrative = LongWords(
        label="What are you worried about?",
        help_text="What was seen, heard or said, by whom and when. Keep fact and opinion apart.",
        max_length=NARRATIVE_LIMIT,
        error_messages={"required": "Say what you are worried about"},
    )
    incident_on = DateField(label="Date of the incident", required=False)
    when_words = Words(label="Time, or when if it is not one day", max_length=200, required=False)
    place_words = Words(label="Where was it?", max_length=300, required=False)
    place_postcode = Postcode()
    factors_child = forms.MultipleChoiceField(
        label="Factors for a child", required=False, widget=forms.CheckboxSelectMultiple
    )
    factors_adult = forms.MultipleChoiceField(
        label="Risks to an adult", required=False, widget=forms.CheckboxSelectMultiple
    )
    child_voice = LongWords(
        label="What does the child or adult say, in their own words?",
        help_text="If they were not asked, say why.",
        max_length=5_000,
        required=False,
    )
    danger = ChoiceOf(
        label="Is anybody in danger now?",
        help_text="Then call 999 first, and telephone the hub.",
        choices=(("no", "No"), ("yes", "Yes")),
        error_messages={"required": "Say whether anybody is in danger now"},
    )
    asked_domestic_abuse = ChoiceOf(label="Domestic abuse")
    asked_mental_health = ChoiceOf(label="Mental ill health")
    asked_substance_misuse = ChoiceOf(label="Alcohol or drug misuse")
    asked_learning_disability = ChoiceOf(label="Learning disability")
    consent_to_share = ChoiceOf(
        label="Consent to share this information",
        help_text="It is good practice to ask. It is seldom the lawful basis, which is asked below.",
        error_messages={"required": "Say whether consent to share was given, refused or not sought"},
    )
    consent_not_sought_because = forms.ChoiceField(label="Why was it not sought?", required=False)
    consent_words = Words(label="Who gave or refused it, when, and for what?", max_length=500, required=False)
    parent_informed = ChoiceOf(
        label="Have the parents, or the adult, been told that you send this?",
        choices=(("yes", "Yes"), ("no", "No"), ("not_safe", "No: it would not be safe")),
        error_messages={"required": "Say whether the parents, or the adult, have been told"},
    )
    lawful_basis = ChoiceOf(
        label="Lawful basis for sharing",
        help_text="UK GDPR, Article 6.",
        error_messages={"required": "Choose the lawful basis for sharing (Article 6)"},
    )
    lawful_condition = ChoiceOf(
        label="Condition for special category data",
        help_text="UK GDPR, Article 9: health, sex life, ethnicity, religion.",
        error_messages={"required": "Choose the condition for special category data (Article 9)"},
    )
    level_suggested = ChoiceOf(
        label="Which level of need do you think this is?",
        help_text="Your opinion. The hub decides.",
        choices=(
            ("3", "Level 3: targeted help"),
            ("4", "Level 4: statutory, with protection"),
            ("none", "I cannot say"),
        ),
        required=False,
    )
    early_help_assessment = ChoiceOf(
        label="Has an early help assessment been done?", choices=YES_NO_UNKNOWN, required=False
    )
    your_job = Words(label="Your job", max_length=120, required=False)
    your_phone = Words(
        label="Your telephone number", max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    your_relation = Words(label="How you know them", max_length=200, required=False)
    keep_identity = forms.BooleanField(
        label="The family must not be told who sent this", required=False, widget=forms.CheckboxInput
    )
    feedback = ChoiceOf(
        label="Do you want to be told what came of it?",
        choices=(("yes", "Yes, at my desk here"), ("no", "No")),
        error_messages={"required": "Say whether you want to be told what came of it"},
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = at.astimezone(LONDON).date()
        fields: Any = self.fields
        fields["factors_child"].choices = listed("presenting_factors_child", on=day)
        fields["factors_adult"].choices = listed("risk_type_adult", on=day)
        asked_about = listed("asked_about", on=day)
        for name, label in ASKED.items():
            fields[name].choices = asked_about
            fields[name].error_messages["required"] = f"Say whether you asked about {label[:1].lower()}{label[1:]}"
        fields["consent_to_share"].choices = listed("consent_state", on=day)
        fields["consent_to_share"].widget.reveals = {"not_sought": "consent_not_sought_because"}
        fields["consent_not_sought_because"].choices = [
            ("", "Choose the reason"),
            *listed("reason_consent_not_sought", on=day),
        ]
        fields["lawful_basis"].choices = listed("lawful_basis_art6", on=day)
        fields["lawful_condition"].choices = listed("lawful_condition_art9", on=day)
        fields["incident_on"].earliest, fields["incident_on"].latest = LONG_AGO, day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("consent_to_share") == "not_sought":
            if not data.get("consent_not_sought_because"):
                self.add_error("consent_not_sought_because", "Choose why consent was not sought")
        else:
            data["consent_not_sought_because"] = ""
        return data

    def reporter(self, *, name: str, email: str) -> ReporterTold:
        """Who tells it: the professional, from their account and what they wrote."""
        data = self.cleaned_data
        return ReporterTold(
            name=name,
            email=email,
            phone=data["your_phone"],
            job_title=data["your_job"],
            relationship=data["your_relation"],
            identity_to_be_kept_from_family=data["keep_identity"],
        )

    def wants_reply(self) -> bool:
        """Whether the reporter is to be told what came of it."""
        return str(self.cleaned_data["feedback"]) != "no"

    def source_code(self) -> str:
        """Where it comes from, if somebody says so here; an agency's own is known."""
        return ""


class CallForm(ConcernForm):
    """What the hub writes down of a call: a caller may be anybody, and answers what they can."""

    caller_name = Words(
        label="Caller’s name", help_text="Leave empty if they will not say.", max_length=200, required=False
    )
    caller_source = forms.ChoiceField(
        label="Who is calling?", error_messages={"required": "Choose who is calling, or “Unknown”"}
    )
    caller_email = Words(label="Caller’s e-mail address", max_length=254, required=False, widget=forms.EmailInput())
    safe_words = Words(label="When and how is it safe to reach them?", max_length=300, required=False)

    caller_fields = (
        "caller_name",
        "caller_source",
        "your_relation",
        "your_job",
        "your_phone",
        "caller_email",
        "safe_words",
    )
    field_order = caller_fields

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, at=at, **kwargs)
        fields: Any = self.fields
        fields["caller_source"].choices = [("", "Choose"), *listed("referral_source", on=at.date())]
        for name in (*ASKED, "consent_to_share", "parent_informed"):
            fields[name].required = False
        fields["your_job"].label = "Caller’s job and agency, if a professional"
        fields["your_phone"].label = "Caller’s telephone number"
        fields["your_relation"].label = "How the caller knows them"
        fields["keep_identity"].label = "The family must not be told who called"
        fields["feedback"].label = "Does the caller want to hear back?"
        fields["feedback"].choices = (("email", "Yes, by e-mail"), ("phone", "Yes, by telephone"), ("no", "No"))
        for name in ("caller_name", "caller_email", "your_phone"):
            fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("feedback") == "email":
            try:
                addresses.domain_of(data.get("caller_email", ""))
            except Refused:
                self.add_error("caller_email", "Enter the caller’s e-mail address, such as name@example.org")
        if data.get("feedback") == "phone" and sum(c.isdigit() for c in data.get("your_phone", "")) < 6:
            self.add_error("your_phone", "Enter the caller’s telephone number")
        return data

    def reporter(self, *, name: str, email: str) -> ReporterTold:
        """Who called, as far as they said. The officer who wrote it down is in the trail."""
        data = self.cleaned_data
        return ReporterTold(
            name=data["caller_name"],
            email=data["caller_email"],
            phone=data["your_phone"],
            job_title=data["your_job"],
            relationship=data["your_relation"],
            is_anonymous=not data["caller_name"],
            identity_to_be_kept_from_family=data["keep_identity"],
            safe_contact_words=data["safe_words"],
        )

    def source_code(self) -> str:
        return str(self.cleaned_data["caller_source"])


def told_of(form: ConcernForm, people: Sequence[SubjectForm], *, name: str, email: str) -> Told:
    """What a professional's form tells. Both forms must be valid."""
    data = form.cleaned_data
    on = data["incident_on"]
    return Told(
        **{field: data[field] for field in ON_CONCERN},
        postcode=data["place_postcode"],
        factors=(*data["factors_child"], *data["factors_adult"]),
        observed_at=datetime.combine(on, time(12), tzinfo=LONDON) if on else None,
        danger_now=data["danger"] == "yes",
        level_suggested=int(data["level_suggested"]) if data["level_suggested"] in {"3", "4"} else None,
        feedback_wanted=form.wants_reply(),
        source_code=form.source_code(),
        reporter=form.reporter(name=name, email=email),
        subjects=tuple(
            SubjectTold(
                kind=rules.SubjectKind(one.cleaned_data["kind"]),
                born_on=one.cleaned_data["born_on"],
                expected_on=one.cleaned_data["expected_on"],
                in_household={"yes": True, "no": False}.get(one.cleaned_data["in_household"]),
                **{field: one.cleaned_data[field] for field in SUBJECT_TEXT},
            )
            for one in people
            if one.cleaned_data
        ),
    )
