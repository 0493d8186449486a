"""What must be true of people who are joined, parted and sealed: plain sets and dictionaries, no code of the house.

`World` is told every operation before the house is, and says what must come of it: "done", or why
it may be refused. Afterwards it says what each viewer must be shown of each person. A record is a key; a merge
is an edge from the loser to the survivor; whoever has edges between them, however long the way, is one person.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

Key = Hashable
INDEX = "person-index"
DONE = frozenset({"done"})


@dataclass
class Viewer:
    """What somebody may do, by the name of the circle. Whoever may do anything in a circle is inside it."""

    name: str
    leave: dict[str, set[str]]

    def may(self, word: str, circle: str) -> bool:
        return word in self.leave.get(circle, ())

    def inside(self, circle: str) -> bool:
        return circle in self.leave


@dataclass
class Edge:
    """One merge. `number`: which came first."""

    loser: Key
    survivor: Key
    number: int
    stands: bool = True


@dataclass
class Decided:
    """A decision about two records, kept with the first."""

    keeper: Key
    other: Key
    different: bool
    stands: bool = True


@dataclass
class Spell:
    """One involvement with a service."""

    service: str
    is_open: bool
    told: bool


@dataclass
class One:
    """One record, with all that was told about it."""

    circle: str
    born: Any
    first: tuple[str, str]
    names: Counter[str] = field(default_factory=Counter)
    numbers: dict[Key, tuple[str, bool]] = field(default_factory=dict)
    addresses: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    spells: dict[Key, Spell] = field(default_factory=dict)
    apart: bool = False

    @property
    def standing_numbers(self) -> set[str]:
        return {value for value, stands in self.numbers.values() if stands}


class World:
    """Every record there is, every edge between them, and who decided what."""

    def __init__(self) -> None:
        self.records: dict[Key, One] = {}
        self.edges: dict[Key, Edge] = {}
        self.decided: dict[Key, Decided] = {}
        self.ties: dict[Key, tuple[Key, Key]] = {}
        self.number = 0

    # Who is one person ------------------------------------------------------------------------------------------------
    def above(self, key: Key) -> Key | None:
        return next((edge.survivor for edge in self.edges.values() if edge.stands and edge.loser == key), None)

    def root(self, key: Key) -> Key:
        seen = {key}
        while (up := self.above(key)) is not None:
            key = up
            assert key not in seen, "the model itself went round in a circle"
            seen.add(key)
        return key

    def group(self, key: Key) -> set[Key]:
        """Everybody who can be reached over standing edges, in whichever direction."""
        near: dict[Key, set[Key]] = {}
        for edge in self.edges.values():
            if edge.stands:
                near.setdefault(edge.loser, set()).add(edge.survivor)
                near.setdefault(edge.survivor, set()).add(edge.loser)
        found, waiting = {key}, [key]
        while waiting:
            fresh = near.get(waiting.pop(), set()) - found
            found |= fresh
            waiting.extend(fresh)
        return found

    def circle(self, key: Key) -> str:
        return self.records[key].circle

    # May it be done? --------------------------------------------------------------------------------------------------
    def touch(self, viewer: Viewer, key: Key, word: str) -> frozenset[str]:
        """Why the viewer may not do this to a record; nothing if they may."""
        circle = self.circle(key)
        if not viewer.may("view", circle):
            return frozenset({"not found"})
        return frozenset() if viewer.may(word, circle) else frozenset({"not permitted"})

    def first(self, viewer: Viewer, word: str, *keys: Key) -> frozenset[str]:
        """As `touch`, of the first of these records that may not be touched."""
        return next((why for key in keys if (why := self.touch(viewer, key, word))), frozenset())

    def merge(self, viewer: Viewer, loser: Key, survivor: Key) -> tuple[frozenset[str], tuple[Key, Key] | None]:
        """What must come of joining two people, and between which two records the edge must be."""
        if not all(viewer.inside(self.circle(key)) for key in (loser, survivor)):
            return frozenset({"not found"}), None
        low, high = self.root(loser), self.root(survivor)
        if why := self.touch(viewer, low, "merge") | self.touch(viewer, high, "merge"):
            return why, None
        if low == high:
            return frozenset({"joined already"}), None
        if self.circle(low) != self.circle(high) and self.circle(high) != INDEX:
            return frozenset({"open to sealed"}), None
        one, other = (
            {key for key in self.group(root) if viewer.inside(self.circle(key))} for root in (low, high)
        )  # what the viewer cannot see must not be betrayed by a refusal
        if any(self.records[key].apart for key in one | other):
            return frozenset({"new identity"}), None
        mine, theirs = (set().union(*(self.records[key].standing_numbers for key in side)) for side in (one, other))
        if mine and theirs and not mine & theirs:
            return frozenset({"two NHS numbers"}), None
        for said in self.decided.values():
            across = (said.keeper in one and said.other in other) or (said.keeper in other and said.other in one)
            if said.stands and said.different and across and viewer.inside(self.circle(said.keeper)):
                return frozenset({"different people"}), None
        return DONE, (low, high)

    def join(self, edge_id: Key, loser: Key, survivor: Key) -> None:
        self.number += 1
        self.edges[edge_id] = Edge(loser, survivor, self.number)

    def unmerge(self, viewer: Viewer, edge_id: Key) -> frozenset[str]:
        edge = self.edges[edge_id]
        if not viewer.inside(self.circle(edge.loser)):
            return frozenset({"not found"})
        if why := self.first(viewer, "merge", edge.loser, edge.survivor):
            return why
        if not edge.stands:
            return frozenset({"undone already"})
        edge.stands = False
        return DONE

    def separate(self, viewer: Viewer, key: Key) -> tuple[frozenset[str], list[tuple[Key, Key]]]:
        """What must come of taking one record out, and the edges that must be there instead."""
        if why := self.touch(viewer, key, "merge"):
            return why, []
        up = next((edge for edge in self.edges.values() if edge.stands and edge.loser == key), None)
        # What was joined to this record unseen stays with it.
        below = sorted(
            (e for e in self.edges.values() if e.stands and e.survivor == key and viewer.inside(self.circle(e.loser))),
            key=lambda edge: (self.circle(edge.loser) != INDEX, edge.number),
        )
        if up is None and not below:
            return frozenset({"joined to no other"}), []
        ends = [edge.loser for edge in below] + ([up.survivor] if up else [])
        if why := frozenset[str]().union(*(self.touch(viewer, end, "merge") for end in ends)):
            return why, []
        parted = [*below, *([up] if up else [])]
        for edge in parted:
            edge.stands = False
        stays = [up.survivor, *(edge.loser for edge in below)] if up else [edge.loser for edge in below]
        made: list[tuple[Key, Key]] = []
        for loser in stays[1:]:
            why, pair = self.merge(viewer, loser, stays[0])
            if pair is None:  # all of it or nothing
                for edge in parted:
                    edge.stands = True
                for number in range(len(made)):
                    del self.edges["trial", number]
                return why, []
            self.join(("trial", len(made)), *pair)
            made.append(pair)
        for number in range(len(made)):
            del self.edges["trial", number]
        return DONE, made

    def move(self, viewer: Viewer, key: Key, circle: str) -> frozenset[str]:
        """Sealing, or with the index as the circle unsealing."""
        if not viewer.inside(self.circle(key)):
            return frozenset({"not found"})
        group = {one for one in self.group(key) if viewer.inside(self.circle(one)) and self.circle(one) != circle}
        if not group:
            return frozenset({"there already"})
        if why := frozenset[str]().union(*(self.touch(viewer, one, "seal") for one in group)):
            return why
        if circle == INDEX:
            tops = {edge.survivor for edge in self.edges.values() if edge.stands and edge.loser in group} - group
            if any(self.circle(top) != INDEX for top in tops):
                return frozenset({"stays sealed"})
        for one in group:
            self.records[one].circle = circle
        return DONE

    def protect(self, viewer: Viewer, key: Key) -> frozenset[str]:
        if why := self.touch(viewer, key, "seal"):
            return why
        if any(viewer.inside(self.circle(one)) for one in self.group(key) - {key}):
            return frozenset({"joined to others"})
        for edge in self.edges.values():
            if key in (edge.loser, edge.survivor):
                edge.stands = False
        self.records[key].apart = True
        return DONE

    def decide(self, viewer: Viewer, one: Key, other: Key) -> tuple[frozenset[str], tuple[Key, Key] | None]:
        """What must come of a decision, and with whom it must be kept: the sealed one, if one is."""
        first, second = sorted((one, other))  # type: ignore[type-var]
        if why := self.first(viewer, "merge", first, second):
            return why, None
        if self.root(first) == self.root(second):
            return frozenset({"are joined"}), None
        if self.circle(second) != INDEX and self.circle(first) == INDEX:
            first, second = second, first
        for said in self.decided.values():
            if {said.keeper, said.other} == {first, second}:
                said.stands = False
        return DONE, (first, second)

    def withdraw(self, viewer: Viewer, decision: Key) -> frozenset[str]:
        said = self.decided[decision]
        if why := self.touch(viewer, said.keeper, "merge"):
            return why
        if not said.stands:
            return frozenset({"withdrawn already"})
        said.stands = False
        return DONE

    def tie(self, viewer: Viewer, person: Key, other: Key) -> frozenset[str]:
        first, second = sorted((person, other))  # type: ignore[type-var]
        if why := self.first(viewer, "edit", first, second):
            return why
        if self.root(person) == self.root(other):
            return frozenset({"themselves"})
        return frozenset({"on record already"}) if (person, other) in self.ties.values() else DONE

    def give_number(self, viewer: Viewer, key: Key, value: str) -> frozenset[str]:
        if why := self.touch(viewer, key, "edit"):
            return why
        return frozenset({"number there already"}) if value in self.records[key].standing_numbers else DONE

    def open_service(self, viewer: Viewer, key: Key, service: str) -> frozenset[str]:
        if not viewer.may("check", self.circle(key)):
            return frozenset({"not found"})
        if not viewer.may("record", self.circle(key)):
            return frozenset({"not permitted"})
        for one in self.group(key):
            spells = self.records[one].spells.values() if viewer.inside(self.circle(one)) else ()
            if any(spell.is_open and spell.service == service for spell in spells):
                return frozenset({"open already"})
        return DONE

    # What is shown ----------------------------------------------------------------------------------------------------
    def seen(self, viewer: Viewer, key: Key, word: str = "view") -> set[Key]:
        """The records of this person that the viewer may see."""
        return {one for one in self.group(key) if viewer.may(word, self.circle(one))}

    def page(self, viewer: Viewer, key: Key) -> dict[str, Any] | None:
        """Everything the person's page must show to the viewer; None if it must not be found."""
        if not viewer.may("view", self.circle(key)):
            return None
        ids = self.seen(viewer, key)
        own = [(one, self.records[one]) for one in ids]
        edges = {edge_id: edge for edge_id, edge in self.edges.items() if edge.loser in ids}
        values = set().union(*(record.standing_numbers for _, record in own))
        asked = [record for one, record in own if viewer.may("check", record.circle)]
        spells = [spell for record in asked for spell in record.spells.values()]
        return {
            "ids": ids,
            "group": self.root(key),
            "names": _each((one, record.names) for one, record in own),
            "numbers": Counter((one, value, ok) for one, record in own for value, ok in record.numbers.values()),
            "addresses": _each((one, record.addresses) for one, record in own),
            "flags": Counter(text for _, record in own for text in record.flags.elements()),
            "merges": {edge_id: edge.stands for edge_id, edge in edges.items()},
            "sealed": any(record.circle != INDEX for _, record in own),
            "two numbers": len(values) > 1,
            "ties": dict(self._ties(viewer, ids)),
            "services": {
                name: (
                    sum(spell.service == name for spell in spells),
                    any(spell.is_open for spell in spells if spell.service == name),
                )
                for name in {spell.service for spell in spells}
            },
            "decided": {
                pk
                for pk, said in self.decided.items()
                if said.stands
                and {said.keeper, said.other} & ids
                and all(viewer.may("view", self.circle(end)) for end in (said.keeper, said.other))
            },
            "timeline": {
                "added": len(ids),
                "joined": len(edges),
                "undone": sum(not edge.stands for edge in edges.values()),
                "addresses": sum(record.addresses.total() for _, record in own),
                "flags": sum(record.flags.total() for _, record in own),
                "opened": len(spells),
                "closed": sum(not spell.is_open for spell in spells),
            },
        }

    def _ties(self, viewer: Viewer, ids: set[Key]) -> Iterator[tuple[Key, Key]]:
        for tie, (person, other) in self.ties.items():
            if {person, other} & ids and viewer.inside(self.circle(person)):
                far = other if person in ids else person
                if far not in ids and viewer.may("view", self.circle(far)):
                    yield tie, self.root(far)


def _each(rows: Iterable[tuple[Key, Counter[str]]]) -> Counter[tuple[Key, str]]:
    return Counter((key, text) for key, texts in rows for text in texts.elements())
