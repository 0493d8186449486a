"""The agencies of the partnership: who they are, how they are reached, which of their teams are Eyes and Ears. Pure."""

from dataclasses import dataclass

from .places import AREAS, BOROUGH
from .schools import SCHOOLS

COUNCIL = "quillmere.example"
NHS = "nhs.example"


@dataclass(frozen=True)
class Agency:
    """An organisation: its code, name, type, e-mail domain, whether it answers checks, and through what."""

    code: str
    name: str
    type: str
    domain: str
    answers: bool = True
    through: str = "page"

    @property
    def is_school(self) -> bool:
        return self.type.startswith("school") or self.type == "alternative_provision"


@dataclass(frozen=True)
class Crew:
    """A team that sees much and is nobody's case worker: Eyes and Ears. `letters` begin its team code."""

    agency: str
    code: str
    name: str
    letters: str
    area: str = ""


AGENCIES: tuple[Agency, ...] = (
    Agency(
        "childrens-social-care", f"{BOROUGH} Council: children's social care", "la_children", COUNCIL, through="both"
    ),
    Agency("adult-social-care", f"{BOROUGH} Council: adult social care", "la_adults", COUNCIL, through="both"),
    Agency("early-help", f"{BOROUGH} Council: early help", "la_early_help", COUNCIL, through="both"),
    Agency("education", f"{BOROUGH} Council: education", "la_education", COUNCIL, through="both"),
    Agency("public-health", f"{BOROUGH} Council: public health", "la_public_health", COUNCIL, answers=False),
    Agency("places", f"{BOROUGH} Council: places", "la_other", COUNCIL, answers=False),
    Agency("licensing", f"{BOROUGH} Council: taxi licensing", "la_licensing", COUNCIL, answers=False),
    Agency("homes", f"Homes for {BOROUGH}", "la_housing", "homes.quillmere.example", through="both"),
    Agency("police", "Northern Vale Police", "police", "police.example", through="both"),
    Agency("probation", "Northern Vale Probation", "probation", "probation.example"),
    Agency("hospitals", f"{BOROUGH} Hospitals NHS Trust", "acute", NHS),
    Agency("mental-health", "Five Vales Mental Health NHS Trust", "mental_health", NHS, through="both"),
    Agency("community-health", "Bridgelow Community Health NHS Trust", "community_health", NHS, through="both"),
    Agency("icb", "NHS Northern Vale Integrated Care Board", "icb", NHS, answers=False),
    Agency("fire", "Northern Vale Fire and Rescue", "fire", "fire.example"),
    Agency("youth-justice", f"{BOROUGH} Youth Justice Service", "youth_justice", COUNCIL, through="both"),
    Agency(
        "turnaround", "Turnaround: drug and alcohol service", "substance_misuse", "turnaround.example", through="both"
    ),
    Agency("harbour-light", "Harbour Light: domestic abuse service", "domestic_abuse", "harbourlight.example"),
    *(Agency(school.code, school.name, school.type, "schools.quillmere.example") for school in SCHOOLS),
)
CREWS: tuple[Crew, ...] = (
    *(  # Few codes begin with the same three letters: a digit and a check follow them.
        Crew("places", f"bins-{area.code}", f"Bin crew, {area.name}", "BIN" if number < 4 else "BNS", area.code)
        for number, area in enumerate(AREAS)
    ),
    Crew("homes", "repairs-north", "Repairs team, north", "REP", "overdene"),
    Crew("homes", "repairs-south", "Repairs team, south", "REP", "tanners-reach"),
    Crew("licensing", "drivers", "Licensed taxi drivers", "TAX"),
    Crew("fire", "home-safety", "Home fire safety team", "FIR"),
    Crew("places", "parks", "Parks and street cleaning", "PKS"),
    Crew("public-health", "libraries", "Libraries and leisure", "LIB"),
)
