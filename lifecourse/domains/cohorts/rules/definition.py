"""What a cohort looks for: a rule of a small catalogue and its parameters, kept as JSON and read back checked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from lifecourse.kernel.base.errors import Refused

from .ages import Ages, check_ages

# Kinds of list: codes of the list `list_kind`. A service says its kind; where it says none, its agency's type may.
SCHOOL_ROLL, HOME_EDUCATION = "school_roll", "home_education"
BIRTHS_OR_GP, EARLY_YEARS = "births_or_gp", "early_years"
SOCIAL_CARE, EARLY_HELP, YOUTH_JUSTICE = "social_care", "early_help", "youth_justice"
SUBSTANCE_MISUSE, DOMESTIC_ABUSE = "adult_substance_misuse", "domestic_abuse"
ADULT_SOCIAL_CARE, MENTAL_HEALTH = "adult_social_care", "adult_mental_health"
# An agency that does one thing only, so that its type tells the kind of its list.
KIND_OF_AGENCY: Mapping[str, str] = {
    "la_children": SOCIAL_CARE,
    "la_adults": ADULT_SOCIAL_CARE,
    "la_early_help": EARLY_HELP,
    "youth_justice": YOUTH_JUSTICE,
    "substance_misuse": SUBSTANCE_MISUSE,
    "domestic_abuse": DOMESTIC_ABUSE,
    "gp": BIRTHS_OR_GP,
    "school_maintained": SCHOOL_ROLL,
    "school_academy": SCHOOL_ROLL,
    "school_independent": SCHOOL_ROLL,
    "school_special": SCHOOL_ROLL,
    "alternative_provision": SCHOOL_ROLL,
    "early_years": EARLY_YEARS,
}


def kind_of(service_kind: str, agency_type: str) -> str:
    """What kind of list a service's is; "" if nothing tells."""
    return service_kind or KIND_OF_AGENCY.get(agency_type, "")


# More people than this at one address are no household: a hostel, a hospital, a prison.
LARGEST_HOUSEHOLD = 15


class Rule(StrEnum):
    """What kind of question a cohort asks."""

    ON_NO_LIST = "on_no_list"
    CHILD_OF_KNOWN_ADULT = "child_of_known_adult"
    NO_ADULT_SERVICE = "no_adult_service"


@dataclass(frozen=True)
class Chosen:
    """Some services, by the kind of their list or one by one."""

    kinds: tuple[str, ...] = ()
    services: tuple[UUID, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.kinds or self.services)

    def takes(self, service_id: UUID, kind: str) -> bool:
        """Whether a service is among them."""
        return service_id in self.services or (bool(kind) and kind in self.kinds)


@dataclass(frozen=True)
class Definition:
    """Who belongs: of these ages, open to none of `absent_from`; and, where they are asked for, on a list of
    `known_before` now or ever, and in one household with an adult open to one of `household`.

    `unborn`: whether babies not yet born are asked about too.
    """

    rule: Rule
    ages: Ages
    absent_from: Chosen
    known_before: Chosen = field(default_factory=Chosen)
    household: Chosen = field(default_factory=Chosen)
    unborn: bool = False

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""

        def chosen(one: Chosen) -> dict[str, list[str]]:
            return {"kinds": list(one.kinds), "services": [str(pk) for pk in one.services]}

        ages = {"from_months": self.ages.from_months, "until_months": self.ages.until_months}
        return {
            "ages": {"school": True} if self.ages.school else ages,
            "absent_from": chosen(self.absent_from),
            "known_before": chosen(self.known_before),
            "household": chosen(self.household),
            "unborn": self.unborn,
        }


@dataclass(frozen=True)
class Entry:
    """One rule of the catalogue: its words, and what it looks at unless somebody says otherwise."""

    title: str
    about: str
    standard: Definition


CATALOGUE: Mapping[Rule, Entry] = {
    Rule.ON_NO_LIST: Entry(
        "On no list that should have them",
        "Children of statutory school age who are on no school roll and no list of children educated at home.",
        Definition(Rule.ON_NO_LIST, Ages(school=True), Chosen((SCHOOL_ROLL, HOME_EDUCATION))),
    ),
    Rule.CHILD_OF_KNOWN_ADULT: Entry(
        "Adult known, child in the household",
        "Children who live with an adult open to substance misuse or domestic abuse services, and are not open to "
        "children’s services.",
        Definition(
            Rule.CHILD_OF_KNOWN_ADULT,
            Ages(0, 18 * 12),
            Chosen((SOCIAL_CARE, EARLY_HELP)),
            household=Chosen((SUBSTANCE_MISUSE, DOMESTIC_ABUSE)),
            unborn=True,
        ),
    ),
    Rule.NO_ADULT_SERVICE: Entry(
        "Known before, no adult service",
        "Young people of 17 and a half who were known to children’s services and are open to no service for adults.",
        Definition(
            Rule.NO_ADULT_SERVICE,
            Ages(17 * 12 + 6, 18 * 12),
            Chosen((ADULT_SOCIAL_CARE, MENTAL_HEALTH)),
            known_before=Chosen((SOCIAL_CARE, EARLY_HELP, YOUTH_JUSTICE)),
        ),
    ),
}


def read_definition(rule: str, parameters: Mapping[str, Any]) -> Definition:
    """A definition as it was kept. Raises `Refused` for what no definition is."""
    try:
        ages = parameters["ages"]
        return Definition(
            rule=Rule(rule),
            ages=Ages(school=True) if ages.get("school") else Ages(int(ages["from_months"]), int(ages["until_months"])),
            absent_from=_chosen(parameters["absent_from"]),
            known_before=_chosen(parameters["known_before"]),
            household=_chosen(parameters["household"]),
            unborn=bool(parameters["unborn"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("This definition cannot be read: write a new version.") from error


def _chosen(kept: Mapping[str, Any]) -> Chosen:
    return Chosen(tuple(kept["kinds"]), tuple(UUID(pk) for pk in kept["services"]))


def defined(
    rule: Rule,
    *,
    ages: Ages | None = None,
    absent_from: Chosen | None = None,
    known_before: Chosen | None = None,
    household: Chosen | None = None,
) -> Definition:
    """A definition of the catalogue, with the parameters given in place of its own. Raises `Refused`."""
    standard = CATALOGUE[rule].standard
    made = replace(
        standard,
        ages=ages or standard.ages,
        absent_from=absent_from or standard.absent_from,
        known_before=known_before or standard.known_before,
        household=household or standard.household,
    )
    check_definition(made)
    return made


def check_definition(one: Definition, *, kinds: Collection[str] = ()) -> None:
    """Raise `Refused` unless the parameters fit the rule. `kinds`: all there are, where they are to be looked at."""
    check_ages(one.ages)
    if not one.absent_from:
        raise Refused("Choose at least one kind of list that they should be on.", field="absent_from")
    if one.rule == Rule.CHILD_OF_KNOWN_ADULT and not one.household:
        raise Refused("Choose which services the adult is open to.", field="household")
    if one.rule == Rule.NO_ADULT_SERVICE and not one.known_before:
        raise Refused("Choose which services they were known to.", field="known_before")
    for name, chosen in (
        ("absent_from", one.absent_from),
        ("known_before", one.known_before),
        ("household", one.household),
    ):
        if kinds and (strange := sorted(set(chosen.kinds) - set(kinds))):
            raise Refused(f"“{strange[0][:40]}” is no kind of list: choose one of those shown.", field=name)
