"""Commands that make a report final: frozen with every figure it shows, published, corrected by a new edition."""

from datetime import datetime
from uuid import UUID

from django.utils.text import slugify

from lifecourse.kernel.access.models import User
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotFound, Refused
from lifecourse.kernel.people.rules.days import day_of

from .. import policy, queries, rules
from ..models import Edition, FrozenFigure, Publication, Report
from ..queries.figures import without_hidden
from ..rules.changes import changes
from ..rules.hiding import places_that_tell
from .holding import hold_report


@command("annual_report.frozen")
def freeze_report(*, actor: User, at: datetime, report_id: UUID, seen: int | None = None) -> Edition:
    """Freeze a report: its words, its tables, and every figure they show with where it is from, as of today.

    Raises `Refused` while a required section is empty, a section is not agreed, or something does not add up and
    nobody has written down why it stays.
    """
    report = hold_report(actor, report_id, policy.MANAGE, at=at, seen=seen)
    rules.check_move(report.state, rules.State.FINAL)
    whole = queries.report_record(viewer=actor, pk=report.pk)
    found = queries.sources(viewer=actor, as_of=report.figures_as_of)
    # Hints stand in nobody's way: they are asked no reason, and none is printed.
    wrong = [one for one in queries.findings(viewer=actor, record=whole, given=found) if rules.blocks(one)]
    reasons = {one.finding: one for one in whole.reasons}
    told = {one.key for one in wrong if queries.finding_id(one) in reasons}
    waiting = [one.title for one in whole.sections if one.words.strip() and one.state != rules.SectionState.AGREED]
    rules.check_final(findings=wrong, reasons=told, not_agreed=waiting)
    shown = queries.what_is_shown(viewer=actor, record=whole, given=found)
    hidden, threshold = queries.hidden_of(viewer=actor, shown=shown, on=day_of(at))
    words = [(one.title, one.words) for one in whole.sections if one.words.strip()]
    telling = places_that_tell(hidden, shown.figures, words)
    kept = [
        (rules.about_in_public(one, telling), reasons[queries.finding_id(one)].words)
        for one in wrong
        if queries.finding_id(one) in reasons
    ]
    regime = queries.regime_of(report)
    edition = Edition(
        circle_id=report.circle_id,
        report=report,
        number=(whole.editions[0].edition.number if whole.editions else 0) + 1,
        as_of=day_of(at),
        frozen_by=actor,
        frozen_at=at,
        threshold=threshold,
        content={
            "title": report.title,
            "period": report.period,
            "regime": f"{regime.title} ({regime.source})" if regime else report.regime,
            "frozen_by": str(actor),
            "figures_as_of": report.figures_as_of.isoformat() if report.figures_as_of else "",
            "sections": [(one.code, one.title, one.words) for one in whole.sections if one.words.strip()],
            "layouts": {body: layout.to_json() for body, layout in shown.layouts.items()},
            "reasons": kept,
            "changes": [],
        },
    )
    if whole.editions:
        last = whole.editions[0].edition
        before, masked = queries.figures_of(viewer=actor, edition=last)
        edition.content["changes"] = [
            *([f"Why: {report.correcting_because}"] if report.correcting_because else []),
            *changes(
                ([(title, words) for _, title, words in last.content["sections"]], without_hidden(before, masked)),
                (words, without_hidden(shown.figures, hidden)),
            ),
        ]
    edition.save()
    FrozenFigure.objects.bulk_create(
        FrozenFigure(
            circle_id=report.circle_id,
            edition=edition,
            key=key,
            title=one.title[:300],
            period=one.period,
            kind=one.value.kind.value,
            number=one.value.number,
            decimals=one.decimals,
            unit=one.unit,
            source=one.source[:600],
            definition=one.definition[:1000],
            figure_as_of=one.as_of,
            provenance=dict(one.provenance),
            hidden=key in hidden,
        )
        for key, one in sorted(shown.figures.items())
    )
    report.state, report.correcting_because = rules.State.FINAL.value, ""
    report.save_changes("state", "correcting_because", seen=seen)
    record(
        "annual_report.frozen",
        subject=report,
        actor=actor,
        at=at,
        edition=edition.number,
        figures=len(shown.figures),
        hidden=len(hidden),
        reasons=len(kept),
    )
    return edition


@command("annual_report.correction_started")
def correct_report(*, actor: User, at: datetime, report_id: UUID, because: str, seen: int | None = None) -> Report:
    """Open a final report for a new edition, with the reason, which is printed in it. Raises `Refused`."""
    report = hold_report(actor, report_id, policy.MANAGE, at=at, seen=seen)
    rules.check_move(report.state, rules.State.CORRECTING)
    if not because.strip():
        raise Refused("Say what is to be corrected: it is printed in the new edition.", field="because")
    report.state, report.correcting_because = rules.State.CORRECTING.value, because.strip()
    report.save_changes("state", "correcting_because", seen=seen)
    record("annual_report.correction_started", subject=report, actor=actor, at=at)
    return report


@command("annual_report.published")
def publish_edition(*, actor: User, at: datetime, edition_id: UUID) -> Publication:
    """Put a frozen edition where the public sees it: no number of a hidden figure, nobody's name. Twice is once."""
    edition = Edition.objects.select_related("report").filter(pk=edition_id).first()
    if edition is None:
        raise NotFound(f"edition {edition_id}")
    report = hold_report(actor, edition.report_id, policy.PUBLISH, at=at)
    made = Publication.objects.filter(edition=edition).first()
    if made is None:
        newest = report.editions.order_by("-number").values_list("number", flat=True).first()
        if newest != edition.number:
            raise Refused(f"Edition {newest} has come after this one: publish that.")
        made = Publication(
            edition=edition,
            slug=_slug(report),
            number=edition.number,
            title=report.title,
            period=report.period,
            frozen_at=edition.frozen_at,
            published_at=at,
            # By its office, and not by whoever pressed the button: a name is nobody's business out there.
            content={**edition.content, "frozen_by": report.circle.name},
            figures=queries.public_figures(viewer=actor, edition=edition),
        )
        made.save()
    record("annual_report.published", subject=report, actor=actor, at=at, edition=edition.number)
    return made


def _slug(report: Report) -> str:
    """The report's address: its kind and year, as every edition of it has; a number if another report has that."""
    earlier = Publication.objects.filter(edition__report=report).first()
    if earlier is not None:
        return earlier.slug
    plain = slugify(f"{report.kind} {report.period.replace('/', '-')}")
    taken = set(Publication.objects.filter(slug__startswith=plain).values_list("slug", flat=True))
    return next(one for one in (plain, *(f"{plain}-{n}" for n in range(2, 1000))) if one not in taken)
