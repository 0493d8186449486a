"""Which records are one person: a forest of standing merges, and the root of each record in it."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

K = TypeVar("K")


def roots(records: Iterable[K], survivors: Mapping[K, K]) -> dict[K, K]:
    """The root of each record, given the survivor of each record that was merged into another.

    Raises `ValueError` on a cycle: that would be nobody's root.
    """
    found: dict[K, K] = {}
    for record in records:
        path: list[K] = []
        here = record
        while here not in found and here in survivors:
            path.append(here)
            here = survivors[here]
            if len(path) > len(survivors):
                raise ValueError("these merges run in a circle")
        root = found.get(here, here)
        for step in [*path, record]:
            found[step] = root
    return found
