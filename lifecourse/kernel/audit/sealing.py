"""Sealing the trail in a chain of hashes, and finding out whether anybody touched it.

The plain insert at request time is never held up by a chain (measured elsewhere at a tenth of the speed); a sealer
takes what is new, about once a minute. Everything here is set-based SQL, so 200,000 events take about a second.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

# An event older than this when the sealer first meets it is not sealed: it is reported. No transaction of ours is
# open for so long, so it can only have been put there from behind.
GRACE = timedelta(minutes=30)
_LOCK = 7_305_112_001

# Times as UTC without zone inside jsonb print the same under every session's settings; so does jsonb itself.
_ROW_HASH = """sha256(convert_to(jsonb_build_array(e.id, e.event, e.at AT TIME ZONE 'UTC',
    e.recorded_at AT TIME ZONE 'UTC', e.actor_id, e.actor_label, e.subject_type, e.subject_id, e.reference,
    e.circle_id, e.data)::text, 'UTF8'))"""
# A seal's own number, time and count are in its hash: were the time left out, it could be moved back, and an event put
# in behind it would look like one yet to be sealed. `b` is the seal, `s` the number and hashes of its rows.
_SEAL_HASH = """sha256(b.previous_hash || convert_to(jsonb_build_array(b.number, b.sealed_at AT TIME ZONE 'UTC', s.n)
    ::text, 'UTF8') || coalesce(s.hashes, ''::bytea))"""


@dataclass(frozen=True)
class Head:
    """The end of the chain, to be kept by somebody outside: with it, a cut tail is found."""

    number: int
    hash: str


@dataclass(frozen=True)
class Finding:
    """One thing wrong with the trail. `kind`: edited, deleted, inserted, reordered, broken chain or cut tail."""

    kind: str
    detail: str


@contextmanager
def _whole_trail() -> Iterator[None]:
    """Let this transaction see the events of every circle, for the length of the block."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lifecourse.sealing', 'on', true)")
        yield
        cursor.execute("SELECT set_config('lifecourse.sealing', '', true)")


def seal_events(*, at: datetime) -> int:
    """Seal every event not sealed yet, as one batch; returns how many. Safe to run twice, or twice at once."""
    with _whole_trail(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute("SELECT number, hash, sealed_at FROM audit_seal ORDER BY number DESC LIMIT 1")
        last = cursor.fetchone()
        number, previous, since = (last[0] + 1, bytes(last[1]), last[2] - GRACE) if last else (1, b"", None)
        cursor.execute(
            f"""INSERT INTO audit_sealed (event_id, seal_number, position, row_hash)
                SELECT e.id, %s, row_number() OVER (ORDER BY e.recorded_at, e.id), {_ROW_HASH}
                FROM audit_event e
                WHERE (%s::timestamptz IS NULL OR e.recorded_at >= %s)
                AND NOT EXISTS (SELECT 1 FROM audit_sealed s WHERE s.event_id = e.id)""",  # noqa: S608 constants
            [number, since, since],
        )
        count: int = cursor.rowcount
        if count:
            cursor.execute(
                f"""INSERT INTO audit_seal (number, sealed_at, events, previous_hash, hash)
                    SELECT b.number, b.sealed_at, s.n, b.previous_hash, {_SEAL_HASH}
                    FROM (VALUES (%s::bigint, %s::timestamptz, %s::bytea)) b (number, sealed_at, previous_hash),
                         (SELECT count(*) AS n, string_agg(row_hash, ''::bytea ORDER BY position) AS hashes
                          FROM audit_sealed WHERE seal_number = %s) s""",  # noqa: S608 only constants joined
                [number, at, previous, number],
            )
        return count


def head() -> Head | None:
    """The last link of the chain, or None before the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, encode(hash, 'hex') FROM audit_seal ORDER BY number DESC LIMIT 1")
        row = cursor.fetchone()
    return Head(*row) if row else None


_CHECKS: tuple[tuple[str, str], ...] = (
    (
        "deleted",
        """SELECT 'event ' || s.event_id || ' of seal ' || s.seal_number || ' is gone' FROM audit_sealed s
           WHERE NOT EXISTS (SELECT 1 FROM audit_event e WHERE e.id = s.event_id) LIMIT %(limit)s""",
    ),
    (
        "edited",
        f"""SELECT 'event ' || e.id || ' of seal ' || s.seal_number || ' is not as it was sealed'
            FROM audit_sealed s JOIN audit_event e ON e.id = s.event_id
            WHERE s.row_hash <> {_ROW_HASH} LIMIT %(limit)s""",  # noqa: S608 only constants joined
    ),
    (
        "inserted",
        """SELECT 'event ' || e.id || ' of ' || e.recorded_at || ' was never sealed' FROM audit_event e
           WHERE NOT EXISTS (SELECT 1 FROM audit_sealed s WHERE s.event_id = e.id)
           AND e.recorded_at < (SELECT max(sealed_at) FROM audit_seal) - %(grace)s::interval LIMIT %(limit)s""",
    ),
    (
        "reordered",
        f"""SELECT 'the entries of seal ' || b.number || ' are not those that were sealed'
            FROM audit_seal b LEFT JOIN LATERAL (
                SELECT count(*) AS n, min(position) AS first, max(position) AS last,
                       string_agg(row_hash, ''::bytea ORDER BY position) AS hashes
                FROM audit_sealed s WHERE s.seal_number = b.number) s ON true
            WHERE s.n <> b.events OR s.first <> 1 OR s.last <> b.events
               OR b.hash <> {_SEAL_HASH} LIMIT %(limit)s""",  # noqa: S608 only constants joined
    ),
    (
        "broken chain",
        """SELECT 'seal ' || number || ' does not follow the one before it' FROM (
               SELECT number, previous_hash, lag(hash, 1, ''::bytea) OVER w AS before,
                      row_number() OVER w AS place FROM audit_seal WINDOW w AS (ORDER BY number)) chain
           WHERE number <> place OR previous_hash <> before LIMIT %(limit)s""",
    ),
    (
        "broken chain",
        """SELECT 'entries of a seal ' || seal_number || ' that does not exist' FROM audit_sealed s
           WHERE NOT EXISTS (SELECT 1 FROM audit_seal b WHERE b.number = s.seal_number)
           GROUP BY seal_number LIMIT %(limit)s""",
    ),
)


def verify(*, heads: tuple[Head, ...] = (), limit: int = 20) -> list[Finding]:
    """Every way in which the trail is not what was sealed; an empty list if it is whole.

    `heads` are links kept outside: one that is missing or different means that the tail was cut or rewritten. Without
    one, a tail cut cleanly from all three tables cannot be found by anybody.
    """
    found: list[Finding] = []
    with _whole_trail(), connection.cursor() as cursor:
        for kind, sql in _CHECKS:
            cursor.execute(sql, {"limit": limit, "grace": f"{GRACE.total_seconds():.0f} seconds"})
            found.extend(Finding(kind, row[0]) for row in cursor.fetchall())
        for kept in heads:
            cursor.execute("SELECT encode(hash, 'hex') FROM audit_seal WHERE number = %s", [kept.number])
            row = cursor.fetchone()
            if row is None:
                found.append(Finding("cut tail", f"seal {kept.number}, which was exported, is gone"))
            elif row[0] != kept.hash:
                found.append(Finding("cut tail", f"seal {kept.number} is not the one that was exported"))
    return found
