"""The search keys of many people at once: put in one statement, and looked for in one question, as a long list needs.

As for one person, the functions see the circles of the transaction and no others.
"""

from django.db import migrations

# Nothing but this constant is joined into the statements.
OPEN = "coalesce(string_to_array(nullif(current_setting('lifecourse.circles', true), ''), ',')::bigint[], '{}')"

# Each element of `keys` is an array of keys written as a text ("{1,2}"): PostgreSQL has no arrays of ragged arrays.
PUT = """
CREATE FUNCTION people_put_keys_many(people uuid[], circles bigint[], keys text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    IF cardinality(people) <> cardinality(circles) OR cardinality(people) <> cardinality(keys) THEN
        RAISE EXCEPTION 'each person has one circle and one array of keys';
    END IF;
    IF NOT circles <@ %OPEN% THEN
        RAISE EXCEPTION 'keys may be put only in the circles of the transaction';
    END IF;
    INSERT INTO people_search_key (person_id, circle_id, keys)
        SELECT told.person, told.circle, told.wanted::bigint[] FROM unnest(people, circles, keys) AS told (person, circle, wanted)
    ON CONFLICT (person_id) DO UPDATE SET keys = excluded.keys
    WHERE people_search_key.circle_id = excluded.circle_id;
END $$
"""

# For each question (an array of keys written as a text) at most `most` people, those that share most keys first. One
# plan serves them all and must be the index of keys: of a table that is still being filled the planner knows nothing,
# and would read the whole of it for each question, by itself or in the order of its primary key.
FIND = """
CREATE FUNCTION people_find_many(wanted text[], most integer) RETURNS TABLE (question integer, person uuid, agreeing integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off
AS $$
DECLARE
    open_now bigint[] := %OPEN%;
BEGIN
    RETURN QUERY
        SELECT told.place::integer, found.person_id, found.agreeing
        FROM unnest(wanted) WITH ORDINALITY AS told (keys, place)
        CROSS JOIN LATERAL (
            SELECT k.person_id, cardinality(ARRAY(SELECT unnest(k.keys) INTERSECT SELECT unnest(told.keys::bigint[]))) AS agreeing
            FROM people_search_key k
            WHERE k.keys && told.keys::bigint[] AND k.circle_id = ANY (open_now)
            ORDER BY 2 DESC, 1
            LIMIT most
        ) AS found;
END $$
"""
FUNCTIONS = ("people_put_keys_many(uuid[], bigint[], text[])", "people_find_many(text[], integer)")


class Migration(migrations.Migration):
    dependencies = [("people", "0003_kinds_from_lists")]

    operations = [
        migrations.RunSQL(
            [
                PUT.replace("%OPEN%", OPEN),
                FIND.replace("%OPEN%", OPEN),
                "GRANT CREATE ON SCHEMA public TO lifecourse_index",
                *(
                    statement
                    for function in FUNCTIONS
                    for statement in (
                        f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC",
                        f"GRANT EXECUTE ON FUNCTION {function} TO lifecourse_app",
                        f"ALTER FUNCTION {function} OWNER TO lifecourse_index",
                    )
                ),
                "REVOKE CREATE ON SCHEMA public FROM lifecourse_index",
            ],
            ["SET LOCAL ROLE lifecourse_index", *(f"DROP FUNCTION {function}" for function in FUNCTIONS), "RESET ROLE"],
        )
    ]
