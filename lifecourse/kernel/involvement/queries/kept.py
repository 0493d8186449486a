"""A file that waits to be loaded, kept a megabyte a row at the desk that sent it, read like any other file."""

from lifecourse.kernel.involvement.models import FilePiece, ListLoad
from lifecourse.kernel.involvement.rules.files import FileFacts


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


def facts_of(load: ListLoad) -> FileFacts:
    """What was found of the file when it was received, without reading it through again."""
    return FileFacts(load.file_hash, load.file_size, "cp1252" if load.note else "utf-8-sig", load.note)
