"""What is compared of a record is kept beside its keys, so that candidates are read in one statement and not in three.

It is written with the keys, by the same commands, and read through a function that sees the circles of the transaction
and no others. Records whose keys were put before have none yet and are read from their own tables; `./run manage
rebuild_search_keys` puts it.
"""

from django.db import migrations

OPEN = "coalesce(string_to_array(nullif(current_setting('lifecourse.circles', true), ''), ',')::bigint[], '{}')"

# Each element of `keys` is an array of keys written as a text ("{1,2}"): PostgreSQL has no arrays of ragged arrays.
PUT = f"""
CREATE FUNCTION people_put_keys(people uuid[], circles bigint[], keys text[], facts text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    IF cardinality(people) <> ALL (ARRAY[cardinality(circles), cardinality(keys), cardinality(facts)]) THEN
        RAISE EXCEPTION 'each person has one circle, one array of keys and one text of facts';
    END IF;
    IF NOT circles <@ {OPEN} THEN
        RAISE EXCEPTION 'keys may be put only in the circles of the transaction';
    END IF;
    INSERT INTO people_search_key (person_id, circle_id, keys, facts)
        SELECT told.person, told.circle, told.wanted::bigint[], told.compared::json
        FROM unnest(people, circles, keys, facts) AS told (person, circle, wanted, compared)
    ON CONFLICT (person_id) DO UPDATE SET keys = excluded.keys, facts = excluded.facts
    WHERE people_search_key.circle_id = excluded.circle_id;
END $$
"""  # noqa: S608 - only the constant above
# Of a table that is still being filled the planner knows nothing, and would read the whole of it.
KEPT = f"""
CREATE FUNCTION people_kept(people uuid[]) RETURNS TABLE (person uuid, facts json)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off
AS $$
DECLARE
    open_now bigint[] := {OPEN};
BEGIN
    RETURN QUERY SELECT k.person_id, k.facts FROM people_search_key k
        WHERE k.person_id = ANY (people) AND k.circle_id = ANY (open_now);
END $$
"""  # noqa: S608 - only the constant above
BEFORE = ("people_put_keys(uuid, bigint, bigint[])", "people_put_keys_many(uuid[], bigint[], text[])")
NOW = ("people_put_keys(uuid[], bigint[], text[], text[])", "people_kept(uuid[])")


class Migration(migrations.Migration):
    dependencies = [("people", "0006_find_by_kind")]

    operations = [
        migrations.RunSQL(
            [
                "ALTER TABLE people_search_key ADD COLUMN facts json",
                "GRANT CREATE ON SCHEMA public TO lifecourse_index",
                "SET LOCAL ROLE lifecourse_index",
                *(f"DROP FUNCTION {function}" for function in BEFORE),
                PUT,
                KEPT,
                *(
                    statement
                    for function in NOW
                    for statement in (
                        f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC",
                        f"GRANT EXECUTE ON FUNCTION {function} TO lifecourse_app",
                    )
                ),
                "RESET ROLE",
                "REVOKE CREATE ON SCHEMA public FROM lifecourse_index",
            ],
        )
    ]
