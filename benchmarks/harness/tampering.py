"""Ways of tampering with the sealed trail, from clumsy to thorough; each says what it did."""

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

KINDS = ("edit", "delete", "insert", "reorder", "cut tail", "rewritten")
COLUMNS = "id, event, at, recorded_at, actor_id, actor_label, subject_type, subject_id, reference, circle_id, data"
Do = Callable[[Any, random.Random], str]


@dataclass(frozen=True)
class Tampering:
    """One way: `do(cursor, chance)` changes the tables and gives what it did, in words."""

    kind: str
    do: Do
    sql: str = ""


def tamperings() -> list[Tampering]:
    """Every way there is."""
    return _ALL


_ALL: list[Tampering] = []


def _way(kind: str) -> Callable[[Do], Do]:
    def keep(do: Do) -> Do:
        _ALL.append(Tampering(kind, do))
        return do

    return keep


def _one(cursor: Any, sql: str, values: list[Any] | None = None) -> Any:
    cursor.execute(sql, values or [])
    row = cursor.fetchone()
    return row[0] if row and len(row) == 1 else row


def _changed(cursor: Any, sql: str, values: list[Any]) -> None:
    cursor.execute(sql, values)
    assert cursor.rowcount >= 1, sql  # a tampering that changed nothing would be counted as missed


def _event(cursor: Any, chance: random.Random) -> Any:
    """The id of some sealed event."""
    count = _one(cursor, "SELECT count(*) FROM audit_sealed")
    return _one(
        cursor,
        "SELECT event_id FROM audit_sealed ORDER BY seal_number, position OFFSET %s LIMIT 1",
        [chance.randrange(count)],
    )


def _seals(cursor: Any) -> int:
    return int(_one(cursor, "SELECT max(number) FROM audit_seal"))


# Edits ---------------------------------------------------------------------------------------------------------------
_EDITS = {
    "event": "event || '.x'",
    "at": "at + interval '1 microsecond'",
    "recorded_at": "recorded_at - interval '1 microsecond'",
    "actor_id": "gen_random_uuid()",
    "actor_label": "actor_label || ' '",
    "subject_type": "upper(subject_type)",
    "subject_id": "gen_random_uuid()",
    "reference": "reverse(reference) || '0'",
    "circle_id": "circle_id + 1",
    "data": """data || '{"rows": -1}'""",
}


@_way("edit")
def _edit_a_column(cursor: Any, chance: random.Random) -> str:
    column = chance.choice(list(_EDITS))
    _changed(cursor, f"UPDATE audit_event SET {column} = {_EDITS[column]} WHERE id = %s", [_event(cursor, chance)])
    return f"the column {column} of an event"


@_way("edit")
def _edit_and_hash_again(cursor: Any, chance: random.Random) -> str:
    event = _event(cursor, chance)
    _changed(cursor, "UPDATE audit_event SET actor_label = 'Somebody Else' WHERE id = %s", [event])
    _hash_again(cursor, event)
    return "an event, with its row hash made to fit"


@_way("edit")
def _edit_a_seal(cursor: Any, chance: random.Random) -> str:
    column, value = chance.choice(
        [
            ("hash", "sha256(hash)"),
            ("previous_hash", "sha256(previous_hash)"),
            ("events", "events - 1"),
            ("sealed_at", "sealed_at - interval '1 microsecond'"),
        ]
    )
    _changed(
        cursor, f"UPDATE audit_seal SET {column} = {value} WHERE number = %s", [chance.randrange(_seals(cursor)) + 1]
    )
    return f"the column {column} of a seal"


@_way("edit")
def _edit_a_row_hash(cursor: Any, chance: random.Random) -> str:
    _changed(
        cursor,
        "UPDATE audit_sealed SET row_hash = set_byte(row_hash, 7, 255 - get_byte(row_hash, 7)) WHERE event_id = %s",
        [_event(cursor, chance)],
    )
    return "one byte of a row hash"


# Deletions -----------------------------------------------------------------------------------------------------------
@_way("delete")
def _delete_an_event(cursor: Any, chance: random.Random) -> str:
    _changed(cursor, "DELETE FROM audit_event WHERE id = %s", [_event(cursor, chance)])
    return "an event"


@_way("delete")
def _delete_an_event_and_its_seal(cursor: Any, chance: random.Random) -> str:
    event = _event(cursor, chance)
    _changed(cursor, "DELETE FROM audit_event WHERE id = %s", [event])
    number, position = _one(cursor, "SELECT seal_number, position FROM audit_sealed WHERE event_id = %s", [event])
    _changed(cursor, "DELETE FROM audit_sealed WHERE event_id = %s", [event])
    if chance.random() < 0.7:  # and close the gap
        cursor.execute(
            "UPDATE audit_sealed SET position = -position WHERE seal_number = %s AND position > %s", [number, position]
        )
        cursor.execute(
            "UPDATE audit_sealed SET position = -position - 1 WHERE seal_number = %s AND position < 0", [number]
        )
    if chance.random() < 0.7:
        _changed(cursor, "UPDATE audit_seal SET events = events - 1 WHERE number = %s", [number])
    return "an event and its place in a seal"


@_way("delete")
def _delete_a_place(cursor: Any, chance: random.Random) -> str:
    _changed(cursor, "DELETE FROM audit_sealed WHERE event_id = %s", [_event(cursor, chance)])
    return "an event's place in a seal"


@_way("delete")
def _delete_a_whole_seal(cursor: Any, chance: random.Random) -> str:
    last = _seals(cursor)
    number = chance.randrange(1, last)  # not the last: that is a cut tail
    _drop_seals(cursor, number, number)
    if chance.random() < 0.5:  # and close the gap in the numbers
        _changed(cursor, "UPDATE audit_seal SET number = -number WHERE number > %s", [number])
        _changed(cursor, "UPDATE audit_seal SET number = -number - 1 WHERE number < 0", [])
        _changed(cursor, "UPDATE audit_sealed SET seal_number = -seal_number WHERE seal_number > %s", [number])
        _changed(cursor, "UPDATE audit_sealed SET seal_number = -seal_number - 1 WHERE seal_number < 0", [])
    return "a whole seal from the middle, with its events"


# Insertions ----------------------------------------------------------------------------------------------------------
def _insert_like(cursor: Any, event: Any, back: str) -> uuid.UUID:
    new = uuid.uuid4()
    _changed(
        cursor,
        f"INSERT INTO audit_event (id, event, at, recorded_at, actor_id, actor_label, subject_type, subject_id,"
        f" reference, circle_id, data) SELECT %s, event, at - {back}, recorded_at - {back}, actor_id, actor_label,"
        f" subject_type, subject_id, reference, circle_id, data FROM audit_event WHERE id = %s",
        [new, event],
    )
    return new


@_way("insert")
def _insert_an_event(cursor: Any, chance: random.Random) -> str:
    # At least a day back: what is put in within the sealer's half hour is sealed as the new event it pretends to be.
    minutes = chance.randrange(1_440, 100_000)
    _insert_like(cursor, _event(cursor, chance), f"interval '{minutes} minutes'")
    return f"an event {minutes} minutes back"


@_way("insert")
def _insert_into_a_seal(cursor: Any, chance: random.Random) -> str:
    event = _event(cursor, chance)
    new = _insert_like(cursor, event, "interval '1 second'")
    number = _one(cursor, "SELECT seal_number FROM audit_sealed WHERE event_id = %s", [event])
    _changed(
        cursor,
        "INSERT INTO audit_sealed (event_id, seal_number, position, row_hash)"
        " SELECT %s, %s, max(position) + 1, ''::bytea FROM audit_sealed WHERE seal_number = %s",
        [new, number, number],
    )
    _hash_again(cursor, new)
    if chance.random() < 0.7:
        _changed(cursor, "UPDATE audit_seal SET events = events + 1 WHERE number = %s", [number])
    return "an event and a place at the end of its seal"


@_way("insert")
def _insert_a_seal(cursor: Any, chance: random.Random) -> str:
    event = _event(cursor, chance)
    number = _seals(cursor) + chance.choice([0, 2, 5])
    new = _insert_like(cursor, event, "interval '1 second'")
    cursor.execute(
        "INSERT INTO audit_sealed (event_id, seal_number, position, row_hash) VALUES (%s, %s, %s, ''::bytea)",
        [new, number, 1 if number > _seals(cursor) else 10**6],
    )
    _hash_again(cursor, new)
    return f"an event in a place of seal {number}"


@_way("insert")
def _insert_and_move_the_clock(cursor: Any, chance: random.Random) -> str:
    # With every seal's time moved back, an event that was put in looks as if it were yet to be sealed.
    _insert_like(cursor, _event(cursor, chance), "interval '2 hours'")
    _changed(cursor, "UPDATE audit_seal SET sealed_at = sealed_at - interval '10 years'", [])
    return "an event, with the times of all seals moved back"


# Reordering ----------------------------------------------------------------------------------------------------------
def _two_places(cursor: Any, chance: random.Random, *, same_seal: bool) -> tuple[Any, Any]:
    first = _event(cursor, chance)
    number = _one(cursor, "SELECT seal_number FROM audit_sealed WHERE event_id = %s", [first])
    how = "=" if same_seal else "<>"
    second = _one(
        cursor,
        f"SELECT event_id FROM audit_sealed WHERE seal_number {how} %s AND event_id <> %s"
        " ORDER BY md5(event_id::text || %s) LIMIT 1",
        [number, first, str(chance.random())],
    )
    return first, second


def _swap(cursor: Any, first: Any, second: Any) -> None:
    place = "SELECT seal_number, position FROM audit_sealed WHERE event_id = %s"
    one, other = _one(cursor, place, [first]), _one(cursor, place, [second])
    move = "UPDATE audit_sealed SET seal_number = %s, position = %s WHERE event_id = %s"
    _changed(cursor, move, [-1, -1, first])
    _changed(cursor, move, [*one, second])
    _changed(cursor, move, [*other, first])


@_way("reorder")
def _swap_in_a_seal(cursor: Any, chance: random.Random) -> str:
    _swap(cursor, *_two_places(cursor, chance, same_seal=True))
    return "two events of one seal"


@_way("reorder")
def _swap_across_seals(cursor: Any, chance: random.Random) -> str:
    _swap(cursor, *_two_places(cursor, chance, same_seal=False))
    return "two events of two seals"


@_way("reorder")
def _swap_ids(cursor: Any, chance: random.Random) -> str:
    first, second = _two_places(cursor, chance, same_seal=chance.random() < 0.5)
    spare = uuid.uuid4()
    for old, new in ((first, spare), (second, first), (spare, second)):
        _changed(cursor, "UPDATE audit_event SET id = %s WHERE id = %s", [new, old])
    return "the ids of two events"


@_way("reorder")
def _swap_seals(cursor: Any, chance: random.Random) -> str:
    one, other = chance.sample(range(1, _seals(cursor) + 1), 2)
    for old, new in ((one, -1), (other, one), (-1, other)):
        _changed(cursor, "UPDATE audit_seal SET number = %s WHERE number = %s", [new, old])
        _changed(cursor, "UPDATE audit_sealed SET seal_number = %s WHERE seal_number = %s", [new, old])
    if chance.random() < 0.5:  # with the links put right, but not the hashes
        _relink(cursor)
    return "two seals"


# Cutting the end, and writing the chain anew -------------------------------------------------------------------------
def _drop_seals(cursor: Any, first: int, last: int) -> None:
    _changed(
        cursor,
        "DELETE FROM audit_event WHERE id IN (SELECT event_id FROM audit_sealed WHERE seal_number BETWEEN %s AND %s)",
        [first, last],
    )
    _changed(cursor, "DELETE FROM audit_sealed WHERE seal_number BETWEEN %s AND %s", [first, last])
    _changed(cursor, "DELETE FROM audit_seal WHERE number BETWEEN %s AND %s", [first, last])


@_way("cut tail")
def _cut_cleanly(cursor: Any, chance: random.Random) -> str:
    last = _seals(cursor)
    first = chance.randrange(2, last + 1)
    _drop_seals(cursor, first, last)
    return f"seals {first} to {last}, from all three tables"


@_way("cut tail")
def _cut_everything(cursor: Any, chance: random.Random) -> str:
    _drop_seals(cursor, 1, _seals(cursor))
    return "everything"


@_way("cut tail")
def _cut_events_only(cursor: Any, chance: random.Random) -> str:
    _changed(
        cursor,
        "DELETE FROM audit_event WHERE recorded_at >= (SELECT recorded_at FROM audit_event WHERE id = %s)",
        [_event(cursor, chance)],
    )
    return "the newest events, not their seals"


@_way("cut tail")
def _cut_and_grow_again(cursor: Any, chance: random.Random) -> str:
    from lifecourse.kernel.audit import sealing

    last = _seals(cursor)
    first = chance.randrange(2, last + 1)
    at = _one(cursor, "SELECT sealed_at FROM audit_seal WHERE number = %s", [last])
    event = _one(cursor, "SELECT event_id FROM audit_sealed WHERE seal_number = %s LIMIT 1", [first - 1])
    _drop_seals(cursor, first, last)
    for _ in range(last - first + 1):  # as many seals as there were, so that the numbers say nothing
        new = _insert_like(cursor, event, "interval '0'")
        _changed(cursor, "UPDATE audit_event SET at = %s, recorded_at = %s WHERE id = %s", [at, at, new])
        sealing.seal_events(at=at)
    assert _seals(cursor) == last
    return f"seals {first} to {last}, and as many made-up ones put in their place"


@_way("rewritten")
def _rewrite_the_chain(cursor: Any, chance: random.Random) -> str:
    """The thorough forger: changes an event and makes every hash after it anew, with the sealer's own rule."""
    from lifecourse.kernel.audit import sealing

    event = _event(cursor, chance)
    first = _one(cursor, "SELECT seal_number FROM audit_sealed WHERE event_id = %s", [event])
    column = chance.choice(["event", "actor_label", "data", "subject_id"])
    _changed(cursor, f"UPDATE audit_event SET {column} = {_EDITS[column]} WHERE id = %s", [event])
    cursor.execute("SELECT number, sealed_at FROM audit_seal WHERE number >= %s ORDER BY number", [first])
    times = dict(cursor.fetchall())
    cursor.execute(
        "CREATE TEMPORARY TABLE held ON COMMIT DROP AS SELECT e.*, s.seal_number FROM audit_event e"
        " JOIN audit_sealed s ON s.event_id = e.id WHERE s.seal_number >= %s",
        [first],
    )
    _drop_seals(cursor, first, max(times))
    for number, at in times.items():
        cursor.execute(
            f"INSERT INTO audit_event ({COLUMNS}) SELECT {COLUMNS} FROM held WHERE seal_number = %s", [number]
        )
        sealing.seal_events(at=at)
    assert _seals(cursor) == max(times)
    return f"{column} of an event of seal {first}, and every hash from there on"


def _relink(cursor: Any) -> None:
    cursor.execute(
        "UPDATE audit_seal b SET previous_hash = c.before FROM (SELECT number, lag(hash, 1, ''::bytea)"
        " OVER (ORDER BY number) AS before FROM audit_seal) c WHERE c.number = b.number"
    )


def _hash_again(cursor: Any, event: Any) -> None:
    """Make the row hash of a place fit its event, by the sealer's own rule."""
    from lifecourse.kernel.audit.sealing import _ROW_HASH

    _changed(
        cursor,
        f"UPDATE audit_sealed s SET row_hash = {_ROW_HASH} FROM audit_event e WHERE e.id = s.event_id AND e.id = %s",
        [event],
    )
