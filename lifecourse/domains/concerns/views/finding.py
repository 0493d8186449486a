"""Finding who a subject of a concern is: candidates with their evidence; a person decides."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from lifecourse.engines.linkage.normalise import house_and_street
from lifecourse.kernel.access.http import Request
from lifecourse.kernel.base.errors import Refused, StaleRecord
from lifecourse.kernel.matching import queries as matching
from lifecourse.kernel.matching.rules import PersonQuery, Purpose
from lifecourse.kernel.people import services as people_services
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.rules.days import day_of
from lifecourse.kernel.people.rules.words import IdentifierKind

from .. import policy, queries, rules, services
from ..forms.finding import FindForm, age_in
from ..forms.hub import ResolveForm
from .hub import CHANGED_MEANWHILE, back_to, seen_anew


def find(request: Request, pk: UUID) -> HttpResponse:
    """Search the index for a subject; choose one, add a new person, or say that it cannot be told."""
    subject = queries.open_subject(viewer=request.user, at=request.now, pk=pk)
    policy.check_may(request.user, policy.SCREEN, subject, at=request.now)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    resolve = ResolveForm(request.POST if act == "resolve" else None, initial={"version": subject.version})
    problem = ""
    try:
        if act == "match":
            return _match(request, subject)
        if act == "new":
            return _new(request, subject)
        if act == "resolve" and resolve.is_valid():
            return _resolve(request, subject, resolve.cleaned_data)
    except StaleRecord:
        problem = CHANGED_MEANWHILE
        if resolve.is_bound:
            seen_anew(resolve, subject.version)
    except Refused as refusal:
        problem = str(refusal)
    form = FindForm(request.POST) if act == "search" else FindForm(_as_told(subject))
    result = None
    if form.is_valid():
        try:
            result = matching.find_candidates(
                viewer=request.user,
                at=request.now,
                query=_query(form.cleaned_data, subject, on=day_of(request.now)),
                purpose=Purpose.CONCERN,
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return render(
        request,
        "concerns/subject_find.html",
        {
            "subject": subject,
            "concern": subject.concern,
            "form": form,
            "result": result,
            "resolve": resolve,
            "problem": problem,
            "back": back_to(subject.concern_id),
            "unborn": subject.kind == rules.SubjectKind.UNBORN,
        },
        status=409
        if problem == CHANGED_MEANWHILE
        else 400
        if problem or resolve.errors or (act == "search" and form.errors)
        else 200,
    )


def _as_told(subject: Any) -> dict[str, Any]:
    """The form filled in with what the reporter said, so that the first search needs no typing.

    A number without a street, and where it was seen: that is most likely the street, and the officer can change it.
    """
    born = subject.born_on or subject.expected_on
    address, postcode = subject.address_words, subject.postcode
    if address and not postcode and not house_and_street(address)[1]:
        address = ", ".join(filter(None, [address, subject.concern.place_words]))
        postcode = subject.concern.postcode
    return {
        "given": subject.given_name,
        "family": subject.family_name,
        "age": subject.age_words if age_in(subject.age_words) is not None else "",
        "address": address[:200],
        "postcode": postcode,
        "nhs_number": subject.nhs_number,
        **({f"born_on_{part}": str(getattr(born, part)) for part in ("day", "month", "year")} if born else {}),
    }


def _query(data: dict[str, Any], subject: Any, *, on: Any) -> PersonQuery:
    age = age_in(data["age"])
    birth = births.UNKNOWN
    if data["born_on"]:
        unborn = subject.kind == rules.SubjectKind.UNBORN
        birth = births.expected(data["born_on"]) if unborn else births.known(data["born_on"])
    elif age is not None:
        birth = births.about(age, on)
    names = ("given", "family", "known_as", "address", "postcode", "nhs_number", "mother_given", "mother_family")
    return PersonQuery(birth=birth, **{name: data[name] for name in names})


def _version(request: Request) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _match(request: Request, subject: Any) -> HttpResponse:
    try:
        chosen = UUID(request.POST.get("person", ""))
    except ValueError as error:
        raise Refused("Choose the person this is.") from error
    person = queries.person_to_link(viewer=request.user, pk=chosen)
    services.match_subject(
        actor=request.user,
        at=request.now,
        subject=subject,
        person=person,
        reason=request.POST.get("reason", "").replace("\x00", "")[:300],
        seen=_version(request),
    )
    messages.success(request, "Matched. You can undo this by finding them again.")
    return redirect("concerns:concern", pk=subject.concern_id)


def _new(request: Request, subject: Any) -> HttpResponse:
    # Both or neither: if somebody else said meanwhile who this is, no person is left behind that nobody asked for.
    with transaction.atomic():
        person = people_services.add_person(
            actor=request.user, at=request.now, details=_details(subject, on=day_of(request.now))
        )
        services.match_subject(
            actor=request.user,
            at=request.now,
            subject=subject,
            person=person,
            is_new=True,
            reason="Searched for and not found.",
            seen=_version(request),
        )
    messages.success(request, "Added to the index as a new person.")
    return redirect("concerns:concern", pk=subject.concern_id)


def _details(subject: Any, *, on: Any) -> people_services.Added:
    birth = births.UNKNOWN
    age = age_in(subject.age_words)
    if subject.born_on:
        birth = births.known(subject.born_on)
    elif subject.expected_on:
        birth = births.expected(subject.expected_on)
    elif age is not None:
        birth = births.about(age, on)
    addresses = []
    if subject.address_words:
        addresses.append(people_services.AddressGiven(lines=subject.address_words, postcode=subject.postcode))
    numbers = []
    if subject.nhs_number:
        numbers.append(people_services.IdentifierGiven(kind=IdentifierKind.NHS_NUMBER, value=subject.nhs_number))
    return people_services.Added(
        names=[people_services.NameGiven(given=subject.given_name, family=subject.family_name)],
        birth=birth,
        addresses=addresses,
        identifiers=numbers,
        source=f"Concern {subject.concern.reference}",
    )


def _resolve(request: Request, subject: Any, data: dict[str, Any]) -> HttpResponse:
    services.set_subject_unidentified(
        actor=request.user,
        at=request.now,
        subject=subject,
        resolution=rules.Resolution(data["resolution"]),
        reason=data["reason"],
        seen=data["version"],
    )
    messages.success(request, "Saved. You can look again at any time.")
    return redirect("concerns:concern", pk=subject.concern_id)
