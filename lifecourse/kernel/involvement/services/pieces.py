"""Files that wait to be loaded, a megabyte a row, at the desk that sent them; read like any other file."""

from lifecourse.kernel.involvement.models import FilePiece, ListLoad
from lifecourse.kernel.involvement.rules.files import Readable

SIZE = 1024 * 1024


def keep(load: ListLoad, file: Readable) -> None:
    """Put the file's bytes beside its load. Part of a command."""
    file.seek(0)
    number = 0
    while content := file.read(SIZE):
        FilePiece(load=load, circle_id=load.circle_id, number=number, content=content).save()
        number += 1


def throw_away(load: ListLoad) -> None:
    """Delete the file's bytes: once a list is loaded or given up, nobody needs its whole content twice."""
    FilePiece.objects.filter(load=load).delete()


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

    def read(self, size: int = SIZE, /) -> bytes:
        """At most `size` bytes; none at the end."""
        if not self._rest:
            content = FilePiece.objects.filter(load=self._load, number=self._number).values_list("content", flat=True)
            self._rest = memoryview(bytes(content.first() or b""))
            self._number += 1
        taken, self._rest = self._rest[:size], self._rest[size:]
        return bytes(taken)
