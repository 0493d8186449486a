"""Every write of the scorecard: `@command`, keyword-only. May I, can it, change it, say so, give it back."""

from .loading import load_printed_report, load_publication
from .local import take_front_door, take_local
from .narrating import ask_for_action, take_ownership, write_narrative
from .reference import load_register
from .typing import Typed, type_figure

__all__ = [
    "Typed",
    "ask_for_action",
    "load_printed_report",
    "load_publication",
    "load_register",
    "take_front_door",
    "take_local",
    "take_ownership",
    "type_figure",
    "write_narrative",
]
