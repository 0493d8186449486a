"""No hidden cell of several tables comes back: tried by brute force over every set of numbers that would look alike."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecourse.engines.suppression import Adds, Grid, can_be_worked_back, protect, protect_linked


def worked_back(cells: dict[str, int], sums: list[Adds], hidden: frozenset[str], *, span: int) -> set[str]:
    """The hidden cells with one value only; every set of whole numbers from 1 that keeps every sum is tried."""
    names = sorted(hidden)
    found: dict[str, set[int]] = {name: set() for name in names}
    ranges = [range(max(1, cells[name] - span), cells[name] + span + 1) for name in names]
    for tried in itertools.product(*ranges):
        made = {**cells, **dict(zip(names, tried, strict=True))}
        if all(made[one.total] == sum(made[part] for part in one.parts) for one in sums):
            for name in names:
                found[name].add(made[name])
    return {name for name in names if len(found[name]) < 2}


def two_tables(draw: st.DrawFn) -> tuple[dict[str, int], list[Adds]]:
    """By age and by sex, and by age and by need, of the same children; some totals are published and some are not."""
    counts = st.integers(0, 7)
    ages = draw(st.integers(1, 2))
    cells: dict[str, int] = {}
    sums: list[Adds] = []
    for age in range(ages):
        for kind in range(2):
            cells[f"age{age} sex{kind}"] = draw(counts)
        cells[f"age{age}"] = sum(cells[f"age{age} sex{kind}"] for kind in range(2))
        sums.append(Adds(f"age{age}", (f"age{age} sex0", f"age{age} sex1")))
        # The second table cuts the same children otherwise.
        of = cells[f"age{age}"]
        part = draw(st.integers(0, of))
        cells |= {f"age{age} need0": part, f"age{age} need1": of - part}
        sums.append(Adds(f"age{age}", (f"age{age} need0", f"age{age} need1")))
    if draw(st.booleans()):
        cells["all"] = sum(cells[f"age{age}"] for age in range(ages))
        sums.append(Adds("all", tuple(f"age{age}" for age in range(ages))))
    if draw(st.booleans()):
        cells["sex0"] = sum(cells[f"age{age} sex0"] for age in range(ages))
        sums.append(Adds("sex0", tuple(f"age{age} sex0" for age in range(ages))))
    return cells, sums


@st.composite
def systems(draw: st.DrawFn) -> tuple[dict[str, int], list[Adds]]:
    return two_tables(draw)


@settings(max_examples=150, deadline=None)
@given(systems(), st.integers(1, 4))
def test_no_hidden_cell_of_any_table_can_be_worked_back(system, threshold: int) -> None:
    cells, sums = system
    hidden = protect_linked(cells, sums, threshold=threshold)
    assert all(name in hidden for name, value in cells.items() if 1 <= value <= threshold)
    assert all(cells[name] for name in hidden), "a nought is never hidden"
    assert can_be_worked_back(cells, sums, hidden) == frozenset()
    if len(hidden) <= 7:
        assert worked_back(cells, sums, hidden, span=3) == set()


@settings(max_examples=150, deadline=None)
@given(systems(), st.data())
def test_what_can_be_worked_back_is_told_exactly(system, data: st.DataObject) -> None:
    cells, sums = system
    some = data.draw(st.sets(st.sampled_from(sorted(name for name in cells if cells[name]) or ["none"]), max_size=5))
    hidden = frozenset(some - {"none"})
    assert set(can_be_worked_back(cells, sums, hidden)) == worked_back(cells, sums, hidden, span=6)


def test_each_table_by_itself_would_let_a_cell_out_and_together_they_do_not() -> None:
    """The total that one table hides stands in the other."""
    cells = {"boys": 3, "girls": 9, "children": 12, "neglect": 5, "other": 7}
    sums = [Adds("children", ("boys", "girls")), Adds("children", ("neglect", "other"))]
    alone = protect(Grid([(3, 9)], row_totals=True, column_totals=False), threshold=5).hidden
    assert (0, 0) in alone and len(alone) >= 2
    assert can_be_worked_back(cells, sums, {"boys"}) == {"boys"}
    assert can_be_worked_back(cells, sums, {"boys", "children"}) == {"boys", "children"}, (
        "the other table tells the total"
    )
    hidden = protect_linked(cells, sums, threshold=5)
    assert {"boys", "neglect"} <= hidden and worked_back(cells, sums, hidden, span=12) == set()


def test_only_what_is_at_risk_is_small() -> None:
    cells = {"courses": 2, "children": 2}
    assert protect_linked(cells, [], threshold=5, at_risk={"children"}) == {"children"}


def test_what_stands_in_no_sum_is_hidden_alone() -> None:
    assert protect_linked({"a": 2, "b": 40}, [], threshold=5) == {"a"}


def test_where_everything_is_small_everything_is_hidden() -> None:
    cells = {"one": 1, "none": 0, "all": 1}
    assert protect_linked(cells, [Adds("all", ("one", "none"))], threshold=5) == {"one", "all"}


@pytest.mark.parametrize(
    ("cells", "sums"),
    [({"a": 1, "b": 2, "all": 4}, [Adds("all", ("a", "b"))]), ({"a": -1}, [])],
)
def test_what_does_not_add_up_is_refused(cells: dict[str, int], sums: list[Adds]) -> None:
    with pytest.raises(ValueError, match="come to|below zero"):
        protect_linked(cells, sums, threshold=5)


def test_a_sum_of_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="another cell"):
        Adds("all", ("all", "a"))


def test_a_report_of_many_tables_is_done_in_good_time() -> None:
    """Twelve tables of 6 by 5 that share their totals: more than any annual report has."""
    cells: dict[str, int] = {}
    sums: list[Adds] = []
    for table in range(12):
        for row in range(6):
            for column in range(5):
                cells[f"t{table} r{row} c{column}"] = (table * 7 + row * 11 + column * 5) % 23
            cells[f"t{table} r{row}"] = sum(cells[f"t{table} r{row} c{c}"] for c in range(5))
            sums.append(Adds(f"t{table} r{row}", tuple(f"t{table} r{row} c{c}" for c in range(5))))
        for column in range(5):
            cells[f"t{table} c{column}"] = sum(cells[f"t{table} r{r} c{column}"] for r in range(6))
            sums.append(Adds(f"t{table} c{column}", tuple(f"t{table} r{r} c{column}" for r in range(6))))
        cells[f"t{table}"] = sum(cells[f"t{table} r{r}"] for r in range(6))
        sums += [
            Adds(f"t{table}", tuple(f"t{table} r{r}" for r in range(6))),
            Adds(f"t{table}", tuple(f"t{table} c{c}" for c in range(5))),
        ]
    cells["all"] = sum(cells[f"t{table}"] for table in range(12))
    sums.append(Adds("all", tuple(f"t{table}" for table in range(12))))
    hidden = protect_linked(cells, sums, threshold=5)
    assert can_be_worked_back(cells, sums, hidden) == frozenset() and len(hidden) < len(cells) / 2
