"""The figures of a report: what its words show now, what is hidden of it, and what was frozen."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from lifecourse.domains.cohorts import queries as cohorts
from lifecourse.engines.figures.figure import Figure
from lifecourse.engines.figures.value import SUPPRESSED, Kind, Value
from lifecourse.engines.prose.references import with_unit
from lifecourse.kernel.base.errors import NotFound

from .. import policy
from ..models import Edition, FrozenFigure, Publication
from ..rules.hiding import nameless, to_hide
from ..rules.placing import Used, used
from .register import ReportRecord
from .sources import Sources, sources

HIDDEN = "hidden so that nobody can be recognised"


def what_is_shown(*, viewer: Any, record: ReportRecord, given: Sources | None = None) -> Used:
    """Every figure and table that the words of a report show now."""
    found = given or sources(viewer=viewer, as_of=record.report.figures_as_of)
    return used(record.words, found.figures, found.layouts)


def placed(*, viewer: Any, words: str, given: Sources) -> Used:
    """What some words show, and what of it is not there for this viewer."""
    return used([("", words)], given.figures, given.layouts)


def hidden_of(*, viewer: Any, shown: Used, on: date) -> tuple[frozenset[str], int]:
    """Which figures of a report are hidden on a day, over all its tables together; and the threshold of that day."""
    threshold = cohorts.threshold_on(viewer=viewer, on=on)
    return to_hide(shown.figures, shown.sums, threshold=threshold), threshold


def figure_of(row: FrozenFigure) -> Figure:
    """A frozen figure as it was. A hidden one keeps its number: only what is shown hides it."""
    number = None if row.number is None else row.number.normalize() + 0
    if number is not None and number == number.quantize(shown := Decimal(1).scaleb(-row.decimals)):
        number = number.quantize(shown)
    return Figure(
        row.key, row.title, row.period, Value(Kind(row.kind), number), row.decimals, row.unit, row.source,
        row.definition, row.figure_as_of, row.provenance,
    )  # fmt: skip


def figures_of(*, viewer: Any, edition: Edition) -> tuple[dict[str, Figure], frozenset[str]]:
    """The frozen figures of an edition the viewer may see, by key, and the keys of those that are hidden."""
    if edition.circle_id not in policy.circles_with(viewer, policy.VIEW):
        return {}, frozenset()
    rows = list(FrozenFigure.objects.filter(edition=edition))
    return {row.key: figure_of(row) for row in rows}, frozenset(row.key for row in rows if row.hidden)


def frozen_figure(*, viewer: Any, pk: UUID) -> FrozenFigure:
    """One frozen figure with its edition and report. Raises `NotFound`."""
    rows = FrozenFigure.objects.filter(circle_id__in=policy.circles_with(viewer, policy.VIEW))
    found = rows.select_related("edition__report", "edition__frozen_by").filter(pk=pk).first()
    if found is None:
        raise NotFound(f"figure {pk}")
    return found


def without_hidden(figures: Mapping[str, Figure], hidden: frozenset[str]) -> dict[str, Figure]:
    """The same with neither number nor provenance where it is hidden."""
    return {
        key: replace(one, value=SUPPRESSED, provenance={}) if key in hidden else one for key, one in figures.items()
    }


def edition_figures(*, viewer: Any, edition: Edition) -> list[dict[str, Any]]:
    """The figures of an edition for the files that the office takes of it, by key; with who recorded what."""
    figures, hidden = figures_of(viewer=viewer, edition=edition)
    return [figure_json(one) for _, one in sorted(without_hidden(figures, hidden).items())]


def public_figures(*, viewer: Any, edition: Edition) -> list[dict[str, Any]]:
    """The figures of an edition as they may leave the house, by key: no number of a hidden one, and nobody's name."""
    return [_unnamed(one) for one in edition_figures(viewer=viewer, edition=edition)]


def published_figures(*, viewer: Any, publication: Publication) -> list[dict[str, Any]]:
    """The figures of a publication. One that was published with names stays as it is, so they are left out here too."""
    return [_unnamed(one) for one in publication.figures]


def _unnamed(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {**kept, "provenance": nameless(kept["provenance"])}


def homes(*, viewer: Any, edition: Edition) -> dict[str, UUID]:
    """The id of each frozen figure of an edition the viewer may see, by key."""
    if edition.circle_id not in policy.circles_with(viewer, policy.VIEW):
        return {}
    return dict(FrozenFigure.objects.filter(edition=edition).values_list("key", "id"))


def shown_of(row: FrozenFigure) -> str:
    """What a frozen figure shows, in words."""
    if row.hidden:
        return HIDDEN
    figure = figure_of(row)
    text = figure.value.shown(figure.decimals)
    return text if figure.value.number is None else with_unit(text, figure.unit)


def figure_json(figure: Figure) -> dict[str, Any]:
    """A figure as it is published."""
    return {
        "key": figure.key,
        "title": figure.title,
        "period": figure.period,
        "kind": figure.value.kind.value,
        "number": None if figure.value.number is None else str(figure.value.number),
        "decimals": figure.decimals,
        "unit": figure.unit,
        "source": figure.source,
        "definition": figure.definition,
        "as_of": figure.as_of.isoformat() if figure.as_of else None,
        "provenance": dict(figure.provenance),
    }


def read_figure(kept: Mapping[str, Any]) -> Figure:
    """A figure as it was published."""
    number = None if kept["number"] is None else Decimal(kept["number"])
    return Figure(
        kept["key"], kept["title"], kept["period"], Value(Kind(kept["kind"]), number), kept["decimals"], kept["unit"],
        kept["source"], kept["definition"], date.fromisoformat(kept["as_of"]) if kept["as_of"] else None,
        kept["provenance"],
    )  # fmt: skip
