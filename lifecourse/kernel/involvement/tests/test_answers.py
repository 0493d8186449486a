"""What a background check is told: known or not, by whom, how fresh; never more than was searched; always logged."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import CircleKind, User
from lifecourse.kernel.access.services import create_circle
from lifecourse.kernel.agencies.services import add_email_domain
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused
from lifecourse.kernel.involvement import queries, services
from lifecourse.kernel.involvement.models import Involvement
from lifecourse.kernel.involvement.rules import Answer, TellLead
from lifecourse.kernel.matching import queries as matching
from lifecourse.kernel.matching.tasks import weigh_pairs
from lifecourse.kernel.people.models import Person
from lifecourse.kernel.people.rules.words import Precision

from .factories import AT, MACHINE, TODAY, a_file, a_service, a_source, an_agency, an_index, join, load, member, row

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=43)


@pytest.fixture
def reader() -> User:
    return member(an_index(), "index_reader", "reader@example.test")


def person_of(ref: str) -> Person:
    with context.as_system("test"):
        return Involvement.objects.get(source_ref=ref, is_current=True).person


def ask(viewer: Any, *people: Person, at: dt.datetime = AT, **more: Any) -> list[queries.ServiceAnswer]:
    with context.viewing(viewer, at=at):
        return queries.known_to(
            viewer=viewer, at=at, person_roots=[person.root_id for person in people], purpose="check", **more
        )


def test_an_open_service_is_told_with_its_lead_and_its_freshness(reader: User) -> None:
    source = a_source(a_service(reach="Duty desk 01942 000000"))
    load(source, a_file(row("1", **{"Worker phone": "01942 000001"})))
    (answer,) = ask(reader, person_of("1"))
    assert answer.answer == Answer.KNOWN_OPEN and answer.since == dt.date(2026, 1, 5) and answer.until is None
    assert (answer.lead.name, answer.lead.job, answer.lead.phone) == ("Ann Sample", "Support worker", "01942 000001")
    assert answer.reach == "Duty desk 01942 000000"
    assert (answer.told, answer.fresh_as_of, answer.stale) == (source.name, TODAY, False)
    assert answer.sentence == "Open to Housing support since 5 January 2026."


def test_a_closed_service_says_how_it_is_known_to_be_closed(reader: User) -> None:
    source = a_source()
    load(source, a_file(row("1"), row("2", Status="closed", **{"End date": "01/02/2026"})))
    load(source, a_file(row("2", Status="closed", **{"End date": "01/02/2026"})), taken_on=TODAY)
    left, ended = ask(reader, person_of("1"), person_of("2"))
    assert left.answer == ended.answer == Answer.KNOWN_CLOSED
    assert left.sentence == "Was open to Housing support; no longer on its list of 2 March 2026."
    assert ended.sentence == "Was open to Housing support until 1 February 2026; closed now."


def test_no_record_says_where_one_looked_and_how_fresh_that_is(reader: User) -> None:
    load(a_source(covers="Everybody with an open support plan."), a_file(row("1")))
    load(a_source(a_service(an_agency("health"), "visiting", name="Health visiting"), "h-list"), a_file(row("2")))
    known, nothing = sorted(ask(reader, person_of("1"), at=LATER), key=lambda one: one.organisation, reverse=True)
    assert known.answer == Answer.KNOWN_OPEN and nothing.answer == Answer.NO_RECORD
    assert nothing.sentence == (
        "No record found: searched List h-list (everybody with an open support plan), taken on 2 March 2026."
    )
    (searched,) = nothing.searched
    assert searched.stale and nothing.stale
    assert searched.freshness.sentence == "This list is 43 days old; it should be renewed every 7 days."
    assert ask(reader, person_of("1"))[0].searched[0].freshness.sentence == "This list was taken today."


def test_a_service_without_a_list_was_not_searched(reader: User) -> None:
    load(a_source(), a_file(row("1")))
    a_service(an_agency("police"), "neighbourhood", name="Neighbourhood policing")
    a_source(a_service(an_agency("probation"), "orders", name="Orders"), "never-loaded")
    answers = {one.organisation: one for one in ask(reader, person_of("1"))}
    assert answers["Police"].answer == answers["Probation"].answer == Answer.NOT_SEARCHED
    assert answers["Police"].sentence == "Not searched: this service has sent no list."
    assert answers["Housing"].answer == Answer.KNOWN_OPEN


@pytest.mark.parametrize(
    ("born", "ages", "expected"),
    [
        ("01/03/2015", (18, None), Answer.NOT_COVERED),
        ("01/03/2008", (18, None), Answer.KNOWN_OPEN),
        ("03/03/2008", (18, None), Answer.NOT_COVERED),  # eighteen tomorrow
        ("01/03/2015", (4, 20), Answer.KNOWN_OPEN),
        ("01/03/1990", (4, 20), Answer.NOT_COVERED),
        ("", (18, None), Answer.KNOWN_OPEN),  # nobody knows the age, so it is no reason to keep silent
    ],
)
def test_a_service_is_asked_only_about_the_ages_it_is_for(
    reader: User, born: str, ages: tuple[int | None, int | None], expected: Answer
) -> None:
    service = a_service(shows_from_age=ages[0], shows_to_age=ages[1])
    load(a_source(service), a_file(row("1", DOB=born)))
    (answer,) = ask(reader, person_of("1"))
    assert answer.answer == expected
    if expected == Answer.NOT_COVERED:
        assert "Not covered by age" in answer.sentence and not answer.lead and answer.since is None


def test_the_unborn_are_covered_where_no_lowest_age_is_set(reader: User) -> None:
    load(a_source(a_service(shows_to_age=5)), a_file(row("1")))
    person = person_of("1")
    with context.as_system("test"):
        from lifecourse.kernel.base.guard import writing

        with writing("test"):
            Person.objects.filter(pk=person.pk).update(
                birth_precision=Precision.EXPECTED.value, born_on=dt.date(2026, 6, 1)
            )
    assert ask(reader, person)[0].answer == Answer.NOT_COVERED or ask(reader, person)[0].is_known
    assert ask(reader, person)[0].answer == Answer.KNOWN_OPEN


def test_an_address_outside_the_agency_s_domains_is_unverified(reader: User) -> None:
    source = a_source()
    load(source, a_file(row("1")))
    assert ask(reader, person_of("1"))[0].lead.email_is == TellLead.UNVERIFIED
    add_email_domain(actor=MACHINE, at=AT, organisation=source.service.organisation, domain="housing.example")
    assert ask(reader, person_of("1"))[0].lead.email_is == TellLead.VERIFIED


def test_every_answer_that_is_seen_is_in_the_person_s_trail(reader: User) -> None:
    source = a_source()
    load(source, a_file(row("1")))
    a_service(an_agency("police"), "p", name="P")
    person = person_of("1")
    ask(reader, person)
    with context.as_system("test"):
        event = Event.objects.get(event="involvement.seen")
    assert (event.actor_id, event.subject_id, event.circle_id) == (reader.pk, person.pk, person.circle_id)
    assert event.data == {"purpose": "check", "services": [str(source.service_id)], "searched": 2}
    with context.viewing(reader, at=AT):
        queries.shown_of(viewer=reader, at=AT, person_roots=[person.pk])
        queries.lead_professionals_of(viewer=reader, at=AT, person_roots=[person.pk])
    with context.as_system("test"):
        assert Event.objects.filter(event="involvement.shown", subject_id=person.pk).count() == 1
        assert Event.objects.filter(event="involvement.leads_seen", subject_id=person.pk).count() == 1


def test_whoever_may_not_ask_finds_nobody(reader: User) -> None:
    source = a_source()
    load(source, a_file(row("1")))
    person = person_of("1")
    for role, circle in (("list_manager", source.service.organisation.desk), ("analyst", an_index())):
        stranger = member(circle, role)
        for question in (queries.known_to, queries.lead_professionals_of):
            with context.viewing(stranger, at=AT), pytest.raises(NotFound):
                more = {"purpose": "x"} if question is queries.known_to else {}
                question(viewer=stranger, at=AT, person_roots=[person.pk], **more)
        with context.viewing(stranger, at=AT):
            assert queries.shown_of(viewer=stranger, at=AT, person_roots=[person.pk]) == []
            assert queries.timeline(viewer=stranger, at=AT, person_ids=[person.pk]) == []
    assert ask(reader, person)


def sealed(person: Person) -> None:
    """Move a person into a sealed circle, as the room of people does."""
    circle = create_circle(actor=MACHINE, at=AT, code="sealed-1", name="Sealed", kind=CircleKind.SEALED)
    with context.as_system("test"), connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET circle_id = %s WHERE id = %s", [circle.pk, person.pk])


def test_an_involvement_is_sealed_with_its_person_and_the_list_goes_on(reader: User) -> None:
    source = a_source()
    load(source, a_file(row("1"), row("2")))
    person = person_of("1")
    sealed(person)
    with pytest.raises(NotFound):
        ask(reader, person)
    # The sender's next list changes the sealed involvement and makes no second record of them in the index.
    done = load(source, a_file(row("1", Worker="Bea Other"), row("2")), taken_on=TODAY)
    assert (done.added, done.changed, done.closed, done.unchanged) == (0, 1, 0, 1)
    with context.as_system("test"):
        assert Person.objects.count() == 2
        assert Involvement.objects.get(source_ref="1").lead_name == "Bea Other"
    inside = member(person_of("1").circle, "index_reader")
    assert ask(inside, person)[0].lead.name == "Bea Other"


def test_two_records_of_one_person_are_answered_together(reader: User) -> None:
    one, two = a_source(), a_source(a_service(an_agency("health"), "v", name="Visiting"), "h-list")
    load(one, a_file(row("1")))
    load(two, a_file(row("9", Surname="Other")))
    survivor, loser = person_of("1"), person_of("9")
    with context.as_system("test"):
        from lifecourse.kernel.base.guard import writing

        with writing("test"):
            Person.objects.filter(pk=loser.pk).update(root_id=survivor.pk)
    answers = ask(reader, survivor)
    assert {one.organisation for one in answers if one.is_known} == {"Housing", "Health"}
    with context.viewing(reader, at=AT):
        leads = queries.lead_professionals_of(viewer=reader, at=AT, person_roots=[survivor.pk])
    assert {lead.organisation for lead in leads} == {"Housing", "Health"}


def test_the_number_of_queries_does_not_grow(reader: User) -> None:
    load(a_source(), a_file(*(row(str(number)) for number in range(12))))
    people = [person_of(str(number)) for number in range(12)]

    def count(asked: list[Person]) -> int:
        with (
            context.viewing(reader, at=AT),
            CaptureQueriesContext(
                connection,
            ) as counted,
        ):
            queries.known_to(viewer=reader, at=AT, person_roots=[one.pk for one in asked], purpose="check")
        return sum(1 for query in counted if "audit_event" not in query["sql"])

    assert count(people[:1]) == count(people) == 5


# By word of mouth ---------------------------------------------------------------------------------------------------
def test_what_somebody_told_us_is_known_and_can_end(reader: User) -> None:
    load(a_source(), a_file(row("1")))
    person, police = person_of("1"), a_service(an_agency("police"), "pl", name="Liaison")
    told = {"actor": reader, "at": AT, "told_by": "Sergeant, by phone", "told_on": TODAY}
    with context.viewing(reader, at=AT), pytest.raises(NotPermitted):
        services.record_involvement(person_id=person.pk, service=police, **told)
    join(reader, an_index(), "index_editor")
    with context.viewing(reader, at=AT):
        made = services.record_involvement(person_id=person.pk, service=police, opened_on=TODAY, **told)
        with pytest.raises(Refused, match="open to this person already"):
            services.record_involvement(person_id=person.pk, service=police, **told)
    answer = next(one for one in ask(reader, person) if one.organisation == "Police")
    assert (answer.answer, answer.told, answer.fresh_as_of) == (Answer.KNOWN_OPEN, "Sergeant, by phone", TODAY)
    with context.viewing(reader, at=AT):
        services.end_involvement(involvement_id=made.pk, closed_on=TODAY, **told)
        with pytest.raises(Refused, match="ended already"):
            services.end_involvement(involvement_id=made.pk, closed_on=TODAY, **told)
        listed = Involvement.objects.get(source_ref="1")
        with pytest.raises(Refused, match="when that list says so"):
            services.end_involvement(involvement_id=listed.pk, closed_on=TODAY, **told)
    answer = next(one for one in ask(reader, person) if one.organisation == "Police")
    assert answer.answer == Answer.KNOWN_CLOSED


def test_openings_and_closings_stand_on_the_timeline(reader: User) -> None:
    source = a_source()
    load(source, a_file(row("1", Status="closed", **{"End date": "01/02/2026"})))
    with context.viewing(reader, at=AT):
        entries = queries.timeline(viewer=reader, at=AT, person_ids=[person_of("1").pk])
    assert [(entry.at.date(), entry.title) for entry in entries] == [
        (dt.date(2026, 1, 5), "Opened to Housing support"),
        (dt.date(2026, 2, 1), "Closed to Housing support"),
    ]


def test_who_looks_alike_waits_for_review_and_a_service_for_children_is_at_stake() -> None:
    service = a_service(shows_to_age=17)
    load(a_source(service), a_file(row("1", Surname="Same"), row("2", Surname="Same")))
    editor = member(an_index(), "index_editor")
    assert weigh_pairs() == 1  # the pair was there before the service was
    with context.viewing(editor, at=AT):
        (pair,) = matching.pairs(viewer=editor, at=AT, wanted=matching.Wanted())
        assert {pair.person_id, pair.other_id} == {person_of("1").pk, person_of("2").pk}
        assert pair.origin == "Housing: List housing-list" and pair.harms == ["service"]
        assert "Same" not in pair.reason and pair.band in ("strong", "possible")
        assert queries.at_stake(viewer=editor, at=AT, ids=[pair.person_id]) == {pair.person_id}
    with context.viewing(member(an_index(), "list_manager"), at=AT) as other:
        assert queries.at_stake(viewer=other, at=AT, ids=[pair.person_id]) == set()
