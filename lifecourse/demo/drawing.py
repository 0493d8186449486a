"""Draws the year's ordinary concerns: who tells what about whom, and how it goes, by weights."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import TypeVar

from lifecourse.domains.concerns.rules import Channel, Outcome, Rating

from .families import Family, Member
from .lists import Listing
from .moments import spread
from .organisations import CREWS
from .places import AREAS
from .plans import Asked, Plan
from .themes import THEMES, Theme
from .world import YEAR, World

K = TypeVar("K")
# Of a hundred concerns, how many come in which way.
_CHANNELS = {Channel.PUBLIC: 30, Channel.EYES_AND_EARS: 21, Channel.PROFESSIONAL: 34, Channel.PHONE: 15}
_SENDERS = {
    "school": 38,
    "police": 16,
    "hospitals": 9,
    "community-health": 10,
    "homes": 8,
    "mental-health": 5,
    "early-help": 4,
    "turnaround": 3,
    "harbour-light": 5,
    "probation": 2,
    "fire": 3,
}
# Whose work is told of a concern about somebody it works with already, in this order.
_LEADS = ("childrens-social-care", "adult-social-care", "early-help", "youth-justice", "mental-health")
_HOW: Mapping[Outcome, Mapping[str, int]] = {
    Outcome.SAFE_AND_WELL_VISIT: {"seen": 60, "seen_later": 14, "refused": 8, "moved": 4, "not_made": 8, "given_up": 6},
    Outcome.EARLY_HELP: {"started": 60, "declined_help": 16, "not_needed": 12, "joined": 7, "given_up": 5},
    Outcome.CHILD_AND_FAMILY_ASSESSMENT: {"assessed": 78, "joined": 10, "not_needed": 12},
    Outcome.STRATEGY_DISCUSSION: {"held": 100},
    Outcome.ADULT_CARE_ASSESSMENT: {"assessed": 66, "declined_help": 22, "not_needed": 12},
    Outcome.SECTION_42_ENQUIRY: {"assessed": 85, "not_needed": 15},
    Outcome.INFORM_LEAD_PROFESSIONAL: {"new": 38, "known": 62},
}
_NOTES = (
    "Rang the school: in today, clean and quiet.",
    "Third contact about this address this year.",
    "The caller rang back to say that the car has gone.",
    "Family support worker left in June; no handover on file.",
    "Spoke with the health visitor, who will call on Thursday.",
)
_CREW_OF = {crew.area: crew.code for crew in CREWS if crew.code.startswith("bins-")}


def drawn(weights: Mapping[K, int], rng: Random) -> K:
    """One of the keys, by its weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


class Drawer:
    """Draws concerns one after the other. `listings` say who is open to what, which the hub's checks will find."""

    def __init__(self, world: World, listings: Sequence[Listing]) -> None:
        self._world = world
        self._spells: dict[str, list[tuple[str, date, date | None]]] = {}
        for listing in listings:
            if listing.load.agency in _LEADS:
                for spell in listing.spells:
                    own = self._spells.setdefault(spell.member.key, [])
                    own.append((listing.load.agency, spell.opened_on, spell.closed_on))
        families = world.families
        self._with_children = [family for family in families if family.children]
        self._unborn = [family for family in families if family.with_part("unborn")]
        self._adults = [family for family in families if not family.children]
        self._worked_with = [
            family for family in self._with_children if any(child.key in self._spells for child in family.children)
        ]

    def year(self, count: int) -> list[Plan]:
        """So many concerns over the last twelve months, in time order; some of them are told twice."""
        rng = self._world.chance("year")
        moments = spread(count, first=self._world.now - YEAR, last=self._world.now - timedelta(hours=1), rng=rng)
        plans = []
        for index, at in enumerate(moments):
            plan = self._one(f"c{index}", at, rng)
            plans.append(replace(plan, again=self._again(plan)) if rng.random() < 0.035 else plan)
        return plans

    def open_to(self, members: Sequence[Member], on: date) -> str:
        """The agency whose lead professional is to be told, if one works with any of these people on a day."""
        found = {
            agency
            for member in members
            for agency, opened, closed in self._spells.get(member.key, ())
            if opened <= on and (closed is None or closed > on)
        }
        return next((agency for agency in _LEADS if agency in found), "")

    def _one(self, key: str, at: datetime, rng: Random) -> Plan:
        channel = drawn(_CHANNELS, rng)
        theme = self._theme(channel, at.date(), rng)
        family = self._family(theme, at.date(), rng)
        about = self._about(theme, family, channel, at.date(), rng)
        adult = theme.about == "adult"
        full = channel is Channel.PROFESSIONAL or (channel is Channel.PHONE and rng.random() < 0.5)
        plan = Plan(
            key=key,
            at=at,
            channel=channel,
            theme=theme,
            family=family,
            about=about,
            full=full,
            sender=self._sender(channel, family, about, rng),
            household=channel in (Channel.PUBLIC, Channel.EYES_AND_EARS) and rng.random() < 0.08,
            danger=rng.random() < 0.05,
            flood=channel is Channel.PUBLIC and rng.random() < 0.015,
            officer="officer3" if adult else rng.choice(("officer1", "officer2")),
            decider=rng.choice(("manager1", "manager2")),
            rating=rng.choices((Rating.RED, Rating.AMBER, Rating.GREEN), theme.ratings)[0],
            finds=self._finds(channel, full, rng),
            asks=() if rng.random() < 0.1 else self._asks(theme, about, rng),
            slow=rng.choices((1.0, 3.0, 6.0), (86, 10, 4))[0],
            explains=rng.random() < 0.6,
            reopened=rng.random() < 0.015,
            note=rng.choice(_NOTES) if rng.random() < 0.15 else "",
            signature="return" if rng.random() < 0.2 else "sign",
        )
        return self._talk(self._course(plan, rng), rng)

    def _theme(self, channel: Channel, on: date, rng: Random) -> Theme:
        if channel is Channel.EYES_AND_EARS:
            fitting = [theme for theme in THEMES if theme.crew]
            return rng.choices(fitting, [3 if theme.about == "adult" else 2 for theme in fitting])[0]
        if not self._expecting(on):
            return rng.choice([theme for theme in THEMES if theme.about != "unborn"])
        return rng.choices(THEMES, [1 if t.about == "unborn" else 6 if t.about == "child" else 4 for t in THEMES])[0]

    def _expecting(self, on: date) -> list[Family]:
        """Families in which somebody is far enough gone on a day for others to know."""
        return [
            family
            for family in self._unborn
            if any(one.expected and (one.expected - on).days < 200 for one in family.with_part("unborn"))
        ]

    def _family(self, theme: Theme, on: date, rng: Random) -> Family:
        if theme.about == "adult":
            return rng.choice(self._adults)
        if theme.about == "unborn":
            return rng.choice(self._expecting(on))
        for _ in range(50):
            family = rng.choice(self._worked_with if self._worked_with and rng.random() < 0.35 else self._with_children)
            if any(child.born and child.born < on for child in family.children):
                return family
        return self._with_children[0]

    def _about(self, theme: Theme, family: Family, channel: Channel, on: date, rng: Random) -> tuple[Member, ...]:
        if theme.about == "adult":
            return family.grown_ups[:1]
        children = [child for child in family.children if child.born and child.born < on]
        if theme.about == "unborn":
            return (*family.with_part("unborn"), *family.with_part("mother"))
        if theme.code in ("exploitation", "self-harm"):
            children.sort(key=lambda child: -child.age(on))
        if channel in (Channel.PUBLIC, Channel.EYES_AND_EARS):
            return tuple(children[:1] if rng.random() < 0.7 else children[:2])
        chosen = children if rng.random() < 0.55 else children[:1]
        adults = family.with_part("mother", "father", "partner") if rng.random() < 0.4 else ()
        return (*chosen, *adults)

    def _sender(self, channel: Channel, family: Family, about: Sequence[Member], rng: Random) -> str:
        if channel is Channel.EYES_AND_EARS:
            if rng.random() < 0.68:
                area = next(code for code in _CREW_OF if code and self._lies_in(family, code))
                return _CREW_OF[area]
            return rng.choice([crew.code for crew in CREWS if not crew.code.startswith("bins-")])
        if channel is Channel.PHONE:
            return rng.choice(("support", "support", "officer1", "officer3"))
        if channel is Channel.PUBLIC:
            return ""
        school = next((member.school for member in about if member.school), "")
        sender = drawn(_SENDERS, rng)
        if sender == "school":
            return school or rng.choice(("hospitals", "community-health", "police"))
        return sender

    @staticmethod
    def _lies_in(family: Family, area: str) -> bool:
        return any(family.home.ward in one.wards for one in AREAS if one.code == area)

    def _finds(self, channel: Channel, full: bool, rng: Random) -> tuple[str, ...]:
        if full:
            return ("match",)
        crew = channel is Channel.EYES_AND_EARS
        return (drawn({"match": 62 if crew else 78, "unsure": 12, "unknown": 18 if crew else 8}, rng), "match")

    def _asks(self, theme: Theme, about: Sequence[Member], rng: Random) -> tuple[str, ...]:
        if theme.about == "adult":
            always = ["adult-social-care"]
            often = {"homes": 50, "mental-health": 40, "police": 40, "turnaround": 20, "fire": 8}
        else:
            always = ["childrens-social-care"]
            often = {
                "early-help": 40,
                "education": 35,
                "community-health": 30,
                "homes": 25,
                "police": 30,
                "hospitals": 8,
            }
            school = next((member.school for member in about if member.school), "")
            if school and rng.random() < 0.2:
                always.append(school)
        return (*always, *(code for code, share in often.items() if rng.random() * 100 < share))

    def _course(self, plan: Plan, rng: Random) -> Plan:
        """Level, outcomes and how they are taken; and of the agencies asked, who is late, silent or declines."""
        theme, on = plan.theme, plan.at.date()
        level = rng.choices((1, 2, 3, 4), theme.levels)[0]
        lead = self.open_to(plan.about, on)
        new_fact: bool | None = None
        if lead and rng.random() < 0.75:
            how = drawn(_HOW[Outcome.INFORM_LEAD_PROFESSIONAL], rng)
            new_fact = how == "new"
            outcomes: tuple[Asked, ...] = (Asked(outcome=Outcome.INFORM_LEAD_PROFESSIONAL, agency=lead, how=how),)
        else:
            outcomes = self._outcomes(theme, level, rng)
        desks = [code for code in plan.asks]
        odd = rng.choice(desks) if desks and rng.random() < 0.25 else ""
        which = rng.choice(("silent", "declines", "late", "late"))
        return replace(
            plan,
            level=level,
            outcomes=outcomes,
            known_open=bool(lead) if plan.asks or lead else None,
            new_fact=new_fact if rng.random() < 0.9 else None,
            rerated=self._rerated(plan.rating, rng) if rng.random() < 0.1 else None,
            silent=frozenset({odd} if odd and which == "silent" else ()),
            declines=frozenset({odd} if odd and which == "declines" else ()),
            late=frozenset({odd} if odd and which == "late" else ()),
        )

    def _outcomes(self, theme: Theme, level: int, rng: Random) -> tuple[Asked, ...]:
        adult = theme.about == "adult"
        if level == 1:
            return (Asked(outcome=rng.choice((Outcome.ADVICE, Outcome.NO_FURTHER_ACTION)), agency=""),)
        if level == 2:
            if adult or rng.random() < 0.35:
                return (self._taken(Outcome.SAFE_AND_WELL_VISIT, rng.choice(("fire", "fire", "homes")), rng),)
            return (self._taken(Outcome.EARLY_HELP, "early-help", rng),)
        agency = "adult-social-care" if adult else "childrens-social-care"
        main = self._taken(theme.assessed() if level == 3 else theme.serious(), agency, rng)
        if level == 3 and rng.random() < 0.2:
            return (main, self._taken(Outcome.SAFE_AND_WELL_VISIT, "fire", rng))
        return (main,)

    @staticmethod
    def _taken(outcome: Outcome, agency: str, rng: Random) -> Asked:
        return Asked(outcome=outcome, agency=agency, how=drawn(_HOW[outcome], rng))

    @staticmethod
    def _rerated(rating: Rating, rng: Random) -> Rating:
        return rng.choice([other for other in Rating if other is not rating])

    def _talk(self, plan: Plan, rng: Random) -> Plan:
        """Whether the reporter wants to hear, how they are told, and whether it reaches them."""
        wants, ways = {
            Channel.PUBLIC: (0.45, {"email": 45, "phone": 40, "post": 15}),
            Channel.EYES_AND_EARS: (0.25, {"phone": 100}),
            Channel.PHONE: (0.6, {"phone": 70, "email": 30}),
            Channel.PROFESSIONAL: (0.9, {"desk": 100}),
        }[plan.channel]
        if rng.random() >= wants:
            return plan
        way = drawn(ways, rng)
        bounces = rng.choices(("", "left", "resent"), (92, 3, 5))[0] if way == "email" else ""
        # Whoever was to be told long ago was told: only lately are there some who still wait.
        owed = rng.random() < 0.15 and plan.at > self._world.ago(days=20)
        return replace(plan, wants_feedback=True, feedback="" if owed else way, bounces=bounces)

    @staticmethod
    def _again(plan: Plan) -> Plan:
        """The same worry, told by a neighbour while it is worked on."""
        return replace(
            plan,
            key=f"{plan.key}-again",
            channel=Channel.PUBLIC,
            sender="",
            full=False,
            linked_to=plan.key,
            wants_feedback=False,
            feedback="",
            household=False,
            reopened=False,
        )
