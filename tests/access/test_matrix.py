"""The access matrix: every route × everybody × GET and POST × own, other and sealed rooms."""

from collections.abc import Iterator
from typing import Any

import pytest

from .matrix import ROWS
from .matrix_run import Findings, routes, try_all
from .matrix_world import VIEWERS, World, standing_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The rooms, made once and committed; each try is undone, and at the end all is cleared away."""
    with django_db_blocker.unblock(), standing_world() as made:
        yield made


@pytest.fixture(scope="module")
def findings(world: World) -> Findings:
    """The whole matrix, tried once."""
    return try_all(world, ROWS.values())


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    known = routes()
    assert sorted(set(known) - set(ROWS)) == [], "a route without a row in tests/access/matrix.py"
    assert sorted(set(ROWS) - set(known)) == [], "a row without a route"
    wrong = [name for name, row in ROWS.items() if len(row.keys.split()) != len(known[name])]
    assert wrong == [], "a row whose keys are not the route's parameters"


def test_a_row_names_nobody_who_is_not_there() -> None:
    for row in ROWS.values():
        assert set(f"{row.get} {row.post} {row.barred}".split()) <= set(VIEWERS), row.route


def test_nobody_gets_more_or_less_than_the_matrix_says(findings: Findings) -> None:
    assert findings.wrong == [], "\n".join(findings.wrong)


def test_no_word_of_a_foreign_circle_reaches_anybody(findings: Findings) -> None:
    assert findings.leaks == [], "\n".join(findings.leaks)


def test_the_matrix_is_not_empty(findings: Findings) -> None:
    """The control of the controls: words are found where they belong, and what may be done can be done."""
    assert findings.cells > 1000
    for viewer in (
        "hub_officer",
        "hub_manager",
        "index_manager",
        "desk_responder",
        "list_manager",
        "emergency_reader",
        "in_the_other",
        "in_the_sealed",
    ):
        assert findings.seen.get(viewer), f"{viewer} saw no word of their own circle anywhere"
    idle = [name for name, row in ROWS.items() if row.data and name not in findings.worked]
    assert idle == [], f"nobody who may could do {idle}: the refusals prove nothing"
