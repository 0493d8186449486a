"""Compares a list with what is kept from it, a chunk at a time: new, changed, unchanged, gone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from lifecourse.kernel.base.rows import among
from lifecourse.kernel.involvement.models import Involvement
from lifecourse.kernel.involvement.rules import ListKind, State
from lifecourse.kernel.involvement.rules.rows import ListRow
from lifecourse.kernel.involvement.rules.walk import Walk


@dataclass
class Compared:
    """One chunk against the table."""

    new: list[ListRow] = field(default_factory=list)
    changed: list[tuple[Involvement, ListRow]] = field(default_factory=list)
    unchanged: int = 0


def is_kept(source_id: UUID) -> bool:
    """Whether anybody is or was on this list: of a first file every row is new, and nothing need be looked up."""
    return Involvement.objects.filter(source_id=source_id).exists()


def compare(source_id: UUID, rows: Sequence[ListRow], *, kept: bool = True) -> Compared:
    """Which of these rows are new, changed or as before. Two queries; none if nothing is `kept` of the list."""
    if not kept:
        return Compared(new=list(rows))
    current = Involvement.objects.filter(source_id=source_id, is_current=True)
    as_before = {
        ref: (digest, pk, left)
        for ref, digest, pk, left in among(current, "source_ref", [row.source_ref for row in rows]).values_list(
            "source_ref", "row_digest", "pk", "left_list"
        )
    }
    result = Compared()
    changed: list[tuple[UUID, ListRow]] = []
    for row in rows:
        before = as_before.get(row.source_ref)
        if before is None:
            result.new.append(row)
        elif before[0] == row.digest() and not before[2]:
            result.unchanged += 1
        else:
            changed.append((before[1], row))
    found = Involvement.objects.in_bulk([pk for pk, _ in changed]) if changed else {}
    result.changed = [(found[pk], row) for pk, row in changed]
    return result


@dataclass(frozen=True)
class Gone:
    """Who was open and is not on a full list: `ids` of involvements, of `open_before` that were open.

    `skipped`: nobody can be said to be gone, because the reference of some row could not be read.
    """

    ids: tuple[UUID, ...]
    open_before: int
    skipped: bool = False


def gone(source_id: UUID, kind: ListKind, seen: Walk) -> Gone:
    """Who has left a full list that was walked to its end. A list of changes closes nobody by silence."""
    is_open = Involvement.objects.filter(source_id=source_id, is_current=True, state=State.OPEN)
    rows = is_open.values_list("id", "source_ref").iterator(chunk_size=5_000)
    refs: Collection[str] = seen.refs.keys()
    count, missing = 0, []
    for pk, ref in rows:
        count += 1
        if kind == ListKind.FULL and ref not in refs:
            missing.append(pk)
    if missing and seen.nameless:
        return Gone((), count, skipped=True)
    return Gone(tuple(missing), count)
