"""Other records of the same person: looked for, compared side by side, joined, and parted again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from lifecourse.kernel.access.http import Request
from lifecourse.kernel.base.errors import NotPermitted, Refused
from lifecourse.kernel.matching import queries as matching
from lifecourse.kernel.matching import services as decisions
from lifecourse.kernel.people import policy, services
from lifecourse.kernel.people import queries as people
from lifecourse.kernel.people.queries import PersonRecord

from . import forms
from .editing import change
from .queries import person_timeline
from .views import BOTH, may, run_search


@sensitive_post_parameters()
@BOTH
def compare(request: Request, pk: UUID) -> HttpResponse:
    """Records that may be of this same person: those that look like it, or those that are searched for."""
    record = people.open_person(viewer=request.user, at=request.now, pk=pk)
    if not may(request, policy.MERGE, record):
        raise NotPermitted("You do not have permission to do this.")
    form = forms.SearchForm(request.POST if request.method == "POST" else None, initial={"purpose": "records"})
    if form.is_bound:
        result = run_search(request, form, leave_out=record.ids)
    else:
        result = matching.possible_doubles(viewer=request.user, at=request.now, person=record)
    context = {
        "form": form,
        "result": result,
        "record": record,
        "choose": "web:person_compare_with",
        "title": "Other records of this person",
    }
    return render(request, "web/person_choose.html", context, status=400 if form.errors else 200)


@BOTH
def compare_with(request: Request, pk: UUID, other: UUID) -> HttpResponse:
    """Two records side by side, what will be seen together, and the decision: the same, different, or not sure.

    The record in hand (`pk`) stays; the other one is read as it. A sealed record is always the one joined to the other.
    """
    viewer, at = request.user, request.now
    preview = people.merge_preview(viewer=viewer, at=at, loser_id=other, survivor_id=pk)
    if preview.survivor.is_sealed and not preview.loser.is_sealed:
        preview = people.merge_preview(viewer=viewer, at=at, loser_id=pk, survivor_id=other)
    loser, survivor = preview.loser, preview.survivor
    start = {"loser_version": loser.version, "survivor_version": survivor.version}
    form = forms.DecisionForm(
        request.POST if request.method == "POST" else None, record=survivor, lists={}, initial=start
    )
    if form.is_bound and form.is_valid():
        try:
            _decide(request, form, loser, survivor)
        except NotPermitted:
            raise
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            return redirect("web:person", pk=pk)
    counts = list(preview.counts)
    for (title, one), (_, two) in zip(_told(request, loser), _told(request, survivor), strict=True):
        counts.append((title, one, two))
    context = {"preview": preview, "counts": counts, "form": form, "record": survivor, "pk": pk}
    return render(request, "web/person_compare.html", context, status=400 if form.errors else 200)


def _told(request: Request, record: PersonRecord) -> list[tuple[str, int]]:
    """How many entries of the timeline each record brings."""
    entries, _ = person_timeline(viewer=request.user, at=request.now, ids=record.ids)
    return [("Entries on the timeline", len(entries))]


def _decide(request: Request, form: forms.DecisionForm, loser: PersonRecord, survivor: PersonRecord) -> None:
    data = form.cleaned_data
    common = {"actor": request.user, "at": request.now, "reason": data["reason"]}
    if data["decision"] == "same":
        decisions.decide_same(
            loser_id=loser.root_id,
            survivor_id=survivor.root_id,
            seen=(data["loser_version"], data["survivor_version"]),
            **common,
        )
        messages.success(request, "Joined. Both records are seen together now; this can be undone.")
    elif data["decision"] == "different":
        decisions.decide_different(person_id=survivor.root_id, other_id=loser.root_id, **common)
        messages.success(request, "Noted: different people. They are not offered to each other again.")
    else:
        decisions.leave_unsure(person_id=survivor.root_id, other_id=loser.root_id, **common)
        messages.success(request, "Noted: not sure. The doubt stays on both records.")


@BOTH
def unmerge(request: Request, pk: UUID, merge_id: UUID) -> HttpResponse:
    """A merge was wrong: take it back."""

    def save(form: forms.WhyForm, record: PersonRecord) -> None:
        services.unmerge_people(
            actor=request.user, at=request.now, merge_id=merge_id, reason=form.cleaned_data["reason"]
        )

    return change(
        request,
        pk,
        forms.WhyForm,
        save,
        title="Undo the merge",
        button="Undo the merge",
        saved="Undone. Each record is again what it was, with all that was added since.",
        capability=policy.MERGE,
        intro="Nothing is lost: each record keeps what was told about it, before the merge and since.",
    )


@BOTH
def separate(request: Request, pk: UUID) -> HttpResponse:
    """One record was joined wrongly: take it out, and leave the others joined."""

    def save(form: forms.WhyForm, record: PersonRecord) -> None:
        services.separate_record(actor=request.user, at=request.now, person_id=pk, reason=form.cleaned_data["reason"])

    return change(
        request,
        pk,
        forms.WhyForm,
        save,
        title="Take this record out",
        button="Take this record out",
        saved="Taken out. The other records stay joined.",
        capability=policy.MERGE,
        intro="This one record becomes a person of its own again, with all that was told about it. The others that it "
        "was joined to stay joined to each other.",
    )


@require_POST
def withdraw(request: Request, pk: UUID, comparison_id: UUID) -> HttpResponse:
    """A decision about two records no longer stands."""
    services.withdraw_comparison(actor=request.user, at=request.now, comparison_id=comparison_id)
    messages.success(request, "Withdrawn.")
    return redirect("web:person", pk=pk)
