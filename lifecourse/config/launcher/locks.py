"""File locks that die with their holder, so that a crash leaves nothing stale behind."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .steps import complain


class Hold:
    """A lock on a file, shared or alone, given up when closed or when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)

    def share(self) -> None:
        """Hold together with others; waits for one who holds it alone."""
        fcntl.flock(self._fd, fcntl.LOCK_SH)

    def take(self) -> None:
        """Hold alone; waits for everybody else."""
        fcntl.flock(self._fd, fcntl.LOCK_EX)

    def try_take(self) -> bool:
        """Hold alone, if nobody else holds it now."""
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def write(self, text: str) -> None:
        """Leave a note for whoever finds the lock held."""
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, text.encode(), 0)

    def read(self) -> str:
        """The holder's note."""
        return os.pread(self._fd, 4096, 0).decode()

    def close(self) -> None:
        """Give it up."""
        os.close(self._fd)


@contextmanager
def exclusive(path: Path, *, waiting: str = "") -> Iterator[None]:
    """Do the block alone among every process that names the same file; say `waiting` once if it has to wait."""
    hold = Hold(path)
    try:
        if not hold.try_take():
            if waiting:
                complain(f"run: {waiting} …")
            hold.take()
        yield
    finally:
        hold.close()
