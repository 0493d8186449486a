"""Tells one concern's life in time order, each step by the person who would do it, in their own circles."""

from dataclasses import replace

from lifecourse.domains.concerns.rules import State

from ..moments import NotYet
from ..plans import Plan
from ..world import World
from . import checking, coming_in, deciding, following, screening
from .life import Life, Stop

__all__ = ["Life", "tell"]


def afterwards(life: Life) -> None:
    """Where a story stops before its end: why it is late, if somebody has said so."""
    plan = life.plan
    if plan.explains and plan.until is State.SCREENING:
        life.at = max(life.at, life.world.ago(hours=2))
        deciding.explain(life)


def hear_again(life: Life) -> None:
    """The same worry, from somebody else, while this concern is worked on: it comes in, and is linked to this one."""
    if life.plan.again is None:
        return
    at = life.wait(5, 200, office=False)
    life.leave()
    other = tell(life.world, replace(life.plan.again, at=at))
    life.at = max(life.at, other.at)


def tell(world: World, plan: Plan) -> Life:
    """Everything that has happened to this concern by now."""
    life = Life(world, plan)
    try:
        coming_in.receive(life)
        screening.screen(life)
        hear_again(life)
        checking.check(life)
        deciding.decide(life)
        following.follow(life)
    except (NotYet, Stop):
        afterwards(life)
    finally:
        life.leave()
    return life
