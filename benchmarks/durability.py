"""40 people tell of worries while web server, worker and database are killed outright 20 times each: nothing is lost.

A worry counts as acknowledged when its receipt has been read. Whoever sees an error sends the same form again. At the
end every receipt must be in the database, with the words that were sent, once; and every acknowledgement that was
promised by e-mail must go out. The control is the same with `synchronous_commit` off and the whole database killed just
after a receipt was read: then receipts are given for concerns that are gone, and this run must see it.
"""

import datetime as dt
import http.client
import random
import re
import sys
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass

from benchmarks.harness.database import fresh_database, set_up_django, superuser
from benchmarks.harness.killing import Keeper, wait_while
from benchmarks.harness.machine import Report, ms, options, percentile
from benchmarks.harness.partnership import set_up
from benchmarks.harness.web import Browser, Reply, house, wait_until_up

FORM, RECEIPT = "/tell/all/", "/tell/sent/"
REFERENCE = re.compile(r"C-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}")


@dataclass
class Acknowledged:
    """A receipt that somebody has read."""

    key: uuid.UUID
    words: str
    reference: str
    at: float
    by_email: bool


class Writers:
    """People who tell of one worry after another, and send again whatever was not acknowledged."""

    def __init__(self, port: int, count: int, run: str) -> None:
        self.port, self.run = port, run
        self.done: list[Acknowledged] = []
        self.errors: Counter[str] = Counter()
        self.odd: list[str] = []
        self.times: list[float] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=[number]) for number in range(count)]
        self._token = Browser(port)
        self._hidden = self._token.get(FORM).hidden()

    def __enter__(self) -> "Writers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _write(self, writer: int) -> None:
        from lifecourse.domains.concerns.views.keys import new_key

        browser = Browser(self.port, f"10.0.0.{writer}", timeout=20)
        number = 0
        while not self._stop.is_set():
            number += 1
            browser.cookies = {"csrftoken": self._token.cookies["csrftoken"]}
            browser.address = f"10.{writer}.{number >> 8 & 255}.{number & 255}"
            key = new_key(at=dt.datetime.now(dt.UTC))
            words = f"Worry {self.run}-{writer}-{number}."
            by_email = number % 4 == 0
            form = {
                "csrfmiddlewaretoken": self._hidden["csrfmiddlewaretoken"],
                "key": key,
                "people": "1",
                "do": "send",
                "p1-kind": "child",
                "narrative": words,
                "danger": "no",
                "say_who": "no",
                "reply": "email" if by_email else "no",
                "your_email": "somebody@bench.example" if by_email else "",
            }
            began = time.monotonic()
            reference = self._send_until_seen(browser, form)
            now = time.monotonic()
            if reference:
                self.times.append(now - began)
                pure = uuid.UUID(hex=key.split(".")[0])
                self.done.append(Acknowledged(pure, words, reference, now, by_email))
        browser.close()

    def _send_until_seen(self, browser: Browser, form: dict[str, str]) -> str:
        """The reference on the receipt, however often it takes; empty if that takes more than three minutes."""
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            reply = self._try(lambda: browser.post(FORM, form), 302)
            receipt = self._try(lambda: browser.get(RECEIPT), 200) if reply else None
            if receipt is not None:
                found = set(REFERENCE.findall(receipt.text))
                if len(found) == 1:
                    return str(found.pop())
                self.odd.append(f"a receipt with {len(found)} references")
            time.sleep(0.5)
        self.odd.append("no receipt in three minutes")
        return ""

    def _try(self, ask: object, wanted: int) -> Reply | None:
        try:
            reply: Reply = ask()  # type: ignore[operator]
        except (OSError, http.client.HTTPException) as problem:
            self.errors[type(problem).__name__] += 1
            return None
        if reply.status == wanted:
            return reply
        self.errors[str(reply.status)] += 1
        if 400 <= reply.status < 500:
            self.odd.append(f"answered {reply.status}")
        return None


def main() -> int:
    asked = options((__doc__ or "").splitlines()[0], ("--writers", {"type": int, "default": 40}))
    each, control = (20, 20) if not asked.small else (1, 3)
    with fresh_database("durability", keep=asked.keep) as name:
        report = Report("durability: killed outright while people write", small=asked.small, seed=asked.seed)
        set_up_django()
        set_up()
        chance = random.Random(asked.seed)
        with house(worker=True, extra={"LIFECOURSE_PROXIES": "1"}) as (port, children), Keeper(children) as keeper:
            on = setting(name, "on")
            plan = [what for what in ("web server", "worker", "database") for _ in range(each)]
            chance.shuffle(plan)
            with Writers(port, asked.writers, "on") as writers:
                killed = kill_all(report, keeper, port, plan, chance)
                time.sleep(2)
            judge(report, writers, killed, on)
            letters(report, writers)
            off = setting(name, "off")
            control_run(report, keeper, port, control, chance, asked.writers, off)
        return report.end()


def setting(name: str, value: str) -> str:
    """Set `synchronous_commit` for whoever connects from now on, send the others away, and say what holds then."""
    with superuser("postgres") as connection:
        connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = {value}')
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [name],
        )
    with superuser() as connection:
        row = connection.execute("SHOW synchronous_commit").fetchone()
    assert row is not None
    return str(row[0])


def kill_all(report: Report, keeper: Keeper, port: int, plan: list[str], chance: random.Random) -> Counter[str]:
    """Kill what the plan says, one after another, each once the house is up again and at work."""
    killed: Counter[str] = Counter()
    for number, what in enumerate(plan, start=1):
        time.sleep(chance.uniform(0.5, 2.0))
        words = keeper.kill(what, chance)
        killed[words] += 1
        time.sleep(0.3)
        wait_until_up(port)
        if number % 10 == 0 or number == len(plan):
            report.say(f"{number} of {len(plan)} killed")
    return killed


def judge(report: Report, writers: Writers, killed: Counter[str], on: str) -> None:
    rows, again = looked_up(writers)
    lost = [one for one in writers.done if rows.get(one.key) != (one.reference, one.words)]
    report.table("Killed with signal 9", ["what", "times"], sorted(killed.items()))
    report.table(
        f"What {len(writers.times):,} receipts say (synchronous_commit {on})",
        ["what", "number"],
        [
            ["receipts read", f"{len(writers.done):,}"],
            ["concerns in the database", f"{len(rows):,}"],
            ["acknowledged and lost", len(lost)],
            ["the same words twice", again],
            ["answers that were errors, and sent again", f"{writers.errors.total():,}"],
            ["from the first send to the receipt, p50", ms(percentile(writers.times, 0.5))],
            ["… p95", ms(percentile(writers.times, 0.95))],
            ["… longest", ms(max(writers.times, default=0.0))],
        ],
    )
    report.say(f"errors: {dict(writers.errors)}")
    for odd, count in Counter(writers.odd).most_common(5):
        report.say(f"{count} × {odd}")
    report.require("a commit waits for the disk in this run", on == "on")
    report.require("0 acknowledged concerns lost", not lost and bool(writers.done))
    report.require("0 duplicates", again == 0 and len({one.reference for one in writers.done}) == len(writers.done))
    report.require("as many concerns as receipts", len(rows) == len(writers.done))
    report.require("no answer but a receipt or a server's error", not writers.odd)
    with superuser() as connection:
        row = connection.execute(
            "SELECT count(*) FILTER (WHERE r.id IS NULL), count(*) FILTER (WHERE k.id IS NULL),"
            " count(*) FILTER (WHERE e.id IS NULL) FROM concerns_concern c"
            " LEFT JOIN concerns_reporter r ON r.concern_id = c.id"
            " LEFT JOIN clocks_clock k ON k.subject_id = c.id"
            " LEFT JOIN audit_event e ON e.subject_id = c.id AND e.event = 'concerns.received'"
            " AND NOT e.data ? 'repeated'"
        ).fetchone()
    report.require("no concern without its reporter, its clock or its event", row == (0, 0, 0))


def looked_up(writers: Writers) -> tuple[dict[uuid.UUID, tuple[str, str]], int]:
    """What this run left in the database: reference and words by key; and how many words are there twice."""
    with superuser() as connection:
        rows = connection.execute(
            "SELECT submission_key, reference, narrative FROM concerns_concern WHERE narrative LIKE %s",
            [f"Worry {writers.run}-%"],
        ).fetchall()
    words = Counter(row[2] for row in rows)
    return {row[0]: (row[1], row[2]) for row in rows}, sum(count - 1 for count in words.values())


def letters(report: Report, writers: Writers) -> None:
    """Every acknowledgement goes out: by the worker, or after the reconciler found that its job was lost."""
    from django.db import connection

    from lifecourse.kernel.access import context
    from lifecourse.kernel.letters import queries, services

    def unsent() -> int:
        with superuser() as other:
            row = other.execute("SELECT count(*) FROM letters_letter WHERE state <> 'sent'").fetchone()
        assert row is not None
        return int(row[0])

    wait_while(lambda: unsent() > 0, 60)
    left = unsent()
    # What the reconciler does every five minutes, an hour early.
    at = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    connection.close()
    with context.as_system("letters reconciler") as machine:
        for letter in queries.lost(viewer=machine, at=at):
            services.requeue_letter(actor=machine, at=at, letter=letter)
    connection.close()
    sent = wait_while(lambda: unsent() > 0, 120)
    with superuser() as other:
        row = other.execute(
            "SELECT (SELECT count(*) FROM letters_letter),"
            " (SELECT count(*) FROM audit_event WHERE event = 'letters.sent')"
        ).fetchone()
    assert row is not None
    wanted = sum(one.by_email for one in writers.done)
    report.say(
        f"{row[0]:,} acknowledgements by e-mail; {left} were left to the reconciler; {row[1] - row[0]} sent twice"
    )
    report.require("one acknowledgement for each who left an address, and all sent", sent and row[0] == wanted)


def control_run(
    report: Report, keeper: Keeper, port: int, most: int, chance: random.Random, count: int, off: str
) -> None:
    """Without waiting for the disk, kills of the whole database must lose receipts, and this must see it."""
    report.require("control: a commit does not wait for the disk in this run", off == "off")
    wait_until_up(port)
    lost: list[Acknowledged] = []
    kills = 0
    with Writers(port, count, "off") as writers:
        while kills < most and not lost:
            time.sleep(chance.uniform(1.0, 2.0))
            before = len(writers.done)
            wait_while(lambda before=before: len(writers.done) == before, 20, pause=0.002)
            kills += keeper.kill("database", chance, whole=True) == "the whole database"
            time.sleep(0.3)
            wait_until_up(port)
            rows, _ = looked_up(writers)
            lost = [one for one in list(writers.done) if one.key not in rows]
    rows, _ = looked_up(writers)
    lost = [one for one in writers.done if one.key not in rows]
    report.say(f"control: {len(writers.done):,} receipts read, {kills} kills of the whole database, {len(lost)} lost")
    report.require(f"control: with synchronous_commit off receipts are lost ({len(lost)})", bool(lost))


if __name__ == "__main__":
    sys.exit(main())
