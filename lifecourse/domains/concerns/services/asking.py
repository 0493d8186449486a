"""Background checks: ask many agencies at once; lists answer at once, desks on their own page."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from lifecourse.kernel.access.context import delivering_to
from lifecourse.kernel.access.models import Circle, CircleKind, User
from lifecourse.kernel.agencies import queries as agencies
from lifecourse.kernel.agencies.models import Organisation
from lifecourse.kernel.agencies.rules import ContactPurpose
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.base.references import new_reference
from lifecourse.kernel.clocks import services as clocks
from lifecourse.kernel.involvement import queries as involvement
from lifecourse.kernel.involvement.rules import Answer as ListAnswer
from lifecourse.kernel.letters import services as letters
from lifecourse.kernel.people.rules.days import day_of

from .. import policy, rules
from ..models import Check, CheckAnswer, CheckRequest, CheckSubject, Concern, Subject
from .coming_in import HUB

ListAnswers = dict[tuple[UUID, UUID], list[involvement.ServiceAnswer]]


@dataclass(frozen=True, kw_only=True)
class AnswerTold:
    """What an agency says of one person it was asked about."""

    asked: CheckSubject
    answer: rules.Answer
    service: str
    searched: str
    fresh_as_of: date | None = None
    since: date | None = None
    until: date | None = None
    lead_name: str = ""
    lead_reach: str = ""


@command("concerns.check_asked")
def ask_agencies(
    *,
    actor: User,
    at: datetime,
    concern: Concern,
    organisations: Sequence[Organisation],
    subjects: Sequence[Subject],
    purpose: str,
    lawful_basis: str,
    lawful_condition: str,
    seen: int | None = None,
) -> Check:
    """Ask agencies about the people of a concern: adults, children and household in one check.

    An agency whose list is loaded answers in the same moment; the others get a request at their desk, each with its
    own clock by the concern's rating, and an e-mail that one is waiting. An agency that was asked in this concern
    before is asked about new people only by a new check. What a sealed concern asks stays in its circle.
    """
    policy.check_may(actor, policy.SCREEN, concern, at=at)
    if concern.state not in rules.UNDECIDED or concern.state == rules.State.RECEIVED:
        raise Refused("Agencies are asked while a concern is screened and before it is decided.")
    if not concern.rating:
        raise Refused("Rate the concern first: how soon agencies must answer depends on it.", field="rating")
    for field, value, words in (
        ("purpose", purpose, "Say what the agencies are asked for: the purpose is recorded with each answer."),
        ("lawful_basis", lawful_basis, "Choose the lawful basis for asking."),
        ("lawful_condition", lawful_condition, "Choose the condition for special category data."),
    ):
        if not value.strip():
            raise Refused(words, field=field)
    if not organisations:
        raise Refused("Choose at least one agency to ask.", field="organisations")
    asked_about = [s for s in subjects if rules.SubjectKind(s.kind) in rules.PEOPLE]
    if not asked_about:
        raise Refused("Choose at least one person to ask about.", field="subjects")
    if any(subject.concern_id != concern.pk for subject in subjects):
        raise Refused("A person chosen belongs to another concern.", field="subjects")

    # First, so that of two people asking at once the second is told so before anything else is touched.
    if concern.state in {rules.State.SCREENING, rules.State.DECIDING}:
        rules.check_move(concern.state, rules.State.CHECKING)
        concern.state = rules.State.CHECKING.value
    concern.save_changes("state", seen=seen)
    check = Check(
        circle_id=concern.circle_id,
        concern=concern,
        purpose=purpose.strip(),
        lawful_basis=lawful_basis,
        lawful_condition=lawful_condition,
        asked_by=actor,
        asked_at=at,
    )
    check.save()
    said = _ask_lists(actor=actor, at=at, subjects=asked_about)
    for organisation in organisations:
        _ask_one(actor=actor, at=at, check=check, organisation=organisation, subjects=asked_about, said=said)
    record(
        "concerns.check_asked",
        subject=concern,
        actor=actor,
        at=at,
        agencies=[o.code for o in organisations],
        people=len(asked_about),
        lawful_basis=lawful_basis,
    )
    _all_in(concern)
    return check


def _ask_one(
    *,
    actor: User,
    at: datetime,
    check: Check,
    organisation: Organisation,
    subjects: Sequence[Subject],
    said: ListAnswers,
) -> CheckRequest:
    if organisation.desk_id is None:
        raise Refused(f"{organisation.name} has no desk to ask at: an access administrator can make one.")
    rating = rules.Rating(check.concern.rating)
    is_sealed = check.concern.circle.kind == CircleKind.SEALED
    home = check.concern.circle_id if is_sealed else organisation.desk_id
    with delivering_to(home):
        request = CheckRequest(
            circle_id=home,
            background_check=check,
            reference=new_reference("Q"),
            organisation=organisation,
            purpose=check.purpose,
            lawful_basis=check.lawful_basis,
            rating=rating.value,
            asked_at=at,
            due_at=at,
        )
        # The clock's own arithmetic says by when; the request keeps a copy to sort by.
        clock = clocks.start_clock(
            actor=actor,
            at=at,
            kind=rules.CHECK_CLOCK[rating],
            subject=request,
            circle_id=home,
            start_at=at,
        )
        request.due_at = clock.due_at
        request.save()
        asked = [
            CheckSubject(
                circle_id=home,
                request=request,
                subject=subject,
                order=order,
                name_words=f"{subject.given_name} {subject.family_name}".strip() or "Name not known",
                born_words=_born_words(subject),
                address_words=", ".join(part for part in (subject.address_words, subject.postcode) if part),
            )
            for order, subject in enumerate(subjects)
        ]
        CheckSubject.objects.bulk_create(asked)
        _answer_from_list(actor=actor, at=at, request=request, asked=asked, said=said)
        if request.state == rules.RequestState.ASKED and not is_sealed:
            _tell_agency(actor=actor, at=at, request=request)
    return request


def _tell_agency(*, actor: User, at: datetime, request: CheckRequest) -> None:
    """An e-mail with a reference and a link: a desk may not be looked at within the two hours that red allows."""
    point = agencies.address_for(viewer=actor, organisation_id=request.organisation_id, purpose=ContactPurpose.CHECKS)
    if point is None:  # the desk's own list still shows it
        return
    # A letter that may not go (the domain is not the agency's any more) is no reason not to ask.
    with suppress(Refused):
        letters.queue_letter(
            actor=actor,
            at=at,
            code="check_request",
            to_kind="email",
            to_address=point.value,
            organisation=request.organisation,
            subject=request,
            link_path=reverse("concerns:answer", args=[request.pk]),
        )


def _born_words(subject: Subject) -> str:
    if subject.born_on:
        return f"born {subject.born_on.day} {subject.born_on:%B %Y}"
    if subject.expected_on:
        return f"expected {subject.expected_on.day} {subject.expected_on:%B %Y}"
    return subject.age_words


_USABLE = {ListAnswer.KNOWN_OPEN, ListAnswer.KNOWN_CLOSED, ListAnswer.NO_RECORD}


def _ask_lists(*, actor: User, at: datetime, subjects: Sequence[Subject]) -> ListAnswers:
    """What every loaded list says of the people who are found in the index, by agency and person."""
    roots = sorted({subject.person.root_id for subject in subjects if subject.person is not None})
    said: ListAnswers = {}
    if roots:
        for answer in involvement.known_to(viewer=actor, at=at, person_roots=roots, purpose="background_check"):
            if answer.answer in _USABLE:
                said.setdefault((answer.organisation_id, answer.person_root), []).append(answer)
    return said


def _answer_from_list(
    *, actor: User, at: datetime, request: CheckRequest, asked: Sequence[CheckSubject], said: ListAnswers
) -> None:
    """Let the agency’s lists answer; if they speak of everybody and none is out of date, the desk need not."""
    rows: list[CheckAnswer] = []
    complete = True
    for person in asked:
        root = person.subject.person.root_id if person.subject.person is not None else None
        answers = said.get((request.organisation_id, root), []) if root else []
        complete = complete and bool(answers) and not any(answer.stale for answer in answers)
        rows += [_row_of(request, person, answer) for answer in answers]
    CheckAnswer.objects.bulk_create(rows)
    if complete and rows:
        request.by_list = True
        _finish(actor=actor, at=at, request=request, state=rules.RequestState.ANSWERED)


def _row_of(request: CheckRequest, person: CheckSubject, answer: involvement.ServiceAnswer) -> CheckAnswer:
    lead = answer.lead
    reach = ", ".join(part for part in (lead.job, lead.phone, lead.email) if part) or answer.reach
    return CheckAnswer(
        circle_id=request.circle_id,
        asked=person,
        answer=rules.Answer(answer.answer.value).value,
        service=answer.service,
        since=answer.since,
        until=answer.until,
        lead_name=lead.name,
        lead_reach=reach[:200],
        searched="; ".join(f"{one.name}: {one.covers}" for one in answer.searched)[:400] or answer.told,
        fresh_as_of=answer.fresh_as_of or min((s.taken_on for s in answer.searched if s.taken_on), default=None),
        is_stale=answer.stale,
        by_list=True,
    )


def _finish(*, actor: User, at: datetime, request: CheckRequest, state: rules.RequestState) -> None:
    request.state, request.answered_at = state.value, at
    request.answered_by = None if request.by_list else actor
    request.save_changes("state", "answered_at", "answered_by", "by_list", "decline_code", "decline_words")
    clocks.meet_clock(actor=actor, at=at, kind=rules.CHECK_CLOCK[rules.Rating(request.rating)], subject=request)


@command("concerns.check_answered")
def answer_check(
    *, actor: User, at: datetime, request: CheckRequest, answers: Sequence[AnswerTold], seen: int | None = None
) -> CheckRequest:
    """An agency answers for every person it was asked about. "No record found" must say what was searched."""
    _hold(request)
    policy.check_may_answer(actor, request, is_sealed=_is_sealed(request), at=at)
    _check_open(request)
    if seen is not None and seen != request.version:
        raise Refused("Somebody at your desk answered while you were writing. Look at their answer first.")
    people = list(request.subjects.all())
    missing = {p.pk for p in people} - {a.asked.pk for a in answers}
    if missing or any(a.asked.request_id != request.pk for a in answers):
        raise Refused("Give an answer for each person you were asked about.")
    for told in answers:
        if not told.searched.strip():
            raise Refused("Say what you searched: which system or list.", field="searched")
        if told.answer == rules.Answer.KNOWN_OPEN and not told.lead_name.strip():
            raise Refused("Say who leads the work, so that the hub can speak to them.", field="lead_name")
        if told.since and told.until and told.until < told.since:
            raise Refused("The work cannot have ended before it began.", field="until")
    CheckAnswer.objects.bulk_create(
        CheckAnswer(
            circle_id=request.circle_id,
            asked=told.asked,
            answer=told.answer.value,
            service=told.service.strip() or request.organisation.name,
            since=told.since,
            until=told.until,
            lead_name=told.lead_name.strip(),
            lead_reach=told.lead_reach.strip(),
            searched=told.searched.strip(),
            fresh_as_of=told.fresh_as_of or day_of(at),
        )
        for told in answers
    )
    _finish(actor=actor, at=at, request=request, state=rules.RequestState.ANSWERED)
    record("concerns.check_answered", subject=request, actor=actor, at=at, people=len(people))
    _all_in_from_desk(request)
    return request


@command("concerns.check_declined")
def decline_check(*, actor: User, at: datetime, request: CheckRequest, code: str, words: str) -> CheckRequest:
    """An agency declines, with its reason: refusals to share are recorded as carefully as answers."""
    _hold(request)
    policy.check_may_answer(actor, request, is_sealed=_is_sealed(request), at=at)
    _check_open(request)
    if not code:
        raise Refused("Choose why you cannot answer.", field="code")
    request.decline_code, request.decline_words = code, words.strip()
    _finish(actor=actor, at=at, request=request, state=rules.RequestState.DECLINED)
    record("concerns.check_declined", subject=request, actor=actor, at=at, code=code)
    _all_in_from_desk(request)
    return request


@command("concerns.check_withdrawn")
def withdraw_request(*, actor: User, at: datetime, request: CheckRequest, reason: str) -> CheckRequest:
    """The hub no longer needs this agency's answer."""
    _hold(request)
    policy.check_may(actor, policy.SCREEN if _is_sealed(request) else policy.ASK, request, at=at)
    _check_open(request)
    if not reason.strip():
        raise Refused("Say why the answer is no longer needed.", field="reason")
    request.state = rules.RequestState.WITHDRAWN.value
    request.save_changes("state")
    clocks.stop_clock(
        actor=actor,
        at=at,
        kind=rules.CHECK_CLOCK[rules.Rating(request.rating)],
        subject=request,
        reason=reason.strip(),
    )
    record("concerns.check_withdrawn", subject=request, actor=actor, at=at)
    _all_in_from_desk(request)
    return request


def _check_open(request: CheckRequest) -> None:
    if request.state != rules.RequestState.ASKED:
        raise Refused("This request is finished: it was answered, declined or withdrawn already.")


def _is_sealed(request: CheckRequest) -> bool:
    return request.circle.kind == CircleKind.SEALED


def _behind_the_desk() -> list[int]:
    # A desk cannot see the concern; for a moment the doors of the hub and of every desk are open.
    return list(Circle.objects.filter(Q(code=HUB) | Q(kind=CircleKind.DESK)).values_list("pk", flat=True))


def _hold(request: CheckRequest) -> None:
    """Hold the concern until this answer is in. Of two last answers at once each would else see the other still
    waiting, and the concern would wait for ever."""
    with delivering_to(*_behind_the_desk()):
        list(Concern.objects.select_for_update(of=("self",)).filter(checks__requests=request).values_list("pk"))


def _all_in_from_desk(request: CheckRequest) -> None:
    """Move the concern on when the last agency has spoken."""
    with delivering_to(*_behind_the_desk()):
        _all_in(Concern.objects.get(checks__requests=request))


def _all_in(concern: Concern) -> None:
    waiting = CheckRequest.objects.filter(background_check__concern=concern, state=rules.RequestState.ASKED).exists()
    if not waiting and concern.state == rules.State.CHECKING:
        rules.check_move(concern.state, rules.State.DECIDING)
        concern.state = rules.State.DECIDING.value
        concern.save_changes("state")
