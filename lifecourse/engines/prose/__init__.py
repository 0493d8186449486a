"""Prose that speaks of figures: references in place of typed numbers, and what is said checked against what is so."""

from .checking import check_prose
from .finding import Finding, Kind
from .references import Reference, References, Shown, read_references, show

__all__ = ["Finding", "Kind", "Reference", "References", "Shown", "check_prose", "read_references", "show"]
