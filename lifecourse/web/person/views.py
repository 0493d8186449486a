"""Find a person; open their record; see who looked."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.access.http import Request
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused
from lifecourse.kernel.involvement import queries as involvement
from lifecourse.kernel.matching import queries as matching
from lifecourse.kernel.matching.rules import PersonQuery, Purpose
from lifecourse.kernel.people import policy
from lifecourse.kernel.people import queries as people
from lifecourse.kernel.people.queries import PersonRecord
from lifecourse.kernel.people.rules.days import day_of
from lifecourse.kernel.ui.shapes import Act, Fact

from .forms import DayForm, SearchForm
from .queries import person_timeline

BOTH = require_http_methods(["GET", "HEAD", "POST"])


@sensitive_post_parameters()
@BOTH
def search(request: Request) -> HttpResponse:
    """Search the index by what was heard. The answer is to a POST, so that no name is ever part of an address."""
    if not access.may(request.user, policy.SEARCH):
        raise NotFound
    form = SearchForm(request.POST if request.method == "POST" else None)
    result = run_search(request, form)
    context = {
        "form": form,
        "result": result,
        "may_add": access.may(request.user, policy.EDIT),
        "carried": [(name, request.POST.get(name, "")) for name in request.POST if name in CARRIED],
    }
    return render(request, "web/person_search.html", context, status=400 if form.errors else 200)


# What a search hands on to the form for a new person.
CARRIED = frozenset(
    [name for name in SearchForm.base_fields if name not in {"purpose", "born_on", "expected_on"}]
    + [f"{name}_{part}" for name in ("born_on", "expected_on") for part in ("day", "month", "year")]
)


def run_search(request: Request, form: SearchForm, *, leave_out: tuple[UUID, ...] = ()) -> matching.SearchResult | None:
    """The candidates for a form that was sent; None, with the fault in the form, if it cannot be searched for."""
    if not form.is_bound or not form.is_valid():
        return None
    data = form.cleaned_data
    plain = ("given", "family", "known_as", "sex", "address", "postcode", "nhs_number", "upn")
    query = PersonQuery(
        birth=form.birth(day_of(request.now)),
        mother_given=data["mother_given"],
        mother_family=data["mother_family"],
        **{name: data[name] for name in plain},
    )
    try:
        return matching.find_candidates(
            viewer=request.user,
            at=request.now,
            query=query,
            purpose=Purpose(data["purpose"]),
            leave_out=leave_out,
        )
    except NotPermitted:
        raise
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return None


@require_safe
def person(request: Request, pk: UUID) -> HttpResponse:
    """A person's record: what to do, the facts, who belongs to them, which services know them, and one timeline."""
    viewer, at = request.user, request.now
    record = people.open_person(viewer=viewer, at=at, pk=pk)
    day_form = DayForm(request.GET if "on_day" in request.GET else None)
    on = (day_form.cleaned_data["on"] if day_form.is_valid() else None) or day_of(at)
    room = request.GET.get("about", "")
    moments, rooms = person_timeline(viewer=viewer, at=at, ids=record.ids, app=room)
    here = reverse("web:person", args=[pk])
    context: dict[str, Any] = {
        "record": record,
        "acts": _acts(request, record),
        "facts": _facts(request, record),
        "may_edit": may(request, policy.EDIT, record),
        "may_merge": may(request, policy.MERGE, record),
        "may_see_trail": may(request, policy.SEE_TRAIL, record),
        "ended": [
            fact
            for facts in (record.names, record.identifiers, record.addresses, record.contacts)
            for fact in facts
            if not fact.standing
        ],
        "to_protect": [fact for fact in record.addresses if fact.standing and not fact.is_protected],
        "flags": [flag for flag in record.flags if flag.ended_at is None],
        "on": on,
        "day_form": day_form,
        "household": people.household(viewer=viewer, at=at, ids=record.ids, on=on),
        "ties": people.relationships_of(viewer=viewer, at=at, ids=record.ids),
        "answers": involvement.shown_of(viewer=viewer, at=at, person_roots=[record.group_id]),
        "comparisons": people.comparisons_of(viewer=viewer, ids=record.ids),
        "moments": moments,
        "kinds": [
            {"label": "Everything", "url": here, "current": not room},
            *({"label": title, "url": f"{here}?about={app}", "current": app == room} for app, title in rooms),
        ],
        "who_can_see": record.circle_name,
        "access_level": "sealed" if record.is_sealed else "",
    }
    return render(request, "web/person_show.html", context)


@require_safe
def person_trail(request: Request, pk: UUID) -> HttpResponse:
    """Who looked at the record, and what was changed."""
    lines = people.who_looked(viewer=request.user, at=request.now, pk=pk)
    return render(request, "web/person_trail.html", {"lines": lines, "pk": pk})


def may(request: Request, capability: str, record: PersonRecord) -> bool:
    """Whether the viewer holds a capability where this record is kept."""
    return access.may(request.user, capability, record.circle_id)


def _acts(request: Request, record: PersonRecord) -> list[Act]:
    def page(name: str) -> str:
        return reverse(f"web:person_{name}", args=[record.id])

    acts: list[Act] = []
    if may(request, policy.EDIT, record):
        if record.is_unborn:
            acts.append(Act(label="Record the birth", url=page("birth")))
        acts += [
            Act(label="Correct details", url=page("details")),
            Act(label="Add a name", url=page("name")),
            Act(label="Add an address", url=page("address")),
            Act(label="Add a number", url=page("number")),
            Act(label="Add phone or e-mail", url=page("contact")),
            Act(label="Add a relative", url=page("relate")),
            Act(label="Raise a flag", url=page("flag")),
        ]
        if record.died_on is None and not record.is_unborn:
            acts.append(Act(label="Record the death", url=page("death")))
    if may(request, policy.MERGE, record):
        acts.append(Act(label="Look for other records of this person", url=page("compare")))
    if may(request, policy.SEAL, record) and not record.is_sealed:
        acts.append(Act(label="Seal the record", url=page("seal")))
    return acts


def _facts(request: Request, record: PersonRecord) -> list[Fact]:
    """The facts that stand, each with who told it and when; then those of the record itself."""
    rows = [
        Fact(key="Date of birth", value=record.birth_words, source=record.source, told_at=record.created_at),
        Fact(key="Sex", value=record.sex.label),
    ]
    may_end = may(request, policy.EDIT, record)
    kinds = (
        ("name", record.names),
        ("identifier", record.identifiers),
        ("address", record.addresses),
        ("contact", record.contacts),
    )
    for kind, facts in kinds:
        for fact in facts:
            if fact.standing and not fact.in_error:
                rows.append(
                    Fact(
                        key=fact.label,
                        value=f"{fact.text}\n{fact.note}" if fact.note else fact.text,
                        source=fact.source,
                        told_at=fact.told_at if fact.source else None,
                        url=reverse("web:person_end_fact", args=[record.id, kind, fact.id]) if may_end else "",
                        act="End",
                    )
                )
    rows += [
        Fact(key="Ethnic group", value=record.ethnicity_words),
        Fact(
            key="Language",
            value=f"{record.language}{' (interpreter needed)' if record.interpreter_needed else ''}".strip(),
        ),
    ]
    return rows
