"""Forms for the decision, its signature, feedback and what follows."""

from collections.abc import Sequence
from typing import Any

from django import forms

from lifecourse.kernel.codelists.queries import Choice

from .. import rules


class DecideForm(forms.Form):
    """Level of need, why, the outcomes, and which agency does each."""

    # What may be left empty hangs on what is chosen, so the hints say it rather than the word "optional".
    mark_optional = False

    level = forms.TypedChoiceField(
        label="Level of need",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the level of need, from 1 to 4."},
    )
    reason = forms.CharField(
        label="Why?",
        help_text="What in this concern, and in what agencies say, points to that level and to what is done.",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=10_000,
        error_messages={"required": "Say why: what points to that level and those outcomes."},
    )
    outcomes = forms.MultipleChoiceField(
        label="What is to be done?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one outcome."},
    )
    brief = forms.CharField(
        label="What must the agencies that are to act know?",
        help_text="Needed when an agency is to act: who, where, what to look for. They are told this and nothing else.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5_000,
        required=False,
    )
    already_open = forms.ChoiceField(
        label="Were they open to a service already?",
        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "It is not known")],
        widget=forms.RadioSelect,
        required=False,
    )
    why_now = forms.CharField(
        label="Why does this not wait for every agency?",
        help_text="Only if an agency has not answered yet.",
        max_length=500,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        levels: Sequence[Choice],
        outcomes: Sequence[Choice],
        agencies: Sequence[tuple[str, str]],
        leads: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        """`leads`: the agencies whose lead professional there may be one to tell; all, if none is known to be open."""
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["level"].choices = [(choice.code, choice.label) for choice in levels]
        known = {outcome.value for outcome in rules.Outcome}
        chosen = [choice for choice in outcomes if choice.code in known]
        fields["outcomes"].choices = [(choice.code, choice.label) for choice in chosen]
        reveals = {}
        for choice in chosen:
            if rules.Outcome(choice.code) in rules.FOLLOW_THROUGH:
                name = f"by_{choice.code}"
                fields[name] = self._by_whom(choice, agencies, leads or agencies)
                reveals[choice.code] = name
        fields["outcomes"].widget.reveals = reveals

    @staticmethod
    def _by_whom(choice: Choice, agencies: Sequence[tuple[str, str]], leads: Sequence[tuple[str, str]]) -> forms.Field:
        if choice.code == rules.Outcome.INFORM_LEAD_PROFESSIONAL:
            # A family may be open to several services, and each lead professional is told.
            return forms.MultipleChoiceField(
                label="Whose lead professionals?",
                choices=list(leads),
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        return forms.ChoiceField(
            label=f"Who does this: {choice.label.lower()}?",
            choices=[("", "Choose an agency"), *agencies],
            required=False,
        )

    def agencies_for(self, code: str) -> list[str]:
        """The agencies chosen for an outcome; one empty text for an outcome that nobody has to do."""
        chosen = self.cleaned_data.get(f"by_{code}") or ""
        return list(chosen) if isinstance(chosen, list) else [chosen]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for code in data.get("outcomes", []):
            if rules.Outcome(code) in rules.FOLLOW_THROUGH and not data.get(f"by_{code}"):
                self.add_error(f"by_{code}", "Choose which agency is to do this.")
        return data


class SignForm(forms.Form):
    """The second signature, or the reason for returning the decision."""

    verdict = forms.ChoiceField(
        label="Do you sign this decision?",
        choices=[("sign", "Yes, it stands"), ("return", "No, it must be decided again")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you sign this decision."},
    )
    words = forms.CharField(
        label="Why?",
        help_text="You must say why if you do not sign.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class FeedbackForm(forms.Form):
    """How the reporter is told; for a professional, in what words."""

    by = forms.ChoiceField(
        label="How are they told?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how they are told."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, ways: Sequence[tuple[str, str]], families: Sequence[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["by"].choices = list(ways)
        if "post" in dict(ways):
            fields["address"] = forms.CharField(
                label="To which address?",
                help_text="Only one that is safe for them.",
                max_length=300,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            fields["by"].widget.reveals = {"post": "address"}
        if families:
            fields["family"] = forms.ChoiceField(
                label="What may they be told?",
                help_text="Only what they need to know for their own work.",
                choices=list(families),
                widget=forms.RadioSelect,
                error_messages={"required": "Choose what they may be told."},
            )


class ReasonForm(forms.Form):
    """One reason, for acts that need nothing else."""

    reason = forms.CharField(
        label="Why?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
        error_messages={"required": "Say why."},
    )


class NewFactForm(forms.Form):
    """Whether the concern was news to those already involved."""

    is_new = forms.ChoiceField(
        label="Did this tell those already involved something they did not know?",
        choices=[("yes", "Yes, it was new to them"), ("no", "No, they knew")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no."},
    )


class BreachForm(forms.Form):
    """Why a time limit was passed, and who agreed."""

    code = forms.ChoiceField(label="Why is it late?", error_messages={"required": "Choose why it is late."})
    words = forms.CharField(
        label="In your words",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        error_messages={"required": "Say in your words why it is late."},
    )
    authorised_by = forms.ChoiceField(
        label="Who agreed to the delay?", error_messages={"required": "Choose who agreed to the delay."}
    )

    def __init__(self, *args: Any, reasons: Sequence[Choice], people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["code"].choices = [("", "Choose a reason"), *((choice.code, choice.label) for choice in reasons)]
        fields["authorised_by"].choices = [("", "Choose a colleague"), *people]


class SealForm(forms.Form):
    """Into which circle, and why."""

    circle = forms.ChoiceField(
        label="Which sealed circle?",
        help_text="Only those you belong to. An access administrator or privacy officer makes a new one.",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a sealed circle."},
    )
    reason = forms.CharField(
        label="Why is it sealed?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
        error_messages={"required": "Say why this concern is sealed."},
    )

    def __init__(self, *args: Any, circles: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["circle"].choices = list(circles)
