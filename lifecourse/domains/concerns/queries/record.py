"""One concern with everything on it, in a number of queries that does not grow with what is on it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.access.grants import valid_at
from lifecourse.kernel.access.models import Membership, User
from lifecourse.kernel.actions import queries as actions
from lifecourse.kernel.audit.trail import record
from lifecourse.kernel.base.errors import NotFound
from lifecourse.kernel.base.manifest import TimelineEntry
from lifecourse.kernel.clocks import queries as clocks
from lifecourse.kernel.people import policy as people
from lifecourse.kernel.people.models import Person

from .. import policy, rules
from ..models import (
    Check,
    CheckAnswer,
    CheckRequest,
    CheckSubject,
    Concern,
    Decision,
    DecisionOutcome,
    Note,
    RatingChange,
    Reporter,
    Subject,
)
from .worklist import SUBJECT_TYPE, visible


@dataclass(frozen=True)
class ConcernRecord:
    """A concern, its reporter and people, and all that was asked, decided and done."""

    concern: Concern
    reporter: Reporter
    subjects: tuple[Subject, ...]
    ratings: tuple[RatingChange, ...]
    checks: tuple[Check, ...]
    decisions: tuple[Decision, ...]
    notes: tuple[Note, ...]
    linked: tuple[Concern, ...]
    clocks: tuple[Any, ...]
    actions: tuple[Any, ...]

    @property
    def standing(self) -> Decision | None:
        """The decision that stands, or waits for its second signature."""
        live = {rules.DecisionState.PROPOSED, rules.DecisionState.STANDING}
        return next((d for d in self.decisions if d.state in live), None)

    @property
    def requests(self) -> list[CheckRequest]:
        """Every agency's part of every check, newest check first."""
        return [request for check in self.checks for request in check.requests.all()]


def concern(*, viewer: User, pk: UUID) -> Concern:
    """One concern that the viewer may see; raises `NotFound` for any other. Opens nothing: for commands' targets."""
    rows = visible(viewer=viewer).select_related("assigned_to", "circle", "team", "area", "linked_to")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def open_concern(*, viewer: User, at: datetime, pk: UUID) -> ConcernRecord:
    """Open a concern. That it was opened is recorded in the same transaction, or it is not shown."""
    found = concern(viewer=viewer, pk=pk)
    record("concerns.opened", subject=found, actor=viewer, at=at)
    answers = Prefetch("answers", CheckAnswer.objects.order_by("service", "id"))
    asked = Prefetch("subjects", CheckSubject.objects.order_by("order", "id").prefetch_related(answers))
    requests = Prefetch(
        "requests",
        # A sealed concern's own requests lie beside it.
        CheckRequest.objects.filter(circle_id__in=access.circles_with(viewer, policy.ASK) | {found.circle_id})
        .select_related("organisation", "answered_by")
        .order_by("organisation__name", "id")
        .prefetch_related(asked),
    )
    outcomes = Prefetch(
        "outcomes", DecisionOutcome.objects.select_related("organisation", "subject").order_by("outcome", "id")
    )
    running = clocks.clocks_for(viewer=viewer, subject_type=SUBJECT_TYPE, subject_ids=[found.pk], at=at)
    return ConcernRecord(
        concern=found,
        reporter=Reporter.objects.select_related("organisation", "user").get(concern=found),
        subjects=tuple(found.subjects.select_related("person", "resolved_by").order_by("order", "id")),
        ratings=tuple(found.ratings.select_related("by").order_by("-at", "-created_at")),
        checks=tuple(found.checks.select_related("asked_by").prefetch_related(requests).order_by("-asked_at", "id")),
        decisions=tuple(
            found.decisions.select_related("made_by", "signed_by").prefetch_related(outcomes).order_by("-made_at", "id")
        ),
        notes=tuple(found.notes.select_related("by", "struck_by").order_by("-at", "id")),
        linked=tuple(visible(viewer=viewer).filter(linked_to=found).order_by("received_at", "id")),
        clocks=tuple(running.get(found.pk, ())),
        actions=tuple(actions.actions_for(viewer=viewer, subject_type=SUBJECT_TYPE, subject_ids=[found.pk])[found.pk]),
    )


def subject(*, viewer: User, pk: UUID) -> Subject:
    """One subject of a concern the viewer may see."""
    found = (
        Subject.objects.filter(pk=pk, circle_id__in=access.circles_with(viewer, policy.VIEW))
        .select_related("concern", "person")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def decision(*, viewer: User, pk: UUID) -> Decision:
    """One decision on a concern the viewer may see."""
    found = (
        Decision.objects.filter(pk=pk, circle_id__in=access.circles_with(viewer, policy.VIEW))
        .select_related("concern", "made_by")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def open_subject(*, viewer: User, at: datetime, pk: UUID) -> Subject:
    """The same, to be shown: that its concern was opened is recorded."""
    found = subject(viewer=viewer, pk=pk)
    record("concerns.opened", subject=found.concern, actor=viewer, at=at)
    return found


def open_decision(*, viewer: User, at: datetime, pk: UUID) -> Decision:
    """One decision with its outcomes, to be shown: that its concern was opened is recorded."""
    found = decision(viewer=viewer, pk=pk)
    record("concerns.opened", subject=found.concern, actor=viewer, at=at)
    return found


def note(*, viewer: User, pk: UUID) -> Note:
    """One note on a concern the viewer may see."""
    found = (
        Note.objects.filter(pk=pk, circle_id__in=access.circles_with(viewer, policy.VIEW))
        .select_related("concern")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def concern_by_reference(*, viewer: User, reference: str) -> Concern | None:
    """The visible concern with this reference, if there is one."""
    return visible(viewer=viewer).filter(reference=reference).first()


def concerns_about(*, viewer: User, person_ids: Collection[UUID]) -> list[Concern]:
    """The visible concerns about any of these records (all records of one person, say), newest first."""
    return list(_about(viewer, person_ids).order_by("-received_at", "id"))


def held_about(*, viewer: User, person_ids: Collection[UUID], at: datetime) -> int | None:
    """How many concerns about these records the viewer may see; None for who may see none at all."""
    if not access.circles_with(viewer, policy.VIEW):
        return None
    return _about(viewer, person_ids).count()


def clocks_about(*, viewer: User, person_ids: Collection[UUID], at: datetime) -> int | None:
    """How many time limits hang on those concerns, running or met."""
    if not access.circles_with(viewer, policy.VIEW):
        return None
    ids = list(_about(viewer, person_ids).values_list("pk", flat=True))
    return clocks.count_for(viewer=viewer, subject_type=SUBJECT_TYPE, subject_ids=ids)


def _about(viewer: User, person_ids: Collection[UUID]) -> QuerySet[Concern]:
    return visible(viewer=viewer).filter(subjects__person_id__in=list(person_ids)).distinct()


def timeline(*, viewer: User, person_ids: Collection[UUID], at: datetime) -> list[TimelineEntry]:
    """What the front door adds to a person's timeline: each visible concern, and each decision on one."""
    entries: list[TimelineEntry] = []
    for found in concerns_about(viewer=viewer, person_ids=person_ids)[:200]:
        url = f"/concerns/{found.pk}/"
        entries.append(
            TimelineEntry(
                at=found.received_at,
                title=f"Concern {found.reference}",
                text=rules.WORDS[rules.State(found.state)],
                url=url,
                kind="concern",
            )
        )
        if found.decided_at is not None:
            entries.append(
                TimelineEntry(
                    at=found.decided_at,
                    title=f"Decision on {found.reference}",
                    text=f"Level of need {found.level}",
                    url=url,
                    kind="decision",
                )
            )
    return entries


def authorisers(*, viewer: User, at: datetime) -> list[User]:
    """Who may agree to a delay: those who may decide in a circle where the viewer sees concerns."""
    decide = Membership.objects.filter(
        valid_at(at),
        circle_id__in=access.circles_with(viewer, policy.VIEW),
        user__is_active=True,
        role__capabilities__contains=[policy.DECIDE],
    )
    return list(User.objects.filter(pk__in=decide.values("user_id")).order_by("full_name", "id"))


def person_to_link(*, viewer: User, pk: UUID) -> Person:
    """The record of the index that a subject is said to be; raises `NotFound` unless the viewer may search for it."""
    found = Person.objects.filter(pk=pk, circle_id__in=access.circles_with(viewer, people.SEARCH)).first()
    if found is None:
        raise NotFound
    return found
