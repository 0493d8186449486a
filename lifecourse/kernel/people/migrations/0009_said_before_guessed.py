"""What was said is looked for apart from what may have been misheard, so that the latter does not crowd it out.

Of each kind of key, and of each of the two, at most `BLOCK` records are taken. Before, the ten first letters that a name
may have been misheard for shared one block with the letter that was said, and among ten million people filled it.
"""

from django.db import migrations

# By the number of the kind (`engines.linkage.keys.Kind`): NUMBER, DATE, YEAR_MONTH, YEAR_DAY, MONTH_DAY, POSTCODE, HOUSE,
# STREET, AREA, PAIR_YEAR, PAIR, ENGLISH, ONE_YEAR, MOTHER, UNBORN; the last is of no kind.
POINTS = (40, 8, 5, 5, 5, 8, 7, 4, 3, 8, 4, 2, 2, 6, 1, 0)
# The most records that are taken of one block: more bear a name that says nothing. A search looks at fewer in all
# (`matching.rules.MOST_FOUND`), so it is always known that some were left out.
BLOCK = 600

# One plan serves every question and must be the index of keys: a table that is still being filled is one of which the
# planner knows nothing, and it would read the whole of it, by itself or in the order of its primary key.
FIND = f"""
CREATE FUNCTION people_find(said bigint[], guessed bigint[], most integer)
RETURNS TABLE (person uuid, agreeing integer, called text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 300 SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off
AS $$
DECLARE
    circles bigint[] := coalesce(string_to_array(nullif(current_setting('lifecourse.circles', true), ''), ',')::bigint[], '{{}}');
BEGIN
    RETURN QUERY
        SELECT found.person_id, sum(asked.points)::integer, min(found.called)
        FROM (
            SELECT ('{{{",".join(map(str, POINTS))}}}'::integer[])[(u & 15) + 1] AS points, array_agg(u) AS keys
            FROM (SELECT u, true FROM unnest(said) u UNION ALL SELECT u, false FROM unnest(guessed) u) AS wanted (u, is_said)
            GROUP BY is_said, u & 15
        ) asked
        CROSS JOIN LATERAL (
            SELECT k.person_id, k.called FROM people_search_key k
            WHERE k.keys && asked.keys AND k.circle_id = ANY (circles)
            LIMIT {BLOCK}
        ) found
        GROUP BY found.person_id
        ORDER BY 2 DESC, 1
        LIMIT most + 1;
END $$
"""  # noqa: S608 - made of the numbers above


class Migration(migrations.Migration):
    dependencies = [("people", "0008_find_each_kind")]

    operations = [
        migrations.RunSQL(
            [
                "GRANT CREATE ON SCHEMA public TO lifecourse_index",
                "SET LOCAL ROLE lifecourse_index",
                "DROP FUNCTION people_find(bigint[], integer)",
                FIND,
                "REVOKE ALL ON FUNCTION people_find(bigint[], bigint[], integer) FROM PUBLIC",
                "GRANT EXECUTE ON FUNCTION people_find(bigint[], bigint[], integer) TO lifecourse_app",
                "RESET ROLE",
                "REVOKE CREATE ON SCHEMA public FROM lifecourse_index",
            ]
        )
    ]
