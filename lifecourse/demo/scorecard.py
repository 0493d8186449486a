"""The demonstration's scorecard: section 3 of the 2017/18 report, our own figures, and what the analyst says."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from lifecourse.domains.scorecard import services
from lifecourse.domains.scorecard.rules.local import Counted, year_of
from lifecourse.domains.scorecard.rules.reports import read_report
from lifecourse.engines.published.reading import digest
from lifecourse.kernel.access import context

from . import returns
from .world import MACHINE, World

OFFICE, ANALYST = "insight-office", "analyst"
_PRINTED = Path("reports") / "2017_18" / "core_data.yaml"
_IN_TIME, _AGAIN = "icpc_within_15_working_days_pct", "cpp_second_or_subsequent_pct"
_SAID = (
    (
        _IN_TIME,
        2018,
        "Above nine in ten again: 91.5 % after 84.1 % in 2017. Invented for the demonstration: the chairs who joined "
        "in the summer made the difference, and the figure is watched each month.",
        False,
    ),
    (
        _AGAIN,
        2018,
        "One plan in five is a second or later one, above the neighbours for four years. Invented for the "
        "demonstration: an audit of plans that ended and came back is to say why.",
        True,
    ),
)
_ASKED = (
    (
        _AGAIN,
        "Audit of twenty plans that ended and came back",
        "What was agreed when the plan ended, and who saw that it was done?",
    ),
    (
        _IN_TIME,
        "Say of each late conference what it waited for",
        "The chair, a report, the family or the room: which of them, and for how many working days?",
    ),
)


def tell(world: World) -> None:
    """Load the retyped section 3, take our own figures, say what some of them mean, ask for what is to be done."""
    load_printed(world)
    circle = world.circles[OFFICE].pk
    own = _take(world, circle)
    at = world.ago(days=6)
    with world.acting(ANALYST, at) as analyst:
        for indicator, year, words, off_course in (*_SAID, _said_of(own)):
            services.write_narrative(
                actor=analyst,
                at=at,
                circle_id=circle,
                indicator=indicator,
                year=year,
                words=words,
                is_off_course=off_course,
            )
        for indicator, title, request in _ASKED:
            services.ask_for_action(
                actor=analyst,
                at=at,
                circle_id=circle,
                indicator=indicator,
                title=title,
                request=request,
                organisation_id=world.organisations["childrens-social-care"].pk,
                due_on=world.today + timedelta(days=60),
            )


def _take(world: World, circle: int) -> Sequence[Counted]:
    """Our own figures: of three invented census returns, and the front door's of this year and the one before."""
    at = world.ago(days=7)
    with world.acting(ANALYST, at) as analyst:
        own = returns.counted(analyst)
        services.take_local(actor=analyst, at=at, circle_id=circle, taken=own)
    with world.acting(ANALYST, world.now) as analyst:
        services.take_front_door(actor=analyst, at=world.now, circle_id=circle, year=year_of(world.today))
    return own


def _said_of(own: Sequence[Counted]) -> tuple[str, int, str, bool]:
    """What the analyst says of the last year's conferences; the numbers are those taken, so that they agree."""
    by_year = {one.year: one for one in own if one.indicator == _IN_TIME}
    year = max(by_year)
    now, before = by_year[year], by_year[year - 1]
    words = (
        f"{now.numerator} of {now.denominator} conferences were in time, {now.value.shown(1)} % after "
        f"{before.value.shown(1)} % in {year - 1}. Invented for the demonstration: two of the five chairs left in the "
        "autumn, and nobody has said yet what each late conference waited for."
    )
    return _IN_TIME, year, words, True


def load_printed(world: World) -> None:
    """Section 3 of the report of 2017/18 as printed, faults and all."""
    path = settings.REFERENCE_DATA / _PRINTED
    report, faults = read_report(path)
    if faults:
        raise ValueError(faults[0])
    with context.as_system(MACHINE) as machine:
        services.load_printed_report(
            actor=machine, at=world.ago(days=30), report=report, digest=digest(path), file_name=path.name
        )
