"""Builds the whole demonstration, from an empty partnership to this morning's concerns, and says so as it goes."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from django.utils import timezone

from lifecourse.kernel.access import context
from lifecourse.kernel.audit import sealing
from lifecourse.kernel.people.models import Person

from . import (
    annual_report,
    emergencies,
    lists,
    money,
    partnership,
    post,
    records,
    scorecard,
    services,
    showcase,
    told_by_hand,
    unseen,
)
from .both_cores import tellers
from .drawing import Drawer
from .families import Maker
from .lists import Listing
from .plans import Plan
from .quickly import without_jobs
from .world import MACHINE, World, telling

Say = Callable[[str], None]
Due = tuple[datetime, str, Callable[[], object]]
FAMILIES, CONCERNS, TIED = 760, 600, 150


def build(*, now: datetime, scale: float, say: Say) -> World:
    """The partnership, its lists and its year of concerns. `scale` 1 is the whole; every state is there at any."""
    world = World(now=now, scale=scale)
    maker = Maker(world.chance("families"), world.today)
    world.told_of = told_by_hand.families(maker)
    world.families = list(maker.families(world.at_least(FAMILIES, 60)))
    world.unseen = unseen.families(Maker(world.chance("unseen"), world.today))
    say("The partnership: organisations, areas, teams and staff")
    with context.as_system(MACHINE) as machine:
        partnership.set_up(world, machine)
        partnership.take_on(world, machine)
        listings = lists.set_up(world, machine)
    drawn = Drawer(world, listings).year(world.at_least(CONCERNS, 30))
    plans = sorted([*drawn, *showcase.plans(world)], key=lambda plan: plan.at)
    with without_jobs():
        _tell_year(world, listings, plans, say)
        say("Letters, drafts and emergencies")
        post.see_to(world, plans)
        post.leave_drafts(world)
        emergencies.tell(world)
        say("Cohorts: who is on no list")
        unseen.tell(world)
        say("The board: its money")
        money.tell(world)
        say("The scorecard: core data of 2017/18, three invented census returns and the front door’s years")
        scorecard.tell(world)
        say("Annual reports: the one of 2017/18, and this year's")
        annual_report.tell(world)
    with context.as_system(MACHINE) as machine:
        services.note_built(actor=machine, at=now, people=people(), concerns=len(world.concerns))
    say("The trail: sealed")
    # By the clock and not by the story: a seal says when it was really made.
    sealing.seal_events(at=timezone.now())
    return world


def people() -> int:
    """How many people the index has."""
    return Person.objects.count()


def _tell_year(world: World, listings: Sequence[Listing], plans: Sequence[Plan], say: Say) -> None:
    """Lists are sent and records mended when that is due; between them the concerns are told; all in time order."""
    due: list[Due] = [
        (at, listing.load.code, partial(lists.send, world, listing, at))
        for listing in listings
        for at in lists.sendings(world, listing.load)
    ]
    by_code = {listing.load.code: listing for listing in listings}
    spoilt, refused, waiting = world.ago(days=75), world.ago(days=40), world.ago(hours=3)
    due.append((spoilt, "", partial(lists.send, world, by_code["early-help"], spoilt, faults=3)))
    due.append((refused, "", partial(lists.refuse, world, by_code["cases"], refused)))
    due.append((waiting, "", partial(lists.leave_waiting, world, by_code["early-help"], waiting)))
    due.append((world.ago(days=370), "", partial(_take_over, world, plans)))
    due.append((world.ago(days=25), "", partial(records.mend, world, world.ago(days=25))))
    due.sort(key=lambda one: one[:2])
    say(f"The year: {len(due)} lists and {len(plans)} concerns")
    # A small demonstration is not worth a second process.
    with tellers(world, plans, helped=len(plans) > 200) as teller:
        told = 0
        for at, _, run in due:
            upto = bisect_left(plans, at, lo=told, key=lambda plan: plan.at)
            if upto > told:
                teller.tell(told, upto)
                say(f"  {upto} concerns of {len(plans)}, to {plans[upto - 1].at:%-d %B %Y}")
            told = upto
            run()
        teller.tell(told, len(plans))


def _take_over(world: World, plans: Sequence[Plan]) -> None:
    """How people belong together, for those told of by hand and for the families of the year's concerns."""
    of_the_year = {plan.family.key: plan.family for plan in plans if plan.family.key not in world.told_of}
    families = [*world.told_of.values(), *list(of_the_year.values())[: world.at_least(TIED, 10)]]
    at = world.ago(days=370)
    with context.as_system(MACHINE) as machine, telling(at):
        records.take_over(world, machine, families, at)
