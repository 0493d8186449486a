"""The demonstration's scorecard: section 3 of the 2017/18 report, the front door's year, what the analyst says."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings

from lifecourse.domains.scorecard import services
from lifecourse.domains.scorecard.rules.local import year_of
from lifecourse.domains.scorecard.rules.reports import read_report
from lifecourse.engines.published.reading import digest
from lifecourse.kernel.access import context

from .world import MACHINE, World

OFFICE, ANALYST = "insight-office", "analyst"
_PRINTED = Path("reports") / "2017_18" / "core_data.yaml"
_SAID = (
    (
        "icpc_within_15_working_days_pct",
        2018,
        "Above nine in ten again: 91.5 % after 84.1 % in 2017. Invented for the demonstration: the chairs who joined "
        "in the summer made the difference, and the figure is watched each month.",
        False,
    ),
    (
        "cpp_second_or_subsequent_pct",
        2018,
        "One plan in five is a second or later one, above the neighbours for four years. Invented for the "
        "demonstration: an audit of plans that ended and came back is to say why.",
        True,
    ),
)


def tell(world: World) -> None:
    """Load the retyped section 3, take the front door's figures, say what two of them mean, ask for one action."""
    load_printed(world)
    at = world.ago(days=6)
    circle = world.circles[OFFICE].pk
    with world.acting(ANALYST, world.now) as analyst:
        services.take_front_door(actor=analyst, at=world.now, circle_id=circle, year=year_of(world.today))
    with world.acting(ANALYST, at) as analyst:
        for indicator, year, words, off_course in _SAID:
            services.write_narrative(
                actor=analyst,
                at=at,
                circle_id=circle,
                indicator=indicator,
                year=year,
                words=words,
                is_off_course=off_course,
            )
        services.ask_for_action(
            actor=analyst,
            at=at,
            circle_id=circle,
            indicator="cpp_second_or_subsequent_pct",
            title="Audit of twenty plans that ended and came back",
            request="What was agreed when the plan ended, and who saw that it was done?",
            organisation_id=world.organisations["childrens-social-care"].pk,
            due_on=world.today + timedelta(days=60),
        )


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
