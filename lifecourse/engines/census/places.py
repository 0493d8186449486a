"""The layout as the reader looks it up: for each element, where its text goes, worked out once."""

from dataclasses import dataclass, field
from functools import cache

from .layout import MESSAGE, PARENTS, Box, Kind, Leaf, columns


@dataclass(slots=True, eq=False)
class Place:
    """An element in its place. `leaf`: what its text is, or None if it holds elements, which are in `inside`.

    `table`: the rows that it begins, each a list of the parents' numbers, its own, its line, and then its values;
    `width`: the length of that list; `column`: where a leaf's text goes in the row that is open.
    """

    name: str
    leaf: Leaf | None = None
    table: str = ""
    width: int = 0
    column: int = 0
    parents: tuple[str, ...] = ()
    required: bool = False
    many: bool = False
    since: int = 0
    until: int = 9999
    # Its order among those it stands with, and a bit of its own to mark that it was seen.
    order: int = 0
    bit: int = 1
    inside: dict[str, "Place"] = field(default_factory=dict)
    # The bits of what must be inside.
    wanted: int = 0
    kind: Kind | None = None


def first_value(table: str) -> int:
    """Where in a row its own values begin."""
    return len(PARENTS[table]) + 2


@cache
def places() -> Place:
    """The place that holds the whole message."""
    return _place("", MESSAGE, "")


def _place(name: str, one: Leaf | Box, row: str) -> Place:
    """`row`: the table whose row is open outside."""
    made = Place(name, required=one.required, many=one.many, since=one.since, until=one.until)
    if isinstance(one, Leaf):
        made.leaf, made.kind = one, one.kind
        if not one.many and row:
            made.column = first_value(row) + list(columns(row)).index(one.column)
        return made
    holds_rows = any(isinstance(inner, Leaf) and inner.many for inner in one.inside.values())
    if one.table and not holds_rows:
        made.table, made.parents, row = one.table, PARENTS[one.table], one.table
        made.width = first_value(row) + len(columns(row))
    for order, (inner_name, inner) in enumerate(one.inside.items()):
        place = _place(inner_name, inner, row)
        place.order, place.bit = order, 1 << order
        if place.leaf is not None and place.many:
            # A leaf that may come many times is a row by itself, in the table that its box names.
            place.table, place.parents = one.table, PARENTS[one.table]
        made.inside[inner_name] = place
        made.wanted |= place.bit if place.required else 0
    return made
