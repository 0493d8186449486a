"""Who can be named in the trail: a person signed in, the machine, or a member of the public."""

from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID


class Actor(Protocol):
    """Anyone who acts. `pk` is the user's id, or None for the machine and for the public."""

    @property
    def pk(self) -> Any: ...


@dataclass(frozen=True)
class Machine:
    """The system's own work: a sweep, a sealer, a load. `name` says which."""

    name: str
    pk: UUID | None = None

    def __str__(self) -> str:
        return f"Lifecourse ({self.name})"


@dataclass(frozen=True)
class Public:
    """Somebody with no account. Nothing about them is kept in the trail."""

    pk: UUID | None = None

    def __str__(self) -> str:
        return "Public form"


PUBLIC = Public()
