"""Among very many the index of keys is used, and what was guessed does not crowd out what was said."""

import random
import re
from collections.abc import Iterator
from typing import Any

import pytest

from lifecourse.engines.linkage.keys import Kind, Wanted
from lifecourse.kernel.access import context
from lifecourse.kernel.people import queries as people_queries
from lifecourse.kernel.people.tests.factories import AT, a_circle, a_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def keys_of_nobody(owner_connection) -> Iterator[Any]:
    """The owner's connection, with keys that need belong to nobody."""
    owner_connection.execute("ALTER TABLE people_search_key DROP CONSTRAINT people_search_key_person_id_circle")
    yield owner_connection
    owner_connection.execute("TRUNCATE people_search_key")
    owner_connection.execute(
        "ALTER TABLE people_search_key ADD CONSTRAINT people_search_key_person_id_circle FOREIGN KEY "
        "(person_id, circle_id) REFERENCES people_person (id, circle_id) "
        "ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED"
    )


def test_the_function_uses_its_index(keys_of_nobody) -> None:
    """The function's own query, explained as its owner and with its settings, uses the keys' index.

    Control: under a policy it cannot.
    """
    index = a_circle()
    try:
        draw = random.Random(1)
        with keys_of_nobody.cursor() as cursor:
            cursor.execute("SET ROLE lifecourse_index")
            for _ in range(20):
                rows = [[draw.randrange(10**9) for _ in range(12)] for _ in range(500)]
                cursor.executemany(
                    "INSERT INTO people_search_key VALUES (gen_random_uuid(), %s, %s::bigint[])",
                    [(index.pk, row) for row in rows],
                )
            cursor.execute("RESET ROLE")
            cursor.execute("ANALYZE people_search_key")
            sql = "SELECT prosrc, proconfig FROM pg_proc WHERE proname = 'people_find'"
            body, settings = cursor.execute(sql).fetchone()
            planner = [setting for setting in settings if setting.startswith("enable_")]
            assert planner
            query = re.search(r"RETURN QUERY(.*?);", body, re.S).group(1)
            query = re.sub(r"unnest\((said|guessed)\)", "unnest('{1,2,3}'::bigint[])", query)
            query = query.replace("circles", f"'{{{index.pk}}}'::bigint[]").replace("LIMIT most", "LIMIT 100")
            query = query.replace("unnest(spelt)", "unnest('{abc}'::text[])")

            def plan() -> str:
                cursor.execute("SET ROLE lifecourse_index;" + ";".join(f"SET {setting}" for setting in planner))
                found = "\n".join(row[0] for row in cursor.execute("EXPLAIN " + query).fetchall())
                cursor.execute("RESET ROLE;" + ";".join(f"RESET {setting.partition('=')[0]}" for setting in planner))
                return found

            assert "people_search_key_keys" in plan() and "Seq Scan" not in plan()
            cursor.execute(f"ALTER POLICY index_role ON people_search_key USING (circle_id = {index.pk})")
            assert "people_search_key_keys" not in plan()
    finally:
        keys_of_nobody.execute("ALTER POLICY index_role ON people_search_key USING (true)")


def test_what_was_said_is_not_crowded_out_by_what_was_guessed(keys_of_nobody) -> None:
    """One record has the letter that was said, a thousand have one for which it may have been misheard."""
    index, reader = a_circle(), a_user("Rea Der", "index_reader")
    said, guessed = (number << 4 | Kind.YEAR_MONTH for number in (1, 2))
    many = 1_000  # more than are taken of one block
    keys_of_nobody.execute("SET ROLE lifecourse_index")
    for count, key in ((many, guessed), (1, said)):
        keys_of_nobody.execute(
            "INSERT INTO people_search_key SELECT gen_random_uuid(), %s, ARRAY[%s::bigint] FROM generate_series(1, %s)",
            [index.pk, key, count],
        )
    keys_of_nobody.execute("RESET ROLE")

    def found(said: list[int], guessed: list[int]) -> int:
        with context.viewing(reader, at=AT):
            return len(people_queries.find(viewer=reader, wanted=Wanted(said, guessed), most=2 * many).near)

    block = found([], [guessed])
    assert found([said], []) == 1 and 1 < block < many
    assert found([said], [guessed]) == block + 1
    assert found([], [guessed, said]) == block, "the control: in one block it is crowded out"
