"""Names in eight naming cultures of England, by how common they are: short lists, and syllables for the rare rest.

The lists are everyday names; who bears one is drawn at random and is nobody. Frequencies fall as in registers: the
commonest name of a list is borne by many times more people than the twentieth, and most family names are rare.
"""

import random

from .elsewhere import ARABIC, BANGLADESHI, NIGERIAN, PAKISTANI, PUNJABI
from .europe import ENGLISH, IRISH, POLISH
from .stock import words

CULTURES = (
    "English",
    "Irish and Scottish",
    "Polish",
    "Pakistani",
    "Bangladeshi",
    "Punjabi",
    "Nigerian",
    "Arabic",
)
# The share of each in the invented towns.
SHARES = (0.50, 0.11, 0.07, 0.10, 0.06, 0.06, 0.05, 0.05)
BY_NAME = dict(
    zip(
        CULTURES,
        (ENGLISH, IRISH, POLISH, PAKISTANI, BANGLADESHI, PUNJABI, NIGERIAN, ARABIC),
        strict=True,
    )
)
# Twins are often called alike: one in seven pairs here.
ALIKE = (
    words("Jayden Hayden"), words("Ella Bella"), words("Hassan Hussain"), words("Tia Mia"), words("Taiwo Kehinde"),
    words("Zain Zayn"), words("Harpreet Gurpreet"), words("Amina Anisa"), words("Rahim Karim"), words("Lena Milena"),
    words("Aine Aoife"), words("Jamal Kamal"),
)  # fmt: skip


def given_name(culture: str, girl: bool, chance: random.Random) -> str:
    """First and, where there are such, middle names: "Muhammad Bilal", "Harpreet Kaur", "Emily Grace"."""
    kind = BY_NAME[culture]
    stock = kind.girls if girl else kind.boys
    first = stock.draw(chance)
    if culture == "Punjabi":
        return f"{first} {'Kaur' if girl else 'Singh'}" if chance.random() < 0.6 else first
    if not girl:
        roll = chance.random()
        for before, share in kind.boys_before:
            if roll < share:
                return f"{before} {first}" if first != before else first
            roll -= share
    if chance.random() < kind.middle:
        second = stock.draw(chance)
        if second != first:
            return f"{first} {second}"
    return first


def family_name(culture: str, girl: bool, household: str, chance: random.Random, *, adult: bool) -> str:
    """The family name of one of a household, who may bear another than the others do."""
    kind = BY_NAME[culture]
    own = kind.girls_family if girl else kind.boys_family
    roll = chance.random()
    for name, share in own:
        if roll < share:
            return name
        roll -= share
    if adult and girl and chance.random() < kind.kept_names:
        return kind.families.draw(chance)
    if culture == "Polish" and girl and household.endswith(("ski", "cki", "dzki")):
        return household[:-1] + "a"
    return household


def household_name(culture: str, chance: random.Random) -> str:
    """A family name, now and then a double one."""
    kind = BY_NAME[culture]
    name = kind.families.draw(chance)
    if chance.random() < kind.doubled:
        other = kind.families.draw(chance)
        return f"{name}-{other}" if other != name else name
    return name
