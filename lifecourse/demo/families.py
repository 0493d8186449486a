"""Invented families: who lives with whom, who lives elsewhere, who is a twin, and who is not yet born. Pure Python."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from . import numbers
from .names import Naming, naming
from .places import WARDS, Home, a_home
from .schools import SCHOOLS, school_for

CHILD, UNBORN, ADULT = "child", "unborn", "adult"


@dataclass(frozen=True)
class Member:
    """One person of a family. `part`: mother, father, child, unborn, grandparent, partner, or alone.

    `key` is what everything else of the demo calls them by. `expected` is set for the unborn, `born` for all others.
    """

    key: str
    part: str
    given: str
    family_name: str
    sex: str
    home: Home
    born: date | None = None
    expected: date | None = None
    known_as: str = ""
    nhs: str = ""
    upn: str = ""
    school: str = ""
    is_protected: bool = False

    @property
    def name(self) -> str:
        return f"{self.given} {self.family_name}".strip()

    @property
    def called(self) -> str:
        """The given name that neighbours use."""
        return self.known_as or self.given

    def age(self, on: date) -> int:
        """Full years on a day; nought for the unborn."""
        born = self.born or on
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))

    def kind(self, on: date) -> str:
        """Child, unborn or adult, as a concern would have it."""
        if self.born is None:
            return UNBORN
        return CHILD if self.age(on) < 18 else ADULT


@dataclass(frozen=True)
class Family:
    """People who belong together; not all of them need live at `home`."""

    key: str
    shape: str
    home: Home
    members: tuple[Member, ...]

    def with_part(self, *parts: str) -> tuple[Member, ...]:
        """The members who have one of these parts."""
        return tuple(member for member in self.members if member.part in parts)

    @property
    def children(self) -> tuple[Member, ...]:
        return self.with_part("child")

    @property
    def grown_ups(self) -> tuple[Member, ...]:
        return self.with_part("mother", "father", "partner", "grandparent", "alone")


SHAPES = {
    "couple": 38,
    "mother_alone": 17,
    "father_elsewhere": 16,
    "father_alone": 3,
    "grandparents": 4,
    "blended": 5,
    "older_couple": 7,
    "older_alone": 7,
    "single": 3,
}


class Maker:
    """Makes families, one after the other, from one source of chance; so the same seed gives the same borough."""

    def __init__(self, rng: Random, today: date) -> None:
        self._rng, self.today = rng, today
        self._homes: set[str] = set()
        self._numbers = 0

    def families(self, count: int) -> Iterator[Family]:
        """So many families; every ward has some."""
        shapes, weights = list(SHAPES), list(SHAPES.values())
        for index in range(count):
            # The first few go round the shapes, so that a small demo has one of each.
            shape = shapes[index] if index < len(shapes) else self._rng.choices(shapes, weights)[0]
            yield self._family(f"f{index}", shape, a_home(self._rng, self._homes, WARDS[index % len(WARDS)]))

    def home(self, line: str = "", ward: int = 0) -> Home:
        """A dwelling for a family told of by hand; at `line` if it is given."""
        home = a_home(self._rng, self._homes, WARDS[ward])
        return replace(home, line=line) if line else home

    def member(self, key: str, part: str, given: str, family_name: str, sex: str, home: Home, age: float) -> Member:
        """Somebody of a family told of by hand, so many years old."""
        return self._made(key, part, given, family_name, sex, home, age)

    def _family(self, key: str, shape: str, home: Home) -> Family:
        way, rng = naming(self._rng), self._rng
        if shape.startswith("older") or shape == "single":
            return Family(key, shape, home, tuple(self._alone(key, shape, home, way)))
        woman, man = rng.choice(way.families)
        mother_age = rng.uniform(21, 46)
        members: list[Member] = []
        elsewhere = a_home(rng, self._homes)
        if shape == "grandparents":
            age = rng.uniform(52, 74)
            members.append(self._made(f"{key}-g", "grandparent", way.given("F", age, rng), woman, "F", home, age))
        if shape not in {"father_alone", "grandparents"}:
            given = way.given("F", mother_age, rng)
            members.append(self._made(f"{key}-m", "mother", given, woman, "F", home, mother_age))
        if shape in {"couple", "father_alone", "father_elsewhere"}:
            where = elsewhere if shape == "father_elsewhere" else home
            age = max(18.5, mother_age + rng.uniform(-3, 8))
            members.append(self._made(f"{key}-p", "father", way.given("M", age, rng), man, "M", where, age))
        if shape == "blended":
            other, age = naming(rng), mother_age + rng.uniform(-2, 6)
            given, family_name = other.given("M", age, rng), rng.choice(other.families)[1]
            members.append(self._made(f"{key}-s", "partner", given, family_name, "M", home, max(18.5, age)))
        members += self._children(key, way, woman, man, home, mother_age, [one.given for one in members])
        return Family(key, shape, home, tuple(members))

    def _children(
        self, key: str, way: Naming, woman: str, man: str, home: Home, mother_age: float, taken: list[str]
    ) -> Iterator[Member]:
        rng = self._rng
        how_many = rng.choices((1, 2, 3, 4, 5), (27, 38, 22, 9, 4))[0]
        age = min(17.4, max(0.4, mother_age - rng.uniform(19, 28)))
        for index in range(how_many):
            sex = rng.choice("FM")
            given = way.given(sex, age, rng, taken)
            taken.append(given)
            family_name = woman if sex == "F" else man
            yield self._made(f"{key}-c{index}", "child", given, family_name, sex, home, age)
            # A birth in fifty is of twins: the next child has the same day.
            if rng.random() > 0.02:
                age -= rng.uniform(1.2, 4.0)
            if age < 0.05:
                break
        if rng.random() < 0.035:
            expected = self.today + timedelta(days=rng.randrange(20, 170))
            yield Member(f"{key}-u", "unborn", "", woman, "", home, expected=expected)

    def _alone(self, key: str, shape: str, home: Home, way: Naming) -> Iterator[Member]:
        rng = self._rng
        woman, man = rng.choice(way.families)
        age = rng.uniform(19, 60) if shape == "single" else rng.uniform(66, 93)
        if shape == "older_couple":
            his = age + rng.uniform(-4, 6)
            yield self._made(f"{key}-a", "alone", way.given("F", age, rng), woman, "F", home, age)
            yield self._made(f"{key}-b", "alone", way.given("M", his, rng), man, "M", home, his)
            return
        sex = rng.choice("FM")
        yield self._made(f"{key}-a", "alone", way.given(sex, age, rng), woman if sex == "F" else man, sex, home, age)

    def _made(self, key: str, part: str, given: str, family_name: str, sex: str, home: Home, age: float) -> Member:
        self._numbers += 1
        born = self.today - timedelta(days=int(age * 365.25))
        school = school_for(age, home.ward)
        return Member(
            key,
            part,
            given,
            family_name,
            sex,
            home,
            born=born,
            nhs=numbers.nhs_number(self._numbers),
            upn=numbers.upn(self._numbers, school=SCHOOLS.index(school), year=born.year + 4) if school else "",
            school=school.code if school else "",
        )
