"""Writes the looked-after return (SSDA903 episodes) of the same invented children, with its own awkward cases.

Some have several episodes, of which each begins on the day on which the last ended (REC X1); some are on an agreed
series of short breaks (LS V3 and V4), which are not counted; some ended on 31 March, and some before the year began.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import date

from .people import Child
from .telling import DAY, Teller, months_after

HEADING = (
    "CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE", "HOME_POST",
    "PL_POST", "URN",
)  # fmt: skip
_STATUSES = (("C2", 50), ("C1", 15), ("V2", 25), ("E1", 5), ("V3", 2), ("V4", 3))
_PLACES = (("U6", 60), ("U1", 15), ("K2", 10), ("P1", 10), ("H5", 5))
# Why the care ended: home to parents, special guardianship, adopted, other.
_ENDS = (("E4A", 45), ("E43", 15), ("E12", 15), ("E8", 25))
_SHARE = 0.15


def episodes(children: Iterable[Child], *, year: int, seed: int) -> Iterator[str]:
    """The file, line by line, heading first: of the children with a case that went on, about one in seven."""
    yield ",".join(HEADING) + "\r\n"
    tell = Teller(random.Random(0), year)
    for child in children:
        tell.chance = random.Random(f"{seed}/{year}/{child.child_id}/looked after")
        if tell.likely(_SHARE):
            yield from _episodes(child, tell)


def _episodes(child: Child, tell: Teller) -> Iterator[str]:
    case = child.cases[-1]
    if child.born is None or case.no_further_action or months_after(child.born, 12 * 18) <= tell.ends:
        return
    begun = max(case.referred, child.born)
    last = min(case.closed or tell.ends, child.died or tell.ends)
    if begun + DAY * 2 >= last:
        return
    status = tell.one_of(_STATUSES)
    if status in ("V3", "V4") and child.disabilities == ["NONE"]:
        status = "V2"
    stays = case.closed is None and tell.likely(0.7)
    # A tie with the year's end: whoever left on 31 March.
    ended = (
        None if stays else tell.ends if case.closed is None and tell.likely(0.2) else tell.day(begun + DAY * 2, last)
    )
    starts = sorted(
        {begun, *(tell.day(begun + DAY, (ended or last) - DAY) for _ in range(tell.chance.randrange(0, 3)))}
    )
    for number, start in enumerate(starts):
        following = starts[number + 1] if number + 1 < len(starts) else ended
        reason = "" if following is None else "X1" if number + 1 < len(starts) else tell.one_of(_ENDS)
        yield _line(child, tell, start, status, following, reason, first=number == 0)


def _line(child: Child, tell: Teller, start: date, status: str, ended: date | None, reason: str, *, first: bool) -> str:
    need = child.cases[-1].need or "N1"
    cells = (
        child.child_id, f"{start:%d/%m/%Y}", "S" if first else "P", status, need, tell.one_of(_PLACES), "PR1",
        f"{ended:%d/%m/%Y}" if ended else "", reason, "OTHER" if reason == "X1" else "", "", "", "",
    )  # fmt: skip
    return ",".join(cells) + "\r\n"
