"""Every write of matching: a person decides, nothing merges by itself."""

from .deciding import decide_different, decide_same, leave_unsure
from .looking import look_for_doubles
from .proposing import Proposed, propose_pairs, weigh_again
from .reviewing import give_verdict

__all__ = [
    "Proposed",
    "decide_different",
    "decide_same",
    "give_verdict",
    "leave_unsure",
    "look_for_doubles",
    "propose_pairs",
    "weigh_again",
]
