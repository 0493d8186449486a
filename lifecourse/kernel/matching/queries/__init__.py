"""Every read of matching. Not visible means not found."""

from .doubles import changed_lately, doubles_of, to_weigh, weigh
from .held import pairs_about
from .quality import BandLine, GroupLine, Quality, estimate
from .review import (
    Counts,
    PairLine,
    PairRecord,
    Said,
    SideBySide,
    Wanted,
    check_pair,
    counts,
    how_many,
    next_pair,
    open_pair,
    pairs,
    pairs_shown,
)
from .search import Candidate, SearchResult, find_candidates, look, possible_doubles
from .work import worklist

__all__ = [
    "BandLine",
    "Candidate",
    "Counts",
    "GroupLine",
    "PairLine",
    "PairRecord",
    "Quality",
    "Said",
    "SearchResult",
    "SideBySide",
    "Wanted",
    "changed_lately",
    "check_pair",
    "counts",
    "doubles_of",
    "estimate",
    "find_candidates",
    "how_many",
    "look",
    "next_pair",
    "open_pair",
    "pairs",
    "pairs_about",
    "pairs_shown",
    "possible_doubles",
    "to_weigh",
    "weigh",
    "worklist",
]
