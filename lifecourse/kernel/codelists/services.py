"""Loading code lists. Nobody edits an entry on a page: lists are files that practitioners review."""

from collections.abc import Sequence
from datetime import datetime

from lifecourse.kernel.audit.actors import Actor, Machine
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotPermitted, Refused

from . import queries, rules
from .models import CodeList, Entry
from .rules import EntryRow, ListRow


@command("codelists.loaded")
def load_lists(*, actor: Actor, at: datetime, lists: Sequence[ListRow]) -> list[str]:
    """Put lists into the table and give back the codes of those that changed; all of them, or on any fault none.

    Raises `Refused`, naming list and entry, if a file would rewrite what records in use mean: the same version with
    other content, an entry gone, a label, a count or an end date changed (`rules.refusal`).
    """
    if not isinstance(actor, Machine):
        raise NotPermitted("Code lists are loaded from reviewed files, not by a person.")
    stored = queries.stored_lists(viewer=actor, codes=[one.code for one in lists])
    changed = []
    for one in lists:
        before = stored.get(one.code)
        if before == one:
            continue
        if wrong := rules.faults_of(one.entries):
            raise Refused(f"{one.code}: {wrong[0]}.")
        if before and (sentence := rules.refusal(before, one)):
            raise Refused(sentence)
        _write(one, before)
        queries.forget(one.code)
        changed.append(one.code)
    record("codelists.loaded", subject=None, actor=actor, at=at, lists=changed)
    return changed


def _write(one: ListRow, before: ListRow | None) -> None:
    head = CodeList(
        code=one.code,
        title=one.title,
        source=one.source,
        version=one.version,
        checked_by=one.checked_by,
        next_review=one.next_review,
    )
    head.save()
    had = {(row.code, row.valid_from): row for row in before.entries} if before else {}
    new = [row for row in one.entries if (row.code, row.valid_from) not in had]
    Entry.objects.bulk_create([Entry(code_list=head, **_fields(row)) for row in new])
    for row in one.entries:
        if (old := had.get((row.code, row.valid_from))) and old != row:
            Entry.objects.filter(code_list=head, code=row.code, valid_from=row.valid_from).update(**_fields(row))


def _fields(row: EntryRow) -> dict[str, object]:
    return {
        "code": row.code,
        "label": row.label,
        "order": row.order,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "parent": row.parent,
        "note": row.note,
        "groups": list(row.groups),
        "maps": row.maps,
    }
