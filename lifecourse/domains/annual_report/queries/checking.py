"""What does not add up: in the words of a report, in the figures of its year, in what the guidance asks for."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from lifecourse.engines.figures.figure import Figure
from lifecourse.engines.prose import Finding, check_prose

from .. import rules
from ..models import Section
from .figures import what_is_shown
from .register import ReportRecord
from .sources import Sources, data_findings, findings_below, regime_of, sources, told_differently


def finding_id(finding: Finding) -> str:
    """A finding's name for a form or a row: the same for the same finding, and no words in it."""
    return sha256(finding.key.encode()).hexdigest()


def section_findings(*, viewer: Any, section: Section, words: str, figures: Mapping[str, Figure]) -> list[Finding]:
    """What does not add up in the words of one section, as they are or as somebody is writing them."""
    return check_prose(words, figures, where=section.title)


def findings(*, viewer: Any, record: ReportRecord, given: Sources | None = None) -> list[Finding]:
    """Everything of a report that does not add up: its sections in their order, then the figures of its year."""
    found = given or sources(viewer=viewer, as_of=record.report.figures_as_of)
    made: list[Finding] = []
    regime = regime_of(record.report)
    for section in record.sections:
        if section.required and not section.words.strip():
            made.append(rules.empty_section(section.title))
        elif section.required and regime is not None and regime.wants_evidence:
            made += filter(None, [rules.no_evidence(section.title, section.words)])
        made += section_findings(viewer=viewer, section=section, words=section.words, figures=found.figures)
    shown = what_is_shown(viewer=viewer, record=record, given=found)
    made += shown.findings
    made += told_differently(viewer=viewer, figures=shown.figures, as_of=record.report.figures_as_of)
    made += data_findings(viewer=viewer, period=record.report.period)
    made += findings_below(viewer=viewer, period=record.report.period)
    # The same thing wrong twice in one place is told once.
    return list({one.key: one for one in made}.values())
