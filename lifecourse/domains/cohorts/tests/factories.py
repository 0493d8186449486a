"""Invented cohorts, people and lists for tests, made by the commands themselves."""

import datetime as dt
import itertools
from typing import Any

from lifecourse.domains.cohorts import services
from lifecourse.domains.cohorts.models import Cohort, Run
from lifecourse.domains.cohorts.rules.definition import Definition, Rule, defined
from lifecourse.domains.concerns.tests.factories import a_hub
from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import Circle, CircleKind, User
from lifecourse.kernel.agencies.models import Organisation
from lifecourse.kernel.agencies.tests.factories import a_circle, a_user, an_organisation
from lifecourse.kernel.audit.actors import Machine
from lifecourse.kernel.involvement import services as involvement
from lifecourse.kernel.involvement.models import ListSource
from lifecourse.kernel.involvement.tests import factories as lists
from lifecourse.kernel.people import services as people
from lifecourse.kernel.people.models import Person
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.services import Added, AddressGiven, NameGiven

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
TODAY = AT.date()
MACHINE = Machine("test")
HOME = "14 Invented Street"
_numbers = itertools.count(1)


def an_office() -> Circle:
    """Where cohorts are kept."""
    return a_circle("insight-office", CircleKind.OFFICE)


def an_index() -> Circle:
    """The person index."""
    return lists.an_index()


def an_analyst(name: str = "", *, hub: bool = False) -> User:
    """Somebody who starts cohorts and may ask of the index; with `hub`, a MASH officer too."""
    user = a_user(name or f"Ana Lyst-Invented {next(_numbers)}")
    lists.join(user, an_office(), "cohort_owner")
    lists.join(user, an_index(), "index_reader")
    if hub:
        lists.join(user, a_hub(), "hub_officer")
    return user


def an_approver() -> User:
    """Somebody who agrees the cohorts of others."""
    user = a_user(f"Ina Governance-Invented {next(_numbers)}")
    lists.join(user, an_office(), "cohort_approver")
    return user


def wanted(rule: Rule = Rule.ON_NO_LIST, *, definition: Definition | None = None, **fields: Any) -> services.Wanted:
    """What somebody wrote of a cohort."""
    fields.setdefault("purpose", "To find children of whom no school knows, and see that they are safe.")
    fields.setdefault("lawful_basis", "public_task")
    fields.setdefault("lawful_condition", "safeguarding")
    fields.setdefault("expires_on", TODAY + dt.timedelta(days=180))
    return services.Wanted(definition=definition or defined(rule), **fields)


def a_cohort(owner: User, rule: Rule = Rule.ON_NO_LIST, *, agreed: bool = True, **fields: Any) -> Cohort:
    """A cohort of an owner, agreed by somebody else unless said otherwise."""
    with context.viewing(owner, at=AT):
        made = services.start_cohort(
            actor=owner,
            at=AT,
            circle_id=an_office().pk,
            name=fields.pop("name", "On no school list"),
            wanted=wanted(rule, **fields),
        )
    if agreed:
        approver = an_approver()
        with context.viewing(approver, at=AT):
            services.agree_cohort(actor=approver, at=AT, cohort_id=made.pk, number=1)
    return made


def a_run(cohort: Cohort, actor: User, *, at: dt.datetime = AT) -> Run:
    """A run of a cohort, carried out."""
    with context.viewing(actor, at=at):
        asked = services.start_run(actor=actor, at=at, cohort_id=cohort.pk)
        return services.carry_out_run(actor=actor, at=at, run_id=asked.pk)


def a_list(
    kind: str, *, ages: tuple[int | None, int | None] = (None, None), taken_on: dt.date | None = TODAY, **fields: Any
) -> ListSource:
    """A list of this kind with nobody on it, taken on a day; with None nothing was ever sent."""
    number = next(_numbers)
    agency: Organisation = an_organisation(f"{kind.replace('_', '-')}-{number}")
    service = lists.a_service(
        agency,
        code=f"service-{number}",
        name=f"Service {kind}",
        kind=kind,
        shows_from_age=ages[0],
        shows_to_age=ages[1],
    )
    source = lists.a_source(service, code=f"list-{number}", **fields)
    if taken_on is not None:
        someone = f"Filler{number}"
        lists.load(source, lists.a_file(lists.row("filler", Surname=someone, DOB="01/01/1950")), taken_on=taken_on)
    source.refresh_from_db()
    return source


def a_person(
    given: str = "Ivo",
    *,
    born: dt.date | None = dt.date(2016, 5, 4),
    birth: births.Birth | None = None,
    lines: str = HOME,
    postcode: str = "",
    protected: bool = False,
    circle: Circle | None = None,
) -> Person:
    """Somebody of the index, of no list."""
    address = AddressGiven(lines=lines, postcode=postcode, is_protected=protected)
    told = Added(
        source="Test",
        names=[NameGiven(given, f"Quillfeather{next(_numbers)}")],
        birth=birth or (births.known(born) if born else births.UNKNOWN),
        addresses=[address] if lines else [],
    )
    with context.as_system("test"):
        return people.add_person(actor=MACHINE, at=AT, details=told, circle_id=(circle or an_index()).pk)


def on_list(person: Person, source: ListSource, *, closed_on: dt.date | None = None) -> None:
    """Say that a service works, or worked, with somebody."""
    with context.as_system("test"):
        made = involvement.record_involvement(
            actor=MACHINE,
            at=AT,
            person_id=person.pk,
            service=source.service,
            told_by="Desk, by phone",
            told_on=TODAY,
            opened_on=dt.date(2025, 9, 1),
        )
        if closed_on:
            involvement.end_involvement(
                actor=MACHINE, at=AT, involvement_id=made.pk, told_by="Desk", told_on=TODAY, closed_on=closed_on
            )
