"""Adding a person, and what is told about them. Nothing is overwritten."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from lifecourse.kernel.access.http import Request
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused, StaleRecord
from lifecourse.kernel.codelists import queries as codelists
from lifecourse.kernel.people import policy, services
from lifecourse.kernel.people import queries as people
from lifecourse.kernel.people.queries import PersonRecord
from lifecourse.kernel.people.rules.days import day_of
from lifecourse.kernel.people.rules.words import (
    Answer,
    ContactKind,
    EndReason,
    IdentifierKind,
    IdentifierStatus,
    NameKind,
    Sex,
)
from lifecourse.kernel.people.services import Added, AddressGiven, IdentifierGiven, NameGiven
from lifecourse.kernel.ui.conflict import conflict_page, wants_to_edit
from lifecourse.kernel.ui.shapes import Conflict

from . import forms
from .views import BOTH, may

# The form's fields whose choices come from a code list.
_LISTS = {
    "address_kind": "address_kind",
    "relationship": "relationship",
    "flag_kind": "flag_kind",
    "ethnicity": "ethnicity",
}
Save = Callable[[Any, PersonRecord], object]


@sensitive_post_parameters()
@BOTH
def add(request: Request) -> HttpResponse:
    """A new person, with what was searched for filled in. The server refuses it without that search on record."""
    policy.index_circle(request.user, at=request.now)
    if request.method != "POST" or request.POST.get("act") == "prefill":
        return _page(request, forms.AddForm(initial=_carried(request)), "web/person_add.html")
    form = forms.AddForm(request.POST)
    if not form.is_valid():
        return _page(request, form, "web/person_add.html")
    try:
        made = services.add_person(actor=request.user, at=request.now, details=_added(request, form))
    except NotPermitted:
        raise
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return _page(request, form, "web/person_add.html")
    messages.success(request, "Added to the index of people.")
    return redirect("web:person", pk=made.pk)


def _carried(request: Request) -> dict[str, Any]:
    given: dict[str, Any] = {
        name: request.POST.get(name, "")[:300] for name in forms.AddForm.base_fields if name in request.POST
    }
    for name in ("born_on", "expected_on"):
        given[name] = [request.POST.get(f"{name}_{part}", "")[:20] for part in ("day", "month", "year")]
    return given


def _added(request: Request, form: forms.AddForm) -> Added:
    data = form.cleaned_data
    names = [NameGiven(data["given"], data["family"])]
    if data["known_as"]:
        names.append(NameGiven(data["known_as"], data["family"], kind=NameKind.KNOWN_AS))
    numbers = ((IdentifierKind.NHS_NUMBER, data["nhs_number"]), (IdentifierKind.UPN, data["upn"]))
    home = AddressGiven(data["address"], data["postcode"], is_protected=data["is_protected"])
    return Added(
        source=data["source"],
        names=names,
        birth=form.birth(day_of(request.now)),
        sex=Sex(data["sex"] or Sex.UNKNOWN.value),
        identifiers=[IdentifierGiven(kind, value) for kind, value in numbers if value],
        addresses=[home] if home.lines.strip() or home.postcode.strip() else [],
    )


def _page(request: Request, form: Any, template: str, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=400 if form.errors else 200)


def change(
    request: Request,
    pk: UUID,
    form_class: type[forms.OfPerson],
    save: Save,
    *,
    title: str,
    button: str = "Save",
    saved: str = "Saved.",
    initial: dict[str, Any] | None = None,
    capability: str = policy.EDIT,
    intro: str = "",
    more_choices: dict[str, forms.Choices] | None = None,
) -> HttpResponse:
    """One form about one person: shown, checked, saved by one command, and back to the record."""
    record = people.open_person(viewer=request.user, at=request.now, pk=pk)
    if not may(request, capability, record):
        raise NotPermitted("You do not have permission to do this.")
    posted = request.POST if request.method == "POST" else None
    start = {**_present(record), **(initial or {})}
    form = form_class(
        posted, record=record, lists={**_choices(request, form_class), **(more_choices or {})}, initial=start
    )
    context = {"title": title, "button_words": button, "record": record, "intro": intro}
    if posted is None or wants_to_edit(request) or not form.is_valid():
        return _page(request, form, "web/person_change.html", **context)
    try:
        save(form, record)
    except StaleRecord:
        return _conflict(request, form, record)
    except NotPermitted:
        raise
    except Refused as refused:
        field = refused.field if refused.field in form.fields else None
        form.add_error(field, str(refused))
        return _page(request, form, "web/person_change.html", **context)
    messages.success(request, saved)
    return redirect("web:person", pk=record.id)


def _present(record: PersonRecord) -> dict[str, Any]:
    return {
        "precision": record.birth.precision.value,
        "born_on": record.birth.on,
        "sex": record.sex.value,
        "ethnicity": record.ethnicity,
        "language": record.language,
        "interpreter_needed": record.interpreter_needed,
        "version": record.version,
    }


def _choices(request: Request, form_class: type[forms.OfPerson]) -> dict[str, forms.Choices]:
    made: dict[str, forms.Choices] = {}
    for field, code in _LISTS.items():
        if field in form_class.base_fields:
            rows = codelists.choices(viewer=request.user, list_code=code, on=day_of(request.now))
            empty = [("", "Not known")] if field == "ethnicity" else []
            made[field] = [*empty, *((row.code, row.label) for row in rows)]
    return made


def _conflict(request: Request, form: forms.OfPerson, record: PersonRecord) -> HttpResponse:
    """Somebody else saved first: theirs beside ours, and nothing lost."""
    now = people.open_person(viewer=request.user, at=request.now, pk=record.id)
    theirs, fields = _present(now), []
    for name, field in form.fields.items():
        if name in theirs and name != "version":
            shown, mine = theirs[name], form.cleaned_data.get(name)
            words = str(shown or "")
            fields.append(Conflict(label=str(field.label), before=words, theirs=words, yours=str(mine or "")))
    return conflict_page(
        request,
        fields=fields,
        version=now.version,
        record_url=reverse("web:person", args=[record.id]),
        their_name="Somebody else",
        their_at=now.updated_at,
    )


@sensitive_post_parameters()
@BOTH
def details(request: Request, pk: UUID) -> HttpResponse:
    """Correct birth, sex, ethnic group or language."""

    def save(form: forms.DetailsForm, record: PersonRecord) -> None:
        data = form.cleaned_data
        services.correct_details(
            actor=request.user,
            at=request.now,
            person_id=record.root_id,
            seen=data["version"],
            source=data["source"],
            birth=form.birth(day_of(request.now)),
            sex=Sex(data["sex"]),
            ethnicity=data["ethnicity"],
            language=data["language"],
            interpreter_needed=data["interpreter_needed"],
        )

    return change(request, pk, forms.DetailsForm, save, title="Correct details")


@sensitive_post_parameters()
@BOTH
def name(request: Request, pk: UUID) -> HttpResponse:
    """Add a name."""

    def save(form: forms.NameForm, record: PersonRecord) -> None:
        data = form.cleaned_data
        services.add_name(
            actor=request.user,
            at=request.now,
            person_id=_home(record.names, data["replaces"], record),
            name=NameGiven(data["given"], data["family"], NameKind(data["kind"]), data["valid_from"]),
            source=data["source"],
            replaces=UUID(data["replaces"]) if data["replaces"] else None,
            reason=EndReason(data["reason"]),
        )

    return change(request, pk, forms.NameForm, save, title="Add a name")


@sensitive_post_parameters()
@BOTH
def address(request: Request, pk: UUID) -> HttpResponse:
    """Add an address."""

    def save(form: forms.AddressForm, record: PersonRecord) -> None:
        data = form.cleaned_data
        services.add_address(
            actor=request.user,
            at=request.now,
            person_id=_home(record.addresses, data["replaces"], record),
            address=AddressGiven(
                data["lines"],
                data["postcode"],
                kind=data["address_kind"],
                valid_from=data["valid_from"],
                is_protected=data["is_protected"],
            ),
            source=data["source"],
            replaces=UUID(data["replaces"]) if data["replaces"] else None,
            reason=EndReason(data["reason"]),
        )

    return change(request, pk, forms.AddressForm, save, title="Add an address")


@sensitive_post_parameters()
@BOTH
def number(request: Request, pk: UUID) -> HttpResponse:
    """Add a number."""

    def save(form: forms.NumberForm, record: PersonRecord) -> None:
        data = form.cleaned_data
        services.add_identifier(
            actor=request.user,
            at=request.now,
            person_id=_home(record.identifiers, data["replaces"], record),
            number=IdentifierGiven(
                IdentifierKind(data["kind"]), data["value"], data["system"], IdentifierStatus(data["status"])
            ),
            source=data["source"],
            replaces=UUID(data["replaces"]) if data["replaces"] else None,
            reason=EndReason(data["reason"]),
        )

    return change(request, pk, forms.NumberForm, save, title="Add a number")


@sensitive_post_parameters()
@BOTH
def contact(request: Request, pk: UUID) -> HttpResponse:
    """Add a telephone number or e-mail address."""

    def save(form: forms.ContactForm, record: PersonRecord) -> None:
        data = form.cleaned_data
        services.add_contact(
            actor=request.user,
            at=request.now,
            person_id=record.root_id,
            kind=ContactKind(data["kind"]),
            value=data["value"],
            source=data["source"],
            is_safe=Answer(data["is_safe"]),
        )

    return change(request, pk, forms.ContactForm, save, title="Add phone or e-mail")


@sensitive_post_parameters()
@BOTH
def birth(request: Request, pk: UUID) -> HttpResponse:
    """The unborn child is born."""

    def save(form: forms.BirthForm, record: PersonRecord) -> None:
        data = form.cleaned_data
        services.record_birth(
            actor=request.user,
            at=request.now,
            person_id=record.root_id,
            born_on=data["born_on"],
            sex=Sex(data["sex"]),
            source=data["source"],
            name=NameGiven(data["given"], data["family"]),
        )

    intro = "The record goes on: everything known before the birth stays with the child."
    return change(request, pk, forms.BirthForm, save, title="Record the birth", initial={"born_on": None}, intro=intro)


@sensitive_post_parameters()
@BOTH
def death(request: Request, pk: UUID) -> HttpResponse:
    """The person has died."""

    def save(form: forms.DeathForm, record: PersonRecord) -> None:
        services.record_death(actor=request.user, at=request.now, person_id=record.root_id, **form.cleaned_data)

    return change(request, pk, forms.DeathForm, save, title="Record the death")


@BOTH
def end_fact(request: Request, pk: UUID, fact: str, fact_id: UUID) -> HttpResponse:
    """A name, address, number or contact stands no longer, or never did."""
    lists = {"name": "names", "address": "addresses", "identifier": "identifiers", "contact": "contacts"}
    if fact not in lists:
        raise NotFound(fact)

    def save(form: forms.EndForm, record: PersonRecord) -> None:
        services.end_fact(
            actor=request.user,
            at=request.now,
            person_id=_home(getattr(record, lists[fact]), str(fact_id), record),
            fact=fact,
            fact_id=fact_id,
            reason=EndReason(form.cleaned_data["reason"]),
        )

    return change(request, pk, forms.EndForm, save, title="End this fact", button="End it")


@BOTH
def protect(request: Request, pk: UUID, address_id: UUID) -> HttpResponse:
    """An address must not be told."""

    def save(form: forms.OfPerson, record: PersonRecord) -> None:
        services.mark_address_protected(
            actor=request.user,
            at=request.now,
            person_id=_home(record.addresses, str(address_id), record),
            address_id=address_id,
        )

    intro = "From now on only people who may see protected addresses see it, and it helps nobody to find the person."
    return change(
        request, pk, forms.OfPerson, save, title="Protect this address", button="Protect the address", intro=intro
    )


def _home(facts: Any, fact_id: str, record: PersonRecord) -> UUID:
    """The record that a fact was told about; the one that stands for the person if the fact is new."""
    if not fact_id:
        return record.root_id
    found = next((fact.record_id for fact in facts if str(fact.id) == fact_id), None)
    if found is None:
        raise NotFound(fact_id)
    return UUID(str(found))
