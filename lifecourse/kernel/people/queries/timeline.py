"""What happened to a person's record, for their timeline."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.base.manifest import TimelineEntry
from lifecourse.kernel.codelists import queries as codelists
from lifecourse.kernel.people import policy
from lifecourse.kernel.people.models import Address, Flag, Merge, Person, PersonName
from lifecourse.kernel.people.rules import names
from lifecourse.kernel.people.rules.words import EndReason, NameKind


def timeline(*, viewer: Any, person_ids: Collection[UUID], at: datetime) -> Sequence[TimelineEntry]:
    """When records were added, named, housed, flagged and joined. Whoever shows them has logged the reading."""
    circles = access.circles_with(viewer, policy.VIEW)
    mine = {"person_id__in": list(person_ids), "circle_id__in": circles}
    entries: list[TimelineEntry] = []

    def tell(at: datetime, title: str, text: str = "", by: str = "") -> None:
        entries.append(TimelineEntry(at=at, title=title, text=text, by=by, kind="record"))

    for person in Person.objects.filter(pk__in=list(person_ids), circle_id__in=circles).order_by("pk"):
        tell(person.created_at, "Added to the index of people")
    for name in PersonName.objects.filter(**mine).select_related("person").order_by("created_at", "id"):
        # The name a person came with is told by "added".
        if name.created_at > name.person.created_at and (name.created_at - name.person.created_at).seconds > 0:
            wrong = " (recorded in error)" if name.end_reason == EndReason.ERROR else ""
            text = f"{NameKind(name.kind).label}: {names.full(name.given, name.family)}{wrong}"
            tell(name.created_at, "A name was added", text, name.source)
    for address in Address.objects.filter(**mine).order_by("created_at", "id"):
        kind = codelists.label_of(viewer=viewer, list_code="address_kind", code=address.kind)
        tell(
            address.created_at,
            f"An address was told: {kind.lower()}",
            "",
            "" if address.is_protected else address.source,
        )
    for flag in Flag.objects.filter(**mine).order_by("raised_at", "id"):
        kind = codelists.label_of(viewer=viewer, list_code="flag_kind", code=flag.kind)
        tell(flag.raised_at, f"Flag raised: {kind.lower()}", flag.text, flag.raised_by)
        if flag.ended_at:
            tell(flag.ended_at, f"Flag ended: {kind.lower()}", flag.end_note, flag.ended_by)
    for merge in Merge.objects.filter(loser_id__in=list(person_ids), circle_id__in=circles).order_by("merged_at", "id"):
        tell(merge.merged_at, "Two records were joined", merge.reason, merge.merged_by)
        if merge.undone_at:
            tell(merge.undone_at, "A merge was undone", merge.undo_reason, merge.undone_by)
    return entries
