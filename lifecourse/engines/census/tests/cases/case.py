"""What a case is: a few changes that make the return break a rule, where the finding stands, and a few that do not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Case:
    """`breaks` and `holds`: changes of the base return of `year`, as `returns.changed` takes them.

    `at`: the paths of every finding of this rule that the first gives; `` is the return as a whole.
    """

    code: str
    breaks: Mapping[str, Any]
    at: tuple[str, ...]
    holds: Mapping[str, Any]
    year: int = 2026
