"""Counts of a run as tables, for the page and for the file; in the file the small ones are hidden."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from lifecourse.engines.csvfile import write_csv
from lifecourse.kernel.codelists import queries as codelists
from lifecourse.kernel.ui.tables import NOT_APPLICABLE, SUPPRESSED, UNAVAILABLE, Cell, Table, number

from .models import Publication
from .queries import RunRecord
from .rules import counts
from .rules.fitting import BANDS, DOUBT_WORDS, GROUP_WORDS, Doubt

_GAPS = {counts.HIDDEN: SUPPRESSED, "unavailable": UNAVAILABLE, "not_applicable": NOT_APPLICABLE}


def groups_table(found: RunRecord) -> Table:
    """What became of everybody who was considered; the rows add up to the last."""
    rows = [(GROUP_WORDS[group], n) for group, n in counts.in_groups(found.run.counts).items()]
    rows.append(("All who were considered", sum(n for _, n in rows)))
    return Table(
        caption="What became of everybody who was considered",
        columns=["Group", "People"],
        rows=[(name, [number(n)]) for name, n in rows],
        note="Everybody is in exactly one group: the first that holds.",
    )


def ages_table(found: RunRecord) -> Table:
    """The same by age band."""
    grid = counts.grid_of(found.run.counts)
    names = list(GROUP_WORDS.values())
    rows = [(name, [*row, sum(row)]) for name, row in zip(names, grid, strict=True)]
    columns = [sum(row[column] for row in grid) for column in range(len(BANDS))]
    rows.append(("All who were considered", [*columns, sum(columns)]))
    return Table(
        caption="By age",
        columns=list(counts.COLUMNS),
        rows=[(name, [number(n) for n in row]) for name, row in rows],
    )


def overlap_table(viewer: Any, found: RunRecord) -> Table:
    """How many are on two kinds of list together, and on how many kinds each person is."""
    kinds = found.run.counts.get("on_kinds", {})
    names = {one.id: one.name for one in found.lists}

    def name(kind: str) -> str:
        return names.get(kind) or codelists.label_of(viewer=viewer, list_code="list_kind", code=kind)

    on = [(int(n), people) for n, people in kinds.items()]
    rows: list[tuple[str, Sequence[Cell]]] = [
        ("On no list at all" if not n else f"On {n} kind{'s' if n > 1 else ''} of list", [number(people)])
        for n, people in sorted(on)
    ]
    rows += [(f"{name(one)} and {name(other)}", [number(n)]) for one, other, n in found.run.counts.get("pairs", [])]
    return Table(
        caption="Lists laid side by side",
        columns=["On", "People"],
        rows=rows,
        note="The first lines add up to everybody in scope; the pairs below them do not, for one may be on three.",
    )


def doubts_table(found: RunRecord) -> Table:
    """Why a name may be missing although nothing is wrong."""
    held = found.run.counts.get("doubts", {})
    return Table(
        caption="Why a name may be missing although nothing is wrong",
        columns=["Reason", "Members"],
        rows=[(DOUBT_WORDS[doubt], [number(held.get(doubt.value, 0))]) for doubt in Doubt],
        note="One member may have several.",
    )


def published_table(found: Publication) -> Table:
    """Published counts as they were published."""
    return Table(
        caption=f"Counts of {found.on.day} {found.on:%B %Y}",
        columns=found.columns,
        rows=[(name, [_cell(cell) for cell in cells]) for name, *cells in found.rows],
        note=f"Counts from 1 to {found.threshold} are hidden, and others so that none can be worked back. 0 is nobody."
        if found.threshold
        else "",
    )


def _cell(kept: int | str) -> Cell:
    return number(kept) if isinstance(kept, int) else _GAPS[kept]


def published_csv(*, found: Publication, made_at: datetime) -> bytes:
    """Published counts as a file; no cell of it can run in a spreadsheet."""
    table = published_table(found)
    rows: list[list[object]] = [
        ["Cohort", found.cohort.reference],
        ["Name", found.cohort.name],
        ["Run on", found.on.isoformat()],
        ["Made", made_at.isoformat(timespec="minutes")],
        ["Hidden", f"counts from 1 to {found.threshold}, and others so that none can be worked back"],
    ]
    rows += [[symbol, meaning] for symbol, meaning in table.key]
    rows += [[], *(list[object](line) for line in table.flat())]
    return write_csv(rows)
