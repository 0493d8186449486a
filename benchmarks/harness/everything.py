"""One of everything, so that generated requests find something to break: concerns, people, lists, letters.

Made by the commands on the partnership of `partnership.set_up`. Gives every id there is, by the table it is in.
"""

import datetime as dt
import io
import uuid
from collections.abc import Sequence
from typing import Any

from .partnership import Partnership

HEADERS = ("Ref", "Surname", "Forename", "DOB", "NHS number", "Postcode", "Status", "Start date", "End date", "Worker")


def make(made: Partnership) -> dict[str, list[str]]:
    """Make it all; ids as text, by table."""
    from lifecourse.kernel.access.context import as_system

    now = dt.datetime.now(dt.UTC) - dt.timedelta(hours=2)
    with as_system("benchmark"):
        _load_grants(made, now)
        persons = _people(made, now)
        _concerns(made, persons, now)
        _list(made, persons, now)
        _emergency(made, now)
    return ids_of_everything()


def _load_grants(made: Partnership, at: dt.datetime) -> None:
    from lifecourse.kernel.access import grants

    for user in made.staff.values():
        user.grants = grants.load(user, at=at)


def _people(made: Partnership, at: dt.datetime) -> list[Any]:
    from lifecourse.kernel.audit.actors import Machine
    from lifecourse.kernel.codelists.queries import choices
    from lifecourse.kernel.people import services
    from lifecourse.kernel.people.rules import birth as births
    from lifecourse.kernel.people.rules.words import ContactKind, Verdict

    by: dict[str, Any] = {"actor": Machine("benchmark"), "at": at}
    persons = [
        services.add_person(
            **by,
            details=services.Added(
                source="Benchmark",
                names=[services.NameGiven(given, "Inventedname")],
                birth=births.known(dt.date(2015, 5, 4)),
                addresses=[services.AddressGiven(lines="1 Invented Street", postcode="AA1 1AA")],
            ),
            circle_id=made.circles["person-index"].pk,
        )
        for given in ("Ivo", "Mabel", "Ivor", "Jonquil", "Perpetua", "Otho")
    ]
    child, mother, twin = persons[:3]
    services.add_contact(**by, person_id=child.pk, kind=ContactKind.PHONE, value="01632 960001", source="Benchmark")
    services.add_relationship(**by, person_id=child.pk, other_id=mother.pk, kind="mother", source="Benchmark")
    services.raise_flag(
        **by,
        person_id=child.pk,
        kind=choices(viewer=None, list_code="flag_kind", on=at.date())[0].code,
        text="Two people visit.",
        review_on=at.date() + dt.timedelta(days=90),
    )
    services.record_comparison(
        **by, person_id=child.pk, other_id=mother.pk, verdict=Verdict.UNSURE, reason="Same house."
    )
    services.merge_people(**by, loser_id=twin.pk, survivor_id=child.pk, reason="One child, two spellings.")
    return persons


def _concerns(made: Partnership, persons: Sequence[Any], at: dt.datetime) -> None:
    from lifecourse.domains.concerns import rules, services
    from lifecourse.kernel.actions import services as actions
    from lifecourse.kernel.audit.actors import PUBLIC, Machine
    from lifecourse.kernel.letters import services as letters
    from lifecourse.kernel.letters.rules import FeedbackFamily

    manager, agency = made.staff["manager"], made.organisations["homes"]
    by: dict[str, Any] = {"actor": manager, "at": at}

    def receive() -> Any:
        return services.receive_public_concern(
            actor=PUBLIC,
            at=at,
            key=uuid.uuid4(),
            told=services.Told(
                narrative="A child alone at night.",
                feedback_wanted=True,
                subjects=(
                    services.SubjectTold(kind=rules.SubjectKind.CHILD, given_name="Ivo", family_name="Inventedname"),
                    services.SubjectTold(kind=rules.SubjectKind.PLACE, description="The stairs"),
                ),
                reporter=services.ReporterTold(name="Neighbour", email="neighbour@bench.example"),
            ),
        )

    for number in range(12):
        concern = receive()
        if number < 2:
            continue
        services.start_screening(**by, concern=concern)
        services.rate(**by, concern=concern, rating=rules.Rating.GREEN if number % 2 else rules.Rating.RED, reason="So")
        services.add_note(**by, concern=concern, text="Rang back, no reply.")
        subject = concern.subjects.order_by("order")[0]
        if number < 4:
            continue
        services.match_subject(**by, subject=subject, person=persons[number % 2], reason="Same name and age.")
        services.ask_agencies(
            **by,
            concern=concern,
            organisations=[agency, made.organisations["police"]],
            subjects=[subject],
            purpose="To decide",
            lawful_basis="public_task",
            lawful_condition="safeguarding",
        )
        concern.refresh_from_db()
        if number < 6:
            continue
        services.decide(
            **by,
            concern=concern,
            level=4 if number % 2 else 2,
            reason="As it looks.",
            brief="See the child.",
            why_now="It does not wait.",
            outcomes=[
                services.OutcomeTold(outcome=rules.Outcome.STRATEGY_DISCUSSION, organisation=agency)
                if number % 2
                else services.OutcomeTold(outcome=rules.Outcome.ADVICE)
            ],
        )
        action = actions.create_action(
            actor=Machine("benchmark"),
            at=at,
            kind="safe_and_well_visit",
            owner_organisation=agency,
            request="Ask for Ivo.",
            subject=concern,
            person=persons[0],
        )
        if number % 3 == 0:
            actions.record_result(
                actor=Machine("benchmark"), at=at, action=action, result="no_reply", words="Nobody at home."
            )
        letters.queue_letter(
            actor=Machine("benchmark"),
            at=at,
            code="feedback",
            to_kind="email",
            to_address="neighbour@bench.example",
            subject=concern,
            outcome=FeedbackFamily.ADVICE_GIVEN,
            defer=False,
        )
    for job, desk in (("responder", "desk-homes"), ("manager", "mash")):
        services.save_draft(
            actor=made.staff[job],
            at=at,
            circle=made.circles[desk],
            key=uuid.uuid4(),
            answers={"people": ["1"], "narrative": ["Not sent yet."], "p1-given_name": ["Ivo"]},
        )


def a_list(made: Partnership, code: str = "homes-list") -> Any:
    """A list of the housing agency, its columns known."""
    from lifecourse.kernel.audit.actors import Machine
    from lifecourse.kernel.involvement import services
    from lifecourse.kernel.involvement.rules.columns import ColumnMap, DateFormat, suggest

    by: dict[str, Any] = {"actor": Machine("benchmark"), "at": dt.datetime.now(dt.UTC) - dt.timedelta(hours=2)}
    service = services.create_service(
        **by, organisation=made.organisations["homes"], code=code, name="Invented support"
    )
    return services.create_source(
        **by,
        service=service,
        code=code,
        name="Invented list",
        covers="Everybody with a plan",
        columns=ColumnMap(columns=suggest(HEADERS), date_formats=(DateFormat.DAY_FIRST, DateFormat.ISO)),
    )


def _list(made: Partnership, persons: Sequence[Any], at: dt.datetime) -> None:
    from lifecourse.kernel.audit.actors import Machine
    from lifecourse.kernel.involvement import services

    source = a_list(made)
    by: dict[str, Any] = {"actor": Machine("benchmark"), "at": at}
    text = (
        ",".join(HEADERS) + "\nr1,Inventedname,Ivo,04/05/2015,,AA1 1AA,open,05/01/2026,,Ann\nr2,X,Y,no date,,,open,,,\n"
    )
    for _ in range(2):
        load = services.receive_list(
            **by, source=source, file=io.BytesIO(text.encode()), taken_on=at.date(), kind=None, again=True
        )
        services.check_list(**by, load_id=load.pk, file=io.BytesIO(text.encode()))
    services.record_involvement(
        **by,
        person_id=persons[0].pk,
        service=source.service,
        told_by="Desk, by phone",
        told_on=at.date(),
        lead_name="Ann",
    )


def _emergency(made: Partnership, at: dt.datetime) -> None:
    from lifecourse.kernel.access import services
    from lifecourse.kernel.access.models import Role
    from lifecourse.kernel.audit.actors import Machine
    from lifecourse.kernel.codelists.queries import choices

    reader = services.create_user(
        actor=Machine("benchmark"), at=at, email="reader@bench.example", full_name="Invented Reader"
    )
    services.grant_membership(
        actor=Machine("benchmark"),
        at=at,
        user=reader,
        circle=made.circles["access-office"],
        role=Role.objects.get(pk="duty_officer"),
        reason="benchmark",
    )
    services.break_glass(
        actor=reader,
        at=at,
        circle=made.circles["mash"],
        reason_code=choices(viewer=reader, list_code="break_glass_reason", on=at.date())[0].code,
        words="Nobody else is here tonight.",
        review_due_at=at + dt.timedelta(days=2),
    )


def ids_of_everything() -> dict[str, list[str]]:
    """Every id in every table of the house, as text; staff who sign in are left out, so that nobody ends them."""
    from django.apps import apps

    from .database import superuser

    found: dict[str, list[str]] = {}
    with superuser() as connection:
        for model in apps.get_models():
            key = model._meta.pk
            if not model.__module__.startswith("lifecourse.") or key is None or key.column != "id":
                continue
            rows = connection.execute(
                f"SELECT id::text FROM {model._meta.db_table} ORDER BY random() LIMIT 60"
            ).fetchall()
            found[model._meta.label_lower] = [row[0] for row in rows]
        found["access.user"] = [
            row[0]
            for row in connection.execute("SELECT id::text FROM access_user WHERE email LIKE 'reader%'").fetchall()
        ]
        found["access.membership"] = [
            row[0]
            for row in connection.execute(
                "SELECT m.id::text FROM access_membership m JOIN access_user u ON u.id = m.user_id"
                " WHERE u.email LIKE 'reader%'"
            ).fetchall()
        ]
    return found
