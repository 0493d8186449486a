"""The shapes that the page patterns draw; a room fills them in its view. Plain values, ready to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class ClockLine:
    """The clock that matters most on a record: "Decision due in 3 hours, by 4:20pm today".

    `late_by` is the lateness in the clock's own units ("1 working day"); `why_url` is where the reason is given.
    """

    label: str
    due_at: datetime | None = None
    met_at: datetime | None = None
    paused: str = ""
    late_by: str = ""
    why_url: str = ""
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class RecordHeader:
    """What a record is, where it stands, who holds it and who can see it. `title` is words, never in the page title."""

    kind: str
    reference: str
    title: str = ""
    state: object = ""
    tags: Sequence[object] = ()
    clock: ClockLine | None = None
    holder: str = ""
    circle: str = ""
    circle_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something that can be done to a record, or not yet: `why_not` is the reason, one sentence.

    `post=True` sends at once (a small form); otherwise `url` is a page that asks first.
    """

    label: str
    url: str = ""
    why_not: str = ""
    post: bool = False
    warning: bool = False
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One row of a summary list: `source` and `told_at` where somebody told it; `url` changes it."""

    key: str
    value: object
    source: str = ""
    told_at: datetime | date | None = None
    url: str = ""
    act: str = ""
    empty: str = ""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One entry of a timeline. A deleted thing stays, with the reason in `deleted`."""

    at: datetime
    title: str
    text: str = ""
    by: str = ""
    url: str = ""
    kind: str = ""
    deleted: str = ""


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """One field that two people changed: its words before, theirs and yours."""

    label: str
    before: str
    theirs: str
    yours: str

    @property
    def clash(self) -> bool:
        """Both changed it, and not to the same words."""
        return self.theirs != self.before and self.yours not in (self.before, self.theirs)
