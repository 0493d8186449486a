"""Who belongs to a cohort and who is left out, each in exactly one group, with the honest doubts about every name."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from lifecourse.kernel.involvement.rules import AgeRule, freshness
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.rules.birth import Birth

from .ages import Fit
from .definition import Definition


class Group(StrEnum):
    """What became of somebody who was considered. The first that holds, in this order; the last two are members."""

    DIED = "died"
    UNBORN = "unborn"
    AGE_NOT_KNOWN = "age_not_known"
    OTHER_AGE = "other_age"
    LIVES_ELSEWHERE = "lives_elsewhere"
    NOT_KNOWN_BEFORE = "not_known_before"
    NO_ADULT = "no_adult"
    FOUND = "found"
    DOUBTFUL = "doubtful"
    FITS = "fits"


MEMBERS = frozenset({Group.FITS, Group.DOUBTFUL})
# Those of the ages asked about who live here, as far as is known: among them lists are laid side by side.
IN_SCOPE = MEMBERS | {Group.NOT_KNOWN_BEFORE, Group.NO_ADULT, Group.FOUND}
GROUP_WORDS = {
    Group.FITS: "Belongs",
    Group.DOUBTFUL: "Belongs, with doubts",
    Group.FOUND: "On a list that was looked at",
    Group.NO_ADULT: "No such adult in the household",
    Group.NOT_KNOWN_BEFORE: "Was not known before",
    Group.LIVES_ELSEWHERE: "Lives outside the area now",
    Group.OTHER_AGE: "Of another age",
    Group.AGE_NOT_KNOWN: "Date of birth not known",
    Group.UNBORN: "Not born yet",
    Group.DIED: "Has died",
}


class Doubt(StrEnum):
    """Why a name may be missing from a list although nothing is wrong."""

    AGE_UNSURE = "age_unsure"
    ADDRESS_ENDED = "address_ended"
    NO_ADDRESS = "no_address"
    LIST_STALE = "list_stale"
    NOT_SEARCHED = "not_searched"
    NOT_COVERED = "not_covered"
    POSSIBLE_DUPLICATE = "possible_duplicate"


DOUBT_WORDS = {
    Doubt.AGE_UNSURE: "The age is only estimated",
    Doubt.ADDRESS_ENDED: "May have moved: their last address has ended",
    Doubt.NO_ADDRESS: "No address is known, so they may live elsewhere",
    Doubt.LIST_STALE: "A list they may be on is out of date",
    Doubt.NOT_SEARCHED: "A list they may be on was never sent",
    Doubt.NOT_COVERED: "None of the lists covers somebody of this age, or this time",
    Doubt.POSSIBLE_DUPLICATE: "May be on a list under another record",
}


class Where(StrEnum):
    """Whether somebody lives here, as far as may be known. A protected address says neither."""

    HERE = "here"
    NOT_SAID = "not_said"
    ELSEWHERE = "elsewhere"
    ENDED = "ended"
    NO_ADDRESS = "no_address"


@dataclass(frozen=True)
class Sent:
    """One list of a service, as it was on the day of a run."""

    name: str
    covers: str
    covers_from: date | None
    covers_to: date | None
    taken_on: date | None
    stale_after_days: int

    def is_stale(self, on: date) -> bool:
        return freshness(self.taken_on, self.stale_after_days, today=on).stale


@dataclass(frozen=True)
class Looked:
    """A service whose lists are looked at."""

    id: UUID
    name: str
    agency: str
    kind: str
    ages: AgeRule
    lists: tuple[Sent, ...]

    @property
    def searched(self) -> bool:
        """Whether it has ever sent a list."""
        return any(one.taken_on for one in self.lists)

    def is_stale(self, on: date) -> bool:
        """Whether a list it has sent should have been renewed."""
        return any(one.is_stale(on) for one in self.lists if one.taken_on)

    def covers(self, birth: Birth, on: date) -> bool:
        """Whether somebody with this birth would be on a list of it on a day."""
        return self.ages.covers(birth, on) and any(
            (one.covers_from is None or one.covers_from <= on) and (one.covers_to is None or one.covers_to >= on)
            for one in self.lists
        )


@dataclass(frozen=True)
class Spell:
    """What a service says of somebody: open or closed, from and until when, as of which day."""

    service: UUID
    is_open: bool
    since: date | None = None
    until: date | None = None
    left: bool = False
    as_of: date | None = None

    @property
    def last_on(self) -> date | None:
        """The latest day on which this service says anything of them."""
        days = [self.since, self.until, self.as_of if self.is_open else None]
        return max((day for day in days if day), default=None)


@dataclass(frozen=True)
class Facts:
    """What is known of one person (all records of one root) on the day of a run."""

    birth: Birth
    died: bool = False
    where: Where = Where.HERE
    spells: tuple[Spell, ...] = ()
    with_adult: bool = False
    duplicate: bool = False


@dataclass(frozen=True)
class Question:
    """A definition with the services that it means on a day."""

    definition: Definition
    on: date
    absent_from: tuple[Looked, ...]
    known_before: frozenset[UUID] = frozenset()
    household: frozenset[UUID] = frozenset()


def by_age(definition: Definition, birth: Birth, on: date, *, died: bool) -> Group | None:
    """The group of somebody who is left out by life and age alone; None for who is looked at further."""
    fit = definition.ages.fit(birth, on)
    if died:
        return Group.DIED
    if fit == Fit.UNBORN:
        return None if definition.unborn else Group.UNBORN
    return {Fit.UNKNOWN: Group.AGE_NOT_KNOWN, Fit.NO: Group.OTHER_AGE}.get(fit)


def place(facts: Facts, question: Question) -> tuple[Group, tuple[Doubt, ...]]:
    """The one group somebody is in, and for a member every honest reason why the name may be missing."""
    definition, on = question.definition, question.on
    if (group := by_age(definition, facts.birth, on, died=facts.died)) is not None:
        return group, ()
    if facts.where == Where.ELSEWHERE:
        return Group.LIVES_ELSEWHERE, ()
    if definition.known_before and not any(spell.service in question.known_before for spell in facts.spells):
        return Group.NOT_KNOWN_BEFORE, ()
    if definition.household and not facts.with_adult:
        return Group.NO_ADULT, ()
    asked = {one.id for one in question.absent_from}
    if any(spell.is_open and spell.service in asked for spell in facts.spells):
        return Group.FOUND, ()
    doubts = tuple(_doubts(facts, question))
    return (Group.DOUBTFUL if doubts else Group.FITS), doubts


def _doubts(facts: Facts, question: Question) -> list[Doubt]:
    on = question.on
    asked = [one for one in question.absent_from if one.ages.covers(facts.birth, on)]
    holds = {
        Doubt.AGE_UNSURE: question.definition.ages.fit(facts.birth, on) == Fit.UNSURE,
        Doubt.ADDRESS_ENDED: facts.where == Where.ENDED,
        Doubt.NO_ADDRESS: facts.where == Where.NO_ADDRESS,
        Doubt.LIST_STALE: any(one.is_stale(on) for one in asked),
        Doubt.NOT_SEARCHED: any(not one.searched for one in asked),
        Doubt.NOT_COVERED: not any(one.searched and one.covers(facts.birth, on) for one in question.absent_from),
        Doubt.POSSIBLE_DUPLICATE: facts.duplicate,
    }
    return [doubt for doubt in Doubt if holds[doubt]]


BANDS = ("Under 5", "5 to 10", "11 to 15", "16 and 17", "18 and over", "Not known")


def band_of(birth: Birth, on: date) -> str:
    """The age band somebody is counted in; whose band is not certain is not known."""
    ages = births.ages(birth, on)
    bands = {_band(age) for age in ages} if ages else {BANDS[-1]}
    return bands.pop() if len(bands) == 1 else BANDS[-1]


def _band(age: int) -> str:
    return next((band for last, band in zip((4, 10, 15, 17), BANDS, strict=False) if age <= last), BANDS[4])


@dataclass
class Tally:
    """Counts of one run. Every person considered is in one group and one band of it."""

    groups: Counter[tuple[str, str]] = field(default_factory=Counter)
    doubts: Counter[str] = field(default_factory=Counter)
    on_list: Counter[str] = field(default_factory=Counter)
    on_kinds: Counter[int] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)

    def count(self, group: Group, band: str, n: int = 1) -> None:
        """Count people in a group."""
        self.groups[group.value, band] += n

    def lay(self, spells: Collection[Spell], kinds: Mapping[UUID, str]) -> None:
        """Lay the lists side by side for one person in scope: on which services' lists, and on which kinds together."""
        services = {spell.service for spell in spells if spell.is_open and spell.service in kinds}
        for service in services:
            self.on_list[str(service)] += 1
        held = sorted({kinds[service] or str(service) for service in services})
        self.on_kinds[len(held)] += 1
        for number, one in enumerate(held):
            for other in held[number + 1 :]:
                self.pairs[one, other] += 1

    def to_json(self) -> dict[str, object]:
        """As it is kept with the run."""
        groups: dict[str, dict[str, int]] = {}
        for (group, band), n in self.groups.items():
            groups.setdefault(group, {})[band] = n
        return {
            "groups": groups,
            "doubts": dict(self.doubts),
            "on_list": dict(self.on_list),
            "on_kinds": {str(n): people for n, people in self.on_kinds.items()},
            "pairs": [[one, other, n] for (one, other), n in sorted(self.pairs.items())],
        }


def latest(spells: Sequence[Spell]) -> Spell | None:
    """The spell that says the latest thing of somebody; None if none says a day."""
    told = [spell for spell in spells if spell.last_on]
    return max(told, key=lambda spell: (spell.last_on or date.min, str(spell.service)), default=None)
