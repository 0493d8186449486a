"""Two lists of invented people to be linked: eight ways of naming, households, twins, and what goes wrong in lists."""

import csv
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path

MAP = """\
columns: {{id: Ref, given: Forename, middle: Middle, family: Surname, sex: Sex, postcode: Postcode, address: Address,
  born_on: {{column: Born, formats: ["%d/%m/%Y"]}}}}
files:
  {second}:
    columns: {{id: Number, given: First name, family: Last name, born_on: {{column: DOB, formats: ["%Y-%m-%d"]}}}}
"""
TWINS = 0.015  # of all births, as in England


@dataclass(frozen=True)
class Naming:
    """One way of naming. The first names of each list are the commonest; `parts` make the rarer ones."""

    title: str
    share: float
    girls: str
    boys: str
    families: str
    parts: tuple[str, str, str]
    rare: int
    double: float = 0.0
    variants: tuple[tuple[str, str], ...] = ()


NAMINGS = (
    Naming(
        "English", 0.52,
        "olivia amelia isla ava lily freya grace sophie emily poppy ella evie charlotte daisy alice jessica chloe "
        "lucy hannah katie georgia holly abigail catherine elizabeth margaret susan jennifer victoria samantha rebecca",
        "oliver george noah arthur harry leo jack charlie oscar jacob henry thomas freddie alfie theo william james "
        "daniel joseph edward samuel alexander michael christopher matthew andrew robert richard stephen anthony peter",
        "smith jones taylor brown williams wilson johnson davies robinson wright thompson evans walker white roberts "
        "green hall wood jackson clarke harris lewis cooper hill ward turner morris moore king baker",
        ("ash bram cran dun el fern gris hart hol ing kel lang mar nor ock pen rams sedg thorn wal",
         "a e er in ing le o ow um",
         "beck by combe dale field ford gate ham ley low more ridge son stead ton well wick"),
        3_000, 0.03,
    ),
    Naming(
        "Pakistani", 0.10,
        "aisha fatima zainab maryam amina khadija hafsa sana saima nadia rabia iqra sadia noor zara",
        "muhammad ali ahmed hassan hamza bilal usman imran tariq asif zubair faisal kashif yusuf ibrahim",
        "khan hussain ahmed mahmood akhtar shah malik iqbal bibi mirza qureshi chaudhry butt raja sheikh",
        ("ab aft ar faz gul haf iq jam kha lat mir naz", "a i u ee", "bar deen far had kat man nisar raz shan zad"),
        120, 0.5, (("mm", "m"), ("h", ""), ("ss", "s"), ("q", "k"), ("oo", "u"), ("ee", "i")),
    ),
    Naming(
        "Bangladeshi", 0.06,
        "rahima shirin nusrat sumaiya jannat ayesha farzana tahmina ruksana nasima salma hosna",
        "mohammed abdul rafiq shahid kamal nazmul tanvir jubair sohel arif mizan habibur",
        "begum miah ali uddin khatun rahman islam hussain chowdhury ullah hoque akter",
        ("an bas di far ha ja ka la mo nu", "a i u o", "bul dur jan kir lam mun rul sar tara zzaman"),
        90, 0.4, (("mm", "m"), ("h", ""), ("z", "j"), ("oo", "u"), ("ow", "au"), ("u", "o")),
    ),
    Naming(
        "Sikh", 0.06,
        "simran jasleen harpreet manpreet gurleen amrit navneet balwinder kiran jaspreet",
        "arjan harjot gurpreet manjit jasdeep amarjit kuldeep tejinder ranjit sukhdeep",
        "kaur singh gill sandhu sidhu dhillon grewal bains johal",
        ("am bal dal gur har jas kul man nav par", "a i e", "deep gun inder jeet leen meet preet raj vir want"),
        60, 0.6, (("ee", "i"), ("j", "jh"), ("w", "v"), ("dh", "d")),
    ),
    Naming(
        "Polish", 0.09,
        "zofia julia maja hanna oliwia agnieszka katarzyna anna magdalena ewa malgorzata joanna",
        "jakub antoni jan szymon filip kacper tomasz piotr krzysztof marcin pawel lukasz",
        "nowak kowalska kowalski wisniewska wisniewski wojcik kaminska kaminski lewandowska zielinski szymanska",
        ("bia czar dab gor jab kra lip mal ole paw",
         "cz dz l n r sz w", "acka acki czyk ewska ewski iak inska inski owicz"),
        700, 0.0, (("sz", "sh"), ("cz", "ch"), ("w", "v"), ("ska", "ski"), ("l", "ll")),
    ),
    Naming(
        "Nigerian and Ghanaian", 0.08,
        "adaeze temitope folake abena efua ngozi chiamaka yewande akosua blessing grace esther",
        "chidi kwabena oluwaseun emeka kofi tunde yaw ikenna babatunde prosper emmanuel samuel",
        "okonkwo adeyemi mensah owusu boateng eze nwosu okafor adebayo asante balogun appiah",
        ("ade aki ana bola chi dan eke fola ike nwa oba olu",
         "b d f g k l m n w", "achi ade adi ele emi ike oma ola osun uche"),
        700, 0.04, (("kw", "qu"), ("w", "u"), ("nn", "n"), ("th", "t")),
    ),
    Naming(
        "Somali and Arabic", 0.05,
        "hodan ifrah sagal ubah nimco ayaan fartun layla hala samar yasmin amal",
        "abdi guled liban warsame mahad omar khalil yaser ahmed mohamed hassan ali",
        "mohamed ali hassan abdi ahmed omar yusuf ibrahim farah jama al-sayed el-amin",
        ("ab da fa gu ha is ja ka ma nu sa wa", "a i u aa", "di far hir lan med rah san tan yad zin"),
        110, 0.2, (("mm", "m"), ("x", "h"), ("c", ""), ("aa", "a"), ("h", "")),
    ),
    Naming(
        "Romanian", 0.04,
        "ioana andreea larisa mihaela bianca denisa roxana maria elena alexandra",
        "andrei ionut razvan cosmin florin sorin matei alexandru stefan mihai",
        "popa popescu ionescu dumitru stan stoica gheorghe rusu munteanu",
        ("bal bra cio dra flo gri lu mol pal ste", "a e i u", "anu ariu asiu cea escu eanu icu oiu uleac vici"),
        300, 0.02, (("escu", "esku"), ("ti", "tsi"), ("c", "k")),
    ),
)  # fmt: skip
_STREETS = ("Mill Lane", "Church Road", "Station Road", "High Street", "Victoria Street", "Park Avenue", "Queens Drive",
            "Albert Terrace", "Orchard Close", "Meadow Way", "Chapel Street", "Hawthorn Grove", "Canal Side",
            "The Green",
            "Beech Road", "Moor Lane", "School Lane", "Wellington Street", "Poplar Avenue", "Spring Bank")  # fmt: skip
_KEYS = {"a": "sq", "e": "wr", "i": "uo", "o": "ip", "u": "yi", "n": "mb", "m": "n", "s": "ad", "t": "ry", "r": "et",
         "l": "k", "d": "sf", "h": "gj", "k": "lj", "c": "vx", "y": "tu", "b": "vn", "p": "o", "g": "fh"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Somebody:
    """An invented person as they are."""

    naming: int
    given: str
    middle: str
    family: str
    sex: str
    year: int
    month: int
    day: int
    address: str
    postcode: str
    twin: int = -1


@dataclass
class Lists:
    """Two files, their map, who is who, and which pairs are twins."""

    first: Path
    second: Path
    columns: Path
    same: dict[tuple[str, str], int] = field(default_factory=dict)
    twins: set[tuple[str, str]] = field(default_factory=set)
    naming_of: dict[str, int] = field(default_factory=dict)


class Names:
    """Names of one naming, drawn as often as real ones are: a few very common, most rare."""

    def __init__(self, naming: Naming, chance: random.Random) -> None:
        starts, middles, ends = (part.split() for part in naming.parts)
        made = [a + b + c for a in starts for b in middles for c in ends]
        chance.shuffle(made)
        self.naming = naming
        self.girls, self.girl_odds = _ranked(naming.girls.split() + [one + "a" for one in made[:120]], 3)
        self.boys, self.boy_odds = _ranked(naming.boys.split() + made[120:240], 3)
        self.families, self.family_odds = _ranked(naming.families.split() + made[240 : 240 + naming.rare], 12)

    def given(self, sex: str, chance: random.Random) -> str:
        if sex == "F":
            return chance.choices(self.girls, cum_weights=self.girl_odds)[0]
        return chance.choices(self.boys, cum_weights=self.boy_odds)[0]

    def family(self, chance: random.Random) -> str:
        one = chance.choices(self.families, cum_weights=self.family_odds)[0]
        return f"{one}-{self.family(chance)}" if self.naming.title == "English" and chance.random() < 0.02 else one


def _ranked(names: Sequence[str], flat: int) -> tuple[list[str], list[float]]:
    unique = list(dict.fromkeys(names))
    return unique, list(accumulate(1 / (rank + flat) for rank in range(len(unique))))


def people(count: int, chance: random.Random) -> list[Somebody]:
    """About so many people, in households of one to five with one address."""
    names = [Names(one, chance) for one in NAMINGS]
    odds = list(accumulate(one.share for one in NAMINGS))
    towns = [f"{area}{number}" for area in ("WN", "BL", "OL", "SK") for number in range(1, 16)]
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    found: list[Somebody] = []
    while len(found) < count:
        which = chance.choices(range(len(NAMINGS)), cum_weights=odds)[0]
        own = names[which]
        address = f"{chance.randrange(1, 180)} {chance.choice(_STREETS)}"
        postcode = f"{chance.choice(towns)} {chance.randrange(1, 10)}{chance.choice(letters)}{chance.choice(letters)}"
        family = own.family(chance)
        for _ in range(chance.choice((1, 1, 2, 2, 3, 3, 4, 5))):
            someone = _somebody(which, own, family, address, postcode, chance)
            found.append(someone)
            if chance.random() < TWINS:
                other = _somebody(which, own, family, address, postcode, chance)
                if other.given != someone.given:
                    born = {"year": someone.year, "month": someone.month, "day": someone.day}
                    found.append(replace(other, **born, twin=len(found) - 1))
    return found


def _somebody(which: int, own: Names, family: str, address: str, postcode: str, chance: random.Random) -> Somebody:
    sex = chance.choice("FM")
    given = own.given(sex, chance)
    middle = own.given(sex, chance) if chance.random() < max(0.4, own.naming.double) else ""
    if NAMINGS[which].title == "Sikh":
        family = "kaur" if sex == "F" and family == "singh" else "singh" if sex == "M" and family == "kaur" else family
    if chance.random() < 0.01:
        month, day = 1, 1  # a day that nobody knew
    else:
        month, day = chance.randrange(1, 13), chance.randrange(1, 29)
    return Somebody(which, given, middle, family, sex, chance.randrange(1940, 2026), month, day, address, postcode)


def _slip(text: str, chance: random.Random) -> str:
    """One slip of typing: left out, doubled, swapped, or a neighbour on the keyboard."""
    if len(text) < 3:
        return text
    at = chance.randrange(0 if chance.random() < 0.15 else 1, len(text))
    kind = chance.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    if kind == 2 and at + 1 < len(text):
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + chance.choice(_KEYS.get(text[at], "e")) + text[at + 1 :]


def spoil(
    one: Somebody, chance: random.Random, nicknames: dict[str, list[str]], elsewhere: Sequence[Somebody]
) -> Somebody:
    """The person as a list may have them."""
    roll = chance.random
    given, middle, family = one.given, one.middle, one.family
    if roll() < 0.35:
        middle = ""
    variants = NAMINGS[one.naming].variants
    if roll() < 0.06 and given in nicknames:
        given = chance.choice(nicknames[given])
    elif variants and roll() < 0.08:
        given = given.replace(*chance.choice(variants))
    elif roll() < 0.035:
        given = _slip(given, chance)
    elif middle and roll() < 0.015:
        given, middle = middle, ""
    if variants and roll() < 0.06:
        family = family.replace(*chance.choice(variants))
    elif roll() < 0.035:
        family = _slip(family, chance)
    elif roll() < (0.03 if one.sex == "F" else 0.005):
        family = chance.choice(elsewhere).family
    elif "-" in family and roll() < 0.3:
        family = chance.choice(family.split("-"))
    if roll() < 0.012:
        given, family, middle = family, given, ""
    year, month, day = one.year, one.month, one.day
    slip = roll()
    if slip < 0.012 and day <= 12:
        month, day = day, month
    elif slip < 0.022:
        year += chance.choice((-10, -1, 1, 10))
    elif slip < 0.035:
        day = chance.randrange(1, 29)
    elif slip < 0.042:
        month = chance.randrange(1, 13)
    elif slip < 0.052:
        year = 0
    address, postcode, sex = one.address, one.postcode, one.sex
    if roll() < 0.12:
        other = chance.choice(elsewhere)
        address, postcode = other.address, other.postcode
    elif roll() < 0.03:
        address = _slip(address, chance)
    if roll() < 0.03:
        postcode = "" if roll() < 0.6 else postcode[:-1] + chance.choice("ABDEFGHJ")
    if roll() < 0.02:
        sex = chance.choice(("", "F", "M"))
    return replace(
        one, given=given, middle=middle, family=family, year=year, month=month, day=day, address=address,
        postcode=postcode, sex=sex,
    )  # fmt: skip


def write_lists(
    folder: Path, first: int, second: int, *, seed: int, nicknames: dict[str, list[str]], shared: float = 0.7
) -> Lists:
    """Write both lists and their map. `shared`: the part of the second list's people who are on the first too."""
    chance = random.Random(f"lists-{seed}")
    both = int(second * shared)
    everybody = people(first + second - both, chance)
    order = list(range(len(everybody)))
    chance.shuffle(order)
    on_first, on_second = order[:first], order[first - both : first - both + second]
    made = Lists(folder / "first.csv", folder / "second.csv", folder / "map.yaml")
    made.columns.write_text(MAP.format(second=made.second.name), encoding="utf-8")
    ids: list[dict[int, str]] = []
    for letter, path, members, heading in (
        ("A", made.first, on_first, ("Ref", "Forename", "Middle", "Surname", "Sex", "Born", "Address", "Postcode")),
        ("B", made.second, on_second,
         ("Number", "First name", "Middle", "Last name", "Sex", "DOB", "Address", "Postcode")),
    ):  # fmt: skip
        members = list(members)
        chance.shuffle(members)
        ids.append({one: f"{letter}{number:07d}" for number, one in enumerate(members)})
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(heading)
            for number, who in enumerate(members):
                one = spoil(everybody[who], chance, nicknames, everybody)
                born = ""
                if one.year:
                    parts = (one.day, one.month, one.year) if letter == "A" else (one.year, one.month, one.day)
                    born = "{:02d}/{:02d}/{}".format(*parts) if letter == "A" else "{}-{:02d}-{:02d}".format(*parts)
                writer.writerow(
                    (f"{letter}{number:07d}", one.given.title(), one.middle.title(), one.family.title(), one.sex, born,
                     one.address, one.postcode)
                )  # fmt: skip
    mine, theirs = ids
    made.same = {(mine[who], theirs[who]): everybody[who].naming for who in mine.keys() & theirs.keys()}
    twins: dict[int, set[int]] = defaultdict(set)
    for number, one in enumerate(everybody):
        if one.twin >= 0:
            twins[one.twin].add(number)
            twins[number].add(one.twin)
    made.twins = {
        (mine[who], theirs[other])
        for who, others in twins.items()
        if who in mine
        for other in others
        if other in theirs
    }
    made.naming_of = {ref: everybody[who].naming for who, ref in mine.items()}
    return made
