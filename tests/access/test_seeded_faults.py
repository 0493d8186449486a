"""Can the matrix fail? Faults put in on purpose, each of which must be noticed, and by what.

That nothing is noticed where there is no fault is what `test_matrix` says, of every door in all four ways.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from . import matrix_walls as walls
from .matrix import ROWS
from .matrix_faults import APPLICATION, DATABASE, FAULTS, MATRIX, ROWS_ALONE, Fault
from .matrix_run import try_all
from .matrix_world import World, standing_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The rooms, made once for all faults."""
    with django_db_blocker.unblock(), standing_world() as made:
        yield made


def noticed(world: World, fault: Fault) -> dict[str, list[str]]:
    """What each way of looking says while the fault is in: by its name, what it found."""
    rows = [ROWS[name] for name in fault.doors.split()]
    with fault.seed(world):
        found = {
            MATRIX: try_all(world, rows).faults,
            ROWS_ALONE: walls.row_security_alone(world, rows).faults,
            DATABASE: walls.wall_faults(world),
        }
        # Last: it takes the very wall away that some faults have weakened, and puts it back whole.
        if DATABASE not in fault.noticed:
            found[APPLICATION] = walls.application_alone(world, rows).faults
    return found


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.title)
def test_a_fault_is_noticed_and_the_other_wall_holds(world: World, fault: Fault) -> None:
    found = noticed(world, fault)
    assert {way for way, lines in found.items() if lines} == set(fault.noticed.split(", ")), found


def test_with_both_walls_gone_the_canaries_sing(world: World) -> None:
    """The words are there to be found: nothing but the walls keeps them in."""
    rows = [
        ROWS[name] for name in ("concerns:concern", "web:person", "letters:show", "actions:show", "concerns:answer")
    ]
    with walls.without_row_security():
        leaks = walls.row_security_alone(world, rows).leaks
    for row in rows:
        assert any(row.route in line and "(sealed)" in line for line in leaks), row.route
        assert any(row.route in line and "(other)" in line for line in leaks), row.route
