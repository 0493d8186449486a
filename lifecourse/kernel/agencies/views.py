"""Pages of the directory, for whoever keeps it: organisations, teams, contact points, e-mail domains, team cards."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.access.http import Request
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused, StaleRecord
from lifecourse.kernel.codelists import queries as codelists
from lifecourse.kernel.ui.conflict import conflict_page, wants_to_edit
from lifecourse.kernel.ui.shapes import Conflict, Fact
from lifecourse.kernel.ui.words import LONDON

from . import policy, queries, rules, services
from .forms import (
    CheckAddressForm,
    ContactPointForm,
    EmailDomainForm,
    OrganisationChangeForm,
    OrganisationForm,
    SearchForm,
    TeamChangeForm,
    TeamForm,
    changes_of,
)
from .models import ContactPoint, Organisation, Team

PER_PAGE = 50
# The public's form, as it is printed on a card; the room it belongs to stands above this one.
TELL = "/tell/"
_BOTH = require_http_methods(["GET", "HEAD", "POST"])


def _check(request: Request) -> None:
    """Whoever does not keep the directory does not learn that it has pages."""
    if not access.may(request.user, policy.ADMINISTER):
        raise NotFound


@require_safe
def organisation_list(request: Request) -> HttpResponse:
    """The directory: every organisation with its teams, found by name."""
    _check(request)
    form = SearchForm(request.GET or None)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    rows = queries.search_directory(viewer=request.user, text=words, at=request.now, with_ended=True)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    types = dict(_types(request))
    context = {
        "list_title": "Agencies",
        "page": page,
        "form": form,
        "words": words,
        "rows": [
            {"organisation": row, "type": types.get(row.type, row.type), "standing": _stands(request, row)}
            for row in page
        ],
    }
    return render(request, "agencies/organisation_list.html", context)


@require_safe
def organisation_show(request: Request, organisation_id: UUID) -> HttpResponse:
    """One organisation: what it is, its teams, and how it is reached."""
    return _organisation(request, organisation_id, CheckAddressForm())


def _organisation(request: Request, organisation_id: UUID, form: CheckAddressForm, verdict: str = "") -> HttpResponse:
    _check(request)
    row = queries.organisation(viewer=request.user, organisation_id=organisation_id)
    context = {
        "organisation": row,
        "standing": _stands(request, row),
        "facts": _facts(request, row),
        "teams": queries.teams_of(viewer=request.user, organisation_id=row.pk, at=request.now, with_ended=True),
        "points": queries.contact_points(viewer=request.user, organisation_id=row.pk),
        "domains": queries.email_domains(viewer=request.user, organisation_id=row.pk),
        "places": queries.places_of(viewer=request.user, organisation_id=row.pk),
        "form": form,
        "verdict": verdict,
    }
    return render(request, "agencies/organisation_show.html", context)


def _facts(request: Request, row: Organisation) -> list[Fact]:
    change = reverse("agencies:change", args=[row.pk])
    kind = codelists.label_of(viewer=request.user, list_code="agency_type", code=row.type)
    answers = rules.ReachedThrough(row.reached_through).value if row.answers_checks else ""
    numbers = ", ".join(f"{name} {value}" for name, value in (("ODS", row.ods_code), ("URN", row.urn)) if value)
    return [
        Fact(key="Kind of agency", value=kind, url=change, act="Change"),
        Fact(key="Short name", value=row.code),
        Fact(key="Numbers", value=numbers, empty="None"),
        Fact(key="Desk", value=row.desk.name if row.desk else "", empty="It has no desk: nothing can be asked of it"),
        Fact(key="Answers checks", value=f"Yes, through its {answers}" if answers else "No", url=change, act="Change"),
        Fact(key="In the partnership", value=_period(row)),
    ]


def _period(row: Organisation | Team) -> str:
    began = f"since {row.valid_from:%-d %B %Y}"
    return f"{began}, until {row.valid_to:%-d %B %Y}" if row.valid_to else began


def _stands(request: Request, row: Organisation) -> bool:
    today = request.now.astimezone(LONDON).date()
    return row.valid_from <= today and (row.valid_to is None or row.valid_to >= today)


def _types(request: Request) -> list[tuple[str, str]]:
    today = request.now.astimezone(LONDON).date()
    return [(c.code, c.label) for c in codelists.choices(viewer=request.user, list_code="agency_type", on=today)]


# Organisations ------------------------------------------------------------------------------------------------------
@_BOTH
def organisation_add(request: Request) -> HttpResponse:
    """Add an organisation, with its desk."""
    _check(request)
    today = request.now.astimezone(LONDON).date()
    initial = {"valid_from": today, "reached_through": rules.ReachedThrough.PAGE.value}
    form = OrganisationForm(request.POST or None, types=_types(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.create_organisation(actor=request.user, at=request.now, **form.cleaned_data)
        except (NotPermitted, StaleRecord):
            raise
        except Refused as refused:
            _put(refused, form)
        else:
            messages.success(request, "Added, with its desk. Now bind its e-mail domain.")
            return redirect("agencies:show", row.pk)
    return _form(request, form, title="Add an organisation", button="Add", back=reverse("agencies:list"))


@_BOTH
def organisation_change(request: Request, organisation_id: UUID) -> HttpResponse:
    """Change an organisation as it was last seen."""
    _check(request)
    row = queries.organisation(viewer=request.user, organisation_id=organisation_id)
    form = OrganisationChangeForm(request.POST or None, types=_types(request), initial=changes_of(row))
    if request.method == "POST" and not wants_to_edit(request) and form.is_valid():
        values = dict(form.cleaned_data)
        seen = values.pop("version")
        try:
            services.change_organisation(actor=request.user, at=request.now, organisation=row, seen=seen, **values)
        except NotPermitted:
            raise
        except StaleRecord:
            return _conflict(request, form, queries.organisation(viewer=request.user, organisation_id=row.pk), values)
        except Refused as refused:
            _put(refused, form)
        else:
            messages.success(request, "Changed.")
            return redirect("agencies:show", row.pk)
    return _form(request, form, title=f"Change {row.name}", button="Save", back=reverse("agencies:show", args=[row.pk]))


def _conflict(request: Request, form: forms.Form, now: Any, values: dict[str, Any]) -> HttpResponse:
    fields = [
        Conflict(
            label=str(form.fields[name].label),
            before="",
            theirs=str(getattr(now, name) or "Nothing"),
            yours=str(value or "Nothing"),
        )
        for name, value in values.items()
        if str(getattr(now, name) or "") != str(value or "")
    ]
    home = now.organisation_id if isinstance(now, Team) else now.pk
    return conflict_page(
        request,
        fields=fields,
        version=now.version,
        record_url=reverse("agencies:show", args=[home]),
        their_name="Somebody else",
        their_at=now.updated_at,
    )


# Teams --------------------------------------------------------------------------------------------------------------
@_BOTH
def team_add(request: Request, organisation_id: UUID) -> HttpResponse:
    """Add a team; an Eyes and Ears team gets its code."""
    _check(request)
    row = queries.organisation(viewer=request.user, organisation_id=organisation_id)
    initial = {"valid_from": request.now.astimezone(LONDON).date()}
    form = TeamForm(request.POST or None, areas=queries.areas(viewer=request.user), initial=initial)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        values["area"] = form.areas.get(values["area"])
        try:
            team = services.create_team(actor=request.user, at=request.now, organisation=row, **values)
        except (NotPermitted, StaleRecord):
            raise
        except Refused as refused:
            _put(refused, form)
        else:
            messages.success(request, "Added.")
            return redirect("agencies:card", team.pk) if team.team_code else redirect("agencies:show", row.pk)
    return _form(request, form, title=f"Add a team of {row.name}", button="Add", back=_home(row))


@_BOTH
def team_change(request: Request, team_id: UUID) -> HttpResponse:
    """Change a team as it was last seen; its code stays."""
    _check(request)
    team = queries.team(viewer=request.user, team_id=team_id)
    initial = {
        "name": team.name,
        "area": str(team.area_id or ""),
        "valid_to": team.valid_to,
        "version": team.version,
    }
    form = TeamChangeForm(request.POST or None, areas=queries.areas(viewer=request.user), initial=initial)
    if request.method == "POST" and not wants_to_edit(request) and form.is_valid():
        values = dict(form.cleaned_data)
        seen = values.pop("version")
        values["area"] = form.areas.get(values["area"])
        try:
            services.change_team(actor=request.user, at=request.now, team=team, seen=seen, **values)
        except NotPermitted:
            raise
        except StaleRecord:
            return _conflict(request, form, queries.team(viewer=request.user, team_id=team.pk), values)
        except Refused as refused:
            _put(refused, form)
        else:
            messages.success(request, "Changed.")
            return redirect("agencies:show", team.organisation_id)
    return _form(request, form, title=f"Change {team.name}", button="Save", back=_home(team.organisation))


@require_safe
def team_card(request: Request, team_id: UUID) -> HttpResponse:
    """A card to print: the form's address and the team's code, in large letters."""
    _check(request)
    team = queries.team(viewer=request.user, team_id=team_id)
    if not team.team_code:
        raise NotFound
    address = f"{settings.PUBLIC_ADDRESS}{TELL}"
    shown = address.removeprefix("https://").removeprefix("http://").rstrip("/")
    return render(request, "agencies/team_card.html", {"team": team, "address": shown})


# Ways to reach it ---------------------------------------------------------------------------------------------------
@_BOTH
def contact_point_add(request: Request, organisation_id: UUID) -> HttpResponse:
    """Add a contact point; an e-mail address of a domain that is not the agency's is refused."""
    _check(request)
    row = queries.organisation(viewer=request.user, organisation_id=organisation_id)
    teams = queries.teams_of(viewer=request.user, organisation_id=row.pk, at=request.now)
    form = ContactPointForm(request.POST or None, teams=teams)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        values["team"] = form.teams.get(values["team"])
        try:
            services.add_contact_point(actor=request.user, at=request.now, organisation=row, **values)
        except (NotPermitted, StaleRecord):
            raise
        except Refused as refused:
            _put(refused, form)
        else:
            messages.success(request, "Added.")
            return redirect("agencies:show", row.pk)
    return _form(request, form, title=f"Add a contact point of {row.name}", button="Add", back=_home(row))


@require_POST
def contact_point_verify(request: Request, contact_point_id: UUID) -> HttpResponse:
    """The administrator's word that the agency confirmed it."""
    point = _point(request, contact_point_id)
    return _act(request, point, services.verify_contact_point, "Verified: it may be used now.")


@require_POST
def contact_point_end(request: Request, contact_point_id: UUID) -> HttpResponse:
    """Take it out of use."""
    point = _point(request, contact_point_id)
    return _act(request, point, services.end_contact_point, "Taken out of use. Letters sent to it stay on the record.")


def _point(request: Request, contact_point_id: UUID) -> ContactPoint:
    _check(request)
    return queries.contact_point(viewer=request.user, contact_point_id=contact_point_id)


def _act(request: Request, point: ContactPoint, command: Any, done: str) -> HttpResponse:
    try:
        command(actor=request.user, at=request.now, contact_point=point)
    except (NotPermitted, StaleRecord):
        raise
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("agencies:show", point.organisation_id)


@_BOTH
def email_domain_add(request: Request, organisation_id: UUID) -> HttpResponse:
    """Bind an e-mail domain that the agency confirmed."""
    _check(request)
    row = queries.organisation(viewer=request.user, organisation_id=organisation_id)
    form = EmailDomainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_email_domain(actor=request.user, at=request.now, organisation=row, **form.cleaned_data)
        except (NotPermitted, StaleRecord):
            raise
        except Refused as refused:
            _put(refused, form)
        else:
            messages.success(request, "Bound.")
            return redirect("agencies:show", row.pk)
    return _form(request, form, title=f"Add an e-mail domain of {row.name}", button="Add", back=_home(row))


@require_POST
def email_domain_end(request: Request, domain_id: UUID) -> HttpResponse:
    """Unbind a domain."""
    _check(request)
    domain = queries.email_domain(viewer=request.user, domain_id=domain_id)
    services.end_email_domain(actor=request.user, at=request.now, email_domain=domain)
    messages.success(request, "Removed: nothing is sent to that domain for this agency any more.")
    return redirect("agencies:show", domain.organisation_id)


@require_POST
def address_check(request: Request, organisation_id: UUID) -> HttpResponse:
    """Whether an address would be taken as this organisation's. By POST: an address does not belong in an address."""
    _check(request)
    row = queries.organisation(viewer=request.user, organisation_id=organisation_id)
    form, verdict = CheckAddressForm(request.POST), ""
    if form.is_valid():
        try:
            queries.check_recipient(viewer=request.user, organisation=row, address=form.cleaned_data["address"])
        except Refused as refused:
            form.add_error("address", str(refused))
        else:
            verdict = f"Yes: that address is of one of {row.name}'s verified domains."
    return _organisation(request, organisation_id, form, verdict)


def _home(row: Organisation) -> str:
    return reverse("agencies:show", args=[row.pk])


def _put(refused: Refused, form: forms.Form) -> None:
    form.add_error(refused.field if refused.field in form.fields else None, str(refused))


def _form(request: Request, form: forms.Form, *, title: str, button: str, back: str) -> HttpResponse:
    context = {"form": form, "form_title": title, "button_words": button, "back": back}
    return render(request, "agencies/organisation_edit.html", context)
