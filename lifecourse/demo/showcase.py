"""The concerns of the last days, each to show one state or difficulty; so every state is there at any scale."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import Any

from lifecourse.domains.concerns.rules import Channel, Outcome, Rating, State

from .families import Family, Member
from .plans import Asked, Plan
from .schools import SCHOOLS
from .themes import BY_CODE
from .told_by_hand import CANARY
from .world import World

_SCHOOL = SCHOOLS[0].code
_VISIT, _HELP, _LEAD = Outcome.SAFE_AND_WELL_VISIT, Outcome.EARLY_HELP, Outcome.INFORM_LEAD_PROFESSIONAL


def plans(world: World) -> list[Plan]:
    """Every one of them, in time order."""
    teller = _Teller(world)
    told = [
        *teller.new(),
        *teller.screened(),
        *teller.asked(),
        *teller.to_decide(),
        *teller.signed(),
        *teller.followed(),
        *teller.finished(),
        *teller.apart(),
    ]
    return sorted(told, key=lambda plan: plan.at)


def _until(state: State) -> dict[str, Any]:
    return {"until": state}


class _Teller:
    """Makes plans with whatever a case does not say filled in, and with families that take their turn."""

    def __init__(self, world: World) -> None:
        self._world, self._number = world, count()
        on = world.today
        self._families = [f for f in world.families if any(1 <= child.age(on) < 17 for child in f.children)]
        self._adults = [f for f in world.families if not f.children]

    def _plan(self, theme: str, *, at: datetime, family: Family | None = None, **more: Any) -> Plan:
        number, chosen = next(self._number), BY_CODE[theme]
        pool = self._adults if chosen.about == "adult" else self._families
        family = family or pool[number % len(pool)]
        more.setdefault("about", self._about(family, chosen.about))
        more.setdefault("channel", Channel.PUBLIC)
        more.setdefault("key", f"s{number}")
        # The hub is quick on these days, so that each has come to the state it is there for.
        more.setdefault("slow", 0.12)
        more.setdefault("full", more["channel"] is Channel.PROFESSIONAL)
        more.setdefault("officer", "officer3" if chosen.about == "adult" else f"officer{1 + number % 2}")
        return Plan(at=at, theme=chosen, family=family, **more)

    def _about(self, family: Family, about: str) -> tuple[Member, ...]:
        if about == "adult":
            return family.grown_ups[:1]
        return tuple(child for child in family.children if child.age(self._world.today) >= 1)[:1]

    def new(self) -> Iterator[Plan]:
        """Nobody has taken them yet: a minute old, an hour, overdue, in danger, and perhaps a flood."""
        ago, held = self._world.ago, _until(State.RECEIVED)
        katy = self._world.told_of["katy"]
        yield self._plan(
            "neglect",
            at=ago(minutes=25),
            family=katy,
            about=(katy.children[0],),
            words="The little girl at number 14, Katy I think she is called, was out on the step in her nightie again "
            "at seven this morning. Her mum is expecting and I never see anybody go in. I do not want her to know.",
            wants_feedback=True,
            feedback="email",
            **held,
        )
        yield self._plan("domestic-abuse", at=ago(minutes=9), danger=True, **held)
        yield self._plan("self-neglect", at=ago(hours=2), channel=Channel.EYES_AND_EARS, sender="bins-lowmoss", **held)
        yield self._plan("confused", at=ago(hours=20), channel=Channel.PHONE, sender="support", full=False, **held)
        yield self._plan("home-alone", at=ago(days=6), **held)
        for minutes in (50, 49):
            yield self._plan("neglect", at=ago(minutes=minutes), flood=True, words="asdf asdf asdf", **held)

    def screened(self) -> Iterator[Plan]:
        """Taken on and rated: in time; red and late without a word why; late, with the reason; nobody found."""
        ago, held = self._world.ago, _until(State.SCREENING)
        yield self._plan("parent-mental-health", at=ago(hours=3), **held)
        yield self._plan("exploitation", at=ago(hours=10), rating=Rating.RED, finds=("leave",), **held)
        yield self._plan("money", at=ago(days=7), slow=1, explains=True, finds=("unknown",), **held)
        yield self._plan("injury", at=ago(hours=6), rating=Rating.AMBER, rerated=Rating.RED, finds=("unsure",), **held)

    def asked(self) -> Iterator[Plan]:
        """Agencies are asked: one by its list, one at its desk; one late, one that declined; three siblings at once."""
        ago, held = self._world.ago, _until(State.CHECKING)
        siblings = self._world.told_of["siblings"]
        yield self._plan(
            "neglect",
            at=ago(hours=4),
            family=siblings,
            about=siblings.members,
            channel=Channel.PROFESSIONAL,
            sender=_SCHOOL,
            asks=("childrens-social-care", "early-help", "homes", "police", "education"),
            silent=frozenset({"police", "homes"}),
            wants_feedback=True,
            feedback="desk",
            note="The father lives elsewhere: ask about him too.",
            **held,
        )
        yield self._plan(
            "domestic-abuse",
            at=ago(days=2),
            rating=Rating.RED,
            asks=("childrens-social-care", "police", "harbour-light"),
            silent=frozenset({"police"}),
            declines=frozenset({"harbour-light"}),
            **held,
        )
        yield self._plan(
            "cuckooing",
            at=ago(hours=5),
            rating=Rating.GREEN,
            asks=("adult-social-care", "homes", "mental-health", "turnaround"),
            silent=frozenset({"mental-health", "homes"}),
            **held,
        )

    def to_decide(self) -> Iterator[Plan]:
        """All have answered: just now, and days ago; and one that the second person sent back."""
        ago, held = self._world.ago, _until(State.DECIDING)
        yield self._plan("self-neglect", at=ago(hours=7), asks=("adult-social-care", "fire"), **held)
        yield self._plan("neglect", at=ago(days=6), slow=0.4, asks=("childrens-social-care", "education"), **held)
        yield self._plan(
            "domestic-abuse",
            at=ago(hours=9),
            rating=Rating.RED,
            outcomes=(Asked(outcome=_VISIT, agency="fire"),),
            signature="returned",
        )

    def signed(self) -> Iterator[Plan]:
        """Little is to be done about something grave: it waits for somebody else's signature, today and too long."""
        ago, held = self._world.ago, _until(State.AWAITING_SIGNATURE)
        small: dict[str, Any] = {
            "rating": Rating.RED,
            "outcomes": (Asked(outcome=Outcome.ADVICE, agency=""),),
            "level": 1,
        }
        yield self._plan("parent-mental-health", at=ago(hours=4), **small, **held)
        yield self._plan("adult-abuse", at=ago(days=4), slow=0.3, **small, **held)

    def followed(self) -> Iterator[Plan]:
        """Decided: visits asked for, accepted, overdue, declined, not answered; and reporters still to be told."""
        ago, held = self._world.ago, _until(State.FOLLOWING_UP)
        yield self._plan("self-neglect", at=ago(hours=20), outcomes=(Asked(outcome=_VISIT, agency="fire"),), **held)
        for days, how in ((8, "waiting"), (3, "accepted"), (2, "declined"), (4, "no_reply")):
            yield self._plan(
                "self-neglect",
                at=ago(days=days),
                slow=0.3,
                channel=Channel.EYES_AND_EARS,
                sender="bins-hollinshaw",
                outcomes=(Asked(outcome=_VISIT, agency="fire", how=how),),
                **held,
            )
        alone = self._world.told_of["alone"]
        yield self._plan(
            "self-neglect",
            at=ago(days=5),
            slow=0.3,
            family=alone,
            about=alone.grown_ups,
            channel=Channel.EYES_AND_EARS,
            sender="bins-aspenhey",
            asks=("adult-social-care", "homes", "mental-health"),
            level=3,
            outcomes=(
                Asked(outcome=Outcome.ADULT_CARE_ASSESSMENT, agency="adult-social-care", how="assessed"),
                Asked(outcome=_VISIT, agency="fire", how="seen"),
            ),
            known_open=False,
            **held,
        )
        yield self._plan(
            "neglect",
            at=ago(days=6),
            slow=0.3,
            level=2,
            outcomes=(Asked(outcome=_HELP, agency="early-help", how="started"),),
            wants_feedback=True,
            **held,
        )
        katy = self._world.told_of["katy"]
        yield self._plan(
            "home-alone",
            at=ago(days=12),
            slow=0.5,
            family=katy,
            about=(katy.children[0], *katy.with_part("unborn")),
            channel=Channel.PROFESSIONAL,
            sender="community-health",
            asks=("childrens-social-care", "early-help", "homes"),
            level=3,
            known_open=True,
            new_fact=True,
            outcomes=(Asked(outcome=_LEAD, agency="childrens-social-care", how="new"),),
            wants_feedback=True,
            feedback="desk",
            until=State.FOLLOWING_UP,
        )
        yield self._plan(
            "confused",
            at=ago(days=2),
            slow=0.2,
            outcomes=(Asked(outcome=_LEAD, agency="adult-social-care"),),
            known_open=True,
            **held,
        )

    def finished(self) -> Iterator[Plan]:
        """Closed, told by every way, told in vain and told again; and opened again this week."""
        ago = self._world.ago
        for number, (way, bounces) in enumerate(
            (("email", ""), ("email", "left"), ("email", "resent"), ("phone", ""), ("post", ""))
        ):
            yield self._plan(
                "neglect",
                at=ago(days=16 + number),
                slow=0.5,
                level=1,
                outcomes=(Asked(outcome=Outcome.ADVICE, agency=""),),
                wants_feedback=True,
                feedback=way,
                bounces=bounces,
            )
        for days, how in ((40, "not_made"), (33, "seen_later"), (28, "given_up"), (26, "refused"), (24, "moved")):
            yield self._plan(
                "self-neglect", at=ago(days=days), slow=0.5, outcomes=(Asked(outcome=_VISIT, agency="fire", how=how),)
            )
        yield self._plan(
            "injury",
            at=ago(days=21),
            slow=0.3,
            rating=Rating.RED,
            level=4,
            channel=Channel.PROFESSIONAL,
            sender=_SCHOOL,
            asks=("childrens-social-care", "police"),
            outcomes=(Asked(outcome=Outcome.STRATEGY_DISCUSSION, agency="childrens-social-care", how="held"),),
            wants_feedback=True,
            feedback="desk",
        )
        yield self._plan(
            "parent-mental-health",
            at=ago(days=25),
            slow=0.3,
            channel=Channel.PROFESSIONAL,
            sender=_SCHOOL,
            outcomes=(Asked(outcome=_HELP, agency="early-help", how="started"),),
            reopened=True,
            until=State.DECIDING,
        )
        yield self._plan(
            "money",
            at=ago(days=30),
            slow=0.5,
            rating=Rating.RED,
            level=2,
            outcomes=(Asked(outcome=_VISIT, agency="homes", how="seen"),),
            signature="return",
        )
        yield self._plan(
            "confused",
            at=ago(days=22),
            slow=0.5,
            rating=Rating.GREEN,
            level=1,
            asks=("adult-social-care", "probation"),
            withdrawn=frozenset({"probation"}),
            outcomes=(Asked(outcome=Outcome.NO_FURTHER_ACTION, agency=""),),
        )
        yield self._plan(
            "unborn",
            at=ago(days=18),
            slow=0.5,
            family=self._world.told_of["katy"],
            about=(*self._world.told_of["katy"].with_part("unborn"), *self._world.told_of["katy"].with_part("mother")),
            channel=Channel.PROFESSIONAL,
            sender="hospitals",
            asks=("childrens-social-care", "turnaround"),
            level=3,
            outcomes=(Asked(outcome=_LEAD, agency="childrens-social-care", how="known"),),
            known_open=True,
            new_fact=False,
        )

    def apart(self) -> Iterator[Plan]:
        """The same worry told twice; and one about a colleague, sealed, of which nobody outside may ever read."""
        ago = self._world.ago
        first = self._plan("home-alone", at=ago(hours=30), slow=0.2, until=State.SCREENING)
        yield first
        yield self._plan(
            "home-alone",
            at=ago(hours=26),
            family=first.family,
            about=first.about,
            linked_to=first.key,
        )
        colleague = self._world.told_of["colleague"]
        yield self._plan(
            "domestic-abuse",
            at=ago(days=3),
            key="sealed",
            family=colleague,
            about=(colleague.children[0], *colleague.with_part("mother")),
            officer="manager2",
            sealed=True,
            until=State.SCREENING,
            words=f"Ottoline {CANARY} works at the hub. There was shouting at theirs last night, and the boy cried.",
        )
