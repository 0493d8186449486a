"""No hidden count comes back: tried by brute force over every table that would be published alike."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecourse.engines.suppression import Gap, Grid, protect, unsafe


def grids(most: int = 9, rows: int = 3, columns: int = 3):
    return st.integers(1, columns).flatmap(
        lambda width: st.builds(
            Grid,
            st.lists(
                st.lists(st.integers(0, most), min_size=width, max_size=width).map(tuple), min_size=1, max_size=rows
            ).map(tuple),
            row_totals=st.booleans(),
            column_totals=st.booleans(),
        )
    )


def worked_back(grid: Grid, hidden, *, span: int) -> set:
    """The hidden cells with one value only in all tables that look alike; `span`: how far from the truth is looked.

    An attacker knows what is shown, that totals add up, and that nothing hidden is zero. Every table of whole numbers
    that keeps to that is tried: a cell that has two values in them is safe.
    """
    cells = grid.cells()
    inner = [key for key in hidden if key[0] < grid.height and key[1] < grid.width]
    values: dict = {key: set() for key in hidden}
    ranges = [range(max(1, cells[key] - span), cells[key] + span + 1) for key in inner]
    for tried in itertools.product(*ranges):
        rows = [list(row) for row in grid.rows]
        for (i, j), value in zip(inner, tried, strict=True):
            rows[i][j] = value
        made = Grid(rows, grid.row_totals, grid.column_totals).cells()
        if all(made[key] >= 1 if key in hidden else made[key] == cells[key] for key in cells):
            for key in hidden:
                values[key].add(made[key])
    return {key for key, found in values.items() if len(found) < 2}


@settings(max_examples=300, deadline=None)
@given(grids(), st.integers(1, 5))
def test_no_hidden_count_can_be_worked_back(grid: Grid, threshold: int) -> None:
    made = protect(grid, threshold=threshold)
    assert worked_back(grid, made.hidden, span=1) == set()


@settings(max_examples=300, deadline=None)
@given(grids(), st.integers(1, 5))
def test_every_small_count_is_hidden_and_no_zero(grid: Grid, threshold: int) -> None:
    made = protect(grid, threshold=threshold)
    for key, value in grid.cells().items():
        assert key in made.hidden or not 1 <= value <= threshold
        assert key not in made.hidden or value


@settings(max_examples=200, deadline=None)
@given(grids(most=4, rows=2, columns=3), st.data())
def test_the_check_agrees_with_brute_force_on_any_hiding(grid: Grid, data) -> None:
    """A control too: hidings that are not safe are found, by both, and are the same ones."""
    shown = [key for key, value in grid.cells().items() if value]
    hidden = frozenset(data.draw(st.sets(st.sampled_from(shown)))) if shown else frozenset()
    assert unsafe(grid, hidden) == worked_back(grid, hidden, span=4)


def test_hiding_the_small_counts_alone_gives_them_back() -> None:
    grid = Grid([[3, 20, 40], [30, 25, 60]])
    assert unsafe(grid, frozenset({(0, 0)})) == {(0, 0)}
    made = protect(grid, threshold=5)
    assert len(made.hidden) == 4 and not unsafe(grid, made.hidden)


def test_two_ones_that_add_up_to_two_are_no_secret() -> None:
    """A zero is shown, so of two hidden ones with their total shown both are known; a third must go too."""
    grid = Grid([[1], [1], [7]], row_totals=False)
    assert unsafe(grid, frozenset({(0, 0), (1, 0)})) == {(0, 0), (1, 0)}
    assert protect(grid, threshold=5).hidden == {(0, 0), (1, 0), (2, 0)}


def test_a_small_total_is_hidden_with_its_parts() -> None:
    made = protect(Grid([[2, 0], [0, 90]]), threshold=5)
    assert {(0, 0), (0, 2), (2, 0)} <= made.hidden
    assert made.shown(0, 1) == 0, "zero is shown"


def test_what_is_not_there_is_neither_zero_nor_hidden() -> None:
    made = protect(Grid([[2, Gap.UNAVAILABLE], [Gap.NOT_APPLICABLE, 30]]), threshold=5)
    assert made.shown(0, 1) is Gap.UNAVAILABLE and made.shown(1, 0) is Gap.NOT_APPLICABLE
    assert made.shown(0, 0) is None and made.shown(0, 2) is Gap.UNAVAILABLE
    assert made.shown(1, 2) == 30


def test_nothing_small_hides_nothing() -> None:
    assert protect(Grid([[0, 8], [9, 10]]), threshold=5).hidden == frozenset()
    assert protect(Grid([[1, 2], [3, 4]]), threshold=0).hidden == frozenset()


@pytest.mark.parametrize("rows", [[[1, 2], [3]], [[-1]]])
def test_no_table_is_refused(rows) -> None:
    with pytest.raises(ValueError):
        Grid(rows)
