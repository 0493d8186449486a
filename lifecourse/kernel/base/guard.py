"""Only a command may write. Every other write of a guarded record raises."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_open: ContextVar[str | None] = ContextVar("open_command", default=None)


class WriteOutsideCommand(RuntimeError):
    """A guarded record was written by code that is not a command."""


def check(what: str) -> None:
    """Raise `WriteOutsideCommand` unless a command is running."""
    if _open.get() is None:
        raise WriteOutsideCommand(f"{what} may only be written inside a command")


@contextmanager
def writing(reason: str) -> Iterator[None]:
    """Open the guard for a block; `reason` is the event the command will record."""
    token = _open.set(reason)
    try:
        yield
    finally:
        _open.reset(token)
