"""The matrix as a page for people: who may open which door, how many tries that makes, and which faults it notices."""

from .matrix import EVERYBODY, ROWS, Row
from .matrix_faults import APPLICATION, DATABASE, FAULTS, MATRIX, ROWS_ALONE
from .matrix_run import METHODS, tries
from .matrix_walls import SOME, about_records
from .matrix_world import ROOMS, VIEWERS

_HEAD = (
    "<!-- Generated from tests/access: LIFECOURSE_WRITE_REFERENCE=1 ./run test tests/access -k page -->\n\n"
    "# Access matrix\n"
)


def figures() -> dict[str, int]:
    """What the matrix is made of. `cells`: one person, one door, one method, one room."""
    return {
        "cells": sum(1 for row in ROWS.values() for _ in tries(row)),
        "routes": len(ROWS),
        "people": len(VIEWERS),
        "methods": len(METHODS),
        "rooms": len(ROOMS),
    }


def page() -> str:
    """The whole page, the same each time it is made from the same rows."""
    made = figures()
    single = sum(1 for row in about_records() for _, _, room in tries(row, SOME) if room != "own" or not row.keys)
    parts = [
        _HEAD,
        f"{made['routes']} routes, asked of the resolver, by {made['people']} people in {made['methods']} methods and "
        f"{made['rooms']} rooms: {made['cells']:,} cells. A route without a row fails the build. Every cell "
        "must be right for the tests to pass: the status, that a refused POST changed nothing, that what is not there "
        "and what is not theirs are the same bytes, that what was shown is in the trail, and that no word planted in "
        "another circle's records is in the body, the headers, the cookies or the messages.\n",
        f"Then {single:,} of these doors are tried once more with the application's checks gone (row security alone) "
        "and once more with row security off on every table (application alone): no foreign word and no foreign change "
        "either time.\n",
        "*Own*: a record of one's own circles. In *other* circles (another hub, index and desk) and in a *sealed* one "
        "everybody below gets 404, but for those inside, and for doors marked ‡ (about staff or the directory of "
        "agencies, not about a circle's record; † in other circles, never in a sealed one). Whoever is signed out or "
        "has left is sent to sign in.\n",
        "## Doors\n",
        _table(
            ("route", "is shown (200)", "may do (POST)", "sees the record, not this (403)"),
            [_line(row) for row in ROWS.values() if not row.public],
        ),
        "\n## Open to everybody\n",
        ", ".join(f"`{row.route}`" for row in ROWS.values() if row.public) + ".\n",
        "\n## Seeded faults\n",
        "Each is put in on purpose, and must be noticed in just these ways and in no other: a forgotten filter does "
        "not come through row security, and a wall taken down does not come through the filters.\n",
        _table(
            ("fault", *(way for way in _WAYS.values())),
            [(f.title, *("noticed" if way in f.noticed.split(", ") else "–" for way in _WAYS)) for f in FAULTS],
        ),
    ]
    return "\n".join(parts)


_WAYS = {
    MATRIX: "matrix, both walls standing",
    APPLICATION: "matrix, application alone",
    ROWS_ALONE: "matrix, row security alone",
    DATABASE: "questions to the database",
}


def _line(row: Row) -> tuple[str, ...]:
    mark = " ‡" if row.anywhere else " †" if row.abroad else ""
    shown = set(row.get.split()) | set(row.post.split() if row.only == "POST" else ())
    return (
        f"`{row.route}`{mark}",
        _people(row.get) if row.only != "POST" else "POST only",
        _people(row.post) if row.only != "GET" else "GET only",
        _people(" ".join(name for name in row.barred.split() if name not in shown)),
    )


def _people(names: str) -> str:
    if names == EVERYBODY:
        return "everybody signed in"
    shown = [name.replace("_", " ") for name in dict.fromkeys(names.split()) if not name.startswith("in_the_")]
    return "everybody else" if len(shown) > 9 else ", ".join(shown) or "–"


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"
