"""Every write of matching: a person decides, nothing merges by itself."""

from .deciding import decide_different, decide_same, leave_unsure
from .proposing import Proposed, propose_pairs, weigh_again

__all__ = ["Proposed", "decide_different", "decide_same", "leave_unsure", "propose_pairs", "weigh_again"]
