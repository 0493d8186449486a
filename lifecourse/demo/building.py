"""Builds the whole demonstration, from an empty partnership to this morning's concerns, and says so as it goes."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from django.utils import timezone

from lifecourse.kernel.access import context
from lifecourse.kernel.audit import sealing
from lifecourse.kernel.people.models import Person

from . import lists, partnership, services
from .drawing import Drawer
from .families import Maker
from .lists import Listing
from .lives import tell
from .plans import Plan
from .quickly import together, without_jobs
from .world import MACHINE, World

Say = Callable[[str], None]
T = TypeVar("T")
# So many concerns share one transaction: each by itself would wait for the disk as often.
_TOGETHER = 20
FAMILIES, CONCERNS = 760, 640


def build(*, now: datetime, scale: float, say: Say) -> World:
    """The partnership, its lists and its year of concerns. `scale` 1 is the whole; every state is there at any."""
    world = World(now=now, scale=scale)
    world.families = list(Maker(world.chance("families"), world.today).families(world.at_least(FAMILIES, 45)))
    say("The partnership: organisations, areas, teams and staff")
    with context.as_system(MACHINE) as machine:
        partnership.set_up(world, machine)
        partnership.take_on(world, machine)
        listings = lists.set_up(world, machine)
    plans = Drawer(world, listings).year(world.at_least(CONCERNS, 30))
    with without_jobs():
        _tell_year(world, listings, plans, say)
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
    """Lists are sent when they are due, and between them the concerns are told, in time order."""
    due = sorted(((at, listing) for listing in listings for at in lists.sendings(world, listing.load)), key=_first)
    say(f"The lists: {len(listings)} of them, for the first time")
    told = 0
    waiting = list(due)
    for some in _chunks(plans, _TOGETHER):
        while waiting and waiting[0][0] <= some[0].at:
            at, listing = waiting.pop(0)
            lists.send(world, listing, at)
        with together():
            for plan in some:
                tell(world, plan)
        told += len(some)
        if told % 100 < _TOGETHER:
            say(f"{told} concerns of {len(plans)}, to {some[-1].at:%-d %B %Y}")
    for at, listing in waiting:
        lists.send(world, listing, at)


def _first(pair: tuple[datetime, Listing]) -> tuple[datetime, str]:
    return pair[0], pair[1].load.code


def _chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
