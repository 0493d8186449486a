"""Joining records as one person, undoing it, taking one out of the middle. Only edges are written; rows never move."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import CircleKind
from lifecourse.kernel.audit.actors import Actor, Machine
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotFound, Refused, StaleRecord
from lifecourse.kernel.people import policy
from lifecourse.kernel.people.models import Comparison, Merge, Person
from lifecourse.kernel.people.queries.merging import obstacles
from lifecourse.kernel.people.rules import roots as forest
from lifecourse.kernel.people.rules.words import Verdict

from .loading import hold

_MOVED = "These records changed while you were looking. Nothing was saved; look at them again."


@command("people.merged")
def merge_people(
    *,
    actor: Actor,
    at: datetime,
    loser_id: UUID,
    survivor_id: UUID,
    reason: str,
    seen: tuple[int, int] | None = None,
) -> Merge:
    """Two records are one person: from now on the loser's is read as the survivor's.

    `seen`: the versions of the loser and the survivor (of the records they are read as) that the decider saw.
    Raises `Refused` for two different NHS numbers, a new identity, a standing decision that they are different people,
    an open record joined to a sealed one, or no reason; `StaleRecord` if either changed.
    """
    why = _said(reason)
    loser, survivor = _hold_roots(actor, loser_id, survivor_id, at=at)
    if loser.pk == survivor.pk:
        raise Refused("These records are joined already.")
    if loser.circle_id != survivor.circle_id and survivor.circle.kind != CircleKind.INDEX:
        # The other way round the open record would point to the sealed one, and so betray it.
        raise Refused("A sealed record is joined to the open one, never the open one to it: choose them the other way.")
    blocked = obstacles(
        viewer=actor,
        losers=list(Person.objects.filter(root_id=loser.pk)),
        survivors=list(Person.objects.filter(root_id=survivor.pk)),
    )
    if blocked:
        raise Refused(blocked[0])
    loser.save_changes(seen=seen[0] if seen else None)
    survivor.save_changes(seen=seen[1] if seen else None)
    merge = Merge(
        loser=loser,
        circle_id=loser.circle_id,
        survivor=survivor,
        merged_at=at,
        merged_by=str(actor)[:200],
        reason=why,
    )
    merge.save(force_insert=True)
    recompute_roots([loser.pk, survivor.pk])
    record("people.merged", subject=loser, actor=actor, at=at, merge=merge.pk)
    return merge


@command("people.unmerged")
def unmerge_people(*, actor: Actor, at: datetime, merge_id: UUID, reason: str) -> Merge:
    """The merge was wrong: it is withdrawn, and each record is again what it was, with all that was added since."""
    why = _said(reason)
    merge = Merge.objects.filter(pk=merge_id).first()
    if merge is None:
        raise NotFound(f"merge {merge_id}")
    loser = hold(actor, merge.loser_id, policy.MERGE, at=at)
    hold(actor, merge.survivor_id, policy.MERGE, at=at)
    merge.refresh_from_db()
    if merge.undone_at is not None:
        raise Refused("This merge was undone already.")
    group = loser.root_id
    _lock([group])
    _withdraw(merge, by=str(actor), why=why, at=at)
    recompute_roots([group])
    record("people.unmerged", subject=loser, actor=actor, at=at, merge=merge.pk)
    return merge


@command("people.separated")
def separate_record(*, actor: Actor, at: datetime, person_id: UUID, reason: str) -> Person:
    """One record was joined wrongly: it is taken out, wherever in the group it stands; the others stay joined.

    Its merges are withdrawn, and those that were joined to it are joined to what it was joined to; if it was the
    record that stands for all, the one that was joined to it first takes its place. Sealed records that were joined to
    this one and that the actor cannot see stay with it: whoever joined them decided about this record.
    Raises `Refused` if it is joined to nothing, or what stays could not be joined without it.
    """
    why = _said(reason)
    person = hold(actor, person_id, policy.MERGE, at=at)
    _lock([person.root_id])
    person.refresh_from_db()
    edges = Merge.objects.filter(undone_at__isnull=True).order_by("merged_at", "created_at", "pk")
    up = edges.filter(loser=person).first()
    below = [merge.loser_id for merge in edges.filter(survivor=person)]
    if up is None and not below:
        raise Refused("This record is joined to no other.")
    held = {pk: hold(actor, pk, policy.MERGE, at=at) for pk in sorted([*below, *([up.survivor_id] if up else [])])}
    for merge in [*([up] if up else []), *edges.filter(survivor=person)]:
        _withdraw(merge, by=str(actor), why=why, at=at)
    recompute_roots([person.root_id])
    # An open record is never read as a sealed one, so an open one takes the place if there is one.
    below.sort(key=lambda pk: held[pk].circle.kind != CircleKind.INDEX)
    stays = [up.survivor_id, *below] if up else below
    for loser_id in stays[1:]:
        merge_people(actor=actor, at=at, loser_id=loser_id, survivor_id=stays[0], reason=why)
    record("people.separated", subject=person, actor=actor, at=at, stayed=len(stays))
    return person


@command("people.compared_as")
def record_comparison(
    *, actor: Actor, at: datetime, person_id: UUID, other_id: UUID, verdict: Verdict, reason: str
) -> Comparison:
    """Two records are of different people, or nobody can tell yet. It replaces what was decided about them before."""
    why = _said(reason)
    first, second = sorted((person_id, other_id))
    person = hold(actor, first, policy.MERGE, at=at)
    other = hold(actor, second, policy.MERGE, at=at)
    if person.root_id == other.root_id:
        raise Refused("These records are joined. If they are different people, undo the merge.")
    if other.circle.kind == CircleKind.SEALED and person.circle.kind != CircleKind.SEALED:
        person, other = other, person  # kept in the sealed circle, where the open one's viewers do not look
    standing = Comparison.objects.filter(
        person__in=(person, other), other__in=(person, other), withdrawn_at__isnull=True
    )
    for row in standing.order_by("pk"):
        row.withdrawn_at, row.withdrawn_by = at, str(actor)[:200]
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "updated_at"])
    made = Comparison(
        person=person,
        circle_id=person.circle_id,
        other=other,
        verdict=verdict.value,
        reason=why,
        decided_at=at,
        decided_by=str(actor)[:200],
    )
    made.save(force_insert=True)
    record("people.compared_as", subject=person, actor=actor, at=at, verdict=verdict.value)
    return made


@command("people.comparison_withdrawn")
def withdraw_comparison(*, actor: Actor, at: datetime, comparison_id: UUID) -> Comparison:
    """The decision about two records no longer stands; they may be offered for comparison again."""
    row = Comparison.objects.filter(pk=comparison_id).first()
    if row is None:
        raise NotFound(f"comparison {comparison_id}")
    person = hold(actor, row.person_id, policy.MERGE, at=at)
    row.refresh_from_db()
    if row.withdrawn_at is not None:
        raise Refused("This decision was withdrawn already.")
    row.withdrawn_at, row.withdrawn_by = at, str(actor)[:200]
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "updated_at"])
    record("people.comparison_withdrawn", subject=person, actor=actor, at=at)
    return row


def withdraw_unseen(person: Person, *, by: Machine, why: str, at: datetime) -> None:
    """Withdraw every merge of a record that stands, seen or not. Part of a command that may not leave one standing."""
    group = person.root_id
    for merge in Merge.objects.filter(Q(loser=person) | Q(survivor=person), undone_at__isnull=True).order_by("pk"):
        _withdraw(merge, by=str(by), why=why, at=at)
        record("people.unmerged", subject=merge.loser, actor=by, at=at, merge=merge.pk)
    recompute_roots([group])


def recompute_roots(groups: Iterable[UUID]) -> None:
    """Work out anew the root of every record in these groups from the merges that stand. Part of a command.

    A group is closed under its merges, so no other record can be concerned. Sealed records that the actor cannot see
    follow too: that is the machine's own work.
    """
    with context.as_system("roots"):
        members = list(Person.objects.filter(root_id__in=list(groups)).order_by("pk").values_list("pk", "root_id"))
        standing = Merge.objects.filter(loser_id__in=[pk for pk, _ in members], undone_at__isnull=True)
        try:
            found = forest.roots([pk for pk, _ in members], dict(standing.values_list("loser_id", "survivor_id")))
        except ValueError as error:
            raise Refused("That would join the records in a circle.") from error
        changed = {pk: found[pk] for pk, root in members if found[pk] != root}
        for root in sorted(set(changed.values())):
            Person.objects.filter(pk__in=[pk for pk, new in changed.items() if new == root]).update(root_id=root)


def _withdraw(merge: Merge, *, by: str, why: str, at: datetime) -> None:
    merge.undone_at, merge.undone_by, merge.undo_reason = at, by[:200], why
    merge.save(update_fields=["undone_at", "undone_by", "undo_reason", "updated_at"])


def _hold_roots(actor: Actor, loser_id: UUID, survivor_id: UUID, *, at: datetime) -> tuple[Person, Person]:
    """The records that both are read as, locked in one order. Raises `StaleRecord` if they were joined elsewhere."""
    asked = dict(Person.objects.filter(pk__in=(loser_id, survivor_id)).values_list("pk", "root_id"))
    for pk in (loser_id, survivor_id):
        if pk not in asked:
            raise NotFound(f"person {pk}")
    _lock(set(asked.values()))
    held = {pk: hold(actor, root, policy.MERGE, at=at) for pk, root in asked.items()}
    if any(root.root_id != root.pk for root in held.values()):
        raise StaleRecord(_MOVED)
    return held[loser_id], held[survivor_id]


def _lock(ids: Iterable[UUID]) -> None:
    with context.as_system("roots"):
        list(Person.objects.select_for_update(of=("self",)).filter(pk__in=list(ids)).order_by("pk").values_list("pk"))


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refused("Say why: somebody will want to know when it turns out to be wrong.", field="reason")
    return reason.strip()[:500]
