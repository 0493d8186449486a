"""Matching: every spoiling a person makes is still found, and what must never be strong is not."""

import datetime as dt
from pathlib import Path

import pytest
import yaml

from lifecourse.engines.linkage import keys, sounds
from lifecourse.engines.linkage.normalise import name_tokens
from lifecourse.engines.linkage.records import Asked, Born, Known, Name, Place
from lifecourse.engines.linkage.score import TWIN, Band, score
from lifecourse.engines.linkage.tables import Tables

FOLDER = Path(__file__).parents[4] / "data" / "names"
SECRET = b"test"


@pytest.fixture(scope="module")
def tables() -> Tables:
    common = yaml.safe_load((FOLDER / "common.yaml").read_text())
    groups = yaml.safe_load((FOLDER / "nicknames.yaml").read_text())["groups"]
    return Tables.of(groups, common["little"], common["some"], common["distinct"])


def born(year: int, month: int = 0, day: int = 0, to: int = 0) -> Born:
    if month:
        return Born(dt.date(year, month, day), dt.date(year, month, day))
    return Born(dt.date(year, 1, 1), dt.date(to or year, 12, 31))


BIRTH = born(2015, 5, 4)
HOUSE = {"postcode": "WN1 9ZZ", "lines": "12 Mill Lane"}


def known(given="Catherine", family="Okonkwo", birth=BIRTH, *, postcode="WN1 9ZZ", lines="12 Mill Lane", **more):
    names = [Name.of(given, family), *(Name.of(*pair) for pair in more.pop("also", ()))]
    place = (Place.of(lines, postcode),) if postcode or lines else ()
    return Known(names=tuple(names), births=(birth,) if birth else (), places=place, **more)


def asked(given="", family="", birth=None, *, postcode="", lines="", **more):
    return Asked(name=Name.of(given, family), birth=birth, place=Place.of(lines, postcode), **more)


SPOILED = {
    "exact": (asked("Catherine", "Okonkwo", born(2015, 5, 4)), Band.STRONG),
    "family name typed wrong": (asked("Catherine", "Okonkow", born(2015, 5, 4)), Band.STRONG),
    "both typed wrong": (asked("Cathrine", "Okonkwoo", born(2015, 5, 4)), Band.STRONG),
    "nickname": (asked("Katie", "Okonkwo", born(2015, 5, 4)), Band.STRONG),
    "day and month swapped": (asked("Catherine", "Okonkwo", born(2015, 4, 5)), Band.STRONG),
    "one digit wrong and a typo": (asked("Catherin", "Okonkwo", born(2015, 5, 5)), Band.STRONG),
    "names swapped": (asked("Okonkwo", "Catherine", born(2015, 5, 4)), Band.STRONG),
    "new family name, same postcode": (asked("Catherine", "Brown", born(2015, 5, 4), postcode="wn1 9zz"), Band.STRONG),
    "sounds alike": (asked("Kathryn", "Okonquo", born(2015, 5, 4)), Band.STRONG),
    "no date, same postcode": (asked("Catherine", "Okonkwo", postcode="WN1 9ZZ"), Band.STRONG),
    "no date, typo, postcode": (asked("Catherine", "Okonko", postcode="WN1 9ZZ"), Band.POSSIBLE),
    "year only": (asked("Catherine", "Okonkwo", born(2015)), Band.POSSIBLE),
    "about ten": (asked("Catherine", "Okonkwo", born(2014, to=2017)), Band.POSSIBLE),
    "initial only": (asked("C", "Okonkwo", born(2015, 5, 4)), Band.POSSIBLE),
    "given name and age, on this street": (asked("Katie", "", born(2014, to=2016), lines="Mill Lane"), Band.POSSIBLE),
    "household by address": (asked(lines="12, Mill Ln"), Band.WEAK),
}


@pytest.mark.parametrize("kind", SPOILED)
def test_a_spoiled_question_still_finds_the_person(tables, kind) -> None:
    question, least = SPOILED[kind]
    person = known()
    shared = set(keys.asked_keys(SECRET, question, tables)) & set(keys.known_keys(SECRET, person))
    assert shared, "no key agrees: the index would not return this person"
    found = score(question, person, tables)
    order = [Band.WEAK, Band.POSSIBLE, Band.STRONG]
    assert found.band is not None and order.index(found.band) >= order.index(least), found


def test_a_first_letter_misheard_is_found_in_the_second_tier_only(tables) -> None:
    person, question = known("Brian", "Tomlin", postcode="", lines=""), asked("Ryan", "Domlin", born(2015, 5, 4))
    question = asked("Prian", "Tomlin", born(2015, 6, 4))
    kept = set(keys.known_keys(SECRET, person))
    assert set(keys.asked_keys_again(SECRET, question)) & kept
    stranger = set(keys.known_keys(SECRET, known("Zoe", "Abbott", born(1980, 1, 2), postcode="", lines="")))
    assert not set(keys.asked_keys_again(SECRET, question)) & stranger


TWINS = [("Amelia", "Ruby"), ("Jayden", "Hayden"), ("Hassan", "Hussain"), ("Ella", "Bella"), ("Daniel", "Danielle")]
TWINS += [("Amy Rose", "Eve Rose"), ("Mohammed Ali", "Ahmed Ali"), ("Tia", "Mia"), ("Mohammed", "Mahmood")]


@pytest.mark.parametrize(("one", "other"), TWINS)
@pytest.mark.parametrize("family", ["Okonkwo-Hughes", "Khan", "Begum"])
def test_twins_are_never_strong(tables, one, other, family) -> None:
    for first, second in ((one, other), (other, one)):
        person = known(second, family)
        found = score(asked(first, family, born(2015, 5, 4), **HOUSE), person, tables)
        assert found.band != Band.STRONG, found
        assert TWIN in found.cautions
        control = score(asked(second, family, born(2015, 5, 4), **HOUSE), person, tables)
        assert control.band == Band.STRONG, control


def test_father_and_son_of_one_name_are_not_strong(tables) -> None:
    son = known("Kwame", "Okonkwo", born(2015, 5, 4))
    found = score(asked("Kwame", "Okonkwo", born(1985, 8, 20), **HOUSE), son, tables)
    assert found.band != Band.STRONG and any("relative of the same name" in line for line in found.cautions)


def test_two_valid_and_different_nhs_numbers_are_never_strong(tables) -> None:
    person = known(numbers={"nhs_number": frozenset({"9434765919"})})
    same = {"nhs_number": "9434765919"}
    other = {"nhs_number": "4505577104"}
    assert score(asked("Catherine", "Okonkwo", born(2015, 5, 4), numbers=same), person, tables).band == Band.STRONG
    found = score(asked("Catherine", "Okonkwo", born(2015, 5, 4), postcode="WN1 9ZZ", numbers=other), person, tables)
    assert found.band == Band.POSSIBLE and any("NHS" in line for line in found.cautions)


def test_a_number_that_agrees_still_shows_what_does_not(tables) -> None:
    person = known(numbers={"nhs_number": frozenset({"9434765919"})})
    found = score(asked("Ruby", "Smith", born(1980, 1, 2), numbers={"nhs_number": "9434765919"}), person, tables)
    assert found.band == Band.POSSIBLE
    assert {line.field for line in found.evidence if line.side == "against"} >= {"given", "family", "birth"}
    assert any("mistyped" in line for line in found.cautions)
    alone = score(asked(numbers={"nhs_number": "9434765919"}), person, tables)
    assert alone.band == Band.STRONG and not alone.cautions


def test_names_that_many_share_say_little(tables) -> None:
    common = score(asked("Mohammed", "Khan", born(2015)), known("Muhammad", "Khan"), tables)
    rare = score(asked("Catherine", "Okonkwo", born(2015)), known(), tables)
    assert rare.bits - common.bits > 8
    assert common.band in (None, Band.WEAK)
    # A shared middle name alone is never strong, whatever else agrees.
    shared = score(asked("Ali", "Okonkwo", born(2015, 5, 4), postcode="WN1 9ZZ"), known("Kwame Ali", "Okonkwo"), tables)
    assert shared.band == Band.POSSIBLE


def test_the_unborn_are_found_by_mother_and_expected_date(tables) -> None:
    due = Born(dt.date(2026, 6, 1), dt.date(2026, 6, 1), expected=True)
    person = Known(births=(due,), mothers=(Name.of("Ayesha", "Begum"),), places=(Place.of("1 Oak Road", "WN1 9ZZ"),))
    near = Born(dt.date(2026, 6, 10), dt.date(2026, 6, 10), expected=True)
    question = asked("", "Begum", near, mother=Name.of("Aisha", "Begum"))
    assert set(keys.asked_keys(SECRET, question, tables)) & set(keys.known_keys(SECRET, person))
    assert score(question, person, tables).band in (Band.WEAK, Band.POSSIBLE)


def test_names_are_taken_apart_the_same_however_typed() -> None:
    assert name_tokens("Mc Donald") == name_tokens("McDonald") == ("mcdonald",)
    assert name_tokens("Al-Hassan") == name_tokens("al hassan") == ("alhassan",)
    assert name_tokens("O’Neill") == name_tokens("O'Neill") == name_tokens("O Neill") == ("oneill",)
    assert name_tokens("Łukasz José") == ("lukasz", "jose")
    assert sounds.alike("siobhan", "shavon") and sounds.alike("choudhury", "chaudhry")
    assert not sounds.alike("ruby", "amelia")
