"""One record of everything, made by the commands in one's own circles; `matrix_canaries` then moves it to its room."""

import datetime as dt
import io
import uuid
from typing import Any

from django.apps import apps

from lifecourse.domains.annual_report import queries as report_queries
from lifecourse.domains.annual_report import services as reports
from lifecourse.domains.annual_report.rules import SectionState
from lifecourse.domains.board import rules as money
from lifecourse.domains.board import services as board
from lifecourse.domains.board.rules.years import FinancialYear, year_of
from lifecourse.domains.cohorts import services as cohorts
from lifecourse.domains.cohorts.rules.definition import Chosen, Rule, defined
from lifecourse.domains.concerns import rules, services
from lifecourse.domains.concerns.models import Draft
from lifecourse.domains.scorecard import services as scorecard
from lifecourse.domains.scorecard.rules.local import counted
from lifecourse.kernel.access import context
from lifecourse.kernel.access import services as access
from lifecourse.kernel.access.models import Circle, Role, User
from lifecourse.kernel.actions import services as actions
from lifecourse.kernel.agencies import services as agencies
from lifecourse.kernel.agencies.models import Organisation
from lifecourse.kernel.audit.actors import PUBLIC, Machine
from lifecourse.kernel.base import guard
from lifecourse.kernel.clocks.models import Clock
from lifecourse.kernel.codelists.queries import choices
from lifecourse.kernel.involvement import services as involvement
from lifecourse.kernel.involvement.rules import State
from lifecourse.kernel.involvement.tests import factories as lists
from lifecourse.kernel.letters import services as letters
from lifecourse.kernel.letters.rules import FeedbackFamily
from lifecourse.kernel.matching import services as matching
from lifecourse.kernel.people import services as people
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.rules.words import ContactKind, Verdict
from lifecourse.kernel.people.services import Added, AddressGiven, NameGiven

from .matrix_canaries import Circles, word_of

MACHINE = Machine("matrix")
AGENCY = {"own": "housing", "other": "school", "sealed": "clinic"}


def make_agency(code: str, at: dt.datetime) -> Organisation:
    made = agencies.create_organisation(
        actor=MACHINE,
        at=at,
        code=code,
        name=code.title(),
        type="la_housing",
        valid_from=dt.date(2020, 4, 1),
        answers_checks=True,
    )
    return made


def make_room(
    room: str, agency: Organisation, users: dict[str, User], circles: Circles, at: dt.datetime
) -> dict[str, Any]:
    """One of everything, made by the machine."""
    made: dict[str, Any] = {"agency": agency.pk, **_people(circles, at)}
    made |= _directory(agency, at) | _concern(agency, made, users, at) | _lists(room, agency, made, at)
    owner = users["desk_responder" if room == "own" else "in_the_other" if room == "other" else "in_the_sealed"]
    made["draft"] = _draft(agency, users["maker"], owner, at)
    made["user"] = users["in_the_sealed" if room == "sealed" else "visitor"].pk
    code = {"own": "mash", "other": "hub-b", "sealed": "sealed-room"}[room]
    made["circle"] = circles[code]
    inside = {"own": "hub_support", "other": "in_the_other", "sealed": "in_the_sealed"}[room]
    made["membership"] = Circle.objects.get(code=code).memberships.filter(user=users[inside]).earliest("id").pk
    made["sealed_circle"], made["mash"] = circles["sealed-room"], circles["mash"]
    made["glass"] = _glass(room, at)
    made |= _cohort(room, agency, made, users, circles, at)
    _scorecard(room, users, circles, at)
    made |= _reports(room, users, circles, at)
    made |= _ledger(circles[{"own": "insight", "other": "office-b", "sealed": "sealed-room"}[room]], at)
    return made


def _people(circles: Circles, at: dt.datetime) -> dict[str, Any]:
    def person(given: str, family: str) -> Any:
        told = Added(
            source="Matrix",
            names=[NameGiven(given, family)],
            birth=births.known(dt.date(2015, 5, 4)),
            addresses=[AddressGiven(lines="1 Invented Street", postcode="AA1 1AA")],
        )
        return people.add_person(actor=MACHINE, at=at, details=told, circle_id=circles["person-index"])

    # The same name in every room: a search for it must find one's own only.
    child, mother, twin = person("Jonquil", "Example"), person("Mabel", "Example"), person("Jonquil", "Examples")
    by: dict[str, Any] = {"actor": MACHINE, "at": at}
    contact = people.add_contact(
        **by, person_id=child.pk, kind=ContactKind.PHONE, value="01632 960001", source="Matrix"
    )
    tie = people.add_relationship(**by, person_id=child.pk, other_id=mother.pk, kind="mother", source="Matrix")
    flag = people.raise_flag(
        **by,
        person_id=child.pk,
        kind=choices(viewer=MACHINE, list_code="flag_kind", on=at.date())[0].code,
        text="Two people visit.",
        review_on=at.date() + dt.timedelta(days=90),
    )
    compared = people.record_comparison(
        **by, person_id=child.pk, other_id=mother.pk, verdict=Verdict.UNSURE, reason="Same house."
    )
    merge = people.merge_people(**by, loser_id=twin.pk, survivor_id=child.pk, reason="One child, two spellings.")
    double = person("Jonquill", "Example")
    matching.propose_pairs(
        **by, pairs=[matching.Proposed(child.pk, double.pk, "Matrix", 15.0, "possible", "Nearly one name.")]
    )
    pair = apps.get_model("matching", "Pair").objects.get(other=double)
    address = apps.get_model("people", "Address").objects.get(person=child)
    return {
        "person": child.pk,
        "relative": mother.pk,
        "contact": contact.pk,
        "tie": tie.pk,
        "flag": flag.pk,
        "comparison": compared.pk,
        "merge": merge.pk,
        "address": address.pk,
        "pair": pair.pk,
    }


def _directory(agency: Organisation, at: dt.datetime) -> dict[str, Any]:
    """The directory of agencies is no secret: everybody signed in may see it, and the administrator keeps it."""
    team = agencies.create_team(
        actor=MACHINE,
        at=at,
        organisation=agency,
        code=f"team-{agency.code}",
        name="Team",
        valid_from=at.date(),
        is_eyes_and_ears=True,
    )
    domain = agencies.add_email_domain(actor=MACHINE, at=at, organisation=agency, domain=f"{agency.code}.example")
    point = agencies.add_contact_point(
        actor=MACHINE, at=at, organisation=agency, kind="phone", purpose="checks", value="01632 960002"
    )
    return {"team": team.pk, "domain": domain.pk, "point": point.pk, "team_code": team.team_code}


def _concern(agency: Organisation, made: dict[str, Any], users: dict[str, User], at: dt.datetime) -> dict[str, Any]:
    maker = users["maker"]
    told = services.Told(
        narrative="A child alone at night.",
        feedback_wanted=True,
        child_voice="Nobody came.",
        place_words="The park",
        subjects=(services.SubjectTold(kind=rules.SubjectKind.CHILD, given_name="Jonquil", family_name="Example"),),
        reporter=services.ReporterTold(name="Neighbour", email="neighbour@example.org"),
    )
    fresh, decided, concern = (
        services.receive_public_concern(actor=PUBLIC, at=at, key=uuid.uuid4(), told=told) for _ in range(3)
    )
    for one in (fresh, decided):  # one to work on, and one that only needs its follow-through
        services.start_screening(actor=maker, at=at, concern=one)
        services.rate(actor=maker, at=at, concern=one, rating=rules.Rating.GREEN, reason="Seen once.")
    # A colleague's, so that giving it to somebody changes something.
    services.assign(actor=maker, at=at, concern=fresh, to=users["colleague"])
    services.set_subject_unidentified(
        actor=maker,
        at=at,
        subject=decided.subjects.get(),
        resolution=rules.Resolution.NOT_IDENTIFIED,
        reason="No name.",
    )
    services.decide(
        actor=maker,
        at=at,
        concern=decided,
        level=1,
        reason="Advice is enough.",
        outcomes=[services.OutcomeTold(outcome=rules.Outcome.ADVICE, organisation=None)],
    )
    by: dict[str, Any] = {"actor": maker, "at": at, "concern": concern}
    services.start_screening(**by)
    services.rate(**by, rating=rules.Rating.RED, reason="Alone at night.")
    note = services.add_note(**by, text="Rang back, no reply.")
    subject = concern.subjects.get()
    person = apps.get_model("people", "Person").objects.get(pk=made["person"])
    services.match_subject(actor=maker, at=at, subject=subject, person=person, reason="Same name and age.")
    check = services.ask_agencies(
        **by,
        organisations=[agency],
        subjects=[subject],
        purpose="To decide",
        lawful_basis="public_task",
        lawful_condition="safeguarding",
    )
    concern.refresh_from_db()
    services.decide(
        **by,
        level=3,
        reason="Little is known.",
        why_now="It does not wait.",
        outcomes=[services.OutcomeTold(outcome=rules.Outcome.ADVICE, organisation=None)],
    )
    action = actions.create_action(
        actor=MACHINE,
        at=at,
        kind="safe_and_well_visit",
        owner_organisation=agency,
        request="Ask for Jonquil.",
        subject=concern,
        person=person,
    )
    actions.record_result(actor=MACHINE, at=at, action=action, result="no_reply", words="Nobody at home.")
    letter = letters.queue_letter(
        actor=MACHINE,
        at=at,
        code="feedback",
        to_kind="email",
        to_address="neighbour@example.org",
        subject=concern,
        outcome=FeedbackFamily.ADVICE_GIVEN,
        defer=False,
    )
    clock = Clock.objects.filter(subject_id=fresh.pk).earliest("due_at")
    return {
        "concern": concern.pk,
        "concern_reference": concern.reference,
        "note": note.pk,
        "subject": subject.pk,
        "request": check.requests.get().pk,
        "decision": concern.decisions.get().pk,
        "action": action.pk,
        "letter": letter.pk,
        "clock": clock.pk,
        "fresh": fresh.pk,
        "decided": decided.pk,
        "fresh_subject": fresh.subjects.get().pk,
        "concern_to": str(maker.pk),
        "decline_code": choices(viewer=MACHINE, list_code="check_decline_reason", on=at.date())[0].code,
    }


def _lists(room: str, agency: Organisation, made: dict[str, Any], at: dt.datetime) -> dict[str, Any]:
    service = involvement.create_service(
        actor=MACHINE, at=at, organisation=agency, code=f"support-{room}", name=f"Support of {agency.name}"
    )
    other = involvement.create_service(
        actor=MACHINE, at=at, organisation=agency, code=f"advice-{room}", name=f"Advice of {agency.name}"
    )
    source = involvement.create_source(
        actor=MACHINE,
        at=at,
        service=service,
        code=f"list-{room}",
        name=f"List of {agency.name}",
        covers="Everybody",
        columns=lists.MAP,
    )
    file = lists.a_file(lists.row("r1"), lists.row("r2", DOB="not a date"))
    load = involvement.receive_list(actor=MACHINE, at=at, source=source, file=file, taken_on=at.date(), kind=None)
    involvement.check_list(actor=MACHINE, at=at, load_id=load.pk, file=io.BytesIO(file.getvalue()))
    known = involvement.record_involvement(
        actor=MACHINE,
        at=at,
        person_id=made["person"],
        service=service,
        told_by="Desk, by phone",
        told_on=at.date(),
        lead_name="Ann Sample",
    )
    with guard.writing("matrix"):
        listed = known.person.involvements.create(
            circle_id=known.circle_id, service=service, state=State.OPEN.value, source=source, source_ref="m1"
        )
    return {
        "source": source.pk,
        "load": load.pk,
        "involvement": known.pk,
        "listed": listed.pk,
        "service": service.pk,
        "desk_service": other.pk,
    }


def _draft(agency: Organisation, maker: User, owner: User, at: dt.datetime) -> uuid.UUID:
    desk = agency.desk
    assert desk is not None
    words = [word_of("sealed-room" if agency.code == AGENCY["sealed"] else desk.code)]
    answers = {"people": ["1"], "narrative": words, "p1-given_name": words}
    made = services.save_draft(actor=maker, at=at, circle=desk, key=uuid.uuid4(), answers=answers)
    with guard.writing("matrix"):
        Draft.objects.filter(pk=made.pk).update(owner=owner)
    return made.pk


def _cohort(
    room: str, agency: Organisation, made: dict[str, Any], users: dict[str, User], circles: Circles, at: dt.datetime
) -> dict[str, Any]:
    """A cohort that was agreed, run and published, with a version proposed since; the child of the room belongs."""
    maker, by = users["maker"], {"actor": MACHINE, "at": at}
    rolls = involvement.create_service(
        **by, organisation=agency, code=f"rolls-{room}", name=f"Rolls of {agency.name}", kind="school_roll"
    )
    source = involvement.create_source(**by, service=rolls, code=f"rolls-{room}", name="Rolls", covers="Everybody")
    with guard.writing("matrix"):
        type(source).objects.filter(pk=source.pk).update(taken_on=at.date(), last_loaded_at=at)
    wanted = cohorts.Wanted(
        purpose="To find them.",
        lawful_basis="public_task",
        lawful_condition="safeguarding",
        expires_on=at.date() + dt.timedelta(days=90),
        definition=defined(Rule.ON_NO_LIST, absent_from=Chosen(services=(rolls.pk,))),
    )
    cohort = cohorts.start_cohort(actor=maker, at=at, circle_id=circles["insight"], name="Cohort", wanted=wanted)
    cohorts.agree_cohort(actor=users["colleague"], at=at, cohort_id=cohort.pk, number=1)
    cohorts.change_cohort(actor=maker, at=at, cohort_id=cohort.pk, wanted=wanted)
    circles[f"cohort-{room}"] = cohort.members_circle_id
    inside = {"own": "hub_officer", "other": "in_the_other", "sealed": "in_the_sealed"}[room]
    access.grant_membership(
        **by,
        user=users[inside],
        circle=cohort.members_circle,
        role=Role.objects.get(pk="cohort_analyst"),
        reason="matrix",
    )
    with context.as_system("matrix"):  # its circle was made since the others were opened
        run = cohorts.start_run(actor=maker, at=at, cohort_id=cohort.pk)
        cohorts.carry_out_run(actor=maker, at=at, run_id=run.pk)
        published = cohorts.publish_counts(actor=maker, at=at, run_id=run.pk)
        member = run.members.get(person_id=made["person"])
    return {"cohort": cohort.pk, "run": run.pk, "member": member.pk, "publication": published.pk}


def _scorecard(room: str, users: dict[str, User], circles: Circles, at: dt.datetime) -> None:
    """A working figure of our own, and what somebody said of it; in the office, from where both go to the room."""
    key = {"own": "icpc_rate_per_10000", "other": "cpp_rate_per_10000", "sealed": "cla_rate_per_10000"}[room]
    taken = counted(key, 2026, 3, None, source="Matrix", parameters={})
    scorecard.take_local(actor=MACHINE, at=at, circle_id=circles["insight"], taken=[taken])
    scorecard.write_narrative(
        actor=users["maker"], at=at, circle_id=circles["insight"], indicator=key, year=2026, words="Three, all known."
    )


def _reports(room: str, users: dict[str, User], circles: Circles, at: dt.datetime) -> dict[str, Any]:
    """A report that is written and does not add up, one that is ready to be frozen, and one that is final.

    The final one of the own room is published, and has a second edition since. They are of a year that is far from the
    ledger's, in which a planted word makes sums not add up.
    """
    maker = users["maker"]
    by: dict[str, Any] = {"actor": maker, "at": at}

    def start(words: str) -> Any:
        report = reports.start_report(
            **by, circle_id=circles["insight"], title="Yearly", kind="adults", regime="care_act",
            period_from=dt.date(2049, 4, 1), period_to=dt.date(2050, 3, 31),
        )  # fmt: skip
        for section in report.sections.all():
            reports.write_section(**by, section_id=section.pk, words=words)
            for to in (SectionState.REVIEW, SectionState.AGREED):
                reports.move_section(**by, section_id=section.pk, to=to)
        return report

    written, ready, final = start("What was done."), start("What was done."), start("{training.booked@2017/18}")
    section = written.sections.order_by("order").first()
    said = reports.comment(**by, section_id=section.pk, words="Say more.")
    reports.write_section(**by, section_id=section.pk, words="We saw 1,234 in one place and 4,321 in another.")
    record = report_queries.report_record(viewer=maker, pk=written.pk)
    found = report_queries.findings(viewer=maker, record=record)
    reason = reports.give_reason(**by, report_id=written.pk, finding=found[0], words="It is so.")
    edition = reports.freeze_report(**by, report_id=final.pk)
    if room == "own":
        reports.publish_edition(**by, edition_id=edition.pk)
        reports.correct_report(**by, report_id=final.pk, because="A slip.")
        edition = reports.freeze_report(**by, report_id=final.pk)
    return {
        "report": written.pk, "section": section.pk, "comment": said.pk, "reason": reason.pk,
        "finding": report_queries.finding_id(found[1]), "ready_report": ready.pk, "final_report": final.pk,
        "edition": edition.pk, "frozen_figure": edition.figures.get().pk, "report_writer": maker.pk,
    }  # fmt: skip


def _ledger(office: int, at: dt.datetime) -> dict[str, Any]:
    """A board's ledger of three years: one closed, one that has ended, and the one about now with an entry in it."""
    by: dict[str, Any] = {"actor": MACHINE, "at": at}
    now = year_of(at.date()).first
    closed, past, year = (
        board.start_year(**by, circle_id=office, year=FinancialYear(first)) for first in (now - 2, now - 1, now)
    )
    board.close_year(**by, year_id=closed.pk)
    heading = board.open_heading(
        **by, circle_id=office, name="Salaries", kind=money.Kind.SPENDING, opened_on=dt.date(2020, 4, 1)
    )
    entry = board.record_entry(
        **by, year_id=year.pk, fact=money.Fact.SPENT, pence=100, on=at.date(), heading_id=heading.pk, words="A bill"
    )
    claim = board.record_claim(**by, year_id=year.pk, printed=money.Printed.EXPENDITURE, pence=200, source="Report")
    return {
        "year": year.pk,
        "past_year": past.pk,
        "closed_year": closed.pk,
        "heading": heading.pk,
        "entry": entry.pk,
        "claim": claim.pk,
    }


def _glass(room: str, at: dt.datetime) -> uuid.UUID:
    """An opening by somebody else, made here and moved with the room."""
    reason = choices(viewer=MACHINE, list_code="break_glass_reason", on=at.date())[0]
    reader = access.create_user(
        actor=MACHINE, at=at, email=f"reader-{room}@example.org", full_name=f"Reader {room.title()} Invented"
    )
    access.grant_membership(
        actor=MACHINE,
        at=at,
        user=reader,
        circle=Circle.objects.get(code="duty"),
        reason="matrix",
        role=Role.objects.get(pk="duty_officer"),
    )
    return access.break_glass(
        actor=reader,
        at=at,
        circle=Circle.objects.get(code="hub-b"),
        reason_code=reason.code,
        words="Nobody else is here tonight.",
        review_due_at=at + dt.timedelta(days=2),
    ).pk
