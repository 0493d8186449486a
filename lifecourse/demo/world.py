"""What the demo's story-tellers share: the moment it is, chance, who is who, and acting as somebody."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from unittest import mock
from uuid import UUID

from django.utils import timezone

from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import Circle, User
from lifecourse.kernel.agencies.models import Organisation, Team
from lifecourse.kernel.involvement.models import ListSource, Service

from .families import Family, Member

MACHINE = "demonstration"
# The partnership began a little before the first concern of the year that is told.
YEAR = timedelta(days=365)
BEFORE = timedelta(days=40)


def telling(at: datetime) -> AbstractContextManager[object]:
    """For the block, rows stamp themselves with the story's moment.

    Otherwise every fact on a person's page would have been told on the day the demonstration was built.
    """
    return mock.patch.object(timezone, "now", lambda: at)


@dataclass
class World:
    """The invented partnership while it is being built.

    `records`: each member's key and their record in the index; `concerns`: each plan's key and its concern.
    """

    now: datetime
    scale: float
    organisations: dict[str, Organisation] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    circles: dict[str, Circle] = field(default_factory=dict)
    staff: dict[str, User] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    sources: dict[str, ListSource] = field(default_factory=dict)
    families: list[Family] = field(default_factory=list)
    told_of: dict[str, Family] = field(default_factory=dict)
    # Told last and drawn by chances of their own, so that all others are as they would be without them.
    unseen: list[Family] = field(default_factory=list)
    records: dict[str, UUID] = field(default_factory=dict)
    concerns: dict[str, UUID] = field(default_factory=dict)

    @property
    def began(self) -> datetime:
        return self.now - YEAR - BEFORE

    @property
    def today(self) -> date:
        return self.now.date()

    def chance(self, about: str) -> Random:
        """A source of chance for one part of the story, so that a change in one part leaves the others as they were."""
        return Random(f"Quillmere {about}")

    def ago(self, *, days: float = 0, hours: float = 0, minutes: float = 0) -> datetime:
        """A moment before now."""
        return self.now - timedelta(days=days, hours=hours, minutes=minutes)

    def at_least(self, count: int, least: int) -> int:
        """A number of things at this scale: never so few that a state is missing."""
        return max(least, round(count * self.scale))

    @contextmanager
    def acting(self, key: str, at: datetime) -> Iterator[User]:
        """One block as a member of staff, with the circles they have at that moment and no others."""
        with context.viewing(self.staff[key], at=at) as user, telling(at):
            yield user

    def member(self, key: str) -> Member:
        """One of those told of by hand."""
        return next(one for family in self.told_of.values() for one in family.members if one.key == key)

    def record_of(self, member: Member) -> UUID | None:
        """The record of a member in the index of people, if they have one."""
        return self.records.get(member.key)

    def summary(self) -> str:
        """What was made, in numbers."""
        return f"{len(self.organisations)} organisations, {len(self.staff)} staff, {len(self.concerns)} concerns"
