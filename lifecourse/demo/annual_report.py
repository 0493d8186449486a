"""The printed report of 2017/18, rebuilt from figures, frozen and published; and the report of this year, begun."""

from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from lifecourse.domains.annual_report import queries, services
from lifecourse.domains.annual_report.rules import SectionState, blocks
from lifecourse.engines.prose import Finding
from lifecourse.kernel.access.models import User

from .world import World

OFFICE, EDITOR, WRITER = "insight-office", "insight", "analyst"
# Why what is printed wrong stays so in the rebuilt report; by what was found, else the last.
_REASONS = (
    ("57.6%", "Printed as 40% in 2018. It is a drop of 57.6%; 42.4% of what was planned is left."),
    ("means points", "The printed report does not say which was meant, and nobody can be asked."),
    ("90 is more than 5", "Delivered was most likely 5: the 13 courses that were cancelled say so."),
    ("missing is not nought", "There is no national source for it, and none of ours goes back so far."),
    ("31 March", "Said at the head of the section here; the printed tables do not say it."),
    ("", "Printed so in 2018. This is the report as it was printed, so it is told here and not mended."),
)
_THIS_YEAR = (
    "The front door is one place for children and adults. In {training.booked@2017/18} the partnership once counted "
    "its training; this year it counts what changed.\n\nWe trained 1,234 people, a 40% rise from 500 to 800."
)


def tell(world: World) -> None:
    """The two reports, by whoever keeps reports in the demonstration."""
    rebuilt = _start(world, "Annual report", date(2017, 4, 1), date(2018, 3, 31), "wt2015", days=20)
    at = world.ago(days=19)
    folder = Path(settings.REFERENCE_DATA) / "reports" / "2017_18" / "sections"
    with world.acting(EDITOR, at) as editor:
        for section in queries.report_record(viewer=editor, pk=rebuilt).sections:
            words = _words(editor, folder / f"{section.code}.md")
            services.write_section(actor=editor, at=at, section_id=section.pk, words=words)
            for to in (SectionState.REVIEW, SectionState.AGREED):
                services.move_section(actor=editor, at=at, section_id=section.pk, to=to)
        _excuse(editor, at, rebuilt)
        edition = services.freeze_report(actor=editor, at=at, report_id=rebuilt)
        services.publish_edition(actor=editor, at=at, edition_id=edition.pk)
    _begin(world)


def _start(world: World, title: str, first: date, last: date, regime: str, *, days: int) -> UUID:
    at = world.ago(days=days)
    with world.acting(EDITOR, at) as editor:
        made = services.start_report(
            actor=editor, at=at, circle_id=world.circles[OFFICE].pk, title=title, kind="children", regime=regime,
            period_from=first, period_to=last,
        )  # fmt: skip
        return made.pk


def _words(editor: User, path: Path) -> str:
    """The words of a section. Raises `LookupError` where a figure of theirs is not there, naming it: told in another
    order, or to somebody who may not see a room, the demonstration would publish half a report."""
    words = path.read_text(encoding="utf-8")
    shown = queries.placed(viewer=editor, words=words, given=queries.sources(viewer=editor, as_of=None))
    missing = [*shown.missing, *(one.computed for one in shown.findings)]
    if missing:
        raise LookupError(f"{path.name} speaks of figures that are not there: {', '.join(missing)}")
    return words


def _excuse(editor: User, at: datetime, report_id: UUID) -> None:
    """A reason for everything in the printed report that does not add up and stands in the way."""
    record = queries.report_record(viewer=editor, pk=report_id)
    for finding in filter(blocks, queries.findings(viewer=editor, record=record)):
        services.give_reason(actor=editor, at=at, report_id=report_id, finding=finding, words=_why(finding))


def _why(finding: Finding) -> str:
    return next(words for computed, words in _REASONS if computed in finding.computed)


def _begin(world: World) -> None:
    """This year's report: one section with its first words, of which some do not add up, and a comment."""
    year = world.today.year if world.today.month > 3 else world.today.year - 1
    report_id = _start(world, "Yearly report", date(year, 4, 1), date(year + 1, 3, 31), "wt2026", days=6)
    at = world.ago(days=2)
    with world.acting(EDITOR, at) as editor:
        record = queries.report_record(viewer=editor, pk=report_id)
        for section in record.sections[:3]:
            services.give_section(actor=editor, at=at, section_id=section.pk, owner_id=world.staff[WRITER].pk)
        first = record.sections[0].pk
    later = world.ago(days=1)
    with world.acting(WRITER, later) as writer:
        services.write_section(actor=writer, at=later, section_id=first, words=_THIS_YEAR)
    last = world.ago(hours=3)
    with world.acting(EDITOR, last) as editor:
        services.comment(actor=editor, at=last, section_id=first, words="Which year are the 500 of? Place the figure.")
