"""Taking in a publication, whole or not at all: loaded from a file of a known layout, or a printed table retyped."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from lifecourse.engines.figures.value import Value
from lifecourse.engines.published.reading import Publication, Reading
from lifecourse.kernel.audit.actors import Actor, Machine
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotPermitted, Refused

from .. import queries
from ..models import Load, Population, PublishedFigure
from ..rules import Place
from ..rules.register import AreaRow
from ..rules.reports import Report

_CHUNK = 5_000


@command("scorecard.publication_loaded")
def load_publication(*, actor: Actor, at: datetime, publication: Publication) -> Load:
    """Take in every figure and population of a publication; the same file and vintage again changes nothing.

    A figure that is held already of the same vintage must be the same: a later one needs a vintage of its own, and
    stands beside it. Raises `Refused`, with nothing kept, naming the first figure at fault.
    """
    if not isinstance(actor, Machine):
        raise NotPermitted("Publications are loaded by a management command, not by a person.")
    before = queries.load_of(
        viewer=actor, layout=publication.layout, vintage=publication.vintage, sha256=publication.sha256
    )
    if before is not None:
        record("scorecard.publication_loaded", subject=before, actor=actor, at=at, repeated=True)
        return before
    areas = queries.area_rows(viewer=actor)
    codes = _codes(areas)
    load = Load(
        layout=publication.layout,
        vintage=publication.vintage,
        published_on=publication.published_on,
        source=publication.source,
        file_name=publication.file_name,
        sha256=publication.sha256,
        loaded_at=at,
        figures=0,
        notes=list(publication.notes),
    )
    load.save()
    load.figures = _keep_figures(actor, load, publication.readings, codes, Place.PUBLISHED)
    load.populations = _keep_populations(load, publication, codes)
    load.save(update_fields=["figures", "populations", "updated_at"])
    record(
        "scorecard.publication_loaded",
        subject=load,
        actor=actor,
        at=at,
        layout=load.layout,
        vintage=load.vintage,
        figures=load.figures,
        populations=load.populations,
    )
    return load


@command("scorecard.report_typed")
def load_printed_report(*, actor: Actor, at: datetime, report: Report, digest: str, file_name: str) -> Load:
    """Take in the core data of a printed report, retyped: figures typed from a source, printed faults and all.

    Rows of counts above the rates become the numerators of our own area where they are printed. Twice is once.
    """
    if not isinstance(actor, Machine):
        raise NotPermitted("Retyped reports are loaded from reviewed files, not by a person.")
    before = queries.load_of(viewer=actor, layout="report", vintage=report.vintage, sha256=digest)
    if before is not None:
        record("scorecard.report_typed", subject=before, actor=actor, at=at, repeated=True)
        return before
    areas = queries.area_rows(viewer=actor)
    load = Load(
        layout="report",
        vintage=report.vintage,
        published_on=report.published_on,
        source=report.title,
        file_name=file_name,
        sha256=digest,
        loaded_at=at,
        figures=0,
    )
    load.save()
    codes = {code: code for code in areas}
    own = queries.own_area(viewer=actor)
    load.figures = _keep_figures(actor, load, list(_printed(report, own)), codes, Place.TYPED)
    load.save(update_fields=["figures", "updated_at"])
    record("scorecard.report_typed", subject=load, actor=actor, at=at, vintage=load.vintage, figures=load.figures)
    return load


def _printed(report: Report, own: str) -> Iterable[Reading]:
    for table in report.tables:
        counts = {
            year: value for row in table.rows if not row.area for year, value in row.cells if value.number is not None
        }
        for row in table.rows:
            if not row.area:
                continue
            for year, value in row.cells:
                count = counts.get(year) if row.area == own else None
                numerator = None if count is None or count.number is None else int(count.number)
                yield Reading(
                    table.indicator,
                    row.area,
                    year,
                    value,
                    numerator,
                    parameters={"printed under": table.heading, "printed row": row.name},
                )


def _codes(areas: dict[str, AreaRow]) -> dict[str, str]:
    """Our code of an area by each of the codes that publications use."""
    found = {code: code for code in areas}
    found |= {one.ons: one.code for one in areas.values() if one.ons and one.level != "authority"}
    return found | {one.lait: one.code for one in areas.values() if one.lait}


def _keep_figures(actor: Actor, load: Load, readings: Sequence[Reading], codes: dict[str, str], place: Place) -> int:
    indicators = queries.indicator_rows(viewer=actor)
    held = {
        (row.indicator, row.area_id, row.year): row
        for row in PublishedFigure.objects.filter(vintage=load.vintage, place=place.value)
    }
    new: dict[tuple[str, str, int], PublishedFigure] = {}
    for one in readings:
        what = f"{one.indicator} of {one.year} for area {one.area}"
        if one.indicator not in indicators:
            raise Refused(f"{load.file_name}: {what}: no such indicator is in the register.")
        if one.area not in codes:
            raise Refused(f"{load.file_name}: {what}: data/areas has no such area.")
        slot = one.indicator, codes[one.area], one.year
        if slot in new:
            raise Refused(f"{load.file_name}: {what}: it stands there twice.")
        before = held.get(slot)
        if before is not None:
            _check_same(load, what, before, one.value)
            continue
        new[slot] = PublishedFigure(
            indicator=one.indicator,
            area_id=codes[one.area],
            year=one.year,
            place=place.value,
            vintage=load.vintage,
            published_on=load.published_on,
            kind=one.value.kind.value,
            number=one.value.number,
            numerator=one.numerator,
            denominator=one.denominator,
            source=load.source,
            is_worked_out=one.is_worked_out,
            definition_version=indicators[one.indicator].version,
            parameters=dict(one.parameters),
            load=load,
        )
    PublishedFigure.objects.bulk_create(list(new.values()), batch_size=_CHUNK)
    return len(new)


def _check_same(load: Load, what: str, before: PublishedFigure, value: Value) -> None:
    if (before.kind, before.number) != (value.kind.value, value.number):
        raise Refused(
            f"{load.file_name}: {what} is {value.shown(2)}, and {load.vintage!r} holds "
            f"{_shown(before.kind, before.number)}: a later publication needs a vintage of its own."
        )


def _shown(kind: str, number: Decimal | None) -> str:
    return kind if number is None else f"{number:,.2f}"


def _keep_populations(load: Load, publication: Publication, codes: dict[str, str]) -> int:
    held = {(row.area_id, row.mid_year): row.people for row in Population.objects.filter(vintage=load.vintage)}
    new = []
    for one in publication.populations:
        if one.area not in codes:
            raise Refused(f"{load.file_name}: the population of area {one.area}: data/areas has no such area.")
        slot = codes[one.area], one.mid_year
        if slot in held:
            if held[slot] != one.people:
                raise Refused(
                    f"{load.file_name}: the population of area {one.area} at mid-{one.mid_year} is {one.people:,}, and "
                    f"{load.vintage!r} holds {held[slot]:,}: a later estimate needs a vintage of its own."
                )
            continue
        held[slot] = one.people
        new.append(Population(area_id=slot[0], mid_year=slot[1], vintage=load.vintage, people=one.people, load=load))
    Population.objects.bulk_create(new, batch_size=_CHUNK)
    return len(new)
