"""Invented services, lists and files for tests, made by the commands themselves."""

import datetime as dt
import io
from typing import Any

from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import Circle, CircleKind, Membership, Role, User
from lifecourse.kernel.access.services import create_circle, create_user, grant_membership
from lifecourse.kernel.agencies.models import Organisation
from lifecourse.kernel.agencies.services import create_organisation
from lifecourse.kernel.audit.actors import Machine
from lifecourse.kernel.involvement import services
from lifecourse.kernel.involvement.models import ListLoad, ListSource, Service
from lifecourse.kernel.involvement.rules import ListKind
from lifecourse.kernel.involvement.rules.columns import ColumnMap, DateFormat, suggest

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
TODAY = AT.date()
MACHINE = Machine("test")
HEADERS = (
    "Ref",
    "Surname",
    "Forename",
    "DOB",
    "NHS number",
    "Postcode",
    "Status",
    "Start date",
    "End date",
    "Worker",
    "Job",
    "Worker phone",
    "Worker email",
)
MAP = ColumnMap(columns=suggest(HEADERS), date_formats=(DateFormat.DAY_FIRST, DateFormat.ISO))


def an_index() -> Circle:
    """The partnership's person index."""
    found = Circle.objects.filter(kind=CircleKind.INDEX).first()
    return found or create_circle(actor=MACHINE, at=AT, code="person-index", name="Index", kind=CircleKind.INDEX)


def an_agency(code: str = "housing") -> Organisation:
    """The agency of this code, with a desk."""
    found = Organisation.objects.filter(code=code).first()
    return found or create_organisation(
        actor=MACHINE, at=AT, code=code, name=code.title(), type="la_housing", valid_from=dt.date(2020, 1, 1)
    )


def a_service(organisation: Organisation | None = None, code: str = "support", **fields: Any) -> Service:
    """A service of an agency."""
    fields.setdefault("name", "Housing support")
    return services.create_service(actor=MACHINE, at=AT, organisation=organisation or an_agency(), code=code, **fields)


def a_source(service: Service | None = None, code: str = "housing-list", **fields: Any) -> ListSource:
    """A full list of a service, its columns known; and a person index to load it into."""
    an_index()
    fields.setdefault("covers", "Everybody with an open support plan")
    fields.setdefault("columns", MAP)
    return services.create_source(
        actor=MACHINE, at=AT, service=service or a_service(), code=code, name=f"List {code}", **fields
    )


def member(circle: Circle, role: str, email: str = "") -> User:
    """Somebody with one role in one circle."""
    number = Membership.objects.count()
    user = create_user(
        actor=MACHINE, at=AT, email=email or f"member{number}@example.test", full_name=f"Member {number} Example"
    )
    join(user, circle, role)
    return user


def join(user: User, circle: Circle, role: str) -> None:
    """One more membership."""
    grant_membership(
        actor=MACHINE,
        at=AT,
        user=user,
        circle=circle,
        role=Role.objects.get(pk=role),
        reason="test",
        starts_at=AT - dt.timedelta(days=1),
    )


def row(ref: str, **cells: str) -> dict[str, str]:
    """One row of the list, of an invented person."""
    return {
        "Ref": ref,
        "Surname": f"Example{ref}",
        "Forename": "Jon",
        "DOB": "01/03/2015",
        "Status": "open",
        "Start date": "05/01/2026",
        "Worker": "Ann Sample",
        "Job": "Support worker",
        "Worker email": "ann.sample@housing.example",
        **cells,
    }


def a_file(*rows: dict[str, str]) -> io.BytesIO:
    """A CSV file of these rows."""
    lines = [",".join(HEADERS), *(",".join(one.get(header, "") for header in HEADERS) for one in rows)]
    return io.BytesIO("\n".join(lines).encode() + b"\n")


def load(
    source: ListSource,
    file: io.BytesIO,
    *,
    actor: Any = MACHINE,
    taken_on: dt.date = TODAY,
    at: dt.datetime = AT,
    kind: ListKind | None = None,
    **agreed: int,
) -> ListLoad:
    """Receive, check and load a file, as somebody who agrees to `agreed`."""
    source.refresh_from_db()
    with context.as_system("test"):
        got = services.receive_list(
            actor=actor, at=at, source=source, file=file, taken_on=taken_on, kind=kind, keep=False
        )
        services.check_list(actor=actor, at=at, load_id=got.pk, file=file)
        return services.load_list(actor=actor, at=at, load_id=got.pk, file=file, **agreed)
