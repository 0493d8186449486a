"""Makes the children of a return one by one: each family from a seed of its own, so that any size streams."""

import copy
import datetime as dt
import random
from collections.abc import Iterator

from .faults import spoil
from .people import Child, Life
from .stories import STORIES, Story, plan_of_the_year
from .telling import DAY, Teller, months_after

_CHECK = "ABCDEFGHJKLMNPQRTUVWXYZ"
_ETHNICITIES = (
    ("WBRI", 700), ("WOTH", 40), ("WIRI", 4), ("WIRT", 3), ("WROM", 5), ("MWBC", 30), ("MWBA", 10), ("MWAS", 15),
    ("MOTH", 30), ("AIND", 12), ("APKN", 40), ("ABAN", 12), ("AOTH", 20), ("BCRB", 12), ("BAFR", 35), ("BOTH", 12),
    ("CHNE", 3), ("OOTH", 17), ("REFU", 2), ("NOBT", 10),
)  # fmt: skip
_DISABILITIES = ("MOB", "HAND", "PC", "INC", "COMM", "LD", "HEAR", "VIS", "BEH", "CON", "AUT", "DDA")
_SIBLINGS = ((1, 66), (2, 22), (3, 9), (4, 3))


def upn(number: int) -> str:
    """A pupil number with its right check letter, under the pseudo authorities 001 to 005, so that it is nobody's."""
    digits = f"{1 + number % 5:03d}{number:09d}"
    return _CHECK[sum(int(digit) * weight for weight, digit in enumerate(digits, 2)) % 23] + digits


def make_children(count: int, year: int, seed: int, *, faults: float = 0) -> Iterator[Child]:
    """So many children of a return of that year. The same arguments give the same children.

    `faults`: the share of children, 0 to 1, in whose entry one thing is spoilt (`Child.fault` says which).
    """
    weighed, made = list(STORIES.items()), 0
    tell = Teller(random.Random(0), year)
    for family in range(count):
        tell.chance = chance = random.Random(f"{seed}/{year}/{family}")
        first_ones = family < len(weighed)
        story = weighed[family][0] if first_ones else _story(tell)
        life = story(tell)
        if first_ones:
            size = 2 if story is plan_of_the_year else 1
        else:
            size = 1 if life.single else chance.choices([n for n, _ in _SIBLINGS], [w for _, w in _SIBLINGS])[0]
        twins = first_ones or chance.random() < 0.04
        born = None
        for _ in range(size):
            if made == count:
                return
            made += 1
            child = _child(tell, life, story, made, born if twins else None)
            born = child.born
            if faults and chance.random() < faults:
                # What siblings share is spoilt for this one alone.
                child.cases = copy.deepcopy(child.cases)
                spoil(tell, child)
            yield child


def _story(tell: Teller) -> Story:
    return tell.chance.choices(list(STORIES), list(STORIES.values()))[0]


def _child(tell: Teller, life: Life, story: Story, number: int, twin_of: dt.date | None) -> Child:
    chance = tell.chance
    born = twin_of or life.born
    if born is None and life.expected is None:
        earliest = min(case.referred for case in life.cases)
        born = tell.day(months_after(tell.ends, -12 * 18) + DAY, earliest - DAY)
    school_age = born is not None and months_after(born, 60) <= tell.ends
    only_referred = all(case.no_further_action for case in life.cases)
    disabled = born is not None and (chance.random() < 0.12 or any(case.need == "N2" for case in life.cases))
    return Child(
        child_id=f"T{tell.year % 100}{number:07d}",
        upn=upn(number) if school_age else "",
        upn_unknown="" if school_age else "UN7" if only_referred and chance.random() < 0.5 else "UN1",
        born=born,
        expected=life.expected,
        sex="U" if life.expected or chance.random() < 0.002 else chance.choice("MF"),
        died=life.died,
        ethnicity=tell.one_of(_ETHNICITIES),
        disabilities=_disabilities(tell, disabled) if born else (),
        cases=life.cases,
        story=story.__name__,
    )


def _disabilities(tell: Teller, disabled: bool) -> list[str]:
    return tell.chance.sample(_DISABILITIES, tell.chance.randrange(1, 4)) if disabled else ["NONE"]
