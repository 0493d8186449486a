"""A file that waits to be loaded, kept a megabyte a row at the desk that sent it, read like any other file."""

from dataclasses import replace
from uuid import UUID

from lifecourse.kernel.involvement.models import FilePiece, ListLoad
from lifecourse.kernel.involvement.rules.columns import ColumnMap, DateFormat, read_map
from lifecourse.kernel.involvement.rules.files import FileFacts, Readable


class Kept:
    """A kept file as something to read from: never more than two pieces in memory."""

    def __init__(self, load: ListLoad) -> None:
        self._load, self._number, self._rest = load, 0, memoryview(b"")

    def seek(self, offset: int, /) -> object:
        """Back to the beginning; nowhere else is ever wanted."""
        if offset != 0:
            raise ValueError("a kept file is read from its beginning")
        self._number, self._rest = 0, memoryview(b"")
        return 0

    def read(self, size: int = 64 * 1024, /) -> bytes:
        """At most `size` bytes; none at the end."""
        if not self._rest:
            content = FilePiece.objects.filter(load=self._load, number=self._number).values_list("content", flat=True)
            self._rest = memoryview(bytes(content.first() or b""))
            self._number += 1
        taken, self._rest = self._rest[:size], self._rest[size:]
        return bytes(taken)


def sign_of(load_id: UUID) -> str:
    """How the connection that loads a file is called meanwhile: this, then how many rows it has written.

    What a transaction writes is seen by nobody until it ends; what its connection is called is seen at once.
    """
    return f"list {load_id} "


def facts_of(load: ListLoad) -> FileFacts:
    """What was found of the file when it was received, without reading it through again."""
    encoding = "cp1252" if load.note and not load.sheet else "utf-8-sig"
    return FileFacts(load.file_hash, load.file_size, encoding, load.note, load.sheet)


def map_of(load: ListLoad) -> ColumnMap:
    """How the file is read. Real dates of a workbook are kept as yyyy-mm-dd, whatever forms its texts use."""
    columns = read_map(load.column_map)
    if not load.sheet or DateFormat.ISO in columns.date_formats:
        return columns
    return replace(columns, date_formats=(*columns.date_formats, DateFormat.ISO))


def file_of(load: ListLoad, given: Readable | None) -> Readable:
    """The bytes to read: a sheet is always kept, for only once is it taken out of its workbook."""
    return Kept(load) if given is None or load.sheet else given
