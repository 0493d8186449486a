"""The families the demonstration is shown with: each is there because of something that software gets wrong. Pure."""

from dataclasses import replace
from datetime import timedelta

from .families import Family, Maker, Member

# A word that stands only in the sealed concern and the records sealed with it: nobody outside may ever meet it.
CANARY = "Quillowby-Sealderman"


def families(maker: Maker) -> dict[str, Family]:
    """Each family by the name that the rest of the demo calls it by."""
    return {
        "katy": _katy(maker),
        "twins": _twins(maker),
        "adopted": _adopted(maker),
        "siblings": _siblings(maker),
        "colleague": _colleague(maker),
        "alone": _alone(maker),
        "namesakes": _namesakes(maker),
    }


def _katy(maker: Maker) -> Family:
    """Registered as Catherine and called Katy, at number 14; a sibling is on the way; her father lives elsewhere."""
    home, away = maker.home("14 Cinder Lane", ward=8), maker.home("2 Ferry Row", ward=13)
    mother = maker.member("katy-m", "mother", "Leanne", "Larkhammer", "F", home, 29.4)
    katy = replace(maker.member("katy-c", "child", "Catherine", "Larkhammer", "F", home, 6.6), known_as="Katy")
    father = maker.member("katy-p", "father", "Darren", "Ashwhistle", "M", away, 31.2)
    unborn = Member("katy-u", "unborn", "", "Larkhammer", "", home, expected=maker.today + timedelta(days=75))
    return Family("katy", "father_elsewhere", home, (mother, katy, father, unborn))


def _twins(maker: Maker) -> Family:
    """Twins of one birthday and one address: two people, whatever a list says."""
    home = maker.home("31 Spindle Court", ward=4)
    mother = maker.member("twins-m", "mother", "Abena", "Boatemah", "F", home, 34.1)
    one = maker.member("twins-1", "child", "Chidi", "Boatemah", "M", home, 9.2)
    other = replace(maker.member("twins-2", "child", "Chinedu", "Boatemah", "M", home, 9.2), born=one.born)
    return Family("twins", "mother_alone", home, (mother, one, other))


def _adopted(maker: Maker) -> Family:
    """Adopted, with a new identity that is never joined to the old one, at an address that must not be told."""
    home = maker.home("7 Teasel Grove", ward=16)
    parents = (
        maker.member("adopted-m", "mother", "Rosalía", "Costa Ribeirinho", "F", home, 41.0),
        maker.member("adopted-p", "father", "Howard", "Oatsheaf", "M", home, 44.0),
    )
    child = replace(
        maker.member("adopted-c", "child", "Isla", "Oatsheaf", "F", home, 7.3), is_protected=True, upn="", school=""
    )
    return Family("adopted", "adopted", home, (*parents, child))


def _siblings(maker: Maker) -> Family:
    """Three siblings at two schools and a baby's father elsewhere: one entry of a school's desk."""
    home, away = maker.home("88 Shuttle Road", ward=2), maker.home("5 Quoit Terrace", ward=19)
    return Family(
        "siblings",
        "blended",
        home,
        (
            maker.member("sib-m", "mother", "Kinga", "Malinecka", "F", home, 33.3),
            maker.member("sib-1", "child", "Oskar", "Malinecki", "M", home, 13.1),
            maker.member("sib-2", "child", "Hanna", "Malinecka", "F", home, 8.4),
            maker.member("sib-3", "child", "Jakub", "Malinecki", "M", home, 4.9),
            maker.member("sib-p", "father", "Mariusz", "Malinecki", "M", away, 36.0),
        ),
    )


def _colleague(maker: Maker) -> Family:
    """The family of somebody who works in the partnership: sealed."""
    home = maker.home("3 Lantern Close", ward=10)
    return Family(
        "colleague",
        "couple",
        home,
        (
            replace(maker.member("seal-m", "mother", "Ottoline", CANARY, "F", home, 38.0), is_protected=True),
            replace(maker.member("seal-c", "child", "Peregrine", CANARY, "M", home, 5.5), is_protected=True),
        ),
    )


def _alone(maker: Maker) -> Family:
    """Eighty-six, alone behind drawn curtains, and seen by nobody but the bin crew."""
    home = maker.home("40 Heron Row", ward=6)
    return Family(
        "alone", "older_alone", home, (maker.member("alone-a", "alone", "Cyril", "Thimblethwaite", "M", home, 86.5),)
    )


def _namesakes(maker: Maker) -> Family:
    """Father and son of one name at one address: merged by mistake, and parted again."""
    home = maker.home("12 Marl Terrace", ward=12)
    return Family(
        "namesakes",
        "couple",
        home,
        (
            maker.member("name-m", "mother", "Saima", "Siddiqui", "F", home, 47.0),
            maker.member("name-p", "father", "Tariq", "Siddiqui", "M", home, 50.0),
            maker.member("name-s", "child", "Tariq", "Siddiqui", "M", home, 17.2),
        ),
    )
