"""Commands on the directory. Whoever may be written to is decided here, so each change is a command."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from lifecourse.kernel.access import services as access
from lifecourse.kernel.access.models import CircleKind, User
from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.codelists import queries as codelists

from . import policy, queries, rules
from .models import Area, ContactPoint, EmailDomain, Organisation, Place, Post, Team

_ORGANISATION_FIELDS = ("name", "type", "ods_code", "urn", "valid_to", "answers_checks", "reached_through")
_TEAM_FIELDS = ("name", "area", "valid_to")


@command("agencies.organisation_created")
def create_organisation(
    *,
    actor: Actor,
    at: datetime,
    code: str,
    name: str,
    type: str,
    valid_from: date,
    ods_code: str = "",
    urn: str = "",
    answers_checks: bool = False,
    reached_through: str = rules.ReachedThrough.PAGE,
    desk: bool = True,
) -> Organisation:
    """Add an organisation and, unless told not to, its desk: the circle `desk-<code>` of those who answer for it.

    Raises `Refused` if the code is taken, or if it is to answer checks without a desk.
    """
    policy.check_may_administer(actor, at=at)
    if Organisation.objects.filter(code=code).exists():
        raise Refused(f"There is an organisation with the short name “{code}” already.", field="code")
    _check_answers(answers_checks, desk)
    _check_type(actor, type, at=at)
    circle = None
    if desk:
        circle = access.create_circle(
            actor=actor,
            at=at,
            code=f"desk-{code}",
            name=f"{name}: desk"[:120],
            kind=CircleKind.DESK,
            purpose="One agency's part in checks and actions, and what it sent.",
        )
    organisation = Organisation(
        code=code,
        name=name.strip(),
        type=type,
        ods_code=ods_code.strip().upper(),
        urn=urn.strip(),
        valid_from=valid_from,
        desk=circle,
        answers_checks=answers_checks,
        reached_through=rules.ReachedThrough(reached_through),
    )
    organisation.save()
    record("agencies.organisation_created", subject=organisation, actor=actor, at=at, code=code, type=type)
    return organisation


@command("agencies.organisation_changed")
def change_organisation(
    *, actor: Actor, at: datetime, organisation: Organisation, seen: int | None = None, **changes: Any
) -> Organisation:
    """Change any of name, type, ods_code, urn, valid_to, answers_checks, reached_through, as last seen (`seen`).

    Raises `StaleRecord` if somebody else changed it first. The code stays: circles are named by it.
    """
    policy.check_may_administer(actor, at=at)
    _set(organisation, _ORGANISATION_FIELDS, changes)
    if "type" in changes:
        _check_type(actor, organisation.type, at=at)
    _check_answers(organisation.answers_checks, organisation.desk_id is not None)
    _check_dates(organisation.valid_from, organisation.valid_to)
    organisation.save_changes(*changes, seen=seen)
    record("agencies.organisation_changed", subject=organisation, actor=actor, at=at, fields=sorted(changes))
    return organisation


@command("agencies.area_created")
def create_area(
    *,
    actor: Actor,
    at: datetime,
    code: str,
    name: str,
    kind: str,
    parent: Area | None = None,
    postcode_prefixes: Sequence[str] = (),
) -> Area:
    """Add a piece of the map, with the outward codes, sectors or postcodes that lie in it."""
    policy.check_may_administer(actor, at=at)
    if Area.objects.filter(code=code).exists():
        raise Refused(f"There is an area with the short name “{code}” already.", field="code")
    prefixes = sorted({rules.read_prefix(prefix) for prefix in postcode_prefixes})
    area = Area(code=code, name=name.strip(), kind=rules.AreaKind(kind), parent=parent, postcode_prefixes=prefixes)
    area.save()
    record("agencies.area_created", subject=area, actor=actor, at=at, code=code, kind=kind)
    return area


@command("agencies.team_created")
def create_team(
    *,
    actor: Actor,
    at: datetime,
    organisation: Organisation,
    code: str,
    name: str,
    valid_from: date,
    area: Area | None = None,
    is_eyes_and_ears: bool = False,
    code_letters: str = "",
) -> Team:
    """Add a team. An Eyes and Ears team gets a team code beginning with `code_letters` (else: of its name).

    Raises `Refused` if the organisation has a team of that short name, or no such team code is free.
    """
    policy.check_may_administer(actor, at=at)
    if Team.objects.filter(organisation=organisation, code=code).exists():
        raise Refused(f"{organisation.name} has a team with the short name “{code}” already.", field="code")
    team = Team(organisation=organisation, code=code, name=name.strip(), area=area, valid_from=valid_from)
    if is_eyes_and_ears:
        team.is_eyes_and_ears = True
        team.team_code = _new_team_code(code_letters or name)
        team.team_code_key = rules.fold_team_code(team.team_code)
    team.save()
    record("agencies.team_created", subject=team, actor=actor, at=at, code=code, eyes_and_ears=is_eyes_and_ears)
    return team


@command("agencies.team_changed")
def change_team(*, actor: Actor, at: datetime, team: Team, seen: int | None = None, **changes: Any) -> Team:
    """Change a team's name, area or valid_to, as last seen. Its code on people's cards never changes."""
    policy.check_may_administer(actor, at=at)
    _set(team, _TEAM_FIELDS, changes)
    _check_dates(team.valid_from, team.valid_to)
    team.save_changes(*changes, seen=seen)
    record("agencies.team_changed", subject=team, actor=actor, at=at, fields=sorted(changes))
    return team


@command("agencies.place_created")
def create_place(
    *, actor: Actor, at: datetime, organisation: Organisation, name: str, address: str = "", postcode: str = ""
) -> Place:
    """Add a building the organisation works from; its area is found by its postcode."""
    policy.check_may_administer(actor, at=at)
    area = queries.area_of_postcode(viewer=actor, postcode=postcode)
    place = Place(
        organisation=organisation, name=name.strip(), address=address.strip(), postcode=postcode.strip(), area=area
    )
    place.save()
    record("agencies.place_created", subject=place, actor=actor, at=at)
    return place


@command("agencies.post_started")
def start_post(
    *,
    actor: Actor,
    at: datetime,
    user: User,
    organisation: Organisation,
    job_title: str,
    starts_on: date,
    team: Team | None = None,
    ends_on: date | None = None,
) -> Post:
    """Say that somebody works for an organisation from a day. It opens no circle: memberships do."""
    policy.check_may_administer(actor, at=at)
    _check_team(organisation, team)
    _check_dates(starts_on, ends_on, field="ends_on")
    post = Post(
        user=user,
        organisation=organisation,
        team=team,
        job_title=job_title.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
    )
    post.save()
    record("agencies.post_started", subject=post, actor=actor, at=at, user=user.pk, organisation=organisation.code)
    return post


@command("agencies.post_ended")
def end_post(*, actor: Actor, at: datetime, post: Post, ends_on: date) -> Post:
    """Say that somebody's last day in a post was `ends_on`."""
    policy.check_may_administer(actor, at=at)
    _check_dates(post.starts_on, ends_on, field="ends_on")
    post.ends_on = ends_on
    post.save(update_fields=["ends_on", "updated_at"])
    record("agencies.post_ended", subject=post, actor=actor, at=at, user=post.user_id)
    return post


@command("agencies.email_domain_added")
def add_email_domain(
    *, actor: Actor, at: datetime, organisation: Organisation, domain: str, verified: bool = True
) -> EmailDomain:
    """Bind an e-mail domain to an organisation; only a verified one lets anything be sent.

    `verified` is the administrator's word that the organisation confirmed it by another way than e-mail.
    """
    policy.check_may_administer(actor, at=at)
    domain = rules.read_domain(domain)
    row = EmailDomain.objects.filter(organisation=organisation, domain=domain).first()
    if row is not None and row.ended_at is None and (row.verified_at is not None or not verified):
        raise Refused(f"{domain} is bound to {organisation.name} already.", field="domain")
    row = row or EmailDomain(organisation=organisation, domain=domain)
    row.ended_at = None
    row.verified_at, row.verified_by_id = (at, actor.pk) if verified else (None, None)
    row.save()
    record("agencies.email_domain_added", subject=row, actor=actor, at=at, organisation=organisation.code)
    return row


@command("agencies.email_domain_ended")
def end_email_domain(*, actor: Actor, at: datetime, email_domain: EmailDomain) -> EmailDomain:
    """Unbind a domain: from now nothing is sent to it for that organisation."""
    policy.check_may_administer(actor, at=at)
    if email_domain.ended_at is not None:
        raise Refused("This e-mail domain has been removed already.")
    email_domain.ended_at = at
    email_domain.save(update_fields=["ended_at", "updated_at"])
    record("agencies.email_domain_ended", subject=email_domain, actor=actor, at=at)
    return email_domain


@command("agencies.contact_point_added")
def add_contact_point(
    *,
    actor: Actor,
    at: datetime,
    organisation: Organisation,
    kind: str,
    purpose: str,
    value: str,
    team: Team | None = None,
    verified: bool = False,
) -> ContactPoint:
    """Add a way to reach an organisation. An e-mail address must be of one of its verified domains.

    Raises `Refused`, with the address and the domain in the sentence, if it is not.
    """
    policy.check_may_administer(actor, at=at)
    _check_team(organisation, team)
    value = value.strip()
    if kind == rules.ContactKind.EMAIL:
        value = queries.check_recipient(viewer=actor, organisation=organisation, address=value)
    point = ContactPoint(
        organisation=organisation,
        team=team,
        kind=rules.ContactKind(kind),
        purpose=rules.ContactPurpose(purpose),
        value=value,
    )
    if verified:
        point.verified_at, point.verified_by_id = at, actor.pk
    point.save()
    record("agencies.contact_point_added", subject=point, actor=actor, at=at, kind=kind, purpose=purpose)
    return point


@command("agencies.contact_point_verified")
def verify_contact_point(
    *, actor: Actor, at: datetime, contact_point: ContactPoint, seen: int | None = None
) -> ContactPoint:
    """Say that the organisation confirmed this contact point. An e-mail's domain is checked again."""
    policy.check_may_administer(actor, at=at)
    if contact_point.ended_at is not None:
        raise Refused("This contact point has been ended: add a new one.")
    if contact_point.kind == rules.ContactKind.EMAIL:
        queries.check_recipient(viewer=actor, organisation=contact_point.organisation, address=contact_point.value)
    contact_point.verified_at, contact_point.verified_by_id = at, actor.pk
    contact_point.save_changes("verified_at", "verified_by_id", seen=seen)
    record("agencies.contact_point_verified", subject=contact_point, actor=actor, at=at)
    return contact_point


@command("agencies.contact_point_ended")
def end_contact_point(
    *, actor: Actor, at: datetime, contact_point: ContactPoint, seen: int | None = None
) -> ContactPoint:
    """Take a contact point out of use. It stays on the record: letters were sent to it."""
    policy.check_may_administer(actor, at=at)
    if contact_point.ended_at is not None:
        raise Refused("This contact point has been ended already.")
    contact_point.ended_at = at
    contact_point.save_changes("ended_at", seen=seen)
    record("agencies.contact_point_ended", subject=contact_point, actor=actor, at=at)
    return contact_point


def _set(row: Any, allowed: Sequence[str], changes: dict[str, Any]) -> None:
    unknown = sorted(set(changes) - set(allowed))
    if unknown:
        raise TypeError(f"{unknown[0]!r} of {row._meta.label} is not to be changed")
    if not changes:
        raise TypeError("nothing to change")
    for name, value in changes.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)


def _check_type(actor: Actor, code: str, *, at: datetime) -> None:
    on = at.astimezone(queries.LONDON).date()
    codelists.check_choice(viewer=actor, list_code="agency_type", code=code, on=on, field="type")


def _check_answers(answers_checks: bool, has_desk: bool) -> None:
    if answers_checks and not has_desk:
        raise Refused("An organisation that answers checks needs a desk.", field="answers_checks")


def _check_dates(first: date, last: date | None, field: str = "valid_to") -> None:
    if last is not None and last < first:
        raise Refused(f"The last day ({last:%-d %B %Y}) is before the first ({first:%-d %B %Y}).", field=field)


def _check_team(organisation: Organisation, team: Team | None) -> None:
    if team is not None and team.organisation_id != organisation.pk:
        raise Refused(f"{team.name} is not a team of {organisation.name}.", field="team")


def _new_team_code(letters: str) -> str:
    taken = frozenset(Team.objects.filter(team_code_key__isnull=False).values_list("team_code_key", flat=True))
    return rules.make_team_code(letters, taken={key for key in taken if key})
