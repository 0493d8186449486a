"""Every write of matching: a person decides, nothing merges by itself."""

from .deciding import decide_different, decide_same, leave_unsure

__all__ = ["decide_different", "decide_same", "leave_unsure"]
