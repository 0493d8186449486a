"""The demonstration's money: the retyped report derived anew, exactly what is wrong in it, and a year that is open."""

import datetime as dt

import pytest

from lifecourse.demo import money
from lifecourse.demo.world import World
from lifecourse.domains.board import queries
from lifecourse.domains.board.tests.factories import a_manager, an_office

pytestmark = pytest.mark.django_db


def test_the_report_is_told_by_commands_and_what_does_not_add_up_is_found() -> None:
    keeper = a_manager()
    # The story begins 20 days before; by then the keeper has joined.
    world = World(now=dt.datetime(2026, 3, 31, 15, 0, tzinfo=dt.UTC), scale=0.05)
    world.staff[money.KEEPER], world.circles[money.OFFICE] = keeper, an_office()
    money.tell(world)
    with world.acting(money.KEEPER, world.now):
        found = queries.findings(viewer=keeper)
        figures = {one.key: one for one in queries.figures(viewer=keeper, years=["2017/18", "2018/19"])}
        states = [one.year.state for one in queries.sheets(viewer=keeper)]
    assert [one.code for one in found] == ["transfer_rounded", "reserve", "opening_as_transfer"]
    assert states == ["closed"] * 4 + ["open"]
    assert figures["board.total_income@2017/18"].value.number == 259_428
    assert "annual report 2017/18" in figures["board.total_income@2017/18"].source
    assert figures["board.greater_manchester_police_outstanding@2018/19"].value.number == 100
    assert figures["board.cafcass_outstanding@2018/19"].value.number == 540
    assert "1 reversed" in figures["board.professional_fees@2018/19"].provenance["entries"]
