"""The 26 ways in which a question about somebody is spoiled; one set to tune on, another, made otherwise, to report.

The two sets share what a kind means ("one slip in the family name") and nothing of how it is done: other slips, other
tables of spellings that sound alike, other seeds. Nobody may look at the second set while the engine is being changed.
"""

import datetime as dt
import random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from .crowd import TODAY, Someone, Towns
from .naming import BY_NAME

KINDS = (
    "exact",
    "family name typed wrong",
    "both names typed wrong",
    "nickname",
    "day and month swapped",
    "a digit of the date wrong, and a typo",
    "names swapped",
    "alias",
    "new family name, same postcode",
    "moved, and a typo",
    "punctuation and double names",
    "transliteration",
    "sounds alike",
    "no date but postcode",
    "no date, typo, postcode",
    "year only",
    "year, typo, half a postcode",
    "initial only",
    "twin",
    "twin, and a typo",
    "unborn",
    "heavy damage, with postcode",
    "heavy damage, without",
    "middle name used as first",
    "household by address",
    "record without a date",
)


@dataclass(frozen=True)
class Question:
    """What is asked, as `PersonQuery` takes it. `right`: records that are right answers (empty: nobody is)."""

    kind: str
    about: Someone
    given: str = ""
    family: str = ""
    born: dt.date | None = None
    year: int | None = None
    expected: dt.date | None = None
    sex: str = ""
    address: str = ""
    postcode: str = ""
    mother_given: str = ""
    mother_family: str = ""
    right: frozenset[int] = frozenset()
    wrong: frozenset[int] = frozenset()


# What each set does in its own way -----------------------------------------------------------------------------------
_NEXT_KEY = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl",
    "p": "ol",
    "a": "qsz", "s": "adwx", "d": "sfec", "f": "dgrv", "g": "fhtb", "h": "gjyn", "j": "hkum", "k": "jlim", "l": "ko",
    "z": "asx", "x": "zsd", "c": "xdv", "v": "cfb", "b": "vgn", "n": "bhm", "m": "njk",
}  # fmt: skip


def _slip_on_the_keyboard(name: str, chance: random.Random) -> str:
    """The tuning set's slips: next key, two letters changed about, one dropped, one doubled."""
    at = chance.randrange(0 if chance.random() < 0.06 else 1, len(name)) if len(name) > 1 else 0
    letter = name[at].lower()
    match chance.randrange(4):
        case 0 if letter in _NEXT_KEY:
            return name[:at] + chance.choice(_NEXT_KEY[letter]) + name[at + 1 :]
        case 1 if 0 < at < len(name) - 1 and name[at] != name[at + 1]:
            return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
        case 2 if len(name) > 3:
            return name[:at] + name[at + 1 :]
        case _:
            return name[:at] + name[at] + name[at:]


def _slip_of_pen_or_ear(name: str, chance: random.Random) -> str:
    """The other set's slips: a letter misread, a vowel for another, one put in, one left out, an ending cut."""
    read = {"n": "hu", "m": "nr", "u": "va", "a": "oue", "e": "ia", "i": "ey", "o": "au", "l": "t", "t": "l", "c": "e"}
    read |= {"h": "n", "r": "v", "s": "z", "b": "h", "d": "t", "g": "q", "k": "h", "v": "u", "y": "i", "f": "t"}
    at = chance.randrange(0 if chance.random() < 0.06 else 1, len(name)) if len(name) > 1 else 0
    roll, letter = chance.random(), name[at].lower()
    if roll < 0.5 and letter in read:
        return name[:at] + chance.choice(read[letter]) + name[at + 1 :]
    if roll < 0.7:
        return name[:at] + chance.choice("aeiorstnlh") + name[at:]
    if roll < 0.9 and len(name) > 3:
        return name[:at] + name[at + 1 :]
    return name[:-1] if len(name) > 4 else name + chance.choice("esn")


_HEARD = (
    ("ph", "f"), ("ck", "k"), ("ie", "y"), ("ey", "y"), ("ea", "ee"), ("th", "t"), ("gh", ""), ("c", "k"), ("sh", "ch"),
    ("v", "w"), ("z", "s"), ("oo", "u"), ("ai", "ay"), ("kh", "k"), ("ll", "l"), ("mm", "m"), ("nn", "n"), ("ss", "s"),
    ("ah", "a"), ("w", "v"), ("sz", "sh"), ("cz", "ch"), ("q", "k"), ("ou", "ow"), ("e", "i"), ("i", "y"),
)  # fmt: skip
_HEARD_OTHERWISE = (
    ("f", "ph"), ("k", "c"), ("y", "ie"), ("ee", "ea"), ("t", "tt"), ("c", "ck"), ("sh", "s"), ("w", "wh"), ("s", "z"),
    ("u", "oo"), ("ay", "ai"), ("k", "kh"), ("l", "ll"), ("n", "nn"), ("m", "mm"), ("a", "ah"), ("ch", "tch"),
    ("j", "dj"), ("r", "rr"), ("x", "ks"), ("qu", "kw"), ("ow", "ou"), ("y", "i"), ("er", "ar"), ("o", "oh"),
)  # fmt: skip
_WRITTEN = {
    "Muhammad": "Mohammed Mohamed", "Mohammed": "Muhammad Mohamad", "Mohammad": "Muhammed Mohammed", "Mohamed":
    "Mohammed Muhamed", "Md": "Mohammed Muhammad", "Hussain": "Hussein Husain", "Hussein": "Hussain Husein", "Ahmed":
    "Ahmad Ahmet", "Hassan": "Hasan", "Yusuf": "Yousuf Youssef", "Youssef": "Yusuf Yousef", "Aisha": "Ayesha Aysha",
    "Ayesha": "Aisha Aysha", "Fatima": "Fatema Fatimah", "Fatema": "Fatima Fatimah", "Khan": "Kahn", "Chaudhry":
    "Choudhury Chowdhury", "Choudhury": "Chowdhury Chaudhry", "Chowdhury": "Choudhury Chaudhri", "Rahman": "Rehman "
    "Rahmaan", "Qureshi": "Kureshi Quraishi", "Sheikh": "Shaikh Sheik", "Uddin": "Udin Ud-Din", "Miah": "Mia Miya",
    "Begum": "Begom Begam", "Akhtar": "Akther Akter", "Akter": "Aktar Akhtar", "Khatun": "Khatoon Katun", "Zainab":
    "Zaynab Zeinab", "Zeinab": "Zainab Zaynab", "Khaled": "Khalid Kaled", "Mahmoud": "Mahmud Mahmood", "Mahmood":
    "Mehmood Mahmud", "Omar": "Umar", "Umar": "Omar", "Usman": "Othman Uthman", "Abdullah": "Abdulla Abdallah",
    "Noor": "Nur Nour", "Nour": "Noor Nur", "Layla": "Leila Laila", "Mariam": "Maryam Miriam",
    "Maryam": "Mariam Miriam",
    "Sukhdeep": "Sukhdip Sukdeep", "Jaspreet": "Jasprit", "Gurpreet": "Gurprit", "Singh": "Sing Singhe", "Kaur": "Kour",
    "Oluwaseun": "Oluwashun", "Okonkwo": "Okonkow Okonko", "Chinyere": "Chinyerre", "Siobhan": "Shivaun Chevonne",
    "Niamh": "Neve Neeve", "Aoife": "Eefa Aoiffe", "Caoimhe": "Keeva Kweeva", "Saoirse": "Sersha",
    "Sean": "Shaun Shawn",
    "Eoin": "Owen Eoghan", "Conor": "Connor", "Grzegorz": "Gregorz", "Krzysztof": "Krystof Kristof", "Wojciech":
    "Wojtek Vojciech", "Szymon": "Simon Shimon", "Zofia": "Sofia", "Wiktoria": "Victoria", "Jakub": "Jacub Yakub",
    "Catherine": "Katherine Kathryn", "Stephen": "Steven", "Philip": "Phillip", "Geoffrey": "Jeffrey",
    "Clark": "Clarke",
    "Sophie": "Sofie", "Rebecca": "Rebekah", "Isla": "Ayla", "Chloe": "Cloe Khloe", "Zoe": "Zoey", "Smith": "Smyth",
    "Taylor": "Tayler", "Thompson": "Thomson", "Phillips": "Philips", "Davies": "Davis", "Clarke": "Clark", "Reid":
    "Read Reed", "MacDonald": "McDonald", "Stewart": "Stuart", "O'Neill": "O'Neil", "Doherty": "Dougherty Docherty",
}  # fmt: skip


def plain(text: str) -> str:
    """Without accents, and ł as l, as an English keyboard has it."""
    folded = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Ł", "L"))
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


@dataclass(frozen=True)
class Way:
    """How one set spoils. `heard`: spellings for one another; `even`: which half of the written forms it takes."""

    name: str
    seed: str
    slip: Callable[[str, random.Random], str]
    heard: tuple[tuple[str, str], ...]
    odd: int

    def typo(self, name: str, chance: random.Random) -> str:
        """One slip in one word of the name that has three letters or more."""
        words = name.split()
        long = [number for number, word in enumerate(words) if len(word) >= 3] or [0]
        at = chance.choice(long)
        slipped = words[at]
        for _ in range(8):
            slipped = self.slip(words[at], chance)
            if slipped.lower() != words[at].lower():
                break
        words[at] = slipped
        return " ".join(words)

    def sound(self, name: str, chance: random.Random) -> str:
        """Written as it was heard: one spelling put for another, not at the very start."""
        low = plain(name).lower()
        able = [(one, other) for one, other in self.heard if low.find(one, 1) > 0]
        if not able:
            return self.typo(name, chance)
        one, other = chance.choice(able)
        at = low.find(one, 1)
        return (low[:at] + other + low[at + len(one) :]).capitalize()

    def written(self, name: str, chance: random.Random) -> str:
        """Another spelling in use for the first word that has one; else its plain letters, or a sound."""
        words = name.split()
        for number, word in enumerate(words):
            other = _WRITTEN.get(word, "").split()
            if other:
                words[number] = other[self.odd % len(other)]
                return " ".join(words)
        return plain(name) if plain(name) != name else self.sound(name, chance)

    def called(self, someone: Someone, chance: random.Random) -> str:
        """A nickname; where the culture's list has none, the beginning of the name."""
        known = BY_NAME[someone.culture].called.get(someone.first, "").split()
        if known:
            return known[(chance.randrange(len(known)) + self.odd) % len(known)]
        return someone.first[:4] if len(someone.first) > 5 else someone.first


TUNE = Way("tuning", "tune", _slip_on_the_keyboard, _HEARD, 0)
HELD_OUT = Way("held out", "held-out", _slip_of_pen_or_ear, _HEARD_OTHERWISE, 1)


# The kinds ------------------------------------------------------------------------------------------------------------
def fits(kind: str, someone: Someone) -> bool:
    """Whether such a question can be asked about this person."""
    if kind == "unborn":
        return someone.expected
    if someone.expected:
        return False
    if kind == "record without a date":
        return someone.born is None
    if someone.born is None:
        return False
    match kind:
        case "nickname":
            called = BY_NAME[someone.culture].called
            return someone.first in called or (len(someone.first) > 5 and someone.number % 9 == 0)
        case "alias":
            return bool(someone.aliases)
        case "twin" | "twin, and a typo":
            return someone.twin >= 0
        case "middle name used as first":
            middle = someone.given.split()[1:]
            return bool(middle) and middle[0] not in ("Singh", "Kaur")
        case "punctuation and double names":
            return any(mark in someone.family + someone.given for mark in "-' ") or someone.number % 25 == 0
        case "day and month swapped":
            return someone.born.day <= 12 and someone.born.day != someone.born.month
        case _:
            return True


def spoil(kind: str, someone: Someone, way: Way, chance: random.Random, towns: Towns) -> Question:
    """One question of that kind about somebody of whom it can be asked."""
    base = Question(
        kind=kind,
        about=someone,
        given=someone.first,
        family=someone.family,
        born=someone.born,
        sex=someone.sex if someone.sex_known and chance.random() < 0.7 else "",
        right=frozenset([someone.number]),
    )
    # Who is called Muhammad or Md is mostly asked for with both names.
    both = someone.first in ("Muhammad", "Mohammed", "Mohammad", "Mohamed", "Md", "Syed", "Abdul")
    if (both and chance.random() < 0.8) or chance.random() < 0.2:
        base = replace(base, given=someone.given)
    here, typo = someone.postcode, way.typo
    match kind:
        case "exact":
            return replace(base, postcode=here if chance.random() < 0.5 else "")
        case "family name typed wrong":
            return replace(base, family=typo(base.family, chance))
        case "both names typed wrong":
            return replace(base, given=typo(base.given, chance), family=typo(base.family, chance))
        case "nickname":
            return replace(base, given=way.called(someone, chance))
        case "day and month swapped":
            assert someone.born is not None
            return replace(base, born=someone.born.replace(day=someone.born.month, month=someone.born.day))
        case "a digit of the date wrong, and a typo":
            return replace(base, born=_slipped(someone.born, chance), family=typo(base.family, chance))
        case "names swapped":
            return replace(base, given=base.family, family=base.given)
        case "alias":
            _, given, family = chance.choice(someone.aliases)
            return replace(base, given=given or base.given, family=family or base.family)
        case "new family name, same postcode":
            return replace(base, family=BY_NAME[someone.culture].families.draw(chance), postcode=here)
        case "moved, and a typo":
            return replace(base, family=typo(base.family, chance), postcode=towns.address(chance)[0])
        case "punctuation and double names":
            return _punctuated(base, chance)
        case "transliteration":
            return replace(base, given=way.written(base.given, chance), family=way.written(base.family, chance))
        case "sounds alike":
            return replace(base, given=way.sound(base.given, chance), family=way.sound(base.family, chance))
        case "no date but postcode":
            return replace(base, born=None, postcode=here)
        case "no date, typo, postcode":
            return replace(base, born=None, postcode=here, family=typo(base.family, chance))
        case "year only":
            assert someone.born is not None
            return replace(base, born=None, year=someone.born.year, given=someone.given, postcode=here.split()[0])
        case "year, typo, half a postcode":
            assert someone.born is not None
            return replace(
                base,
                born=None,
                year=someone.born.year,
                given=someone.given,
                family=typo(base.family, chance),
                postcode=here.split()[0],
            )
        case "initial only":
            return replace(base, given=someone.first[0], postcode=here if chance.random() < 0.5 else "")
        case "twin":
            return replace(base, given=someone.given, postcode=here, wrong=frozenset([someone.twin]))
        case "twin, and a typo":
            family = typo(base.family, chance)
            return replace(base, given=someone.given, family=family, wrong=frozenset([someone.twin]))
        case "unborn":
            assert someone.born is not None
            off = dt.timedelta(days=chance.randrange(-10, 11))
            return replace(
                base,
                born=None,
                expected=someone.born + off,
                given="",
                family="",
                sex="",
                mother_given=someone.mother_name[0].split()[0],
                mother_family=someone.mother_name[1],
                postcode=here if chance.random() < 0.5 else "",
            )
        case "heavy damage, with postcode":
            return replace(
                base,
                given=typo(base.given, chance),
                family=typo(typo(base.family, chance), chance),
                born=_slipped(someone.born, chance),
                postcode=here,
            )
        case "heavy damage, without":
            return replace(
                base,
                given=typo(base.given, chance),
                family=typo(base.family, chance),
                born=_slipped(someone.born, chance),
            )
        case "middle name used as first":
            return replace(base, given=someone.given.split()[1])
        case "household by address":
            return replace(base, given="", family="", born=None, sex="", address=someone.lines, postcode=here)
        case "record without a date":
            guess = dt.date(TODAY.year - chance.randrange(1, 60), chance.randrange(1, 13), chance.randrange(1, 29))
            return replace(base, born=guess, postcode=here)
    raise ValueError(kind)


def _slipped(born: dt.date | None, chance: random.Random) -> dt.date:
    """One digit of the day, the month or the year of it is wrong."""
    assert born is not None
    for _ in range(60):
        digits = list(f"{born:%d%m%Y}")
        at = chance.choice((0, 1, 1, 2, 3, 3, 6, 7, 7))
        digits[at] = chance.choice("0123456789")
        text = "".join(digits)
        try:
            other = dt.date(int(text[4:]), int(text[2:4]), int(text[:2]))
        except ValueError:
            continue
        if other != born and dt.date(1930, 1, 1) <= other <= TODAY:
            return other
    return born + dt.timedelta(days=1)


def _punctuated(base: Question, chance: random.Random) -> Question:
    family = base.family
    if "-" in family and not family.startswith("Al-"):
        one, other = family.split("-", 1)
        return replace(base, family=chance.choice([f"{one} {other}", f"{one}{other}", one, other, f"{other}-{one}"]))
    if "'" in family:
        return replace(base, family=chance.choice([family.replace("'", ""), family.replace("'", " "), family.lower()]))
    if family.startswith("Al-"):
        return replace(base, family=chance.choice([family.replace("-", " "), family.replace("-", ""), family[3:]]))
    if family.startswith(("Mc", "Mac")):
        cut = 2 if family.startswith("Mc") else 3
        return replace(base, family=f"{family[:cut]} {family[cut:]}")
    if " " in base.given:
        joined = chance.choice(["-", ""]).join(base.given.split())
        return replace(base, given=joined)
    return replace(base, given=f" {base.given.upper()} ", family=f"{family}.")


def ask_about(
    people: Sequence[Someone], kind: str, each: int, way: Way, chance: random.Random, towns: Towns
) -> list[Question]:
    """`each` questions of a kind about people drawn from those given whom it fits; fewer if they are fewer."""
    able = [someone for someone in people if fits(kind, someone)]
    chosen = chance.sample(able, min(each, len(able)))
    made = [spoil(kind, someone, way, chance, towns) for someone in chosen]
    if kind == "household by address":
        homes: dict[int, set[int]] = {}
        for someone in people:
            homes.setdefault(someone.household, set()).add(someone.number)
        made = [replace(one, right=frozenset(homes[one.about.household])) for one in made]
    return made
