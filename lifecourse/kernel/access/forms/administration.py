"""The forms of administering who is in which circle, and of break-glass and its review."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from lifecourse.kernel.ui.forms import DateField

from .. import rules
from ..models import Circle, CircleKind, MembershipKind, Role


class InviteForm(forms.Form):
    """A new member of staff."""

    full_name = forms.CharField(label="Full name", max_length=120, help_text="The name people know them by")
    email = forms.EmailField(
        label="Work e-mail address",
        max_length=254,
        help_text="Check it with their organisation first. They will be sent a link to set a password.",
    )


class UserSearchForm(forms.Form):
    """Filters of the list of staff."""

    mark_optional = False
    words = forms.CharField(label="Name or e-mail address", max_length=120, required=False)
    left = forms.BooleanField(label="Show those who have left", required=False)


class GrantForm(forms.Form):
    """Let somebody into circles: the same role and dates in each."""

    circles = forms.MultipleChoiceField(label="Circles", widget=forms.CheckboxSelectMultiple)
    role = forms.ChoiceField(label="Role", help_text="What they may do there")
    kind = forms.ChoiceField(
        label="Why are they in it?",
        widget=forms.RadioSelect,
        choices=[(k.value, k.label) for k in (MembershipKind.STANDING, MembershipKind.COVER, MembershipKind.GUEST)],
        initial=MembershipKind.STANDING,
    )
    starts_on = DateField(label="First day", required=False, help_text="Leave empty for from now on")
    ends_on = DateField(label="Last day", required=False, help_text="Leave cover and guests always have one")
    reason = forms.CharField(
        label="Reason", max_length=300, help_text="What they need it for. No names of children, adults or families."
    )

    def __init__(self, *args: Any, circles: Iterable[tuple[int, str]], roles: Sequence[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        circle_field, role_field = self.fields["circles"], self.fields["role"]
        assert isinstance(circle_field, forms.MultipleChoiceField) and isinstance(role_field, forms.ChoiceField)
        circle_field.choices = [(str(pk), name) for pk, name in circles]
        role_field.choices = [("", "Choose a role"), *((role.code, role.title) for role in roles)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") in {MembershipKind.COVER, MembershipKind.GUEST} and not data.get("ends_on"):
            if "ends_on" not in self.errors:
                self.add_error("ends_on", "Enter the last day: leave cover and guests’ places have an end")
        elif data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", "The last day is before the first day")
        return data


class LetInForm(GrantForm):
    """Let somebody into one circle, from inside it: their address instead of the circles."""

    email = forms.EmailField(label="Their work e-mail address", max_length=254)

    def __init__(self, *args: Any, roles: Sequence[Role], **kwargs: Any) -> None:
        super().__init__(*args, circles=(), roles=roles, **kwargs)
        del self.fields["circles"]


class EndForm(forms.Form):
    """Why a membership ends."""

    reason = forms.CharField(label="Why does it end?", max_length=300)


class CircleForm(forms.Form):
    """A new circle that is not sealed; sealed ones are made with the record they hold."""

    name = forms.CharField(label="Name", max_length=120, help_text="As people know it, such as “Wigan MASH”")
    code = forms.SlugField(label="Code", max_length=80, help_text="Small letters, figures and hyphens. Never changed.")
    kind = forms.ChoiceField(
        label="What is it for?",
        widget=forms.RadioSelect,
        choices=[(k.value, k.label) for k in CircleKind if k != CircleKind.SEALED],
    )
    purpose = forms.CharField(label="Purpose", max_length=300, required=False)
    breakable = forms.BooleanField(
        label="May be opened in an emergency, for 60 minutes, with an alert and a review", required=False
    )


class BreakGlassForm(forms.Form):
    """Open a circle in an emergency."""

    circle = forms.ChoiceField(label="What do you need to see?")
    reason_code = forms.ChoiceField(label="Why do you need it now?", widget=forms.RadioSelect)
    words = forms.CharField(
        label="What is happening?",
        max_length=1000,
        min_length=rules.SHORTEST_REASON,
        widget=forms.Textarea,
        help_text="One or two sentences for the person who will review this. Give a reference, not a name.",
    )
    understood = forms.BooleanField(label="I understand that everything I open is recorded and will be reviewed")

    def __init__(
        self, *args: Any, circles: Sequence[Circle], reasons: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        circle_field, reason_field = self.fields["circle"], self.fields["reason_code"]
        assert isinstance(circle_field, forms.ChoiceField) and isinstance(reason_field, forms.ChoiceField)
        circle_field.choices = [("", "Choose"), *((str(c.pk), c.name) for c in circles)]
        reason_field.choices = list(reasons)


class ReviewForm(forms.Form):
    """What the reviewer found."""

    outcome = forms.ChoiceField(
        label="Was it justified?",
        widget=forms.RadioSelect,
        choices=[(outcome.value, words) for outcome, words in rules.OUTCOME_WORDS.items()],
    )
    words = forms.CharField(
        label="How did you come to this?",
        max_length=1000,
        min_length=rules.SHORTEST_REASON,
        widget=forms.Textarea,
        help_text="What you looked at and whom you asked",
    )


class TrailForm(forms.Form):
    """Filters of the trail."""

    mark_optional = False
    circle = forms.ChoiceField(label="Circle")
    actor = forms.ChoiceField(label="Who", required=False)
    since = DateField(label="From", required=False)
    until = DateField(label="To", required=False)

    def __init__(
        self,
        *args: Any,
        circles: Sequence[tuple[int, str]],
        actors: Sequence[tuple[Any, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        circle_field, actor_field = self.fields["circle"], self.fields["actor"]
        assert isinstance(circle_field, forms.ChoiceField) and isinstance(actor_field, forms.ChoiceField)
        circle_field.choices = [(str(pk), name) for pk, name in circles]
        actor_field.choices = [("", "Everybody"), *((str(pk), name) for pk, name in actors)]
