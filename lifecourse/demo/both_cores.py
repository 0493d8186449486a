"""A second process that tells half of the concerns, for most of the time of a build is Python's own.

A family's concerns are all told by one of the two, in time order, so neither waits for what the other knows.
"""

import multiprocessing
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from django.db import connection

from .lives import tell
from .plans import Plan
from .quickly import together
from .world import World

# So many concerns share one transaction: each by itself would wait for the disk as often.
_TOGETHER = 20


class HelperFailed(RuntimeError):
    """The second process ended with a fault; `str()` is its traceback."""


class Teller:
    """Tells plans, with a helper if there is one."""

    def __init__(self, world: World, plans: Sequence[Plan], ours: "Connection[Any, Any] | None" = None) -> None:
        self._world, self._plans, self._helper = world, plans, ours

    def tell(self, first: int, last: int) -> None:
        """Tell the plans from `first` to before `last`."""
        numbers = range(first, last)
        theirs = [number for number in numbers if self._helper is not None and _is_theirs(self._plans[number])]
        if self._helper is not None:
            self._helper.send((dict(self._world.records), theirs))
        taken = set(theirs)
        tell_all(self._world, [self._plans[number] for number in numbers if number not in taken])
        if self._helper is not None:
            records, concerns, fault = self._helper.recv()
            if fault:
                raise HelperFailed(fault)
            self._world.records.update(records)
            self._world.concerns.update(concerns)


def tell_all(world: World, plans: Sequence[Plan]) -> None:
    """Tell these plans in order, some in each transaction."""
    for start in range(0, len(plans), _TOGETHER):
        with together():
            for plan in plans[start : start + _TOGETHER]:
                tell(world, plan)


def _is_theirs(plan: Plan) -> bool:
    """Every other drawn family is the helper's; those told of by hand are not."""
    number = plan.family.key[1:]
    return plan.family.key.startswith("f") and number.isdecimal() and int(number) % 2 == 1


@contextmanager
def tellers(world: World, plans: Sequence[Plan], *, helped: bool) -> Iterator[Teller]:
    """Somebody to tell these plans; with a second process only if `helped`, which no open transaction may be."""
    if not helped or connection.in_atomic_block:
        yield Teller(world, plans)
        return
    connection.close()  # the two may not share one
    forked = multiprocessing.get_context("fork")
    ours, theirs = forked.Pipe()
    process = forked.Process(target=_help, args=(theirs, ours, world, plans), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Teller(world, plans, ours)
    finally:
        ours.close()
        process.join(10)


def _help(theirs: "Connection[Any, Any]", ours: "Connection[Any, Any]", world: World, plans: Sequence[Plan]) -> None:
    """The second process: tell what it is sent until nobody sends any more."""
    ours.close()
    while True:
        try:
            records, numbers = theirs.recv()
        except EOFError:
            connection.close()
            return
        world.records, world.concerns = records, {}
        try:
            tell_all(world, [plans[number] for number in numbers])
            theirs.send((world.records, world.concerns, ""))
        except Exception:
            theirs.send(({}, {}, traceback.format_exc()))
