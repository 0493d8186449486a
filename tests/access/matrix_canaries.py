"""Moving what was made to where its room is, and planting in every text of every record the canary of its circle."""

from collections.abc import Iterable
from typing import Any

import psycopg
from django.apps import apps
from django.db import connection, models

from conftest import _owner
from lifecourse.kernel.access import context

# Never found in nature: a search of a body for one of these has no false alarm.
WORD = "ZZQX"
NAMES = "ZZQXNAMED"  # sealed circles' own names and reasons: only the application hides those
Circles = dict[str, int]  # ids by code
TRAIL = "audit_event"
# Watched too, though no circle's wall stands before them.
UNWALLED = {"access_membership", "access_circle", "access_user", "agencies_organisation"}

# Columns that hold codes, references, hashes or numbers the database checks: not words of anybody's.
_CODES = {
    "reference",
    "code",
    "key",
    "digest",
    "kind",
    "subject_type",
    "subject_reference",
    "sex",
    "ethnicity",
    "clock",
    "source_ref",
    "to_address",
    "file_hash",
    "column_map",
    "rating",
    "previous",
    "row_digest",
    "person_digest",
    "submission_digest",
    "uprn",
    "dwelling",
    "outcome",
    "breach_reason",
    "lawful_basis",
    "lawful_condition",
    "parent_informed",
    "early_help_assessment",
    "answers",
    "consent_to_share",
    "consent_not_sought_because",
    "nhs_number",
    "value",
    "age_words",
    "indicator",
    "postcode",
}


def word_of(code: str) -> str:
    """The canary of a circle: planted in every text of every record in it."""
    return f"{WORD}{code.replace('-', '')[:8].upper()}"


def as_owner() -> "psycopg.Connection[Any]":
    """A connection of the owner's to the test database."""
    return _owner(connection.settings_dict["NAME"])


def walled_models() -> list[type[models.Model]]:
    """Every model whose rows sit in a circle and hold something of somebody."""
    found = [m for m in apps.get_models() if any(f.name == "circle" for f in m._meta.fields)]
    return [m for m in found if m._meta.label not in {"access.Membership", "agencies.Organisation"}]


def walled_tables() -> list[str]:
    return [model._meta.db_table for model in walled_models()]


def open_all(owner: "psycopg.Connection[Any]", circles: Circles) -> None:
    owner.execute("SELECT set_config('lifecourse.circles', %s, false)", [",".join(map(str, circles.values()))])


def ids_of(owner: "psycopg.Connection[Any]", table: str, circles: Circles) -> set[Any]:
    open_all(owner, circles)
    return {pk for (pk,) in owner.execute(f"SELECT id FROM {table}")}


def move(
    owner: "psycopg.Connection[Any]", circles: Circles, moves: dict[str, str], before: dict[str, Iterable[Any]]
) -> None:
    """Move what was made since `before` to where the room is; children follow, or go by themselves."""
    with owner.transaction():
        for table, old in before.items():
            for here, there in moves.items():
                owner.execute(
                    f"UPDATE {table} SET circle_id = %s WHERE circle_id = %s AND id <> ALL (%s)",
                    [circles[there], circles[here], list(old)],
                )


def plant(owner: "psycopg.Connection[Any]", circles: Circles) -> None:
    """Write into every text of every record the canary of its circle; and into the sealed circle's own name."""
    open_all(owner, circles)
    kept = _kept_for_good(owner)
    for table in kept:
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
    _plant_everywhere(owner, circles)
    for table in kept:
        owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER append_only")


def _kept_for_good(owner: "psycopg.Connection[Any]") -> list[str]:
    """The walled tables whose rows nobody may change; here the owner must, to plant in them."""
    rows = owner.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only'")
    return sorted({name for (name,) in rows} & set(walled_tables()))


def _plant_everywhere(owner: "psycopg.Connection[Any]", circles: Circles) -> None:
    for model in walled_models():
        for column in model._meta.fields:
            if not isinstance(column, models.CharField | models.TextField) or column.choices or column.name in _CODES:
                continue
            if column.name.startswith("asked_") or column.name.endswith("_code") or column.is_relation:
                continue
            for code, pk in circles.items():
                _write(owner, model._meta.db_table, column.column, word_of(code), pk)
    sealed = circles["sealed-room"]
    owner.execute("UPDATE involvement_reportline SET cells = jsonb_build_array(reason)")
    owner.execute("UPDATE access_circle SET name = %s, purpose = %s WHERE id = %s", [NAMES, NAMES, sealed])
    owner.execute("UPDATE access_membership SET reason = %s WHERE circle_id = %s", [NAMES, sealed])


def _write(owner: "psycopg.Connection[Any]", table: str, column: str, word: str, circle: int) -> None:
    statement = f"UPDATE {table} SET {column} = %s WHERE circle_id = %s"
    try:
        with owner.transaction():
            owner.execute(statement, [word, circle])
    except psycopg.errors.IntegrityError:  # a text that may only stand beside something else
        with owner.transaction():
            owner.execute(f"{statement} AND {column} <> ''", [word, circle])


def fingerprint() -> dict[str, tuple[int, Any]]:
    """How many rows each walled table has and a sum over all they hold, with every circle open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM access_circle")
        context.open_circles(pk for (pk,) in cursor.fetchall())
        tables = [*walled_tables(), *sorted(UNWALLED), TRAIL]
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM {table} t"
                for table in tables
            )
        )
        return {name: (count, total) for name, count, total in cursor.fetchall()}
