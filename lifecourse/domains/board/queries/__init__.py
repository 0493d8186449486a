"""Every read of the board's money. Keyword-only, first parameter `viewer`. Not visible means not found."""

from ..rules.reconciling import Finding
from .ledger import Sheet, SheetLine, Tally, sheet, sheets, visible_years, year
from .registers import (
    claim,
    claims,
    entries,
    entry,
    exported,
    heading,
    headings,
    headings_for,
    loads,
    moves,
    office_by_code,
)
from .reporting import figures, findings

__all__ = [
    "Finding",
    "Sheet",
    "SheetLine",
    "Tally",
    "claim",
    "claims",
    "entries",
    "entry",
    "exported",
    "figures",
    "findings",
    "heading",
    "headings",
    "headings_for",
    "loads",
    "moves",
    "office_by_code",
    "sheet",
    "sheets",
    "visible_years",
    "year",
]
