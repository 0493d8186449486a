"""Every write of the scorecard: `@command`, keyword-only. May I, can it, change it, say so, give it back."""

from .loading import load_printed_report, load_publication
from .reference import load_register
from .typing import Typed, type_figure

__all__ = ["Typed", "load_printed_report", "load_publication", "load_register", "type_figure"]
