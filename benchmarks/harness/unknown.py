"""Questions about people who are not on the index: strangers, and the twins of those who are."""

import random
from dataclasses import replace

from .crowd import Someone, Towns, twin_name
from .naming import BY_NAME
from .spoiling import KINDS, Question, Way, fits, spoil


def stranger(someone: Someone, way: Way, chance: random.Random, towns: Towns) -> Question:
    """A question, spoiled as any other, about somebody who is in no list."""
    kinds = [kind for kind in KINDS if "twin" not in kind and "household" not in kind and fits(kind, someone)]
    return replace(spoil(chance.choice(kinds), someone, way, chance, towns), right=frozenset())


def unknown_twin(someone: Someone, chance: random.Random) -> Question:
    """The twin of somebody on record, who is not: everything agrees but the given name.

    Not one who is called what the other is known by: nobody could tell those apart.
    """
    girl = someone.girl if chance.random() < 0.7 else not someone.girl
    known_by = {word for _, given, _ in someone.aliases for word in given.split()}
    name = twin_name(someone, girl, chance)
    while known_by & set(name.split()) or _called(name, someone.culture) == _called(someone.given, someone.culture):
        name = twin_name(someone, girl, chance)
    return Question(
        kind="unknown twin",
        about=someone,
        given=name,
        family=someone.family,
        born=someone.born,
        sex="",
        address=someone.lines if chance.random() < 0.5 else "",
        postcode=someone.postcode,
        wrong=frozenset([someone.number]),
    )


def _called(given: str, culture: str) -> str:
    """The word somebody is called by: Bilal of Muhammad Bilal."""
    words = given.split()
    common = dict(BY_NAME[culture].boys_before)
    return next((word for word in words if word not in common), words[-1])
