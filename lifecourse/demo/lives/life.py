"""A concern while its life is told: what moment it is there, and the concern as it stands."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from lifecourse.domains.concerns.models import Concern, Subject
from lifecourse.domains.concerns.rules import State
from lifecourse.kernel.access.models import User

from ..families import Member
from ..moments import NotYet, in_office, worked
from ..plans import Plan
from ..world import World


class Stop(Exception):
    """The plan goes no further, though it is not now yet."""


class Life:
    """One concern's life; `at` is the moment it has come to. `subjects` are those told of, and whom of the family."""

    def __init__(self, world: World, plan: Plan) -> None:
        self.world, self.plan, self.at = world, plan, plan.at
        self.chance = world.chance(f"life {plan.key}")
        self.subjects: list[tuple[Subject, Member]] = []
        self._room, self._who = ExitStack(), ""

    def wait(self, least: float, most: float, *, office: bool = True) -> datetime:
        """Let so many minutes go by, and the night if nobody is at work. Raises `NotYet` if that would be to come."""
        minutes = self.chance.uniform(least, most) * self.plan.slow
        return self.wait_until(self.moment(minutes, office=office))

    def moment(self, minutes: float, *, office: bool = True) -> datetime:
        """The moment so many minutes on; the life does not move to it yet."""
        # What came in within the last days is told to the minute, whatever day of the week it is now.
        if office and (self.world.now - self.plan.at).days >= 4:
            return worked(in_office(self.at), minutes)
        return self.at + timedelta(minutes=minutes)

    def wait_until(self, at: datetime) -> datetime:
        """Move on to a moment, if it has come."""
        if at > self.world.now:
            raise NotYet
        self.at = max(self.at, at)
        return self.at

    @contextmanager
    def acting(self, key: str) -> Iterator[User]:
        """One block as somebody, now. Whoever does the next step too stays in the room meanwhile."""
        if self._who != key:
            self.leave()
            self._room.enter_context(self.world.acting(key, self.at))
            self._who = key
        yield self.world.staff[key]

    def leave(self) -> None:
        """Close the circles of whoever acted last."""
        self._room.close()
        self._who = ""

    @property
    def pk(self) -> UUID:
        """The concern's id, which an agency's desk may know though it may not see the concern."""
        return self.world.concerns[self.plan.key]

    def fresh(self) -> Concern:
        """The concern as the database has it now, for the one who is acting."""
        return Concern.objects.select_related("circle").get(pk=self.pk)

    def told_of(self) -> list[Subject]:
        """The concern's people as they stand now, with whom each was found to be."""
        pks = [subject.pk for subject, _ in self.subjects]
        return list(Subject.objects.filter(pk__in=pks).select_related("person").order_by("order"))

    def reached(self, state: State) -> None:
        """Stop here if the plan goes no further than this state."""
        if self.plan.until is state:
            raise Stop
