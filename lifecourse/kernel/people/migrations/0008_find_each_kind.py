"""Each kind of key is looked for by itself, so that the kinds that agree are known without reading anybody's keys.

Before, the keys of every record of a block were taken apart and compared with those asked for: seven microseconds each,
for thousands of records. Now a record is found once for each kind in which it agrees, and its points are added up. Of
each kind at most `BLOCK` are taken: a common name no longer crowds out who has the postcode.

The same for a whole list's questions: `people_find_many` is no longer needed, as one may be asked for each row.
"""

from django.db import migrations

# By the number of the kind (`engines.linkage.keys.Kind`): NUMBER, DATE, YEAR_MONTH, YEAR_DAY, MONTH_DAY, POSTCODE, HOUSE,
# STREET, AREA, PAIR_YEAR, PAIR, ENGLISH, ONE_YEAR, MOTHER, UNBORN; the last is of no kind.
POINTS = (40, 8, 5, 5, 5, 8, 7, 4, 3, 8, 4, 2, 2, 6, 1, 0)
# The most records that are taken for one kind: more bear a name that says nothing. A search looks at fewer in all
# (`matching.rules.MOST_FOUND`), so it is always known that some were left out.
BLOCK = 600

# One plan serves every question and must be the index of keys: a table that is still being filled is one of which the
# planner knows nothing, and it would read the whole of it, by itself or in the order of its primary key.
FIND = f"""
CREATE FUNCTION people_find(wanted bigint[], most integer) RETURNS TABLE (person uuid, agreeing integer, called text)
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
            FROM unnest(wanted) u GROUP BY u & 15
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
    dependencies = [("people", "0007_kept_facts")]

    operations = [
        migrations.RunSQL(
            [
                # Only of what is kept, so it cannot drift from it.
                "ALTER TABLE people_search_key ADD COLUMN called text GENERATED ALWAYS AS (lower(facts->>'names')) STORED",
                "GRANT CREATE ON SCHEMA public TO lifecourse_index",
                "SET LOCAL ROLE lifecourse_index",
                "DROP FUNCTION people_find(bigint[], integer)",
                "DROP FUNCTION people_find_many(text[], integer)",
                FIND,
                "REVOKE ALL ON FUNCTION people_find(bigint[], integer) FROM PUBLIC",
                "GRANT EXECUTE ON FUNCTION people_find(bigint[], integer) TO lifecourse_app",
                "RESET ROLE",
                "REVOKE CREATE ON SCHEMA public FROM lifecourse_index",
            ]
        )
    ]
