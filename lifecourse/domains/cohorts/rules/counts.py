"""A run's counts as one table: group by age band, with its totals; and as published, where some cells are hidden."""

from collections.abc import Mapping
from typing import Any

from lifecourse.engines.suppression import Gap, Protected

from .fitting import BANDS, GROUP_WORDS, Group

COLUMNS = ("Group", *BANDS, "All")
# How cells are kept and read back: a number, or what stands in its place.
HIDDEN = "hidden"
_ORDER = tuple(GROUP_WORDS)


def grid_of(counts: Mapping[str, Any]) -> list[list[int]]:
    """One row a group in the order it is read, one column a band."""
    groups = counts.get("groups", {})
    return [[int(groups.get(group.value, {}).get(band, 0)) for band in BANDS] for group in _ORDER]


def lines_of(made: Protected) -> list[list[Any]]:
    """A protected table as it is kept: the words of each row, then numbers or what stands in their place."""
    height, width = made.grid.height, made.grid.width
    names = [GROUP_WORDS[group] for group in _ORDER] + ["All who were considered"]

    def cell(row: int, column: int) -> int | str:
        value = made.shown(row, column)
        return HIDDEN if value is None else value.value if isinstance(value, Gap) else value

    return [[names[row], *(cell(row, column) for column in range(width + 1))] for row in range(height + 1)]


def in_groups(counts: Mapping[str, Any]) -> dict[Group, int]:
    """How many are in each group, in the order it is read."""
    return {group: sum(row) for group, row in zip(_ORDER, grid_of(counts), strict=True)}
