"""Which of hundreds that share a key are worth weighing: by the keys they share and how alike the names are written.

Cheap, and never shown: what is weighed is decided by it, and nothing else.
"""

import heapq
import json
from collections.abc import Sequence
from typing import NamedTuple

import jellyfish

from .records import Asked

# What two halves of a name that are written alike count for, beside the points of the keys (`keys.POINTS`).
_ALIKE = 8.0
# Below this likeness (Jaro-Winkler) two words have nothing in common.
_UNLIKE = 0.6


class Near(NamedTuple):
    """A record that shares keys with a question: the points of their kinds, and its names, if they are kept.

    The names are JSON in small letters: `[["catherine","okonkwo"], …]`.
    """

    id: str
    points: int
    called: str | None


def likeliest(asked: Asked, found: Sequence[Near], most: int) -> list[Near]:
    """The `most` likeliest of those found: half of them by points alone, as they come, the others by their names too.

    Namesakes would else crowd out whoever shares a date and a postcode and has married.
    """
    first = most // 2
    return [*found[:first], *_by_names(asked, found[first:], most - first)]


def _by_names(asked: Asked, found: Sequence[Near], most: int) -> list[Near]:
    given = {" ".join(name.given) for name in asked.names} - {""}
    family = {" ".join(name.family) for name in asked.names} - {""}
    seen: dict[str, tuple[float, float]] = {}
    worth: list[float] = []
    every = json.loads(f"[{','.join([one.called or '[]' for one in found])}]")
    for one, names in zip(found, every, strict=True):
        best_given = best_family = 0.0
        # Each half for itself and in either order: a birth name may be kept without the given one.
        for name in names:
            for part in name:
                if part not in seen:
                    seen[part] = _likeness(given, part), _likeness(family, part)
                as_given, as_family = seen[part]
                if as_given > best_given:
                    best_given = as_given
                if as_family > best_family:
                    best_family = as_family
        worth.append(one.points + best_given + best_family)
    return [found[place] for place in heapq.nlargest(most, range(len(found)), key=worth.__getitem__)]


def _likeness(wanted: set[str], part: str) -> float:
    best = _UNLIKE
    for one in wanted:
        best = max(best, jellyfish.jaro_winkler_similarity(one, part))
    return _ALIKE * (best - _UNLIKE) / (1 - _UNLIKE)
