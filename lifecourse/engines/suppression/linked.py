"""Suppression over many tables at once: cells that stand in several, and every sum that a reader can do.

One table with totals is a network and has its own exact check (`grid`). Tables that share cells or totals are not, so
here every cell has a name, and all that is published to add up is a list of equations over names, whichever tables they
come from. As there, a reader knows that no hidden cell is nought.

A hidden cell is safe if there is another set of whole numbers, all hidden ones at least 1, that keeps every equation
and in which it has another value. Such a set is looked for, and is the proof; a cell for which none is found within
`EFFORT` steps counts as one that can be worked back, so that an error can only hide too much.
"""

import heapq
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

EFFORT = 20_000
# How far a cell is moved to see whether it can have another value.
_FARTHEST = 3


@dataclass(frozen=True)
class Adds:
    """What is published to add up: `parts`, each once, come to `total`."""

    total: str
    parts: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.parts or len({self.total, *self.parts}) != len(self.parts) + 1:
            raise ValueError(f"the parts of “{self.total}” are each another cell, and at least one")


@dataclass(frozen=True)
class _System:
    """The equations by cell: (number of the equation, +1 for a part or -1 for the total)."""

    values: Mapping[str, int]
    equations: tuple[tuple[tuple[str, int], ...], ...]
    stands_in: Mapping[str, tuple[tuple[int, int], ...]]


def _system(cells: Mapping[str, int], sums: Sequence[Adds]) -> _System:
    for one in sums:
        if all(name in cells for name in (one.total, *one.parts)):
            came = sum(cells[name] for name in one.parts)
            if came != cells[one.total]:
                raise ValueError(f"“{one.total}” is {cells[one.total]}, and its parts come to {came}")
    # An equation with a cell that is not to be had tells a reader nothing of the others.
    kept = [one for one in sums if all(name in cells for name in (one.total, *one.parts))]
    equations = tuple(((one.total, -1), *((name, 1) for name in one.parts)) for one in kept)
    stands_in: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, equation in enumerate(equations):
        for name, sign in equation:
            stands_in[name].append((number, sign))
    return _System(cells, equations, {name: tuple(places) for name, places in stands_in.items()})


def _other_values(system: _System, cell: str, price: Mapping[str, int], effort: int) -> frozenset[str] | None:
    """The cells that move in the cheapest other set of numbers where `cell` has another value; None if none is found.

    Only cells with a price move. The search moves one cell by one at a time, always one that mends an equation that is
    out of balance: whatever other set there is, it is reached by such moves.
    """
    order = count()
    start: list[tuple[dict[str, int], dict[int, int]]] = []
    for step in (s * far for far in range(1, _FARTHEST + 1) for s in (1, -1)):
        if system.values[cell] + step >= 1:
            out = {number: sign * step for number, sign in system.stands_in.get(cell, ())}
            start.append(({cell: step}, out))
    waiting: list[tuple[int, int, int, dict[str, int], dict[int, int]]] = []
    for moved, out in start:
        heapq.heappush(waiting, (sum(map(abs, out.values())), 0, next(order), moved, out))
    seen: set[frozenset[tuple[str, int]]] = set()
    while waiting and effort:
        effort -= 1
        _, paid, _, moved, out = heapq.heappop(waiting)
        if not out:
            return frozenset(name for name, by in moved.items() if by)
        state = frozenset(moved.items())
        if state in seen:
            continue
        seen.add(state)
        number = min(out)
        for name, sign in system.equations[number]:
            if name == cell or name not in price:
                continue
            step = -sign if out[number] > 0 else sign
            by = moved.get(name, 0) + step
            # Never there and back: a way that does so is not the cheapest.
            if system.values[name] + by < 1 or abs(by) < abs(moved.get(name, 0)):
                continue
            then = dict(out)
            for place, at in system.stands_in[name]:
                then[place] = then.get(place, 0) + at * step
                if not then[place]:
                    del then[place]
            cost = paid + (price[name] if name not in moved else 0) + 1
            hope = cost + sum(map(abs, then.values()))
            heapq.heappush(waiting, (hope, cost, next(order), {**moved, name: by}, then))
    return None


def can_be_worked_back(
    cells: Mapping[str, int], sums: Sequence[Adds], hidden: Collection[str], *, effort: int = EFFORT
) -> frozenset[str]:
    """The hidden cells that have one value only, given all that is published; or for which no other was found."""
    system = _system(cells, sums)
    free = dict.fromkeys(hidden, 0)
    return frozenset(name for name in hidden if _other_values(system, name, free, effort) is None)


def protect_linked(
    cells: Mapping[str, int],
    sums: Sequence[Adds],
    *,
    threshold: int,
    at_risk: Collection[str] | None = None,
    effort: int = EFFORT,
) -> frozenset[str]:
    """The names to hide: every count from 1 to `threshold`, and as few others as are found so that none comes back.

    `at_risk`: the cells to which the threshold applies (counts of people); all of them if it is not given. A small cell
    that can be spared goes first, a total last, a nought never. Raises ValueError where something does not add up.
    """
    if threshold < 0 or any(value < 0 for value in cells.values()):
        raise ValueError("neither a count nor the threshold is below zero")
    system = _system(cells, sums)
    dear = 1 + sum(cells.values())
    totals = {one.total for one in sums}
    risky = set(cells) if at_risk is None else set(at_risk)
    first = {name for name in risky if 1 <= cells[name] <= threshold}
    hidden = set(first)
    while unsafe := can_be_worked_back(cells, sums, hidden, effort=effort):
        name = min(unsafe, key=lambda one: (cells[one], one))
        price = {
            one: 0 if one in hidden else value + dear * (one in totals) for one, value in cells.items() if value > 0
        }
        moved = _other_values(system, name, price, effort)
        more = set(moved or ()) - hidden
        if not more:
            # Not found in time: the cheapest beside it, and again. With all of them hidden every number may be doubled.
            beside = {n for number, _ in system.stands_in.get(name, ()) for n, _ in system.equations[number]}
            left = [one for one in (beside or price) if one in price and one not in hidden]
            left = left or [one for one in price if one not in hidden]
            if not left:
                break
            more = {min(left, key=lambda one: (price[one], one))}
        hidden |= more
    for name in sorted(hidden - first, key=lambda one: (-(one in totals), -cells[one], one)):
        # What was hidden on the way and is not needed in the end is shown after all.
        if not can_be_worked_back(cells, sums, hidden - {name}, effort=effort):
            hidden.discard(name)
    return frozenset(hidden)
