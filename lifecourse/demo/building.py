"""Builds the whole demonstration, from an empty partnership to this morning's concerns, and says so as it goes."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from django.utils import timezone

from lifecourse.kernel.access import context
from lifecourse.kernel.audit import sealing
from lifecourse.kernel.people.models import Person

from . import emergencies, lists, partnership, post, records, services, showcase, told_by_hand
from .drawing import Drawer
from .families import Maker
from .lists import Listing
from .lives import tell
from .plans import Plan
from .quickly import together, without_jobs
from .world import MACHINE, World

Say = Callable[[str], None]
Due = tuple[datetime, str, Callable[[], object]]
T = TypeVar("T")
# So many concerns share one transaction: each by itself would wait for the disk as often.
_TOGETHER = 20
FAMILIES, CONCERNS, TIED = 760, 600, 150


def build(*, now: datetime, scale: float, say: Say) -> World:
    """The partnership, its lists and its year of concerns. `scale` 1 is the whole; every state is there at any."""
    world = World(now=now, scale=scale)
    maker = Maker(world.chance("families"), world.today)
    world.told_of = told_by_hand.families(maker)
    world.families = list(maker.families(world.at_least(FAMILIES, 60)))
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
    told = 0
    for some in _chunks(plans, _TOGETHER):
        while due and due[0][0] <= some[0].at:
            due.pop(0)[2]()
        with together():
            for plan in some:
                tell(world, plan)
        told += len(some)
        if told % 100 < _TOGETHER:
            say(f"  {told} concerns of {len(plans)}, to {some[-1].at:%-d %B %Y}")
    for _, _, run in due:
        run()


def _take_over(world: World, plans: Sequence[Plan]) -> None:
    """How people belong together, for those told of by hand and for the families of the year's concerns."""
    of_the_year = {plan.family.key: plan.family for plan in plans if plan.family.key not in world.told_of}
    families = [*world.told_of.values(), *list(of_the_year.values())[: world.at_least(TIED, 10)]]
    with context.as_system(MACHINE) as machine:
        records.take_over(world, machine, families, world.ago(days=370))


def _chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
