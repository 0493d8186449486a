"""Very many rows in one statement: values come back as they were, and nothing is cut where it should not be."""

from uuid import UUID

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from lifecourse.kernel.base.guard import WriteOutsideCommand
from lifecourse.kernel.base.rows import array, column, insert_many, new_ids
from lifecourse.kernel.people.models import Person

TEXTS = ["", "a", "O'Brien", '{"x"}', "1,2", "\\N", "NULL", "line\nbreak", "ß", None]


@pytest.mark.django_db
@pytest.mark.parametrize("values", [TEXTS, [""], [None], ["", ""], []])
def test_a_column_comes_back_as_it_was(values: list[str | None]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {array('text')}", [column(values)])
        found = cursor.fetchone()[0]
    # Control for the one thing that cannot be said: an empty column is one empty text, so nobody sends one.
    assert found == (values or [""])


@pytest.mark.parametrize("sign", ["\x1f", "\x1e"])
def test_a_value_that_would_be_cut_is_refused(sign: str) -> None:
    with pytest.raises(ValueError, match="separates values"):
        column(["a", f"b{sign}c"])


@given(st.integers(min_value=1, max_value=300))
def test_ids_are_ids_each_its_own_and_near_each_other(count: int) -> None:
    ids = new_ids(count)
    assert len(set(ids)) == count and len({one[:13] for one in ids}) == 1
    assert all(str(UUID(one)) == one and UUID(one).version == 4 for one in ids)


@pytest.mark.django_db
def test_many_rows_are_written_by_commands_only() -> None:
    with pytest.raises(WriteOutsideCommand):
        insert_many(Person, columns={"display_name": ["Nobody"]})
