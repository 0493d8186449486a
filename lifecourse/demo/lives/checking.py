"""Background checks: agencies are asked, and their desks answer, decline, answer late or say nothing."""

from datetime import datetime
from uuid import UUID

from lifecourse.domains.concerns import queries, services
from lifecourse.domains.concerns.models import CheckRequest, CheckSubject
from lifecourse.domains.concerns.rules import Answer, RequestState, State
from lifecourse.domains.concerns.services import AnswerTold

from ..staff import answers_for
from .coming_in import filled
from .life import Life

# Minutes in which a desk answers, by the rating it is asked under.
_PACE = {"red": (8, 70), "amber": (25, 260), "green": (60, 700)}


def check(life: Life) -> None:
    """Ask, and let the desks answer in the order in which they get round to it."""
    plan = life.plan
    if not plan.asks or not life.subjects:
        return
    life.wait(3, 12)
    with life.acting(plan.officer) as officer:
        services.ask_agencies(
            actor=officer,
            at=life.at,
            concern=life.fresh(),
            organisations=[life.world.organisations[code] for code in plan.asks],
            subjects=life.told_of(),
            purpose=filled(life, plan.theme.purpose),
            lawful_basis="public_task",
            lawful_condition="safeguarding",
        )
        answers = _when(life)
    for at, agency, pk in answers:
        life.wait_until(at)
        _answer(life, agency, pk)
    life.reached(State.CHECKING)


def _when(life: Life) -> list[tuple[datetime, str, UUID]]:
    """When each desk that was not spared by its list will answer; not those that stay silent."""
    waiting = CheckRequest.objects.filter(background_check__concern_id=life.pk, state=RequestState.ASKED)
    rows = sorted(waiting.values_list("organisation__code", "pk", "rating"))
    planned = []
    for agency, pk, rating in rows:
        least, most = _PACE[rating]
        minutes = life.chance.uniform(least, most) * (9 if agency in life.plan.late else 1) * life.plan.slow
        if agency not in life.plan.silent:
            planned.append((life.moment(minutes), agency, pk))
    return sorted(planned)


def _answer(life: Life, agency: str, pk: UUID) -> None:
    if agency in life.plan.withdrawn:
        with life.acting(life.plan.officer) as officer:
            services.withdraw_request(
                actor=officer,
                at=life.at,
                request=CheckRequest.objects.get(pk=pk),
                reason="They have moved: another area's service is asked.",
            )
        return
    with life.acting(answers_for(agency)) as user:
        request = queries.open_request(viewer=user, at=life.at, pk=pk)
        if agency in life.plan.declines:
            services.decline_check(
                actor=user,
                at=life.at,
                request=request,
                code="not_enough_to_search",
                words="A given name and a street are not enough to search our system.",
            )
            return
        services.answer_check(
            actor=user,
            at=life.at,
            request=request,
            answers=[_says(life, agency, asked) for asked in request.subjects.all()],
        )


def _says(life: Life, agency: str, asked: CheckSubject) -> AnswerTold:
    """What a desk says of one person: mostly that nothing was found, and where it was looked."""
    turn, today = life.chance.random(), life.at.date()
    searched = f"Case records of {life.world.organisations[agency].name}, by name and address"
    if turn < 0.62:
        return AnswerTold(asked=asked, answer=Answer.NO_RECORD, service="", searched=searched, fresh_as_of=today)
    if turn < 0.82:
        return AnswerTold(
            asked=asked,
            answer=Answer.KNOWN_CLOSED,
            service="",
            searched=searched,
            fresh_as_of=today,
            since=today.replace(year=today.year - 2, day=1),
            until=today.replace(year=today.year - 1, day=1),
        )
    return AnswerTold(
        asked=asked,
        answer=Answer.KNOWN_OPEN,
        service="",
        searched=searched,
        fresh_as_of=today,
        since=today.replace(year=today.year - 1, day=1),
        lead_name=life.world.staff[answers_for(agency)].full_name,
        lead_reach="By the desk's own number",
    )
