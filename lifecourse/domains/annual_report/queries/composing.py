"""A report as a document: as it is being written, as it was frozen, or as it is published."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from lifecourse.engines.documents import Document, compose
from lifecourse.engines.figures.figure import Figure
from lifecourse.kernel.people.rules.days import day_of
from lifecourse.kernel.ui.words import calendar_day

from ..models import Edition, Publication, Section, SectionVersion
from ..rules.layouts import Layout, layout_for, read_layout
from .figures import figures_of, hidden_of, published_figures, read_figure, what_is_shown
from .register import ReportRecord
from .sources import Sources, sources

Laid = tuple[str, tuple[str, ...], tuple[tuple[str, tuple[str, ...]], ...], str]


def _laid(layout: Layout) -> Laid:
    return layout.title, layout.columns, layout.rows, layout.source


def draft(*, viewer: Any, at: datetime, record: ReportRecord, given: Sources | None = None) -> Document:
    """A report as it would be frozen now."""
    found = given or sources(viewer=viewer, as_of=record.report.figures_as_of)
    shown = what_is_shown(viewer=viewer, record=record, given=found)
    hidden, _ = hidden_of(viewer=viewer, shown=shown, on=day_of(at))

    def lay(body: str) -> Laid | str:
        layout = layout_for(body, found.layouts, found.figures)
        return layout if isinstance(layout, str) else _laid(layout)

    return compose(
        title=record.report.title,
        subtitle=record.report.period,
        edition=f"Draft of {calendar_day(at)}: not for publication",
        sections=[(one.code, one.title, one.words) for one in record.sections if one.words.strip()],
        figures=found.figures,
        lay=lay,
        facts=lambda figure: _facts(figure, "not frozen yet"),
        hidden=hidden,
        reasons=tuple((one.about, one.words) for one in record.reasons),
    )


def of_edition(*, viewer: Any, edition: Edition) -> Document:
    """A report as it was frozen, for those who see the office; small counts are hidden as for everybody."""
    figures, hidden = figures_of(viewer=viewer, edition=edition)
    return _frozen(edition.content, figures, hidden, edition.number, edition.frozen_at)


def of_publication(*, viewer: Any, publication: Publication) -> Document:
    """A report as it is published, from what is published alone."""
    figures = {one["key"]: read_figure(one) for one in published_figures(viewer=viewer, publication=publication)}
    return _frozen(publication.content, figures, frozenset(), publication.number, publication.frozen_at)


def _frozen(
    content: Mapping[str, Any],
    figures: Mapping[str, Figure],
    hidden: frozenset[str],
    number: int,
    frozen_at: datetime,
) -> Document:
    layouts = {body: read_layout(kept) for body, kept in content["layouts"].items()}

    def lay(body: str) -> Laid | str:
        return _laid(layouts[body]) if body in layouts else f"there is no table “{body}”"

    taken = f"{calendar_day(frozen_at)}, by {content['frozen_by']}"
    return compose(
        title=content["title"],
        subtitle=content["period"],
        edition=f"Edition {number}, frozen {calendar_day(frozen_at)}",
        sections=[(code, title, words) for code, title, words in content["sections"]],
        figures=figures,
        lay=lay,
        facts=lambda figure: _facts(figure, taken),
        hidden=hidden,
        before=(f"Written under {content['regime']}.", *_as_of(content.get("figures_as_of", ""))),
        reasons=tuple((about, words) for about, words in content["reasons"]),
        changes=tuple(content["changes"]),
    )


def _as_of(day: str) -> tuple[str, ...]:
    """What the cover says of a report whose figures are those of a day (as text; empty: the newest of each)."""
    if not day:
        return ()
    return (f"Figures as they were published by {calendar_day(date.fromisoformat(day))}.",)


def _facts(figure: Figure, taken: str) -> tuple[tuple[str, str], ...]:
    rows = [
        ("Source", figure.source),
        ("Definition", figure.definition),
        ("As of", calendar_day(figure.as_of) if figure.as_of else ""),
        *((name.capitalize(), words) for name, words in figure.provenance.items()),
        ("Taken", taken),
    ]
    return tuple((name, words) for name, words in rows if words)


def version_document(*, viewer: Any, section: Section, version: SectionVersion) -> Document:
    """A section as it was saved once, with the figures of now."""
    found = sources(viewer=viewer, as_of=section.report.figures_as_of)

    def lay(body: str) -> Laid | str:
        layout = layout_for(body, found.layouts, found.figures)
        return layout if isinstance(layout, str) else _laid(layout)

    return compose(
        title=section.title,
        subtitle="",
        edition="",
        sections=[(section.code, section.title, version.words)],
        figures=found.figures,
        lay=lay,
        facts=lambda figure: (),
    )
