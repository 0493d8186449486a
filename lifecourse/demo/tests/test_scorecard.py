"""The demonstration's scorecard: what was printed stays; what is our own has counts, limits, words, and is marked."""

import datetime as dt
from decimal import Decimal as D

import pytest

from lifecourse.demo import returns, scorecard
from lifecourse.demo.world import World
from lifecourse.domains.concerns.tests.factories import a_hub, a_public_concern
from lifecourse.domains.scorecard import queries
from lifecourse.domains.scorecard.models import LocalFigure, PublishedFigure
from lifecourse.domains.scorecard.rules import Place
from lifecourse.domains.scorecard.tests import factories
from lifecourse.engines.comparison import Direction
from lifecourse.engines.figures.value import Kind
from lifecourse.kernel.access import context
from lifecourse.kernel.agencies.tests.factories import an_organisation
from lifecourse.kernel.involvement.tests.factories import join

pytestmark = pytest.mark.django_db
PCT = "icpc_within_15_working_days_pct"
NOW = dt.datetime(2026, 4, 10, 15, 0, tzinfo=dt.UTC)


@pytest.fixture
def world() -> World:
    """An office, its analyst, a hub with one concern of the year that is over; and the scorecard told."""
    made = World(now=NOW, scale=0.01)
    made.circles[scorecard.OFFICE] = factories.an_office()
    analyst = made.staff[scorecard.ANALYST] = factories.a_keeper()
    join(analyst, a_hub(), "analyst")
    made.organisations["childrens-social-care"] = an_organisation("childrens-social-care")
    a_public_concern(at=dt.datetime(2026, 3, 30, 9, tzinfo=dt.UTC))
    scorecard.tell(made)
    return made


def test_our_own_figures_are_invented_and_say_so_and_nobody_else_s_are(world: World) -> None:
    with context.as_system("test"):
        ours = list(LocalFigure.objects.all())
    assert {one.area_id for one in ours} == {"359"} and {one.circle.code for one in ours} == {"insight-office"}
    census = [one for one in ours if one.source.startswith("Invented for the demonstration")]
    front = [one for one in ours if one not in census]
    assert {one.year for one in census} == {2024, 2025, 2026} and {one.year for one in front} == {2026, 2027}
    assert all(one.indicator.startswith(("front_door_", "eyes_and_ears_")) for one in front)
    rates = [one for one in census if one.indicator == "icpc_rate_per_10000"]
    assert {one.parameters["population_vintage"] for one in rates} == {returns.INVENTED}
    again = {one.year: one for one in census if one.indicator == "cpp_repeat_within_2_years_pct"}
    assert [again[year].kind for year in (2024, 2025, 2026)] == [Kind.UNAVAILABLE, Kind.UNAVAILABLE, Kind.KNOWN]
    assert "plans are known from 2023-04-01 only" in again[2024].parameters["note"]
    published = list(PublishedFigure.objects.all())
    assert len(published) == 174 and {one.vintage for one in published} == {"Annual report 2017/18"}
    assert next(one for one in published if (one.indicator, one.area_id, one.year) == (PCT, "359", 2018)).number == D(
        "91.5"
    )


def test_one_is_off_course_by_more_than_chance_with_limits_words_and_an_action(world: World) -> None:
    analyst = world.staff[scorecard.ANALYST]
    with world.acting(scorecard.ANALYST, NOW):
        found = queries.indicator_page(viewer=analyst, at=NOW, key=PCT)
    latest, moved = found.line.latest, found.line.moved
    assert latest is not None and (latest.year, latest.place) == (2026, Place.LOCAL)
    assert moved is not None and (moved.means, moved.is_chance) == (Direction.WORSE, False)
    assert found.control is not None
    known = [year for year, limits in zip(found.years, found.control[1], strict=True) if limits is not None]
    assert known == [2024, 2025, 2026] and found.years == list(range(2013, 2027)), "a gap of years stays a gap"
    assert found.line.is_off_course and found.commentary is not None and found.commentary.owner_id == analyst.pk
    said = found.narratives[0]
    assert said.year == 2026 and f"{latest.numerator} of {latest.denominator} conferences" in said.words
    assert latest.value.shown(1) in said.words and "Invented for the demonstration" in said.words
    assert [one.title.startswith("Conferences in 15 working days") for one in found.actions] == [True]


def test_the_pages_show_whose_figures_they_are(world: World, client, settings) -> None:
    settings.MFA_SKIP_ALLOWED = True
    client.force_login(world.staff[scorecard.ANALYST], backend="lifecourse.kernel.access.backends.CurrentStaffBackend")
    shown = client.get(f"/scorecard/{PCT}/").content.decode()
    assert "control limits of our own figure" in shown and "More than chance would make" in shown
    assert "Invented for the demonstration: a return of 900 children who do not exist" in shown
    assert "Statistical neighbours (mean) in 2018, the latest there is: 81.01" in shown
    lines = client.get("/scorecard/").content.decode()
    assert '81.01% <span class="lc-muted">of 2018</span>' in lines, "not as if it were of our own year"
