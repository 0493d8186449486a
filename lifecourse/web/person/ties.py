"""Relatives and flags: finding the other person, saying what they are, and ending what no longer holds."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.access.http import Request
from lifecourse.kernel.base.errors import NotFound, NotPermitted
from lifecourse.kernel.people import policy, services
from lifecourse.kernel.people import queries as people
from lifecourse.kernel.people.queries import PersonRecord
from lifecourse.kernel.people.rules.words import Answer, EndReason

from . import forms
from .editing import change
from .views import BOTH, may, run_search


@sensitive_post_parameters()
@BOTH
def relate(request: Request, pk: UUID) -> HttpResponse:
    """Find the person who is related to this one."""
    record = people.open_person(viewer=request.user, at=request.now, pk=pk)
    if not may(request, policy.EDIT, record):
        raise NotPermitted("You do not have permission to do this.")
    form = forms.SearchForm(request.POST if request.method == "POST" else None, initial={"purpose": "records"})
    result = run_search(request, form, leave_out=record.ids)
    context = {
        "form": form,
        "result": result,
        "record": record,
        "may_add": access.may(request.user, policy.EDIT),
        "choose": "web:person_relate_to",
        "title": "Find the relative",
    }
    return render(request, "web/person_choose.html", context, status=400 if form.errors else 200)


@BOTH
def relate_to(request: Request, pk: UUID, other: UUID) -> HttpResponse:
    """What the other person is to this one."""
    line = people.lines_of(viewer=request.user, at=request.now, ids=[other]).get(other)
    if line is None:
        raise NotFound(f"person {other}")

    def save(form: forms.TieForm, record: PersonRecord) -> None:
        data = form.cleaned_data
        services.add_relationship(
            actor=request.user,
            at=request.now,
            person_id=record.root_id,
            other_id=line.root_id,
            kind=data["relationship"],
            source=data["source"],
            parental_responsibility=Answer(data["parental_responsibility"]),
            valid_from=data["valid_from"],
        )

    return change(
        request,
        pk,
        forms.TieForm,
        save,
        title="Add a relative",
        intro=f"The relative: {line.name}, {line.birth_words}.",
    )


@BOTH
def end_tie(request: Request, pk: UUID, tie_id: UUID) -> HttpResponse:
    """A relationship holds no longer, or never did."""

    def save(form: forms.EndForm, record: PersonRecord) -> None:
        services.end_relationship(
            actor=request.user,
            at=request.now,
            relationship_id=tie_id,
            reason=EndReason(form.cleaned_data["reason"]),
        )

    return change(request, pk, forms.EndForm, save, title="End this relationship", button="End it")


@sensitive_post_parameters()
@BOTH
def flag(request: Request, pk: UUID) -> HttpResponse:
    """Raise a flag."""

    def save(form: forms.FlagForm, record: PersonRecord) -> None:
        data = form.cleaned_data
        services.raise_flag(
            actor=request.user,
            at=request.now,
            person_id=record.root_id,
            kind=data["flag_kind"],
            text=data["text"],
            review_on=data["review_on"],
        )

    intro = "Everybody who opens the record sees it until it is ended."
    return change(request, pk, forms.FlagForm, save, title="Raise a flag", button="Raise the flag", intro=intro)


@BOTH
def end_flag(request: Request, pk: UUID, flag_id: UUID) -> HttpResponse:
    """A flag is no longer needed."""

    def save(form: forms.EndFlagForm, record: PersonRecord) -> None:
        services.end_flag(actor=request.user, at=request.now, flag_id=flag_id, note=form.cleaned_data["note"])

    return change(request, pk, forms.EndFlagForm, save, title="End this flag", button="End the flag")


@BOTH
def seal(request: Request, pk: UUID) -> HttpResponse:
    """Move the record into a sealed circle of which the viewer is a member."""
    circles = [(str(g.circle_id), g.circle_name) for g in request.user.grants if g.is_sealed]

    def save(form: forms.SealForm, record: PersonRecord) -> None:
        services.seal_person(
            actor=request.user,
            at=request.now,
            person_id=record.root_id,
            circle_id=int(form.cleaned_data["circle"]),
            reason_code=form.cleaned_data["reason"],
        )

    return change(
        request,
        pk,
        forms.SealForm,
        save,
        title="Seal the record",
        button="Seal the record",
        saved="The record is sealed.",
        capability=policy.SEAL,
        intro="For everybody outside the circle the person is gone from searches, lists, counts and other pages.",
        more_choices={"circle": circles},
    )
