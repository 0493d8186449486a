"""The audit trail: what writing, sealing and verifying cost, and 1,000 random tamperings that must all be found."""

import datetime as dt
import json
import random
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.harness.database import default_connection_as_superuser, fresh_database, set_up_django, superuser
from benchmarks.harness.machine import Report, ms, options, percentile
from benchmarks.harness.tampering import COLUMNS, KINDS, Tampering, tamperings

DAYS = 40  # batches of the trail that is tampered with, a day each


def main() -> int:
    asked = options(__doc__ or "")
    full = not asked.small
    events, single, tries, tried_on = (200_000, 5_000, 1_000, 20_000) if full else (2_000, 200, 60, 400)
    with fresh_database("audit", keep=asked.keep):
        report = Report("audit: the trail", small=asked.small, seed=asked.seed)
        set_up_django()
        write_speed(report, events, single)
        seal_and_verify(report)
        empty_the_trail()
        with default_connection_as_superuser():
            fill(tried_on, random.Random(asked.seed))
            tamper(report, tries, random.Random(asked.seed))
        return report.end()


# Writing -------------------------------------------------------------------------------------------------------------
_FLOORS = {
    "the same rows, indexes but no row security": "INCLUDING DEFAULTS INCLUDING INDEXES",
    "the same rows, no index, no row security (floor)": "INCLUDING DEFAULTS",
}


def write_speed(report: Report, events: int, single: int) -> None:
    """How fast the trail is written, beside the same rows put into bare tables, and beside a chain at request time."""
    from django.db import connection, transaction

    from lifecourse.kernel.audit.actors import Machine
    from lifecourse.kernel.audit.trail import record, record_many

    actor, at = Machine("benchmark"), dt.datetime.now(dt.UTC)

    def many(count: int) -> None:
        for _ in range(count // 500 or 1):
            with transaction.atomic():
                record_many("test.shown", subjects=[None] * min(500, count), actor=actor, at=at, circle_id=7, rows=500)

    def one_by_one(count: int) -> None:
        for _ in range(count):
            with transaction.atomic():
                record("test.read", subject=None, actor=actor, at=at, circle_id=7, why="benchmark")

    rows: list[list[object]] = []

    def line(what: str, count: int, took: float) -> float:
        rows.append([what, f"{count:,}", f"{count / took:,.0f} events/s", ms(took / count)])
        return count / took

    real = line("the trail, 500 a statement", events, timed(lambda: many(events)))
    floors = [
        line(f"{what}, 500 a statement", events, timed(lambda h=how: copies(h, events)))
        for what, how in _FLOORS.items()
    ]
    line("the trail, one a transaction", single, timed(lambda: one_by_one(single)))
    connection.close()
    plain = line("four writers at once, one a transaction", single, timed(lambda: together(4, one_by_one, single)))
    chained = line("four writers, each row chained at once (peer)", single, timed(lambda: chain_as_one_goes(4, single)))
    report.table("Writing events (every commit waits for the disk)", ["what", "events", "speed", "each"], rows)
    report.say(
        f"the trail is written at {real / floors[-1]:.0%} of the speed of a bare table, and with four writers at"
        f" {plain / chained:.1f} times the speed of a chain at request time"
    )


def copies(how: str, count: int) -> None:
    """The same INSERT, 500 rows a statement, into a copy of the table made `how`."""
    from lifecourse.kernel.audit.trail import _COLUMNS, _insert

    at = dt.datetime.now(dt.UTC)
    with superuser() as connection:
        connection.execute("DROP TABLE IF EXISTS audit_floor")
        connection.execute(f"CREATE TABLE audit_floor (LIKE audit_event {how})")

        class Cursor:
            def execute(self, sql: str, flat: list[Any]) -> None:
                assert _COLUMNS in sql
                with connection.cursor() as cursor:
                    cursor.execute(sql.replace("audit_event", "audit_floor"), flat)

        for _ in range(count // 500 or 1):
            with connection.transaction():
                rows = [
                    (uuid.uuid4(), "test.shown", at, None, "Lifecourse (benchmark)", "", None, "", 7, '{"rows": 500}')
                    for _ in range(min(500, count))
                ]
                _insert(Cursor(), rows)
        connection.execute("DROP TABLE audit_floor")


def together(writers: int, work: Callable[[int], None], count: int) -> None:
    """Share `count` among threads, each with its own connection."""
    from django.db import connection

    def run() -> None:
        try:
            work(count // writers)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def chain_as_one_goes(writers: int, count: int) -> None:
    """What the house does not do: each event locks the head of the chain and hashes itself onto it."""
    with superuser() as connection:
        connection.execute("CREATE TABLE chain_head (hash bytea)")
        connection.execute("INSERT INTO chain_head VALUES (''::bytea)")
        connection.execute("CREATE TABLE chained (LIKE audit_event INCLUDING DEFAULTS INCLUDING INDEXES)")
        connection.execute("ALTER TABLE chained ADD COLUMN hash bytea")

    def work(mine: int) -> None:
        at = dt.datetime.now(dt.UTC)
        with superuser() as connection:
            for _ in range(mine):
                values = (uuid.uuid4(), "test.read", at, "Lifecourse (benchmark)", '{"why": "benchmark"}')
                with connection.transaction():
                    connection.execute("SELECT hash FROM chain_head FOR UPDATE")
                    connection.execute(
                        "INSERT INTO chained (id, event, at, actor_label, subject_type, reference, circle_id, data,"
                        " hash) SELECT %s, %s, %s, %s, '', '', 7, %s, sha256(hash || %s) FROM chain_head",
                        [*values, repr(values).encode()],
                    )
                    connection.execute("UPDATE chain_head SET hash = sha256(hash || %s)", [repr(values).encode()])

    threads = [threading.Thread(target=work, args=[count // writers]) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def timed(work: Callable[[], object]) -> float:
    """Seconds that it took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


# Sealing and verifying -----------------------------------------------------------------------------------------------
def seal_and_verify(report: Report) -> None:
    """One batch of everything written so far, and the check of all of it."""
    from lifecourse.kernel.audit import sealing

    with superuser() as connection:
        connection.execute("ANALYZE audit_event")
    count = 0

    def seal() -> None:
        nonlocal count
        count = sealing.seal_events(at=dt.datetime.now(dt.UTC))

    sealing_took = timed(seal)
    with superuser() as connection:
        connection.execute("ANALYZE audit_sealed")
        total = connection.execute("SELECT count(*), (SELECT count(*) FROM audit_sealed) FROM audit_event").fetchone()
    again = timed(lambda: sealing.seal_events(at=dt.datetime.now(dt.UTC)))
    findings: list[object] = []
    verifying_took = min(timed(lambda: findings.extend(sealing.verify())) for _ in range(3))
    report.table(
        "Sealing and verifying",
        ["what", "events", "took", "speed"],
        [
            ["seal, one batch", f"{count:,}", ms(sealing_took), f"{count / sealing_took:,.0f} events/s"],
            ["seal again, nothing new", "0", ms(again), ""],
            ["verify all (best of 3)", f"{count:,}", ms(verifying_took), f"{count / verifying_took:,.0f} events/s"],
        ],
    )
    report.require("every event is sealed, once", total == (count, count))
    report.require("an untouched trail gives no finding", findings == [])


# Tampering -----------------------------------------------------------------------------------------------------------
def empty_the_trail() -> None:
    with superuser() as connection, connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        for table in ("audit_event", "audit_sealed", "audit_seal"):
            connection.execute(f"DELETE FROM {table}")


def fill(events: int, chance: random.Random) -> None:
    """A trail of many days, sealed day by day; made by the superuser, who alone can set when an event was recorded."""
    from lifecourse.kernel.audit import sealing

    first = dt.datetime(2026, 1, 5, 8, 0, tzinfo=dt.UTC)
    actors = [uuid.UUID(int=chance.getrandbits(128)) for _ in range(25)]
    subjects = [uuid.UUID(int=chance.getrandbits(128)) for _ in range(200)]
    each = events // DAYS
    for day in range(DAYS):
        begins = first + dt.timedelta(days=day)
        rows = f"COPY audit_event ({COLUMNS}) FROM STDIN"
        with superuser() as connection, connection.cursor() as cursor, cursor.copy(rows) as copy:
            for _ in range(each):
                at = begins + dt.timedelta(seconds=chance.random() * 36_000)
                who = chance.randrange(len(actors))
                copy.write_row((
                    uuid.UUID(int=chance.getrandbits(128)),
                    chance.choice(["people.opened", "people.searched", "concerns.received", "concerns.decided"]),
                    at, at + dt.timedelta(seconds=chance.random()), actors[who], f"Practitioner {who}",
                    chance.choice(["people.person", "concerns.concern"]), chance.choice(subjects),
                    f"C-{chance.randrange(10**6):06}", chance.randrange(1, 9),
                    json.dumps({"rows": chance.randrange(50)}),
                ))  # fmt: skip
        assert sealing.seal_events(at=begins + dt.timedelta(hours=11)) == each
    with superuser() as connection:
        connection.execute("ANALYZE audit_event, audit_sealed, audit_seal")


def tamper(report: Report, tries: int, chance: random.Random) -> None:
    """Each tampering in a transaction of its own, verified as the application would, and rolled back."""
    from lifecourse.kernel.audit import sealing

    kept = sealing.head()
    assert kept is not None
    made: Counter[str] = Counter()
    found: Counter[str] = Counter()
    found_without: Counter[str] = Counter()
    missed: list[str] = []
    took: list[float] = []
    for number, tampering in enumerate(round_robin(tries, chance)):
        with tampered(tampering, chance) as words:
            began = time.perf_counter()
            findings = sealing.verify(heads=(kept,))
            took.append(time.perf_counter() - began)
            without = [finding for finding in findings if finding.kind != "cut tail"]
        made[tampering.kind] += 1
        found[tampering.kind] += bool(findings)
        found_without[tampering.kind] += bool(without)
        if not findings:
            missed.append(words)
        if number % 250 == 249:
            report.say(f"{number + 1} tamperings tried")
    alarms = sum(bool(sealing.verify(heads=(kept,))) for _ in range(20))
    report.table(
        f"Tampering with a sealed trail, verified as the application's role, then rolled back (verify: p95 "
        f"{ms(percentile(took, 0.95))})",
        ["kind", "tried", "found", "found without the exported head"],
        [[kind, made[kind], found[kind], found_without[kind]] for kind in KINDS]
        + [["all", made.total(), found.total(), found_without.total()]],
    )
    for words in missed[:20]:
        report.say(f"not found: {words}")
    report.require(f"all {made.total()} tamperings are found", found.total() == made.total() == tries)
    report.require("20 checks of the trail as it was: no false alarm", alarms == 0)
    nothing = Tampering(
        "nothing", lambda cursor, chance: "an UPDATE that changes nothing", "UPDATE audit_event SET event = event"
    )
    with tampered(nothing, chance):
        report.require("control: a write that changes nothing is no finding", sealing.verify(heads=(kept,)) == [])
    clean = {"cut tail", "rewritten"}
    report.require(
        "control: a cleanly cut tail and a rewritten chain are found by the exported head alone",
        all(found_without[kind] < made[kind] for kind in clean),
    )


def round_robin(tries: int, chance: random.Random) -> Iterator[Tampering]:
    """`tries` tamperings, every kind as often as every other, in random order."""
    by_kind = {kind: [one for one in tamperings() if one.kind == kind] for kind in KINDS}
    order = [KINDS[number % len(KINDS)] for number in range(tries)]
    chance.shuffle(order)
    for kind in order:
        yield chance.choice(by_kind[kind])


class tampered:
    """Behind the trail's back for a block: triggers and row security off, then verify as the application, roll back."""

    def __init__(self, tampering: Tampering, chance: random.Random) -> None:
        self.tampering, self.chance = tampering, chance

    def __enter__(self) -> str:
        from django.db import connection, transaction

        self.block = transaction.atomic()
        self.block.__enter__()
        cursor = connection.cursor()
        cursor.execute("SET LOCAL session_replication_role = replica")
        if self.tampering.sql:
            cursor.execute(self.tampering.sql)
        words = self.tampering.do(cursor, self.chance)
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("SET LOCAL ROLE lifecourse_app")
        return f"{self.tampering.kind}: {words}"

    def __exit__(self, *problem: Any) -> None:
        from django.db import transaction

        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)


if __name__ == "__main__":
    sys.exit(main())
