"""The public's form: the questions one by one, and all of them on one page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lifecourse.kernel.agencies import queries as agencies
from lifecourse.kernel.agencies import rules as addresses
from lifecourse.kernel.base.errors import Refused

from .. import rules
from ..services import ReporterTold, SubjectTold, Told
from .fields import NARRATIVE_LIMIT, LongWords, Postcode, Words, listed

MOST_PEOPLE = 20
KINDS = {
    rules.SubjectKind.CHILD: "A child or young person",
    rules.SubjectKind.ADULT: "An adult",
    rules.SubjectKind.SOMEBODY: "Somebody, but I do not know how old they are",
    rules.SubjectKind.HOUSEHOLD: "A family or household",
    rules.SubjectKind.PLACE: "A place",
}
KIND_WORDS = {kind.value: label for kind, label in KINDS.items()}
DETAIL_WORDS = {
    "given_name": "First name",
    "family_name": "Last name",
    "age_words": "Age, about",
    "description": "How we would know them",
    "address_words": "Where",
    "postcode": "Postcode",
}
_KIND_HINTS = {
    rules.SubjectKind.CHILD.value: "Under 18, or a baby who is not born yet.",
    rules.SubjectKind.PLACE.value: "Where somebody may come to harm: a park, a shop, a flat, a car.",
}
DANGER = (("no", "No"), ("not_sure", "I am not sure"), ("yes", "Yes"))
REPLY = (("no", "No"), ("email", "Yes, by e-mail"), ("phone", "Yes, by telephone"))
# Codes of the list `referral_source` (children in need census, item N00152), in plain words.
KNOWS = (
    ("1A", "I am family, a partner or a carer"),
    ("1B", "I am a friend or neighbour"),
    ("8", "Through my work, a club or a group"),
    ("1C", "It is about me"),
    ("1D", "I do not know them"),
)
SAY_WHO = (("no", "No, I would rather not say"), ("yes", "Yes"))


class PublicForm(forms.Form):
    """A form of the public: `at` is the moment, which says what may be chosen."""

    # Nearly everything may be left empty, and the pages say so once.
    mark_optional = False

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        self.at = at
        super().__init__(*args, **kwargs)

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields in their order, without those that an answer reveals: these are shown inside it."""
        inside = {name for f in self.fields.values() for name in getattr(f.widget, "reveals", {}).values()}
        return [self[name] for name in self.fields if name not in inside]


class KindForm(PublicForm):
    """Who or what somebody is worried about."""

    kind = forms.ChoiceField(
        label="Who are you worried about?",
        choices=[(kind.value, label) for kind, label in KINDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who or what you are worried about"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].widget.option_hints = _KIND_HINTS


class DetailsForm(PublicForm):
    """What somebody knows about one of those they are worried about. A name is not needed, nor anything else."""

    given_name = Words(label="First name", max_length=120, required=False)
    family_name = Words(label="Last name", max_length=120, required=False)
    age_words = Words(label="How old are they, about?", max_length=60, required=False)
    description = LongWords(
        label="How would we know them?",
        help_text="For example what they look like, the school uniform, a car, who is with them.",
        max_length=2_000,
        required=False,
    )
    address_words = Words(
        label="Where do they live, or where are they often?",
        help_text="As much as you know: a street, a house name, “the flat above the baker”.",
        max_length=300,
        required=False,
    )
    postcode = Postcode()

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("given_name", "family_name", "age_words", "postcode"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        if kind in {rules.SubjectKind.HOUSEHOLD, rules.SubjectKind.PLACE}:
            del self.fields["given_name"], self.fields["age_words"]
        if kind == rules.SubjectKind.HOUSEHOLD:
            self.fields["family_name"].label = "Family name"
            self.fields["description"].label = "Who lives there, as far as you know?"
            self.fields["description"].help_text = ""
            self.fields["address_words"].label = "Where do they live?"
        if kind == rules.SubjectKind.PLACE:
            del self.fields["family_name"]
            self.fields["description"].label = "What is it like, and who goes there?"
            self.fields["description"].help_text = ""
            self.fields["address_words"].label = "Where is it?"


class PersonForm(DetailsForm, KindForm):
    """One person, household or place on the page with all the questions."""

    field_order = ("kind",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["description"].label = "How would we know them, or the place?"

    def is_empty(self) -> bool:
        """Whether nothing at all was written or chosen here."""
        return not any(str(self[name].value() or "").strip() for name in self.fields)


class WhatForm(PublicForm):
    """What was seen or heard."""

    seen = forms.MultipleChoiceField(
        label="Did you see or hear any of these?", required=False, widget=forms.CheckboxSelectMultiple
    )
    narrative = LongWords(
        label="What did you see or hear?",
        help_text="In your own words. If somebody told you, say who.",
        max_length=NARRATIVE_LIMIT,
        error_messages={"required": "Tell us what you saw or heard. A few words are enough"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A list that was not loaded is no reason to turn somebody away: the words are what matters.
        choices = listed("what_was_seen", on=self.at.date(), required=False)
        if choices:
            self.fields["seen"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["seen"]


class WhenForm(PublicForm):
    """When and where it was."""

    when_words = Words(
        label="When was it?", help_text="For example “this morning” or “most evenings”.", max_length=200, required=False
    )
    place_words = Words(
        label="Where was it?", help_text="A street, a school, a shop, online.", max_length=300, required=False
    )
    place_postcode = Postcode()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place_postcode"].label = "Postcode, if you know it"


class DangerForm(PublicForm):
    """Whether somebody is in danger now."""

    danger = forms.ChoiceField(
        label="Is anybody in danger now?",
        help_text="If somebody may be badly hurt, call 999 before you go on.",
        choices=DANGER,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether anybody is in danger now"},
    )


class YouForm(PublicForm):
    """Who tells us, as far as they want to say."""

    say_who = forms.ChoiceField(
        label="Do you want to tell us who you are?",
        help_text="You do not have to. We do not tell the family who told us, unless a court makes us.",
        choices=SAY_WHO,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you want to tell us who you are"},
    )
    your_name = Words(label="Your name", max_length=200, required=False)
    knows = forms.ChoiceField(label="How do you know them?", choices=KNOWS, widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["say_who"].widget.reveals = {"yes": "your_name"}
        self.fields["your_name"].widget.attrs["autocomplete"] = "name"


class ReplyForm(PublicForm):
    """Whether and how somebody wants to hear back."""

    reply = forms.ChoiceField(
        label="Do you want to hear back from us?",
        help_text="We can tell you that we have read it. We cannot tell you about other people.",
        choices=REPLY,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you want to hear back"},
    )
    your_email = Words(label="Your e-mail address", max_length=254, required=False, widget=forms.EmailInput())
    your_phone = Words(
        label="Your telephone number", max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    safe_words = Words(
        label="Is there a time or a way that is safer for you?",
        help_text="For example “only in the morning”.",
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reply"].widget.reveals = {"email": "your_email", "phone": "your_phone"}
        self.fields["your_phone"].widget.attrs["autocomplete"] = "tel"

    def clean_your_email(self) -> str:
        address = str(self.cleaned_data.get("your_email", ""))
        if self.cleaned_data.get("reply") != "email":
            return address
        if not address:
            raise ValidationError("Enter your e-mail address, or choose another answer")
        try:
            addresses.domain_of(address)
        except Refused:
            raise ValidationError(
                f"“{address[:60]}” is not an e-mail address: it looks like name@example.org"
            ) from None
        return address

    def clean_your_phone(self) -> str:
        number = str(self.cleaned_data.get("your_phone", ""))
        if self.cleaned_data.get("reply") == "phone" and sum(c.isdigit() for c in number) < 6:
            raise ValidationError("Enter your telephone number, or choose another answer")
        return number


class AllForm(WhatForm, WhenForm, DangerForm, YouForm, ReplyForm):
    """All the questions but the people, on one page; with a team's code, and a trap that no person falls into."""

    team_code = Words(
        label="Your team’s code",
        help_text="If you have an Eyes and Ears card. It has 5 letters and figures.",
        max_length=20,
        required=False,
    )
    # A field that people do not see. Machines fill it in; what they send is marked, and read all the same.
    website = Words(label="Leave this empty", max_length=200, required=False)

    field_order = ("team_code", "seen", "narrative", "when_words", "place_words", "place_postcode", "danger")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team_code"].widget.attrs.update({"autocomplete": "off", "spellcheck": "false"})
        self.fields["website"].widget.attrs.update({"autocomplete": "off", "tabindex": "-1"})

    def clean_team_code(self) -> str:
        code = str(self.cleaned_data.get("team_code", ""))
        if code:
            try:
                return agencies.team_by_code(viewer=None, code=code, at=self.at).team_code
            except Refused as refusal:
                raise ValidationError(str(refusal)) from None
        return code


def told_of(answers: Mapping[str, Any], people: Sequence[Mapping[str, Any]]) -> Told:
    """What the answers of the public's form tell, whichever way it was filled in."""
    by_email, by_phone = answers.get("reply") == "email", answers.get("reply") == "phone"
    says = answers.get("say_who") == "yes"
    return Told(
        narrative=answers.get("narrative", ""),
        seen=tuple(answers.get("seen", ())),
        when_words=answers.get("when_words", ""),
        place_words=answers.get("place_words", ""),
        postcode=answers.get("place_postcode", ""),
        danger_now=answers.get("danger") == "yes",
        feedback_wanted=by_email or by_phone,
        source_code=answers.get("knows", ""),
        subjects=tuple(
            SubjectTold(kind=rules.SubjectKind(person["kind"]), **{n: v for n, v in person.items() if n != "kind"})
            for person in people
        ),
        reporter=ReporterTold(
            name=answers.get("your_name", "") if says else "",
            relationship=dict(KNOWS).get(answers.get("knows", ""), ""),
            is_anonymous=not says,
            email=answers.get("your_email", "") if by_email else "",
            phone=answers.get("your_phone", "") if by_phone else "",
            safe_contact_words=answers.get("safe_words", "") if by_email or by_phone else "",
        ),
    )
