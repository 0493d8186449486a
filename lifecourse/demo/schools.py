"""The dozen schools of the borough, and which of them a child would go to. Pure Python."""

from dataclasses import dataclass

from .places import AREAS, Ward


@dataclass(frozen=True)
class School:
    """A school: `ages` are the completed years of its pupils, both included; `area` is where most of them live."""

    code: str
    name: str
    type: str
    area: str
    ages: tuple[int, int]
    lead: str

    def takes(self, age: float, area: str) -> bool:
        return self.area == area and self.ages[0] <= int(age) <= self.ages[1]


def _primary(area: str, name: str, lead: str, kind: str = "school_maintained") -> School:
    return School(name.lower().replace("'", "").replace(" ", "-"), name, kind, area, (4, 10), lead)


def _secondary(name: str, lead: str, kind: str = "school_academy") -> School:
    return School(name.lower().replace("'", "").replace(" ", "-"), name, kind, "", (11, 16), lead)


SCHOOLS: tuple[School, ...] = (
    _primary("quillmere-central", "Old Foundry Primary School", "Bryony Slatewell"),
    _primary("aspenhey", "Aspenhey Primary School", "Tomasz Inventski"),
    _primary("lowmoss", "Lowmoss Lane Primary School", "Perpetua Nightjar"),
    _primary("hollinshaw", "Hollinshaw Green Primary School", "Alun Demograth"),
    _primary("tanners-reach", "Weir End Primary Academy", "Sunita Examplar", "school_academy"),
    _primary("overdene", "Coldstones Primary School", "Rufus Oddlesby"),
    _primary("millbrook-cross", "Thornybank Primary School", "Ama Placeholden"),
    _secondary("Quillmere High School", "Gwendolyn Fictley"),
    _secondary("Canal Side Academy", "Dominic Makewell"),
    _secondary("Lowmoss High School", "Parveen Storywright", "school_maintained"),
    School("the-larches-school", "The Larches School", "school_special", "-", (4, 18), "Esme Unrealby"),
    School("the-bridge", "The Bridge: alternative provision", "alternative_provision", "-", (11, 16), "Cal Notquite"),
)
_SECONDARIES = {area.code: SCHOOLS[7 + index % 3] for index, area in enumerate(AREAS)}


def school_for(age: float, ward: Ward) -> School | None:
    """The school a child of that age from that ward goes to; None if they are too young or too old."""
    area = next(area.code for area in AREAS if ward in area.wards)
    if 11 <= int(age) <= 16:
        return _SECONDARIES[area]
    return next((school for school in SCHOOLS if school.takes(age, area)), None)
