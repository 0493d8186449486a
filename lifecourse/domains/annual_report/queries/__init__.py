"""Every read of annual reports. Keyword-only, first parameter `viewer`. Not visible means not found."""

from .checking import finding_id, findings, section_findings
from .composing import draft, of_edition, of_publication, version_document
from .figures import (
    figures_of,
    frozen_figure,
    hidden_of,
    homes,
    placed,
    public_figures,
    shown_of,
    what_is_shown,
)
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
from .sources import Sources, data_findings, regimes, sources

__all__ = [
    "EditionLine",
    "ReportLine",
    "ReportRecord",
    "SectionRecord",
    "Sources",
    "data_findings",
    "draft",
    "edition",
    "figures_of",
    "finding_id",
    "findings",
    "frozen_figure",
    "hidden_of",
    "homes",
    "newest_publications",
    "of_edition",
    "of_publication",
    "placed",
    "public_figures",
    "publication",
    "regimes",
    "report",
    "report_record",
    "reports",
    "section_findings",
    "section_record",
    "shown_of",
    "sources",
    "version_document",
    "what_is_shown",
    "writers",
]
