"""Commands that set up services and their lists: part of keeping the directory."""

from datetime import date, datetime

from lifecourse.kernel.agencies.models import Organisation
from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.involvement import policy
from lifecourse.kernel.involvement.models import ListSource, Service
from lifecourse.kernel.involvement.rules import ListKind
from lifecourse.kernel.involvement.rules.columns import ColumnMap


@command("involvement.service_created")
def create_service(
    *,
    actor: Actor,
    at: datetime,
    organisation: Organisation,
    code: str,
    name: str,
    kind: str = "",
    shows_from_age: int | None = None,
    shows_to_age: int | None = None,
    reach: str = "",
) -> Service:
    """Add a service of an agency. `reach` says in words how to reach it ("Duty desk, 01942 000000, weekdays").

    Raises `Refused` if the agency has one of that code already, or the ages are the wrong way round.
    """
    policy.check_may_set_up(actor, at=at)
    if Service.objects.filter(organisation=organisation, code=code).exists():
        raise Refused(f"{organisation.name} has a service with the short name “{code}” already.", field="code")
    if shows_from_age is not None and shows_to_age is not None and shows_to_age < shows_from_age:
        raise Refused("The oldest age must not be below the youngest.", field="shows_to_age")
    service = Service(
        organisation=organisation,
        code=code,
        name=name.strip(),
        kind=kind,
        shows_from_age=shows_from_age,
        shows_to_age=shows_to_age,
        reach=reach.strip(),
    )
    service.save()
    record("involvement.service_created", subject=service, actor=actor, at=at, code=code)
    return service


@command("involvement.source_created")
def create_source(
    *,
    actor: Actor,
    at: datetime,
    service: Service,
    code: str,
    name: str,
    covers: str,
    kind: ListKind = ListKind.FULL,
    covers_from: date | None = None,
    covers_to: date | None = None,
    stale_after_days: int = 7,
    columns: ColumnMap | None = None,
) -> ListSource:
    """Set up a list that an agency will send. `covers` says in words who should be on it and who is not.

    Without that, "no record found" would mean nothing, so it must be given. Raises `Refused`.
    """
    policy.check_may_set_up(actor, at=at)
    if not covers.strip():
        raise Refused("Say who should be on the list: without it “no record found” means nothing.", field="covers")
    if ListSource.objects.filter(code=code).exists():
        raise Refused(f"There is a list with the short name “{code}” already.", field="code")
    if service.organisation.desk_id is None:
        raise Refused(f"{service.organisation.name} has no desk to load its lists at.", field="service")
    source = ListSource(
        service=service,
        code=code,
        name=name.strip(),
        kind=ListKind(kind).value,
        covers=covers.strip(),
        covers_from=covers_from,
        covers_to=covers_to,
        stale_after_days=stale_after_days,
        column_map=columns.to_json() if columns else {},
    )
    source.save()
    record("involvement.source_created", subject=source, actor=actor, at=at, code=code)
    return source


@command("involvement.source_changed")
def change_source(
    *,
    actor: Actor,
    at: datetime,
    source: ListSource,
    covers: str,
    stale_after_days: int,
    covers_from: date | None = None,
    covers_to: date | None = None,
    seen: int | None = None,
) -> ListSource:
    """Change what a list is said to cover and how often it is due. Raises `StaleRecord`."""
    policy.check_may_set_up(actor, at=at)
    if not covers.strip():
        raise Refused("Say who should be on the list: without it “no record found” means nothing.", field="covers")
    if stale_after_days < 1:
        raise Refused("A list is renewed every day at most.", field="stale_after_days")
    source.covers, source.stale_after_days = covers.strip(), stale_after_days
    source.covers_from, source.covers_to = covers_from, covers_to
    source.save_changes("covers", "stale_after_days", "covers_from", "covers_to", seen=seen)
    record("involvement.source_changed", subject=source, actor=actor, at=at, code=source.code)
    return source
