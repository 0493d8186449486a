"""Invented households by the million, the same for the same seed: who lives where, who is whose twin or mother.

Made in lumps of `LUMP` people that do not depend on one another, so that several processes can make them and any one
can be made again to ask about those in it. Nobody in it is anybody; their NHS numbers are of the range given to nobody.
"""

import datetime as dt
import hashlib
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from .naming import ALIKE, BY_NAME, CULTURES, SHARES, family_name, given_name, household_name

LUMP = 10_000
TODAY = dt.date(2026, 3, 2)
# Twins in one of 65 births, as in England.
TWINS = 1 / 65
_STREET_ENDS = ("Street", "Road", "Lane", "Avenue", "Close", "Drive", "Way", "Grove", "Terrace", "Crescent")
_STREET_STARTS = (
    "Mill", "Church", "Station", "High", "Park", "Victoria", "Green", "Manor", "Kings", "Queens", "New", "Grange",
    "London", "North", "South", "West", "Mallow", "Alder", "Birch", "Cedar", "Elm", "Hazel", "Larch", "Maple", "Oak",
    "Rowan", "Willow", "Heron", "Kestrel", "Linnet", "Plover", "Swift", "Bramble", "Clover", "Foxglove", "Heather",
    "Primrose", "Thistle", "Chapel", "Quarry", "Forge", "Brewery", "Canal", "Weaver", "Tanner", "Cooper",
)  # fmt: skip
# Half of the streets have a name of their own in town.
_STREET_MADE = tuple(
    f"{one}{two}{three}"
    for one in (
        "Al",
        "Bel",
        "Cor",
        "Dun",
        "Es",
        "Fen",
        "Gar",
        "Hol",
        "Ing",
        "Kel",
        "Lor",
        "Mar",
        "Nor",
        "Pel",
        "Ros",
        "Sel",
    )
    for two in ("a", "den", "er", "i", "low", "man", "o", "sing")
    for three in ("bank", "beck", "by", "combe", "croft", "dale", "field", "hurst", "leigh", "mead", "shaw", "thwaite")
)
_AREAS = tuple(f"Z{letter}" for letter in "ABCDEFGHJKLMNPQRSTUWXY")
_UNITS = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(slots=True)
class Someone:
    """A person of the crowd. `aliases`: (kind, given, family). `twin`, `mother`: numbers of others, or -1."""

    number: int
    household: int
    culture: str
    girl: bool
    sex_known: bool
    given: str
    family: str
    born: dt.date | None
    expected: bool
    postcode: str
    lines: str
    nhs_number: str = ""
    aliases: list[tuple[str, str, str]] = field(default_factory=list)
    twin: int = -1
    mother: int = -1
    mother_name: tuple[str, str] = ("", "")
    mother_aliases: list[tuple[str, str]] = field(default_factory=list)

    @property
    def id(self) -> uuid.UUID:
        return id_of(self.number)

    @property
    def first(self) -> str:
        return self.given.split()[0] if self.given else ""

    @property
    def sex(self) -> str:
        return ("female" if self.girl else "male") if self.sex_known and not self.expected else "unknown"

    @property
    def age(self) -> int | None:
        if self.born is None or self.expected:
            return None
        return TODAY.year - self.born.year - ((TODAY.month, TODAY.day) < (self.born.month, self.born.day))


def id_of(number: int) -> uuid.UUID:
    """As random as those of the house, but known from the number."""
    return uuid.UUID(bytes=hashlib.blake2b(number.to_bytes(8, "big"), digest_size=16).digest(), version=4)


class Towns:
    """The postcodes of a crowd of `people`: about 23,000 people a half postcode and 40 a postcode, as in England."""

    def __init__(self, people: int) -> None:
        self.halves = max(3, people // 23_000)
        self.units = max(30, people // 40 // self.halves)

    def address(self, chance: random.Random) -> tuple[str, str]:
        """A postcode and the lines of a house there: a postcode has one street."""
        half, unit = chance.randrange(self.halves), chance.randrange(self.units)
        area, district = _AREAS[half // 30 % len(_AREAS)], half % 30 + 1 if half < 660 else half // 660 * 30 + half % 30
        sector, left = divmod(unit, len(_UNITS) ** 2)
        postcode = f"{area}{district} {sector % 9 + 1}{_UNITS[left // len(_UNITS)]}{_UNITS[left % len(_UNITS)]}"
        street = hashlib.blake2b(postcode.encode(), digest_size=4).digest()
        starts = _STREET_STARTS if street[0] < 128 else _STREET_MADE
        name = (
            f"{starts[int.from_bytes(street[1:3], 'big') % len(starts)]} {_STREET_ENDS[street[3] % len(_STREET_ENDS)]}"
        )
        return postcode, f"{chance.randrange(1, 60)} {name}"


def lump(seed: int, number: int, people: int, *, size: int = LUMP) -> list[Someone]:
    """The `number`-th lump of the crowd of this seed, `size` people of whole households, in a town for `people`."""
    chance = random.Random(f"crowd-{seed}-{number}")
    towns = Towns(people)
    made: list[Someone] = []
    first = number * LUMP
    while len(made) < size:
        made.extend(_household(first + len(made), chance, towns))
    return made[:size]


def crowd(seed: int, people: int) -> Iterator[Someone]:
    """All of them, in order."""
    for number in range((people + LUMP - 1) // LUMP):
        yield from lump(seed, number, people, size=min(LUMP, people - number * LUMP))


def nhs_number(chance: random.Random) -> str:
    """A number of the range 999, with its check digit."""
    while True:
        digits = f"999{chance.randrange(1_000_000):06}"
        check = 11 - sum(int(d) * w for d, w in zip(digits, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            return f"{digits}{check % 11}"


def _household(start: int, chance: random.Random, towns: Towns) -> list[Someone]:
    culture = chance.choices(CULTURES, weights=SHARES)[0]
    name = household_name(culture, chance)
    postcode, lines = towns.address(chance)
    roll = chance.random()
    people: list[Someone] = []

    def add(girl: bool, born: dt.date | None, *, adult: bool, given: str = "", expected: bool = False) -> Someone:
        someone = Someone(
            number=start + len(people),
            household=start,
            culture=culture,
            girl=girl,
            sex_known=chance.random() < 0.97,
            given=given or given_name(culture, girl, chance),
            family=family_name(culture, girl, name, chance, adult=adult),
            born=born,
            expected=expected,
            postcode=postcode,
            lines=lines,
        )
        _details(someone, chance, adult=adult)
        people.append(someone)
        return someone

    if roll < 0.3:  # older people, alone or in pairs
        age = chance.randrange(46, 91)
        add(chance.random() < 0.55, _born(age, chance), adult=True)
        if chance.random() < 0.5:
            add(not people[0].girl, _born(min(90, age + chance.randrange(-4, 5)), chance), adult=True)
        return people
    age = chance.randrange(19, 52)
    mother = add(True, _born(age, chance), adult=True)
    if chance.random() < 0.7:
        add(False, _born(min(75, max(18, age + chance.randrange(-2, 9))), chance), adult=True)
    if chance.random() < 0.05:
        due = TODAY + dt.timedelta(days=chance.randrange(3, 200))
        child = add(chance.random() < 0.5, due, adult=False, expected=True)
        child.given, child.mother, child.nhs_number, child.aliases = "", mother.number, "", []
        child.mother_name = (mother.given, mother.family)
        child.mother_aliases = [(given, family) for _, given, family in mother.aliases]
    oldest = min(17, age - 18)
    for _ in range(chance.choices((0, 1, 2, 3, 4, 5), weights=(25, 28, 28, 12, 5, 2))[0]):
        if oldest < 0:
            break
        born = _born(chance.randrange(0, oldest + 1), chance)
        girl = chance.random() < 0.49
        child = add(girl, born, adult=False)
        if chance.random() < TWINS:
            _twin(child, born, chance, add)
    # Nobody is told the day of birth of one in fifty.
    for someone in people:
        if not someone.expected and someone.twin < 0 and chance.random() < 0.02:
            someone.born = None
    return people


def _twin(child: Someone, born: dt.date, chance: random.Random, add: object) -> None:
    assert callable(add)
    other_girl = child.girl if chance.random() < 0.65 else not child.girl
    other = twin_name(child, other_girl, chance)
    twin: Someone = add(other_girl, born, adult=False, given=other)
    if other_girl == child.girl:
        twin.family = child.family
    child.twin, twin.twin = twin.number, child.number
    # Neither is known by a name that is the other's.
    child.aliases, twin.aliases = [], []


def twin_name(child: Someone, girl: bool, chance: random.Random) -> str:
    """A name for the twin: another first name, now and then much like it, or one that shares a middle name."""
    for pair in ALIKE:
        if child.first in pair and girl == child.girl and chance.random() < 0.7:
            return next(name for name in pair if name != child.first)
    while True:
        given = given_name(child.culture, girl, chance)
        mine, theirs = child.given.split(), given.split()
        # A brother of Muhammad Bilal is Muhammad Hamza, not a second Muhammad Bilal; nor is there a second Emily.
        common = BY_NAME[child.culture].boys_before
        if mine[0] != theirs[0] or (
            mine[0] in dict(common) and mine[1:] != theirs[1:] and len(mine) == len(theirs) == 2
        ):
            return given


def _born(age: int, chance: random.Random) -> dt.date:
    """A birthday of somebody of that age; one in 50 of those over 16 from abroad has the first of January."""
    return TODAY - dt.timedelta(days=int(age * 365.25) + chance.randrange(365))


def _details(someone: Someone, chance: random.Random, *, adult: bool) -> None:
    if chance.random() < 0.35:
        someone.nhs_number = nhs_number(chance)
    culture = BY_NAME[someone.culture]
    if adult and someone.culture in ("Pakistani", "Bangladeshi", "Arabic") and someone.born and chance.random() < 0.06:
        someone.born = someone.born.replace(month=1, day=1)
    roll = chance.random()
    if adult and someone.girl and roll < 0.12:
        someone.aliases.append(("birth", "", culture.families.draw(chance)))
    elif roll < 0.16:
        called = culture.called.get(someone.first, "").split() or [given_name(someone.culture, someone.girl, chance)]
        someone.aliases.append(("known_as", chance.choice(called), ""))
    elif roll < 0.18:
        someone.aliases.append(("alias", someone.first, culture.families.draw(chance)))
