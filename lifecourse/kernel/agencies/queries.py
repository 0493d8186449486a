"""Reading the directory. None of it is secret among staff; the public may only ask for a team by its code."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet

from lifecourse.kernel.base.errors import NotFound, Refused

from . import rules
from .models import Area, ContactPoint, EmailDomain, Organisation, Place, Post, Team

LONDON = ZoneInfo("Europe/London")


def _day(at: datetime) -> date:
    """The day in London: posts and organisations begin and end with a day, not with a moment."""
    return at.astimezone(LONDON).date()


def current(at: datetime) -> Q:
    """The condition for a dated row (`valid_from`, `valid_to`, both included) to stand on the day of `at`."""
    day = _day(at)
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def organisations(*, viewer: Any, at: datetime, with_ended: bool = False) -> QuerySet[Organisation]:
    """Every organisation that stands at `at`, by name."""
    rows = Organisation.objects.select_related("desk").order_by("name")
    return rows if with_ended else rows.filter(current(at))


def organisation(*, viewer: Any, organisation_id: UUID) -> Organisation:
    """One organisation. Raises `NotFound`."""
    found = Organisation.objects.select_related("desk").filter(pk=organisation_id).first()
    if found is None:
        raise NotFound
    return found


def organisation_by_code(*, viewer: Any, code: str) -> Organisation:
    """One organisation by its slug. Raises `NotFound`."""
    found = Organisation.objects.select_related("desk").filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def organisations_that_answer_checks(*, viewer: Any, at: datetime) -> list[Organisation]:
    """The organisations a background check may be sent to, by name. Each has a desk."""
    return list(organisations(viewer=viewer, at=at).filter(answers_checks=True))


def organisation_of_desk(*, viewer: Any, circle_id: int) -> Organisation | None:
    """Whose desk this circle is, if it is one."""
    return Organisation.objects.filter(desk_id=circle_id).first()


def organisations_of_desks(*, viewer: Any, circle_ids: Sequence[int]) -> dict[int, Organisation]:
    """The organisations whose desks these circles are, by circle."""
    return {row.desk_id: row for row in Organisation.objects.filter(desk_id__in=circle_ids) if row.desk_id is not None}


def posts_of(*, viewer: Any, user_id: UUID, at: datetime) -> list[Post]:
    """The posts somebody holds at `at`, the one begun last first."""
    day = _day(at)
    return list(
        Post.objects.filter(user_id=user_id, starts_on__lte=day)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))
        .select_related("organisation", "team")
        .order_by("-starts_on", "-created_at")
    )


def organisation_of(*, viewer: Any, user_id: UUID, at: datetime) -> Organisation | None:
    """For whom somebody works at `at`: of several posts, the one begun last."""
    posts = posts_of(viewer=viewer, user_id=user_id, at=at)
    return posts[0].organisation if posts else None


def team(*, viewer: Any, team_id: UUID) -> Team:
    """One team. Raises `NotFound`."""
    found = Team.objects.select_related("organisation", "area").filter(pk=team_id).first()
    if found is None:
        raise NotFound
    return found


def team_by_code(*, viewer: Any, code: str, at: datetime) -> Team:
    """The Eyes and Ears team with this code, forgiving capitals, spaces, dashes, and O for nought.

    Raises `Refused`, in one sentence, if it is no code at all or no team's.
    """
    key = rules.read_team_code(code)
    found = Team.objects.select_related("organisation", "area").filter(current(at), team_code_key=key).first()
    if found is None:
        raise Refused("We do not know that team code: please look at your card again.", field="team_code")
    return found


def eyes_and_ears_teams(*, viewer: Any, at: datetime) -> list[Team]:
    """Every team that stands at `at` and reports as Eyes and Ears."""
    return list(Team.objects.filter(current(at), is_eyes_and_ears=True).select_related("organisation", "area"))


def areas(*, viewer: Any) -> list[Area]:
    """Every area with its parent, by name."""
    return list(Area.objects.select_related("parent").order_by("name"))


def area_of_postcode(*, viewer: Any, postcode: str) -> Area | None:
    """The smallest area that lists this postcode, its sector or its outward code; None if none does."""
    prefixes = rules.postcode_prefixes(postcode)
    if not prefixes:
        return None
    candidates = Area.objects.filter(postcode_prefixes__overlap=list(prefixes)).select_related("parent__parent")
    sizes = [rules.AreaKind.WARD, rules.AreaKind.SERVICE_DELIVERY_AREA, rules.AreaKind.BOROUGH]

    def rank(area: Area) -> tuple[int, int, str]:
        exactness = min(prefixes.index(prefix) for prefix in area.postcode_prefixes if prefix in prefixes)
        return exactness, sizes.index(rules.AreaKind(area.kind)), area.code

    return min(candidates, key=rank, default=None)


def service_delivery_area_of(area: Area | None) -> Area | None:
    """The service delivery area in which an area lies (itself, if it is one). Loads parents as needed."""
    while area is not None and area.kind != rules.AreaKind.SERVICE_DELIVERY_AREA:
        area = area.parent
    return area


def contact_points(*, viewer: Any, organisation_id: UUID, purpose: str = "") -> list[ContactPoint]:
    """An organisation's standing contact points, verified or not; for one purpose if it is named."""
    rows = ContactPoint.objects.filter(organisation_id=organisation_id, ended_at__isnull=True)
    if purpose:
        rows = rows.filter(purpose=purpose)
    return list(rows.select_related("team", "verified_by"))


def address_for(*, viewer: Any, organisation_id: UUID, purpose: str, kind: str = "email") -> ContactPoint | None:
    """The verified contact point to use for a purpose; None if the organisation has none (then: telephone or desk)."""
    rows = ContactPoint.objects.filter(
        organisation_id=organisation_id, purpose=purpose, kind=kind, ended_at__isnull=True, verified_at__isnull=False
    )
    return rows.order_by("team_id", "created_at").first()


def contact_point(*, viewer: Any, contact_point_id: UUID) -> ContactPoint:
    """One contact point. Raises `NotFound`."""
    found = ContactPoint.objects.select_related("organisation", "team").filter(pk=contact_point_id).first()
    if found is None:
        raise NotFound
    return found


def email_domains(*, viewer: Any, organisation_id: UUID) -> list[EmailDomain]:
    """The e-mail domains bound to an organisation now."""
    return list(EmailDomain.objects.filter(organisation_id=organisation_id, ended_at__isnull=True))


def email_domain(*, viewer: Any, domain_id: UUID) -> EmailDomain:
    """One binding of a domain. Raises `NotFound`."""
    found = EmailDomain.objects.select_related("organisation").filter(pk=domain_id).first()
    if found is None:
        raise NotFound
    return found


def check_recipient(*, viewer: Any, organisation: Organisation, address: str) -> str:
    """The address, if its domain is verified as this organisation's; the whole guard against a slip of the keyboard.

    Exactly the domain: `mail.council.example` is not `council.example`. Raises `Refused` in one sentence.
    """
    address = address.strip()
    domain = rules.domain_of(address)
    bound = EmailDomain.objects.filter(
        organisation=organisation, domain=domain, verified_at__isnull=False, ended_at__isnull=True
    )
    if not bound.exists():
        raise Refused(
            f"{address} is not an address of {organisation.name}: {domain} is not among its verified e-mail domains.",
            field="value",
        )
    return address


def teams_of(*, viewer: Any, organisation_id: UUID, at: datetime, with_ended: bool = False) -> list[Team]:
    """An organisation's teams, by name."""
    rows = Team.objects.filter(organisation_id=organisation_id).select_related("area", "organisation")
    return list(rows if with_ended else rows.filter(current(at)))


def places_of(*, viewer: Any, organisation_id: UUID) -> list[Place]:
    """An organisation's places, by name."""
    return list(Place.objects.filter(organisation_id=organisation_id).select_related("area"))


def search_directory(*, viewer: Any, text: str, at: datetime, with_ended: bool = False) -> QuerySet[Organisation]:
    """Organisations whose own name or code, or a team's or place's name, holds `text`; all of them if it is empty.

    For somebody signed in (or the machine): nobody else is shown anything.
    """
    if getattr(viewer, "pk", None) is None:
        return Organisation.objects.none()
    rows = organisations(viewer=viewer, at=at, with_ended=with_ended)
    if text := text.strip():
        rows = rows.filter(
            Q(name__icontains=text)
            | Q(code__icontains=text)
            | Q(ods_code__iexact=text)
            | Q(urn__iexact=text)
            | Q(pk__in=Team.objects.filter(name__icontains=text).values("organisation_id"))
            | Q(pk__in=Place.objects.filter(name__icontains=text).values("organisation_id"))
        )
    standing = Team.objects.filter(current(at)).order_by("name")
    return rows.prefetch_related(Prefetch("teams", queryset=standing, to_attr="standing_teams"))
