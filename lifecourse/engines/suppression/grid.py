"""Primary and secondary suppression of one table of counts with its totals.

Counts of 1 to the threshold are hidden (primary; DfE, "Characteristics of children in need", from 2018), then as few
others as are found that no hidden one can be worked back from what is published (secondary). Whoever reads the table
knows more than the totals: a zero is never hidden, so a hidden count is at least 1. That is allowed for.

A table with totals is a network: each equation ("these cells add up to that total") is a node, each cell an arc between
the two equations it stands in. A hidden cell can have another value exactly if there is a way round from one of its
ends to the other over hidden cells that may grow, or that may shrink and stay at least 1; so the check is exact, and
not a rule of thumb. (Gusfield 1988, "A graph theoretic approach to statistical data security".)
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import count


class Gap(StrEnum):
    """A cell that holds no count: not to be had, or without meaning. Neither is a zero, and neither is hidden."""

    UNAVAILABLE = "unavailable"
    NOT_APPLICABLE = "not_applicable"


Value = int | Gap
Key = tuple[int, int]  # row, column; the totals stand after the last


@dataclass(frozen=True)
class Grid:
    """Counts by row and column. `row_totals`, `column_totals`: which totals are published beside them.

    With both, the grand total is published too. A total of anything unavailable is unavailable; what is not
    applicable adds nothing.
    """

    rows: Sequence[Sequence[Value]]
    row_totals: bool = True
    column_totals: bool = True

    def __post_init__(self) -> None:
        if len({len(row) for row in self.rows}) > 1:
            raise ValueError("every row of a table has the same number of cells")
        if any(isinstance(cell, int) and cell < 0 for row in self.rows for cell in row):
            raise ValueError("a count is never below zero")

    @property
    def height(self) -> int:
        return len(self.rows)

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def cells(self) -> dict[Key, Value]:
        """Every cell that is published, the totals among them."""
        cells: dict[Key, Value] = {(i, j): cell for i, row in enumerate(self.rows) for j, cell in enumerate(row)}
        if self.row_totals:
            cells |= {(i, self.width): _total(row) for i, row in enumerate(self.rows)}
        if self.column_totals:
            cells |= {(self.height, j): _total([row[j] for row in self.rows]) for j in range(self.width)}
        if self.row_totals and self.column_totals:
            cells[self.height, self.width] = _total([cell for row in self.rows for cell in row])
        return cells


@dataclass(frozen=True)
class Protected:
    """A table as it may be published. `hidden` says which cells are; which of them were small is not told apart."""

    grid: Grid
    threshold: int
    hidden: frozenset[Key]

    def shown(self, row: int, column: int) -> Value | None:
        """One cell or total (`row` = height, `column` = width); None is hidden."""
        return None if (row, column) in self.hidden else self.grid.cells()[row, column]

    def published(self) -> dict[Key, Value | None]:
        """Every cell that is published; None is hidden."""
        return {key: None if key in self.hidden else value for key, value in self.grid.cells().items()}


def _total(cells: Sequence[Value]) -> Value:
    if Gap.UNAVAILABLE in cells:
        return Gap.UNAVAILABLE
    counts = [cell for cell in cells if isinstance(cell, int)]
    return sum(counts) if counts else Gap.NOT_APPLICABLE


@dataclass(frozen=True)
class _Arc:
    """A cell between two equations: as it grows the first is fuller and the second emptier."""

    key: Key
    value: int
    tail: str
    head: str


def _arcs(grid: Grid) -> dict[Key, _Arc]:
    """The network of a table. Where no total holds a row or column together, its end is the ground."""
    cells = grid.cells()
    height, width = grid.height, grid.width

    def row(i: int) -> str:
        return f"row {i}" if grid.row_totals and isinstance(cells[i, width], int) else "ground"

    def column(j: int) -> str:
        return f"column {j}" if grid.column_totals and isinstance(cells[height, j], int) else "ground"

    whole = isinstance(cells.get((height, width)), int)
    # The equations of the totals themselves: the totals of the columns add up to the whole, and those of the rows.
    along, down = ("totals along", "totals down") if whole else ("ground", "ground")
    arcs: dict[Key, _Arc] = {}
    for (i, j), value in cells.items():
        if not isinstance(value, int):
            continue
        if i < height and j < width:
            ends = row(i), column(j)
        elif i < height:
            ends = down, row(i)
        elif j < width:
            ends = column(j), along
        else:
            ends = along, down
        arcs[i, j] = _Arc((i, j), value, *ends)
    return arcs


def _way(arcs: dict[Key, _Arc], without: Key, start: str, goal: str, price: dict[Key, int]) -> list[Key] | None:
    """The cheapest way from `start` to `goal` over cells that may move so; the cells on it. None if there is none.

    A cell is passed from tail to head as it grows, from head to tail as it shrinks, for which it must be at least 2.
    """
    steps: dict[str, list[tuple[str, Key]]] = {}
    for key in price:
        arc = arcs[key]
        if key == without:
            continue
        steps.setdefault(arc.tail, []).append((arc.head, key))
        if arc.value >= 2:
            steps.setdefault(arc.head, []).append((arc.tail, key))
    order = count()  # so that equal prices are settled alike on every machine
    waiting: list[tuple[int, int, str, list[Key]]] = [(0, next(order), start, [])]
    done: set[str] = set()
    while waiting:
        paid, _, node, passed = heapq.heappop(waiting)
        if node == goal:
            return passed
        if node in done:
            continue
        done.add(node)
        for other, key in steps.get(node, ()):
            if other not in done:
                heapq.heappush(waiting, (paid + price[key], next(order), other, [*passed, key]))
    return None


def _ways(arcs: dict[Key, _Arc], key: Key, price: dict[Key, int]) -> list[list[Key]]:
    """How a hidden cell might have another value: one more, or one less if it is at least 2."""
    arc = arcs[key]
    ways = [_way(arcs, key, arc.head, arc.tail, price)]
    if arc.value >= 2:
        ways.append(_way(arcs, key, arc.tail, arc.head, price))
    return [way for way in ways if way is not None]


def unsafe(grid: Grid, hidden: frozenset[Key]) -> frozenset[Key]:
    """The hidden cells whose value can be worked back from what is published and from their being hidden."""
    arcs = _arcs(grid)
    free = dict.fromkeys(hidden, 0)
    return frozenset(key for key in hidden if not _ways(arcs, key, free))


def protect(grid: Grid, *, threshold: int) -> Protected:
    """Hide every count from 1 to `threshold`, totals too, and as little else as is found so that none comes back.

    The other cells hidden are those on the cheapest way round, where a cell costs its count, and a total far more than
    any cell: a small one that can be spared goes first. It is not always the least that would do (that is NP-hard).
    """
    if threshold < 0:
        raise ValueError("the threshold is not below zero")
    arcs = _arcs(grid)
    dear = 1 + sum(arc.value for arc in arcs.values())
    hidden = {key for key, arc in arcs.items() if 1 <= arc.value <= threshold}

    def price() -> dict[Key, int]:
        # A zero is never hidden: it tells of nobody, and readers know that hidden is not nought.
        return {
            key: 0 if key in hidden else arc.value + dear * ((key[0] == grid.height) + (key[1] == grid.width))
            for key, arc in arcs.items()
            if arc.value
        }

    for key in sorted(hidden, key=lambda one: (arcs[one].value, one)):
        prices = price()
        ways = _ways(arcs, key, prices)
        hidden |= set(min(ways, key=lambda way: sum(prices[one] for one in way)))
    return Protected(grid, threshold, frozenset(hidden))
