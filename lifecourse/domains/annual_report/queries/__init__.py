"""Every read of annual reports. Keyword-only, first parameter `viewer`. Not visible means not found."""

from .checking import finding_id, findings, section_findings
from .composing import draft, of_edition, of_publication
from .figures import figures_of, frozen_figure, hidden_of, what_is_shown
from .register import (
    EditionLine,
    ReportLine,
    ReportRecord,
    SectionRecord,
    edition,
    newest_publications,
    publication,
    report,
    report_record,
    reports,
    section_record,
    writers,
)
from .sources import data_findings, regimes, sources

__all__ = [
    "EditionLine",
    "ReportLine",
    "ReportRecord",
    "SectionRecord",
    "data_findings",
    "draft",
    "edition",
    "figures_of",
    "finding_id",
    "findings",
    "frozen_figure",
    "hidden_of",
    "newest_publications",
    "of_edition",
    "of_publication",
    "publication",
    "regimes",
    "report",
    "report_record",
    "reports",
    "section_findings",
    "section_record",
    "sources",
    "what_is_shown",
    "writers",
]
