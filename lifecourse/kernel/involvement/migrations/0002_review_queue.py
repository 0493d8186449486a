"""Possible duplicates have moved into the review queue of matching; those that nobody has decided go along."""

from django.db import migrations

# The owner's own rows are behind the wall too: every circle is opened for this transaction.
_OPEN = (
    "SELECT set_config('lifecourse.circles', coalesce((SELECT string_agg(id::text, ',') FROM access_circle), ''), true)"
)
# What they were scored was not kept: possible, at the border; their stakes are weighed within the hour.
_MOVE = """
INSERT INTO matching_pair (id, created_at, updated_at, version, circle_id, person_id, other_id, origin, reason, bits,
    band, distance, harm, harms, needed, state, proposed_at, weighed_at)
SELECT old.id, old.created_at, old.updated_at, 1, old.circle_id, old.person_id, old.other_id, source.name,
    CASE old.reason WHEN 'number' THEN 'The same number, but the name and the date of birth differ.'
        ELSE 'The same name and date of birth; nothing else says that they are one.' END,
    11, 'possible', 0, 0, ARRAY[]::varchar[], 1, 'waiting', old.found_at, old.found_at
FROM involvement_possibleduplicate old
JOIN involvement_listsource source ON source.id = old.source_id
JOIN people_person one ON one.id = old.person_id
JOIN people_person other ON other.id = old.other_id
WHERE one.root_id <> other.root_id AND NOT EXISTS (
    SELECT FROM people_comparison c WHERE c.withdrawn_at IS NULL
    AND least(c.person_id, c.other_id) = least(old.person_id, old.other_id)
    AND greatest(c.person_id, c.other_id) = greatest(old.person_id, old.other_id))
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("involvement", "0001_initial"), ("matching", "0001_review_queue")]

    operations = [
        migrations.RunSQL(
            sql=[_OPEN, _MOVE, "SET CONSTRAINTS ALL IMMEDIATE", "SELECT set_config('lifecourse.circles', '', true)"],
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.DeleteModel(name="PossibleDuplicate"),
    ]
