"""The invented borough of Quillmere: seven service delivery areas, their wards, streets and postcodes. Pure Python.

No postcode begins with ZZ but the pseudo ones (ZZ99), so ZZ1 to ZZ7 can be nobody's.
"""

from dataclasses import dataclass
from random import Random

BOROUGH = "Quillmere"
# Letters that the second half of a postcode may end with.
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True)
class Ward:
    """A ward: `sector` is the beginning of its postcodes."""

    code: str
    name: str
    sector: str


@dataclass(frozen=True)
class ServiceDeliveryArea:
    """One of the seven areas in which the borough's services work together."""

    code: str
    name: str
    outward: str
    wards: tuple[Ward, ...]


def _area(number: int, name: str, *wards: str) -> ServiceDeliveryArea:
    outward = f"ZZ{number}"
    return ServiceDeliveryArea(
        _slug(name),
        name,
        outward,
        tuple(Ward(_slug(ward), ward, f"{outward} {index}") for index, ward in enumerate(wards, start=1)),
    )


def _words(text: str) -> list[str]:
    return text.split()


def _slug(name: str) -> str:
    return name.lower().replace("'", "").replace(" ", "-")


AREAS: tuple[ServiceDeliveryArea, ...] = (
    _area(1, "Quillmere Central", "Market Hall", "Canal Basin", "Old Foundry"),
    _area(2, "Aspenhey", "Aspenhey Park", "Windle Bank", "Cooper's Fold"),
    _area(3, "Lowmoss", "Lowmoss North", "Lowmoss South", "Peat Lane End"),
    _area(4, "Hollinshaw", "Hollinshaw Green", "Bell Pit", "Sandy Bottoms"),
    _area(5, "Tanner's Reach", "Tannery", "Ferry Side", "Weir End"),
    _area(6, "Overdene", "Overdene Hill", "Coldstones", "Long Meadow"),
    _area(7, "Millbrook Cross", "Millbrook", "Crossways", "Thornybank"),
)
WARDS: tuple[Ward, ...] = tuple(ward for area in AREAS for ward in area.wards)
_FIRST = _words(
    "Cinder Heron Lantern Bobbin Shuttle Clogger Treadle Sluice Larder Osier Thrush Tallow Ginnel Hopper Quoit Rivet "
    "Spindle Teasel Furnace Marl Plover Brimstone Chandler Dipper Weaver"
)
_SECOND = _words("Street Lane Road Close Avenue Row Terrace Court Drive Grove")


@dataclass(frozen=True)
class Home:
    """Where a family lives."""

    line: str
    ward: Ward
    postcode: str

    @property
    def text(self) -> str:
        """As one would write it in one line of a list."""
        return f"{self.line}, {self.ward.name}, {BOROUGH}"


def street(ward: Ward, rng: Random) -> str:
    """A street of a ward; each ward has its own eight."""
    index = WARDS.index(ward)
    which = rng.randrange(8)
    return f"{_FIRST[(index * 3 + which * 5) % len(_FIRST)]} {_SECOND[(index + which) % len(_SECOND)]}"


def a_home(rng: Random, taken: set[str], ward: Ward | None = None) -> Home:
    """A dwelling that nobody lives in yet; one in nine is a flat."""
    ward = ward or rng.choice(WARDS)
    while True:
        line = f"{rng.randrange(1, 140)} {street(ward, rng)}"
        if rng.random() < 0.11:
            line = f"Flat {rng.randrange(1, 12)}, {line}"
        # A street has one postcode, so that neighbours share it.
        turn = sum(ord(letter) for letter in line.split(" ", 1)[1].replace("Flat", ""))
        postcode = f"{ward.sector}{_LETTERS[turn % 20]}{_LETTERS[turn * 7 % 20]}"
        if line + postcode not in taken:
            taken.add(line + postcode)
            return Home(line, ward, postcode)


def a_postcode(ward: Ward) -> str:
    """A postcode of a ward, for a building."""
    return f"{ward.sector}AB"
