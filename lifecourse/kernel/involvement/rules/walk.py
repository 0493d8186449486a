"""Walks a list from its first row to its last: good rows in pieces, bad rows by line, and what stood where."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from lifecourse.kernel.base.errors import Refused

from .columns import ColumnMap
from .files import LIMITS, FileFacts, Limits, Readable, open_table
from .rows import ListRow, Rejection, RowReader

CHUNK = 5_000
# After this many rows it is plain whether the columns were matched rightly.
LOOK_AFTER = 1_000


@dataclass
class Walk:
    """What a walk has met so far. `refs` maps each reference that was read, in a good row or a bad one, to its line."""

    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    warned: int = 0
    refs: dict[str, int] = field(default_factory=dict)
    without_ref: int = 0

    @property
    def nameless(self) -> bool:
        """Whether some row's reference could not be read, so that nobody can say who is missing from the file."""
        return self.without_ref > 0


@dataclass(frozen=True)
class Chunk:
    """Up to `CHUNK` rows of a list, in its order."""

    rows: tuple[ListRow, ...]
    rejections: tuple[Rejection, ...]


def walk(
    file: Readable,
    facts: FileFacts,
    columns: ColumnMap,
    *,
    taken_on: date,
    seen: Walk,
    limits: Limits = LIMITS,
    size: int = CHUNK,
) -> Iterator[Chunk]:
    """The rows of a file in chunks, counted in `seen` as they pass.

    Raises `Refused` where the file is not CSV, a column is missing, or most of its first rows cannot be read.
    """
    table = open_table(file, facts, limits=limits)
    reader = RowReader(columns, table.headers, taken_on=taken_on)
    rows: list[ListRow] = []
    rejections: list[Rejection] = []
    first = ""
    for raw in table.rows:
        result = reader.read(raw)
        seen.rows += 1
        if isinstance(result, ListRow) and (line := seen.refs.get(result.source_ref)):
            reason = f"{reader.called_ref} is the same as on line {line}"
            result = Rejection(result.line, reason, result.source_ref, raw.cells)
        if isinstance(result, Rejection):
            seen.rejected += 1
            seen.without_ref += not result.source_ref
            first = first or f"line {result.line} {result.reason}"
            rejections.append(result)
        else:
            seen.accepted += 1
            seen.warned += bool(result.warnings)
            rows.append(result)
        if result.source_ref:
            seen.refs.setdefault(result.source_ref, result.line)
        if seen.rows == LOOK_AFTER:
            _check_readable(seen, first)
        if len(rows) + len(rejections) >= size:
            yield Chunk(tuple(rows), tuple(rejections))
            rows, rejections = [], []
    if seen.rows == 0:
        raise Refused("The file has a heading and no rows: loading it would close everybody on the list.")
    if seen.rows < LOOK_AFTER:
        _check_readable(seen, first)
    if rows or rejections:
        yield Chunk(tuple(rows), tuple(rejections))


def _check_readable(seen: Walk, first: str) -> None:
    """A file most of whose rows are rejected is the wrong file, or its columns are matched wrongly."""
    if seen.rejected * 2 > seen.rows and seen.rejected > 5:
        raise Refused(
            f"{seen.rejected:,} of the first {seen.rows:,} rows cannot be read, so the columns are probably matched "
            f"wrongly: {first}."
        )
