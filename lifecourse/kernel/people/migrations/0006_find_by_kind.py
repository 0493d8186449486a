"""Candidates are put in order by the kinds of key they share, and a block that is too big costs no more than another.

Keys now say their kind in their last four bits (`engines.linkage.keys.Kind`), so those made before must be made anew:
`./run manage rebuild_search_keys`, once, after this migration. Until then people are found only as they are changed.
"""

from django.db import migrations

# NUMBER, DATE, YEAR_MONTH, YEAR_DAY, MONTH_DAY, POSTCODE, HOUSE, STREET, AREA, PAIR_YEAR, PAIR, ENGLISH, ONE_YEAR,
# MOTHER, UNBORN; the last is of no kind.
POINTS = (40, 8, 5, 5, 5, 8, 7, 4, 3, 8, 6, 2, 2, 6, 1, 0)
# The most records of one block that are put in order; with fewer than all of them the answer says that there are more.
BLOCK = 4_000

_SUM = " + ".join(f"(b.kinds >> {bit} & 1) * {points}" for bit, points in enumerate(POINTS) if points)
FIND = f"""
CREATE OR REPLACE FUNCTION people_find(wanted bigint[], most integer) RETURNS TABLE (person uuid, agreeing integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan
SET enable_seqscan = off
AS $$
DECLARE
    circles bigint[] := coalesce(string_to_array(nullif(current_setting('lifecourse.circles', true), ''), ',')::bigint[], '{{}}');
BEGIN
    RETURN QUERY
        SELECT b.person_id, {_SUM}
        FROM (
            SELECT k.person_id,
                (SELECT bit_or(1 << (u & 15)::integer) FROM unnest(k.keys) u WHERE u = ANY (wanted)) AS kinds
            FROM people_search_key k
            WHERE k.keys && wanted AND k.circle_id = ANY (circles)
            LIMIT {BLOCK}
        ) b
        ORDER BY 2 DESC, 1
        LIMIT most + 1;
END $$
"""  # noqa: S608 - made of the numbers above
BEFORE = """
CREATE OR REPLACE FUNCTION people_find(wanted bigint[], most integer) RETURNS TABLE (person uuid, agreeing integer)
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


def _as_index_role(statement: str) -> list[str]:
    """Only the owner of a function may replace it, and must be able to make one for as long as that takes."""
    return [
        "GRANT CREATE ON SCHEMA public TO lifecourse_index",
        "SET LOCAL ROLE lifecourse_index",
        statement,
        "RESET ROLE",
        "REVOKE CREATE ON SCHEMA public FROM lifecourse_index",
    ]


class Migration(migrations.Migration):
    dependencies = [("people", "0005_many_keys")]

    operations = [migrations.RunSQL(_as_index_role(FIND), _as_index_role(BEFORE))]
