"""What was said is looked for apart from what may have been misheard, so that the latter does not crowd it out.

Before, the ten first letters that a name may have been misheard for shared one block of records with the letter that was
said, and among ten million people filled it. And those who share as much are put in order by how their names are spelt:
before, by chance, and among ten million the right one was often left out.
"""

from django.db import migrations

# By the number of the kind (`engines.linkage.keys.Kind`): NUMBER, DATE, YEAR_MONTH, YEAR_DAY, MONTH_DAY, POSTCODE, HOUSE,
# STREET, AREA, PAIR_YEAR, PAIR, ENGLISH, ONE_YEAR, MOTHER, UNBORN; the last is of no kind.
POINTS = (40, 8, 5, 5, 5, 8, 7, 4, 3, 8, 4, 2, 2, 6, 1, 0)
# Whose name holds a word that was said, or how one begins or ends, comes before others who share as much.
SPELT = 2
# Of one block so many records are taken, of those guessed a third: a key that brings more says little, among ten million
# too. A search looks at fewer in all (`matching.rules.MOST_FOUND`), so it is always known that some who share what was
# said were left out.
BLOCK = 400

# One plan serves every question and must be the index of keys: a table that is still being filled is one of which the
# planner knows nothing, and it would read the whole of it, by itself or in the order of its primary key.
FIND = f"""
CREATE FUNCTION people_find(said bigint[], guessed bigint[], spelt text[], most integer)
RETURNS TABLE (person uuid, agreeing integer, called text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 300 SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off
AS $$
DECLARE
    circles bigint[] := coalesce(string_to_array(nullif(current_setting('lifecourse.circles', true), ''), ',')::bigint[], '{{}}');
BEGIN
    RETURN QUERY
        SELECT found.person_id,
            (sum(asked.points) + {SPELT} * (SELECT count(*) FROM unnest(spelt) s WHERE strpos(min(found.called), s) > 0))::integer,
            min(found.called)
        FROM (
            SELECT ('{{{",".join(map(str, POINTS))}}}'::integer[])[(u & 15) + 1] AS points, array_agg(u) AS keys,
                CASE WHEN is_said THEN {BLOCK} ELSE {BLOCK // 3} END AS most_of_block
            FROM (SELECT u, true FROM unnest(said) u UNION ALL SELECT u, false FROM unnest(guessed) u) AS wanted (u, is_said)
            GROUP BY is_said, u & 15
        ) asked
        CROSS JOIN LATERAL (
            SELECT k.person_id, k.called FROM people_search_key k
            WHERE k.keys && asked.keys AND k.circle_id = ANY (circles)
            LIMIT asked.most_of_block
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
                "REVOKE ALL ON FUNCTION people_find(bigint[], bigint[], text[], integer) FROM PUBLIC",
                "GRANT EXECUTE ON FUNCTION people_find(bigint[], bigint[], text[], integer) TO lifecourse_app",
                "RESET ROLE",
                "REVOKE CREATE ON SCHEMA public FROM lifecourse_index",
            ]
        )
    ]
