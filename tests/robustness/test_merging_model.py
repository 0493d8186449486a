"""Some hundred generated operations on people, beside a plain model: the small sister of `./run bench merging`."""

import contextlib

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from benchmarks.harness.merge_model import DONE, INDEX, One, Viewer, World
from benchmarks.harness.merge_play import House, Play
from benchmarks.merging import no_obstacles, roots_one_step_up

ALL = {"view", "merge", "edit", "seal"}


@pytest.mark.django_db
def test_the_house_and_the_model_agree() -> None:
    house = House()
    for number in range(2):
        play = Play(house, "test", number)
        play.run(160, pages=12)
        assert play.wrong == []
        assert play.outcomes["merge: done"] > 3 and play.compared > 50


@pytest.mark.django_db
@pytest.mark.parametrize("broken", [roots_one_step_up, no_obstacles])
def test_a_house_that_is_broken_is_found(broken) -> None:
    house, found = House(), []
    for number in range(4):
        play = Play(house, "broken", number)
        with contextlib.suppress(Exception), broken():
            play.run(300, pages=0)
        found += play.wrong
        if found:
            break
    assert found


@settings(
    max_examples=200,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
@given(
    st.lists(
        st.tuples(st.sampled_from(["merge", "unmerge", "separate"]), st.integers(0, 6), st.integers(0, 6)), max_size=40
    )
)
def test_the_model_itself_keeps_a_forest(steps) -> None:
    """Whatever is joined, undone and taken out: no circle, one root a group, and nobody in two groups."""
    world, viewer = World(), Viewer("all", {INDEX: ALL})
    for key in range(7):
        world.records[key] = One(INDEX, None, ("", ""))
    for number, (what, one, other) in enumerate(steps):
        if what == "merge":
            why, pair = world.merge(viewer, one, other)
            assert (why == DONE) == (pair is not None)
            if pair is not None:
                world.join(number, *pair)
        elif what == "unmerge" and world.edges:
            world.unmerge(viewer, list(world.edges)[one % len(world.edges)])
        elif what == "separate":
            before = world.group(one)
            why, pairs = world.separate(viewer, one)
            for order, pair in enumerate(pairs):
                world.join((number, order), *pair)
            if why == DONE:
                assert world.group(one) == {one}
                rest = before - {one}
                assert all(world.group(key) == rest for key in rest)
        for key in range(7):
            group = world.group(key)
            assert {world.root(member) for member in group} == {world.root(key)} and world.root(key) in group
