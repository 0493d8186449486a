"""What an app declares upward. Imports run down; what must flow up is declared here."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class NavigationItem:
    """A place in the main navigation, shown to a viewer who holds `capability` in any circle."""

    title: str
    url_name: str
    capability: str
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class TimelineEntry:
    """One thing that happened about a person, ready to show. `at` is aware; `url` carries ids only.

    Where only the day is known it is `day`, and `at` says no more than where in the order it stands.
    """

    at: datetime
    title: str
    text: str = ""
    url: str = ""
    kind: str = ""
    by: str = ""
    day: date | None = None


@dataclass(frozen=True, kw_only=True)
class WorkItem:
    """One line of somebody's work: what, where it stands, by when, whose."""

    title: str
    url: str
    state: str
    due_at: datetime | None
    owner: str = ""
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class Held:
    """One kind of thing that a room holds about people, so that it can be said what a merge brings together.

    `count` takes (viewer, person_ids, at) and gives how many the viewer may know of; None if they may not be told.
    `columns` names the foreign keys by which the room holds them ("concerns.subject.person"): a test finds every one
    there is, and asks that it is counted here.
    """

    title: str
    count: Callable[..., int | None]
    columns: tuple[str, ...] = ()


# (viewer, person ids with one root, at) -> entries
Timeline = Callable[..., Sequence[TimelineEntry]]
# (viewer, at) -> items
Worklist = Callable[..., Sequence[WorkItem]]
# (viewer, ids, at) -> those of these people for whom a mistaken record would do more harm. Only from facts that sit in
# the person's own circle: whoever sees the person may be told.
AtStake = Callable[..., Collection[UUID]]
# (viewer, at) -> the people about whom something is open that the viewer may see, a few thousand at most.
OpenMatters = Callable[..., Collection[UUID]]


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """One app's declaration.

    `events` maps an event's name to the sentence that tells it ("decided the concern"); `capabilities` maps a
    capability word to what it lets a person do, in plain English.
    """

    app: str
    title: str
    events: Mapping[str, str] = field(default_factory=dict)
    capabilities: Mapping[str, str] = field(default_factory=dict)
    navigation: tuple[NavigationItem, ...] = ()
    clocks: tuple[str, ...] = ()
    code_lists: tuple[str, ...] = ()
    timeline: Timeline | None = None
    held: tuple[Held, ...] = ()
    worklist: Worklist | None = None
    at_stake: AtStake | None = None
    open_matters: OpenMatters | None = None
    retention_class: str = ""


_registered: dict[str, Manifest] = {}


def register(manifest: Manifest) -> None:
    """Take in an app's manifest; called from its `AppConfig.ready`."""
    _registered[manifest.app] = manifest


def manifests() -> tuple[Manifest, ...]:
    """Every manifest, in the order of `INSTALLED_APPS`."""
    return tuple(_registered.values())


def sentence_of(event: str) -> str:
    """The words that tell `event`; the event's own name if no app claims it."""
    for manifest in _registered.values():
        if event in manifest.events:
            return manifest.events[event]
    return event


def capabilities() -> dict[str, str]:
    """Every capability word of the house, with what it lets a person do."""
    return {word: text for manifest in _registered.values() for word, text in manifest.capabilities.items()}


def subject_key(model: Any, pk: UUID) -> tuple[str, UUID]:
    """How a record is named where a foreign key may not point up: its label and id."""
    return model._meta.label_lower, pk
