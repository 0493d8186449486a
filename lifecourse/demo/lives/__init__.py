"""Tells one concern's life in time order, each step by the person who would do it, in their own circles."""

from ..moments import NotYet
from ..plans import Plan
from ..world import World
from . import checking, coming_in, deciding, following, screening
from .life import Life, Stop

__all__ = ["Life", "tell"]


def tell(world: World, plan: Plan) -> Life:
    """Everything that has happened to this concern by now."""
    life = Life(world, plan)
    try:
        coming_in.receive(life)
        screening.screen(life)
        checking.check(life)
        deciding.decide(life)
        following.follow(life)
    except (NotYet, Stop):
        pass
    finally:
        life.leave()
    return life
