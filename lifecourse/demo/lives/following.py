"""Following up: agencies act or do not, the reporter is told, the new fact is noted, and the concern is closed."""

from dataclasses import dataclass
from datetime import datetime

from lifecourse.domains.concerns import services
from lifecourse.domains.concerns.rules import FOLLOW_THROUGH, Channel, Outcome, State
from lifecourse.kernel.actions import services as actions
from lifecourse.kernel.actions.models import Action
from lifecourse.kernel.letters.rules import FeedbackFamily

from ..plans import Asked
from ..staff import answers_for
from .deciding import decide_again
from .life import Life, Stop

_FAMILY = {
    1: FeedbackFamily.ADVICE_GIVEN,
    2: FeedbackFamily.ADVICE_GIVEN,
    3: FeedbackFamily.ACCEPTED_FOR_ASSESSMENT,
    4: FeedbackFamily.ACCEPTED_FOR_ASSESSMENT,
}
# What each way of taking an action comes to in the end: the result and its words.
_RESULTS = {
    "seen": ("seen", "Everybody was seen. Warm, fed and willing to be helped; smoke alarms fitted."),
    "no_reply": ("no_reply", "Knocked twice at different times. Curtains moved; nobody came."),
    "not_made": ("not_made", "The crew was called away to a fire; nobody could go in time."),
    "refused": ("refused", "Spoken to at the door and asked to leave."),
    "moved": ("moved", "The neighbour says they left last week, and does not know where to."),
    "started": ("help_started", "First meeting held; a plan is being made with the family."),
    "assessed": ("assessment_started", "An assessment has begun and a worker is allocated."),
    "held": ("held", "Discussion held with police and health; enquiries begin today."),
    "joined": ("already_helped", "The family works with somebody already; this was passed to them."),
    "not_needed": ("not_needed", "Looked into with the family: they have what they need."),
    "declined_help": ("help_refused", "Offered twice and refused. They know how to reach us."),
    "new": ("told_new", "Told by telephone. They did not know this, and will visit this week."),
    "known": ("told_known", "Told by telephone. They knew, and it is in the plan."),
}


def follow(life: Life) -> None:
    """Everything after a decision that stands, in time order, until it is closed."""
    plan = life.plan
    begun = life.at
    steps = sorted([*_actions(life, begun), *_feedback(life, begun)], key=lambda step: (step.at, step.what))
    for step in steps:
        life.wait_until(step.at)
        step.run(life)
    if plan.new_fact is not None:
        life.wait(20, 300)
        with life.acting(plan.officer) as officer:
            services.record_new_fact(actor=officer, at=life.at, concern=life.fresh(), is_new=plan.new_fact)
    life.reached(State.FOLLOWING_UP)
    if any(asked.how in ("waiting", "accepted", "no_reply", "declined") for asked in _asked(life)):
        raise Stop
    if plan.wants_feedback and not plan.feedback:
        raise Stop
    life.wait(300, 1800)
    with life.acting(plan.officer) as officer:
        services.close_concern(actor=officer, at=life.at, concern=life.fresh())
    if plan.reopened:
        life.wait(2000, 9000)
        with life.acting(plan.decider) as manager:
            services.reopen_concern(
                actor=manager,
                at=life.at,
                concern=life.fresh(),
                reason="The school has told us something that we did not know when this was decided.",
            )
        life.reached(State.DECIDING)
        life.wait(60, 500)
        decide_again(life)
        life.wait(100, 900)
        with life.acting(plan.officer) as officer:
            services.close_concern(actor=officer, at=life.at, concern=life.fresh())


@dataclass(frozen=True)
class Step:
    """One thing done at its own moment; `what` keeps the order of two at once."""

    at: datetime
    what: str
    asked: Asked | None = None

    def run(self, life: Life) -> None:
        """Do it."""
        if self.what == "feedback":
            _tell_reporter(life)
        elif self.asked is not None:
            _act(life, self.asked, self.what)


def _asked(life: Life) -> list[Asked]:
    return [asked for asked in life.plan.outcomes if asked.outcome in FOLLOW_THROUGH]


def _actions(life: Life, begun: datetime) -> list[Step]:
    """An agency accepts within hours and is done within days; or declines, or does nothing."""
    steps = []
    for asked in _asked(life):
        if asked.how == "waiting":
            continue
        declines = asked.how in ("declined", "given_up")
        accepted = life.moment(life.chance.uniform(20, 400) * life.plan.slow)
        steps.append(Step(accepted, "1 decline" if declines else "1 accept", asked))
        most = 3800 if asked.outcome == Outcome.SAFE_AND_WELL_VISIT else 6500
        done = life.chance.uniform(400, most) * life.plan.slow
        finished = max(accepted, life.moment(done))
        if asked.how == "given_up":
            steps.append(Step(finished, "3 withdraw", asked))
        elif asked.how == "seen_later":
            steps.append(Step(finished, "2 no_reply", asked))
            steps.append(Step(max(finished, life.moment(done * 1.6 + 200)), "3 seen", asked))
        elif asked.how not in ("declined", "accepted"):
            steps.append(Step(finished, f"2 {asked.how}", asked))
        if asked.how in ("seen", "started", "assessed") and life.chance.random() < 0.3:
            steps.append(Step(max(finished, life.moment(done + 1800)), "4 evidence", asked))
    return steps


def _act(life: Life, asked: Asked, what: str) -> None:
    how = what.partition(" ")[2]
    with life.acting(life.plan.officer if how in ("withdraw", "evidence") else _who(life, asked)) as user:
        action = (
            Action.objects.filter(
                subject_id=life.pk,
                kind=asked.outcome.value,
                owner_organisation=life.world.organisations[asked.agency],
            )
            .order_by("-asked_at")
            .first()
        )
        assert action is not None
        if how == "accept":
            actions.accept_action(actor=user, at=life.at, action=action)
        elif how == "decline":
            actions.decline_action(
                actor=user, at=life.at, action=action, reason="The address is outside our area since the spring."
            )
        elif how == "evidence":
            actions.evidence_action(
                actor=user,
                at=life.at,
                action=action,
                evidence="Read the record of the visit and spoke with the family.",
            )
        elif how == "withdraw":
            actions.withdraw_action(
                actor=user, at=life.at, action=action, reason="Another agency is visiting them already."
            )
        else:
            result, words = _RESULTS[how]
            actions.record_result(
                actor=user,
                at=life.at,
                action=action,
                result=result,
                words=words,
                made_by_name=str(user),
                final=how == "not_made",
            )


def _who(life: Life, asked: Asked) -> str:
    if asked.agency == "fire":
        return "fire"
    told = asked.outcome == Outcome.INFORM_LEAD_PROFESSIONAL
    return "social_worker" if told and asked.agency == "childrens-social-care" else answers_for(asked.agency)


def _feedback(life: Life, begun: datetime) -> list[Step]:
    if not life.plan.wants_feedback or not life.plan.feedback:
        return []
    return [Step(life.moment(life.chance.uniform(20, 700) * life.plan.slow), "feedback")]


def _tell_reporter(life: Life) -> None:
    plan = life.plan
    desk = plan.channel == Channel.PROFESSIONAL and plan.feedback == "desk"
    family = _FAMILY[plan.level]
    if any(asked.outcome == Outcome.INFORM_LEAD_PROFESSIONAL for asked in plan.outcomes):
        family = FeedbackFamily.PASSED_TO_ALLOCATED_WORKER
    with life.acting("support") as user:
        services.give_feedback(
            actor=user,
            at=life.at,
            concern=life.fresh(),
            by="desk" if desk else plan.feedback,
            address="12 Rivet Court, Market Hall, Quillmere" if plan.feedback == "post" else "",
            family=family if desk else None,
        )
