"""Every read about services, their lists and who is open to them. Not visible means not found."""

from .answers import (
    Lead,
    LeadProfessional,
    Searched,
    ServiceAnswer,
    involvement_of,
    known_to,
    lead_professionals_of,
    shown_of,
)
from .lists import (
    ListLine,
    LoadReport,
    bad_lines,
    column_map_of,
    freshness_of_lists,
    list_line,
    loads_of,
    preview,
    rejected_table,
    report,
    report_of,
    source_by_code,
    source_to_load,
)
from .pairs import Pair, open_pairs, pairs_shown
from .timeline import timeline

__all__ = [
    "Lead",
    "LeadProfessional",
    "ListLine",
    "LoadReport",
    "Pair",
    "Searched",
    "ServiceAnswer",
    "bad_lines",
    "column_map_of",
    "freshness_of_lists",
    "involvement_of",
    "known_to",
    "lead_professionals_of",
    "list_line",
    "loads_of",
    "open_pairs",
    "pairs_shown",
    "preview",
    "rejected_table",
    "report",
    "report_of",
    "shown_of",
    "source_by_code",
    "source_to_load",
    "timeline",
]
