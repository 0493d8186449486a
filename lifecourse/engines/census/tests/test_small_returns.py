"""2,000 small returns that Hypothesis makes: what was written is what stands in the tables and what they count."""

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from lifecourse.engines.census import store
from lifecourse.engines.census.generating.people import Child
from lifecourse.engines.census.generating.writing import pieces
from lifecourse.engines.census.indicators import computing
from lifecourse.engines.census.indicators.definitions import read_definitions
from lifecourse.engines.census.reading import read_return
from lifecourse.engines.census.tests.oracle import PLAIN, SHARES, Told, tell, working_days_between
from lifecourse.engines.census.tests.small_returns import ENDS, STARTS, YEAR, returns

# So many are read in one go, for reading is what takes the time; each is counted by itself.
TOGETHER = 20


def test_small_returns_count_as_the_oracle_says(tmp_path):
    path, seen = tmp_path / "small.xml", {"returns": 0, "again": 0, "in_time": 0}
    with store.opened() as db:

        @settings(
            max_examples=2_000 // TOGETHER,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
        @given(st.lists(returns(), min_size=TOGETHER, max_size=TOGETHER))
        def holds(many):
            everybody = [child for made in many for child in made]
            # An id is one child's in the whole file, or their plans would be taken for one child's.
            for place, child in enumerate(everybody):
                child.child_id = f"CHILD{place}"
            path.write_text("".join(pieces(everybody, year=YEAR, lea="999")), encoding="utf-8")
            db.execute("; ".join(f"delete from {table}" for table in (*store.TABLES, "departure", "collection")))
            read = read_return(db, path)
            assert (read.departures, read.children) == (0, len(everybody))
            by_child = {
                name: dict(db.execute(f"select child_no, count(*) from {sql} group by child_no").fetchall())
                for name, sql in PLAIN.items()
            }
            shares = by_child_and_indicator(db)
            number = 0
            for made in many:
                told = tell(made, YEAR)
                numbers = range(number + 1, number + 1 + len(made))
                number += len(made)
                counts = {name: sum(found.get(one, 0) for one in numbers) for name, found in by_child.items()}
                assert counts == {name: getattr(told, name) for name in PLAIN}
                for key, (part, whole) in SHARES.items():
                    inside = sum(shares[key].get(one, (0, 0))[0] for one in numbers)
                    assert (key, inside) == (key, getattr(told, part))
                    if whole is not None:
                        assert sum(shares[key].get(one, (0, 0))[1] for one in numbers) == getattr(told, whole), key
                hold_together(told)
                seen["returns"] += 1
                seen["again"] += told.started_within_two_years
                seen["in_time"] += told.reviews_in_time

        holds()
    # The edges are met, not only passed by.
    assert seen["returns"] >= 2_000
    assert min(seen.values()) > 20, seen


def by_child_and_indicator(db) -> dict[str, dict[int, tuple[int, int]]]:
    """What the engine's own questions count for each child: in the numerator, and in all."""
    computing.compute(db)
    return {
        key: {
            child: (inside, rows)
            for child, inside, rows in db.execute(
                f"select child_no, count(*) filter (in_numerator), count(*) from ({one.question}) group by child_no"
            ).fetchall()
        }
        for key, one in read_definitions().indicators.items()
    }


def hold_together(told: Told) -> None:
    """What holds in every return, valid or not."""
    assert told.open_at_any_point == told.ended + told.open_at_end
    assert told.conferences_in_time <= told.conferences
    assert told.started_again <= told.started
    assert told.started_within_two_years <= told.started
    assert told.ended_within_three_months <= told.ended
    assert told.reviews_in_time <= told.reviews_due <= told.open_at_end


def _open_on_the_last_day(made: list[Child]) -> int:
    return tell(made, YEAR).open_at_end + sum(
        plan.ended == ENDS for child in made for case in child.cases for plan in case.plans
    )


def _on_day_14(made: list[Child]) -> int:
    held = [one for child in made for case in child.cases for one in case.enquiries if one.conference]
    late = [one for one in held if one.conference and working_days_between(one.started, one.conference) == 15]
    return tell(made, YEAR).conferences_in_time - sum(
        STARTS <= one.conference <= ENDS for one in late if one.conference
    )


@pytest.mark.parametrize(
    ("wrong", "name"), [(_open_on_the_last_day, "open_at_end"), (_on_day_14, "conferences_in_time")]
)
def test_a_mistake_at_an_edge_is_met(wrong, name):
    """Control: the returns have in them what tells a wrong definition from the right one."""
    found = find(
        returns(),
        lambda made: wrong(made) != getattr(tell(made, YEAR), name),
        # Found is enough; the smallest is not looked for.
        settings=settings(max_examples=2_000, database=None, derandomize=True, phases=[Phase.generate]),
    )
    assert found
