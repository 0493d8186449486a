"""Does an answer give away what it must not? Two kinds of question, their answers' bytes and times, and Welch's t.

|t| of 4.5 is the bar of leakage tests ("dudect", TVLA).
"""

import math
import re
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .machine import Report, ms, percentile
from .web import Reply

BAR = 4.5
REFERENCE = re.compile(rb"C-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}")


@dataclass
class Side:
    """What was measured for one kind: seconds, how often each shape of answer was seen, how many renewed a session."""

    times: list[float] = field(default_factory=list)
    shapes: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    sessions: int = 0


def shape(reply: Reply, hide: Mapping[bytes, bytes] | None = None) -> tuple[Any, ...]:
    """Everything of an answer that could tell it from another: its bytes, and the lengths of keys and cookies.

    `hide`: what was typed, and is typed back, with what stands for it here. The length of the body counts only where
    nothing typed is in it.
    """
    body = REFERENCE.sub(b"C-", reply.body)
    for typed, stands in (hide or {}).items():
        body = body.replace(typed, stands)
    head = tuple(
        sorted(
            (name.lower(), len(value))
            for name, value in reply.headers.items()
            if not (hide and name.lower() == "content-length")
        )
    )
    return reply.status, head, 0 if hide else len(reply.body), body


def welch(one: Sequence[float], other: Sequence[float]) -> float:
    """Welch's t between two samples of unequal variance."""
    spread = statistics.variance(one) / len(one) + statistics.variance(other) / len(other)
    return (statistics.fmean(one) - statistics.fmean(other)) / math.sqrt(spread)


def compare(report: Report, title: str, hit: Sequence[float], miss: Sequence[float]) -> tuple[float, float]:
    """A table of both kinds; Welch's t of all times, and of those under the 95th percentile of all."""
    limit = percentile([*hit, *miss], 0.95)
    cropped = welch([x for x in hit if x <= limit], [x for x in miss if x <= limit])
    t = welch(hit, miss)
    report.table(
        f"{title}: t = {t:.2f}, without the slowest twentieth t = {cropped:.2f}",
        ["kind", "number", "mean", "sd", "p50", "p95"],
        [
            [
                kind,
                f"{len(times):,}",
                ms(statistics.fmean(times)),
                ms(statistics.stdev(times)),
                *(ms(percentile(times, part)) for part in (0.5, 0.95)),
            ]
            for kind, times in (("hit", hit), ("miss", miss))
        ],
    )
    return t, cropped


def found(t: float, cropped: float) -> bool:
    """Whether a difference in time is noticed."""
    return abs(t) >= BAR or abs(cropped) >= BAR


def apart(one: tuple[Any, ...], other: tuple[Any, ...]) -> str:
    """Where two shapes first differ, in some bytes of both."""
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            if isinstance(mine, bytes) and isinstance(theirs, bytes):
                at = next((n for n, pair in enumerate(zip(mine, theirs, strict=False)) if pair[0] != pair[1]), 0)
                return f"{mine[max(0, at - 60) : at + 60]!r} where the first has {theirs[max(0, at - 60) : at + 60]!r}"
            return f"{mine} where the first has {theirs}"
    return "as the first"


def one_shape(report: Report, sides: Sequence[Side]) -> bool:
    """Whether every answer of both kinds looks alike; says which were seen if not."""
    shapes = set().union(*(side.shapes for side in sides))
    if len(shapes) != 1:
        for one in list(shapes)[:4]:
            seen = " and ".join(str(side.shapes[one]) for side in sides)
            report.say(f"seen {seen} times: status {one[0]}, {apart(one, next(iter(sides[0].shapes)))}")
    return len(shapes) == 1
