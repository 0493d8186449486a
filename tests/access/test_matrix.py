"""The access matrix: every route × everybody × GET and POST × own, other and sealed rooms."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from . import matrix_walls as walls
from .matrix import ROWS
from .matrix_page import figures, page
from .matrix_run import Findings, carried_in, routes, try_all
from .matrix_world import VIEWERS, World, standing_world

PAGE = settings.BASE_DIR / "docs" / "reference" / "access-matrix.md"


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
        assert set(f"{row.get} {row.post} {row.barred} {row.abroad}".split()) <= set(VIEWERS), row.route


def test_nobody_gets_more_or_less_than_the_matrix_says(findings: Findings, capsys: pytest.CaptureFixture[str]) -> None:
    assert findings.wrong == [], "\n".join(findings.wrong)
    assert findings.cells == figures()["cells"]
    with capsys.disabled():
        print(f"\naccess matrix: {figures()}, wrong: {len(findings.wrong)}, foreign words: {len(findings.leaks)}")  # noqa: T201


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


def test_foreign_ids_in_ones_own_addresses_and_forms_do_nothing(world: World) -> None:
    found = carried_in(world)
    assert found.cells > 100
    assert found.faults == [], "\n".join(found.faults)
    control = "\n".join(carried_in(world, ["own"]).wrong)
    for route in ("concerns:subject_find", "concerns:link", "concerns:assign_many", "access:confirm_memberships"):
        assert f"POST {route} " in control, f"{route}: with one's own ids it would be done"


def test_row_security_alone_keeps_every_foreign_word_in(world: World) -> None:
    found = walls.row_security_alone(world)
    assert found.faults == [] and found.cells > 1000, "\n".join(found.faults)


def test_the_application_alone_keeps_every_foreign_word_in(world: World) -> None:
    found = walls.application_alone(world)
    assert found.faults == [] and found.cells > 1000, "\n".join(found.faults)


def test_the_database_finds_no_hole(world: World) -> None:
    assert walls.wall_faults(world) == []


def test_the_page_says_what_the_matrix_says() -> None:
    if os.environ.get("LIFECOURSE_WRITE_REFERENCE"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(), "drift: LIFECOURSE_WRITE_REFERENCE=1 writes the page anew"
