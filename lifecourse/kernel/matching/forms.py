"""A reviewer's verdict, and the filters of the queue."""

from django import forms
from django.http import QueryDict

from lifecourse.engines.linkage.score import Band

from .queries import Wanted
from .rules.review import HarmLevel, PairState, Verdict

SKIP = "skip"


class VerdictForm(forms.Form):
    """What was pressed, why, and what was seen while deciding."""

    verdict = forms.ChoiceField(choices=[*((word.value, word.label) for word in Verdict), (SKIP, "Skip")])
    reason = forms.CharField(
        label="Why", required=False, max_length=500, help_text="What you know that the evidence does not say."
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    loser_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    survivor_version = forms.IntegerField(required=False, widget=forms.HiddenInput)


def read_filters(query: QueryDict) -> Wanted:
    """The filters of the address; what is not one of the words of a filter is passed over."""
    state = query.get("state", "")
    return Wanted(
        origins=tuple(query.getlist("origin")),
        bands=tuple(Band(word) for word in query.getlist("band") if word in set(Band)),
        levels=tuple(HarmLevel(word) for word in query.getlist("harm") if word in set(HarmLevel)),
        state=PairState(state) if state in set(PairState) else None,
    )


def filters_of(query: QueryDict) -> str:
    """The filters alone, as an address's query, "?" included; empty without any."""
    kept = QueryDict(mutable=True)
    for name in ("origin", "band", "harm", "state"):
        kept.setlist(name, query.getlist(name))
    text = kept.urlencode()
    return f"?{text}" if text else ""
