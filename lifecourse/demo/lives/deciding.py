"""Deciding: a level, outcomes and a brief; where the rules want it, a second person who signs or sends it back."""

from collections.abc import Sequence

from lifecourse.domains.concerns import queries, services
from lifecourse.domains.concerns.models import Decision
from lifecourse.domains.concerns.rules import FOLLOW_THROUGH, STATUTORY, Outcome, State
from lifecourse.domains.concerns.services import OutcomeTold
from lifecourse.kernel.clocks import queries as clocks

from ..plans import Asked
from .coming_in import filled
from .life import Life, Stop

_OTHER = {"manager1": "manager2", "manager2": "manager1"}
_HURRY = "What we know is enough to act on; the answer that is still awaited would not change it."
_WHY = {
    1: "Nothing was found that the family cannot meet with what is open to everybody.",
    2: "One service can help early, and the family are likely to take it.",
    3: "Several needs at once, for which one service is not enough.",
    4: "Reasonable cause to suspect significant harm, or abuse of an adult who cannot protect themselves.",
}


def decide(life: Life) -> None:
    """The decision, made as often as it is sent back; and why it is late, where the plan says so."""
    plan = life.plan
    if plan.until in (State.SCREENING, State.CHECKING, State.DECIDING) and not plan.reopened:
        raise Stop
    life.wait(10, 75)
    decision = _make(life, plan.decider)
    if not decision.needs_signature:
        return
    life.reached(State.AWAITING_SIGNATURE)
    life.wait(15, 150)
    signer = _OTHER[plan.decider]
    if plan.signature in ("return", "returned"):
        with life.acting(signer) as user:
            services.return_decision(
                actor=user,
                at=life.at,
                decision=queries.decision(viewer=user, pk=decision.pk),
                words="The youngest is three and has not been seen. I would want a visit before this is closed.",
            )
        if plan.signature == "returned":
            raise Stop
        life.wait(20, 90)
        decision = _make(life, signer)
        signer = plan.decider
        life.wait(15, 60)
    with life.acting(signer) as user:
        services.sign_decision(
            actor=user, at=life.at, decision=queries.decision(viewer=user, pk=decision.pk), words="I agree."
        )


def decide_again(life: Life) -> None:
    """What was opened again is decided anew: advice to the school, and a second signature if it was grave."""
    decision = _make(life, life.plan.decider, (Asked(outcome=Outcome.ADVICE, agency=""),))
    if decision.needs_signature:
        life.wait(15, 90)
        with life.acting(_OTHER[life.plan.decider]) as user:
            services.sign_decision(
                actor=user, at=life.at, decision=queries.decision(viewer=user, pk=decision.pk), words="I agree."
            )


def _make(life: Life, decider: str, outcomes: Sequence[Asked] | None = None) -> Decision:
    plan, brief = life.plan, filled(life, life.plan.theme.brief)
    if plan.explains:
        explain(life)
    with life.acting(decider) as user:
        concern = life.fresh()
        told = [
            OutcomeTold(
                outcome=asked.outcome,
                subject=life.subjects[0][0] if life.subjects and asked.outcome in STATUTORY else None,
                organisation=life.world.organisations[asked.agency] if asked.outcome in FOLLOW_THROUGH else None,
            )
            for asked in (plan.outcomes if outcomes is None else outcomes)
        ] or [OutcomeTold(outcome=Outcome.NO_FURTHER_ACTION)]
        return services.decide(
            actor=user,
            at=life.at,
            concern=concern,
            level=plan.level,
            reason=f"{plan.theme.reason} {_WHY[plan.level]}",
            outcomes=told,
            brief=brief if any(one.outcome in FOLLOW_THROUGH for one in told) else "",
            why_now=_HURRY if plan.silent else "",
            already_open=plan.known_open,
        )


def explain(life: Life) -> None:
    """Say why what is overdue on this concern is late, as the officer who has it."""
    plan = life.plan
    with life.acting(plan.officer) as officer:
        concern = life.fresh()
        found = clocks.clocks_for(viewer=officer, subject_type="concerns.concern", subject_ids=[concern.pk], at=life.at)
        for clock in found.get(concern.pk, ()):
            if clock.is_open and clock.reason_wanted:
                services.explain_delay(
                    actor=officer,
                    at=life.at,
                    concern=concern,
                    clock_id=clock.id,
                    code=life.chance.choice(("waiting_information", "family_not_reached", "out_of_hours", "workload")),
                    words="An agency's answer was awaited, without which we could not tell how grave this was.",
                    authorised_by=life.world.staff[plan.decider],
                )
