"""Letters once they are written: sent, come back, sent again; and drafts that lie unfinished on agencies' desks."""

from datetime import datetime, timedelta
from uuid import UUID

from lifecourse.domains.concerns import services as concerns
from lifecourse.domains.concerns.rules import SubjectKind
from lifecourse.domains.concerns.services import ReporterTold, SubjectTold, Told
from lifecourse.kernel.access import context
from lifecourse.kernel.letters import services as letters
from lifecourse.kernel.letters.models import Letter, SentHow
from lifecourse.kernel.letters.rules import Channel, State

from .plans import Plan
from .staff import answers_for
from .typed import answers
from .world import MACHINE, World

_HOUR = timedelta(hours=1)


def see_to(world: World, plans: list[Plan]) -> None:
    """What became of every letter older than an hour: the worker does the rest."""
    with context.as_system(MACHINE) as machine:
        waiting = Letter.objects.filter(state=State.QUEUED, to_kind=Channel.EMAIL, queued_at__lt=world.now - _HOUR)
        for letter in waiting.select_related("organisation").order_by("queued_at", "reference"):
            at = letter.queued_at + timedelta(minutes=2)
            letters.mark_sent(actor=machine, at=at, letter=letter, how=SentHow.DEMO)
    with world.acting("support", world.now) as user:
        posted = Letter.objects.filter(
            state=State.QUEUED, to_kind=Channel.POST, queued_at__lt=world.now - timedelta(days=3)
        )
        for letter in posted.order_by("queued_at", "reference"):
            at = letter.queued_at + timedelta(hours=20)
            letters.mark_sent(actor=user, at=at, letter=letter, how=SentHow.BY_HAND)
    for plan in plans:
        if plan.bounces and plan.key in world.concerns:
            _come_back(world, plan)


def _come_back(world: World, plan: Plan) -> None:
    """A feedback e-mail that did not arrive: sent again to the right address, or still to be."""
    with world.acting("support", world.now) as user:
        letter = (
            Letter.objects.filter(
                subject_id=world.concerns[plan.key], code="feedback", to_kind=Channel.EMAIL, state=State.SENT
            )
            .order_by("queued_at")
            .first()
        )
        if letter is None or letter.sent_at is None or letter.sent_at + timedelta(hours=30) > world.now:
            return
        back = letter.sent_at + timedelta(hours=5)
        letters.record_bounce(actor=user, at=back, letter=letter, failure="550 No such mailbox.")
        if plan.bounces == "left":
            return
        again = letters.resend_letter(
            actor=user,
            at=back + timedelta(hours=20),
            letter=letter,
            to_address="right.address@post.example",
            defer=False,
        )
    with context.as_system(MACHINE) as machine:
        letters.mark_sent(actor=machine, at=back + timedelta(hours=20, minutes=2), letter=again, how=SentHow.DEMO)


# Whose desk, how many hours ago, what was typed so far, and about whom.
_DRAFTS = (
    (
        "old-foundry-primary-school",
        2,
        "Third time this month without a packed lunch. I want to speak with the class teacher first.",
        "Connie",
    ),
    ("old-foundry-primary-school", 30, "Came in with a mark on the wrist and", "Reggie"),
    (
        "homes",
        5,
        "Gas engineer reports no heating and a smell of gas. Tenant is about eighty and let nobody in.",
        "Beryl",
    ),
    ("police", 50, "Attended at 02.10, verbal only. Two children upstairs, not spoken to.", ""),
)


def leave_drafts(world: World) -> None:
    """Forms begun and not sent, at three desks."""
    chance = world.chance("drafts")
    for agency, hours, words, given in _DRAFTS:
        at: datetime = world.ago(hours=hours)
        told = Told(
            narrative=words,
            subjects=(
                SubjectTold(kind=SubjectKind.CHILD if agency != "homes" else SubjectKind.ADULT, given_name=given),
            ),
            reporter=ReporterTold(job_title="Safeguarding lead"),
        )
        with world.acting("housing" if agency == "homes" else answers_for(agency), at) as user:
            concerns.save_draft(
                actor=user,
                at=at,
                circle=world.circles[f"desk-{agency}"],
                key=UUID(int=chance.getrandbits(128), version=4),
                answers=answers(told),
            )
