"""Keeps the bytes of a file that waits to be loaded, a megabyte a row, and throws them away."""

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
