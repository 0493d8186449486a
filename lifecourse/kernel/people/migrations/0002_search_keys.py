"""The search keys: one table nobody may read, reached through two functions that see the caller's circles only.

Array overlap is not a leakproof operator, so under a row policy PostgreSQL does not use the index of keys (measured at
200,000 rows: 37 ms of scanning against 0.3 ms). So the table is the index role's alone: the application's role has no
privilege on it and no policy lets it in, and the function filters by the circles of the transaction itself.
"""

from django.db import migrations, models

from lifecourse.kernel.base import walls

TABLE = [
    "CREATE TABLE people_search_key (person_id uuid PRIMARY KEY, circle_id bigint NOT NULL, keys bigint[] NOT NULL)",
    # With fastupdate on, searches slow down 3.5 times while entries are pending.
    "CREATE INDEX people_search_key_keys ON people_search_key USING gin (keys) WITH (fastupdate = off)",
    "ALTER TABLE people_search_key ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE people_search_key FORCE ROW LEVEL SECURITY",
    "CREATE POLICY index_role ON people_search_key TO lifecourse_index USING (true) WITH CHECK (true)",
    "REVOKE ALL ON people_search_key FROM PUBLIC, lifecourse_app",
    "GRANT SELECT, INSERT, UPDATE ON people_search_key TO lifecourse_index",
]

# Brings back the people who share most keys with the question, of the caller's circles; one row more than `most` says
# that there are others. A bare LIMIT would send the planner to a scan: always with ORDER BY.
FIND = """
CREATE FUNCTION people_find(wanted bigint[], most integer) RETURNS TABLE (person uuid, agreeing integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    circles bigint[] := coalesce(string_to_array(nullif(current_setting('lifecourse.circles', true), ''), ',')::bigint[], '{}');
BEGIN
    RETURN QUERY
        SELECT k.person_id, cardinality(ARRAY(SELECT unnest(k.keys) INTERSECT SELECT unnest(wanted)))
        FROM people_search_key k
        WHERE k.keys && wanted AND k.circle_id = ANY (circles)
        ORDER BY 2 DESC, 1
        LIMIT most + 1;
END $$
"""

# Keys are put for people of the caller's circles only; the foreign key refuses a circle that is not the person's.
PUT = """
CREATE FUNCTION people_put_keys(person uuid, circle bigint, wanted bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    IF circle <> ALL (coalesce(string_to_array(nullif(current_setting('lifecourse.circles', true), ''), ',')::bigint[], '{}')) THEN
        RAISE EXCEPTION 'keys may be put only in the circles of the transaction';
    END IF;
    INSERT INTO people_search_key (person_id, circle_id, keys) VALUES (person, circle, wanted)
    ON CONFLICT (person_id) DO UPDATE SET keys = excluded.keys
    WHERE people_search_key.circle_id = excluded.circle_id;
END $$
"""
FUNCTIONS = ("people_find(bigint[], integer)", "people_put_keys(uuid, bigint, bigint[])")


def _handed_over(function: str) -> list[str]:
    return [
        f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {function} TO lifecourse_app",
        f"ALTER FUNCTION {function} OWNER TO lifecourse_index",
    ]


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="never_merged",
            field=models.BooleanField(default=False),
        ),
        migrations.RunSQL(TABLE, ["DROP TABLE people_search_key"]),
        walls.same_circle("people_search_key", "people_person", key="person_id"),
        migrations.RunSQL(
            [
                FIND,
                PUT,
                # An owner of functions must be able to make them, for as long as it takes to hand them over.
                "GRANT CREATE ON SCHEMA public TO lifecourse_index",
                *(statement for function in FUNCTIONS for statement in _handed_over(function)),
                "REVOKE CREATE ON SCHEMA public FROM lifecourse_index",
            ],
            [
                "SET LOCAL ROLE lifecourse_index",
                *(f"DROP FUNCTION {function}" for function in FUNCTIONS),
                "RESET ROLE",
            ],
        ),
    ]
