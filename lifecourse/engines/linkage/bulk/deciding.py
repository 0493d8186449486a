"""From weights to answers: what a person has to look at, who is one person, and which pairs follow from that."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .backends import duck
from .model import Model

if TYPE_CHECKING:
    import pyarrow as pa

TWIN = "Twin or sibling? Family name and date of birth agree and the given names are two names."
RELATIVE = "A relative of the same name? The names agree and the years of birth are far apart."
NUMBERS = "Two valid and different NHS numbers."
POSSIBLE = "Possible: not enough agrees to link them without somebody's look."
TIE = "Another record fits as well."
THROUGH = "Linking them would join two records that may be twins or relatives, or have two NHS numbers."
THIN = "Only one weak link joins two groups of records, which are people on their own."
CROWD = "Linking them would make one person of more records than is likely."
APART = frozenset([TWIN, RELATIVE, NUMBERS])
# A generation: a slip in the year of birth is rarely as large.
GENERATION = 13
# Records of one person at most; how near in bits a second-best pair may come before a person has to look; and how many
# bits above the threshold a link must be to join two groups of several records alone.
MOST_TOGETHER = 100
TIE_BITS = 1.0
SURE_BITS = 6.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows, the lower first. `weight` in bits; `probability` from 0 to 1; `reason`: why a person has to look."""

    left: int
    right: int
    weight: float
    probability: float
    reason: str = ""


@dataclass(frozen=True)
class Decided:
    """Pairs that are linked, pairs for a person, and for each row of a group of two or more the group's first row."""

    links: list[Pair]
    review: list[Pair]
    groups: Mapping[int, int]


def judge(scored: "pa.Table", model: Model, *, threshold: float, records: int) -> tuple[list[Pair], list[Pair]]:
    """Split scored pairs into those that may be linked and those that a person has to look at, strongest first."""
    reason = _reason_sql(model, frozenset(scored.column_names), records)
    with duck() as connection:
        connection.register("scored", scored)
        rows = connection.execute(
            "SELECT least(row_l, row_r) AS a, greatest(row_l, row_r) AS b, match_weight AS w, match_probability AS p,"  # noqa: S608
            f" {reason} AS reason FROM scored ORDER BY w DESC, a, b"
        ).fetchall()
    links: list[Pair] = []
    review: list[Pair] = []
    for left, right, weight, probability, why in rows:
        if why:
            review.append(Pair(left, right, weight, probability, why))
        elif weight >= threshold:
            links.append(Pair(left, right, weight, probability))
        else:
            review.append(Pair(left, right, weight, probability, POSSIBLE))
    return links, review


def _reason_sql(model: Model, columns: frozenset[str], records: int) -> str:
    """Why a pair may not be linked by itself, as SQL over Splink's levels; empty if it may."""

    def at(comparison: str, *names: str) -> str:
        levels = next(one.levels for one in model.comparisons if one.name == comparison)
        numbers = [str(len(levels) - 1 - place) for place, level in enumerate(levels) if level.name in names]
        if len(numbers) != len(names):
            raise ValueError(f"{comparison} has no level {names}")
        return f"gamma_{comparison} IN ({', '.join(numbers)})" if f"gamma_{comparison}" in columns else "false"

    family = at("family", "the same", "almost the same", "sounds alike", "one part in common", "alike")
    dated = at("born", "the same", "day and month swapped", "one slip")
    # A spelling that hardly anybody has is a slip of the other; two names that others bear too are two people's.
    borne = max(2, records // 20_000) / (records + 1_000)
    two_names = f"({at('given', 'different')} OR ({at('given', 'alike')} AND least(tf_given_l, tf_given_r) >= {borne}))"
    if "tf_given_l" not in columns:
        two_names = "false"
    cases = [
        (at("nhs_number", "different"), NUMBERS),
        (f"{two_names} AND {family} AND {dated}", TWIN),
    ]
    if "born_year_l" in columns:
        same_name = at("given", "the same", "nickname or sound", "almost the same")
        far = f"{at('born', 'different')} AND abs(born_year_l - born_year_r) >= {GENERATION}"
        cases.append((f"{same_name} AND {family} AND {far}", RELATIVE))
    quoted = [f"WHEN {condition} THEN '{reason.replace(chr(39), chr(39) * 2)}'" for condition, reason in cases]
    return f"CASE {' '.join(quoted)} ELSE '' END"


def unguarded(links: Sequence[Pair], review: Sequence[Pair], *, threshold: float) -> tuple[list[Pair], list[Pair]]:
    """The same with nobody kept apart: only for measuring, on lists that are known to have no twins."""
    let_go = [replace(one, reason="") for one in review if one.reason in APART and one.weight >= threshold]
    return (
        sorted([*links, *let_go], key=lambda one: (-one.weight, one.left, one.right)),
        [replace(one, reason=POSSIBLE) for one in review if one.weight < threshold],
    )


def one_to_one(links: Sequence[Pair], review: Sequence[Pair], source_of: Sequence[int]) -> Decided:
    """Keep a pair only if each is the other's best in that list; where a second comes near, a person has to look.

    A pair that a person has to look at counts as a best too: whoever fits a twin better is not linked to another.
    """
    best: dict[tuple[int, int], float] = {}
    second: dict[tuple[int, int], float] = {}
    for one in sorted([*links, *(one for one in review if one.reason in APART)], key=lambda one: -one.weight):
        for mine, other in ((one.left, one.right), (one.right, one.left)):
            key = (mine, source_of[other])
            if key not in best:
                best[key] = one.weight
            elif key not in second:
                second[key] = one.weight
    kept: list[Pair] = []
    looked = list(review)
    for one in links:
        keys = ((one.left, source_of[one.right]), (one.right, source_of[one.left]))
        if any(one.weight < best[key] - TIE_BITS for key in keys):
            continue
        if any(best[key] - second.get(key, -1e9) < TIE_BITS for key in keys):
            looked.append(replace(one, reason=TIE))
        elif all(one.weight == best[key] for key in keys):
            kept.append(one)
    groups: dict[int, int] = {}
    for one in kept:
        groups[one.right] = groups.setdefault(one.left, one.left)
    return Decided(kept, looked, groups)


def together(
    links: Sequence[Pair], review: Sequence[Pair], source_of: Sequence[int], *, threshold: float, within: bool
) -> Decided:
    """Join records into people, strongest link first, never through a pair that may be two people.

    Every pair of a group is a link: with its own weight, or if it was never above the threshold itself, with the
    weight of the weakest link on its strongest way. `within`: also pairs within one list.
    """
    people = _People((one.left, one.right) for one in review if one.reason in APART)
    own = {(one.left, one.right): one for one in links}
    near: dict[int, set[int]] = defaultdict(set)
    for one in links:
        near[one.left].add(one.right)
        near[one.right].add(one.left)
    found: list[Pair] = []
    looked: list[Pair] = []
    for one in links:  # strongest first
        reason, new = people.join(one.left, one.right, near if one.weight < threshold + SURE_BITS else None)
        if reason:
            looked.append(replace(one, reason=reason))
        for left, right in new:
            key = (left, right) if left < right else (right, left)
            if within or source_of[left] != source_of[right]:
                found.append(own.get(key) or replace(one, left=key[0], right=key[1]))
    linked = {(one.left, one.right) for one in found}
    return Decided(found, [one for one in (*looked, *review) if (one.left, one.right) not in linked], people.groups())


class _People:
    """Disjoint groups of rows, some of which must stay apart."""

    def __init__(self, apart: Iterable[tuple[int, int]]) -> None:
        self._root: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}
        self._foes: dict[int, set[int]] = defaultdict(set)
        for left, right in apart:
            self._foes[left].add(right)
            self._foes[right].add(left)

    def _top(self, row: int) -> int:
        root = self._root
        while (up := root.get(row, row)) != row:
            root[row] = row = root.get(up, up)
        return row

    def join(
        self, left: int, right: int, near: Mapping[int, set[int]] | None = None
    ) -> tuple[str, Iterator[tuple[int, int]]]:
        """Make two groups one. Gives why not (empty if done), and the pairs that are new.

        `near`: the rows linked with each row; given for a weak link, which needs another between two groups of several.
        """
        one, other = self._top(left), self._top(right)
        if one == other:
            return "", iter(())
        ones, others = self._members.get(one, [one]), self._members.get(other, [other])
        if len(ones) + len(others) > MOST_TOGETHER:
            return CROWD, iter(())
        if any(self._top(foe) == other for foe in self._foes.get(one, ())):
            return THROUGH, iter(())
        if near is not None and min(len(ones), len(others)) > 1:
            there = set(others)
            if sum(len(near[row] & there) for row in ones) < 2:
                return THIN, iter(())
        self._root[max(one, other)] = first = min(one, other)
        self._members[first] = [*ones, *others]
        if foes := self._foes.get(one, set()) | self._foes.get(other, set()):
            self._foes[first] = foes
        return "", ((a, b) for a in ones for b in others)

    def groups(self) -> dict[int, int]:
        """The first row of its group, for each row that is not alone."""
        return {row: self._top(row) for row in self._root.keys() | self._members.keys()}
