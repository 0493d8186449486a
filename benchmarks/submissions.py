"""10,000 public concerns, each sent one to five times, a fifth of the answers never read: exactly 10,000 must be there.

Each is sent by a browser through HTTP to the real web server: the one-page form is asked for (its key and its CSRF
token), filled in and sent, some of the sends at once. An answer is dropped by closing the line before reading it; now
and then the line is cut in the middle of the form. Whoever has seen no receipt at the end sends again until one is
there, as people do. Every receipt is then looked up.
"""

import http.client
import random
import re
import sys
import threading
import time
import uuid
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from benchmarks.harness.database import fresh_database, set_up_django, superuser
from benchmarks.harness.machine import Report, ms, options, percentile
from benchmarks.harness.partnership import set_up
from benchmarks.harness.web import Browser, house, log_lines

FORM = "/tell/all/"
REFERENCE = re.compile(r"C-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}")
DROPPED, CUT, AT_ONCE, EMAIL = 0.2, 0.02, 0.4, 0.3


@dataclass
class Told:
    """What became of one worry: its key, the receipts seen, and how often it went out."""

    number: int
    wants_email: bool
    key: str = ""
    receipts: list[str] = field(default_factory=list)
    sends: int = 0
    dropped: int = 0
    cut: int = 0
    wrong: list[str] = field(default_factory=list)


class Senders:
    """The public: threads that tell of worries, and what they saw."""

    def __init__(self, port: int, seed: int, *, new_key_each_time: bool = False) -> None:
        self.port, self.seed, self.new_key = port, seed, new_key_each_time
        self.pages: list[float] = []
        self.posts: list[float] = []
        self.lock = threading.Lock()
        self.at_once = ThreadPoolExecutor(8)

    def tell(self, number: int) -> Told:
        """One worry, from asking for the form to a receipt."""
        chance = random.Random(f"{self.seed}-{number}")
        told = Told(number, wants_email=chance.random() < EMAIL)
        # One in ten comes from one busy address, the others each from their own.
        address = (
            "192.0.2.10" if chance.random() < 0.1 else f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        )
        browser = Browser(self.port, address)
        form = self._form(browser, told)
        plan = [self._fate(chance) for _ in range(chance.randint(1, 5))]
        if len(plan) > 1 and chance.random() < AT_ONCE and not self.new_key:
            twin = Browser(self.port, address, dict(browser.cookies))
            other = self.at_once.submit(self._send, twin, told, dict(form), plan.pop())
            self._send(browser, told, form, plan.pop())
            other.result()
            twin.close()
        for fate in plan:
            if self.new_key:
                form = self._form(browser, told)
            self._send(browser, told, form, fate)
        for _ in range(20):
            if told.receipts or told.wrong:
                break
            self._send(browser, told, form, "read")
        browser.close()
        return told

    def _form(self, browser: Browser, told: Told) -> dict[str, str]:
        page = browser.get(FORM)
        with self.lock:
            self.pages.append(page.seconds)
        hidden = page.hidden()
        told.key = hidden["key"]
        chance = random.Random(told.number)
        return {
            **{name: hidden[name] for name in ("csrfmiddlewaretoken", "key")},
            "people": "1",
            "do": "send",
            "p1-kind": chance.choice(["child", "adult", "household", "place"]),
            "p1-family_name": f"Inventedname{told.number}",
            "p1-description": "A red coat and a green bicycle.",
            "narrative": f"Worry number {told.number}: shouting at night and a child alone on the stairs. " * 3,
            "danger": chance.choice(["no", "not_sure", "yes"]),
            "say_who": "no",
            "reply": "email" if told.wants_email else "no",
            "your_email": f"somebody{told.number}@bench.example" if told.wants_email else "",
        }

    def _fate(self, chance: random.Random) -> str:
        roll = chance.random()
        return "cut" if roll < CUT else "dropped" if roll < CUT + DROPPED else "read"

    def _send(self, browser: Browser, told: Told, form: dict[str, str], fate: str) -> None:
        with self.lock:
            told.sends += 1
            told.dropped += fate == "dropped"
            told.cut += fate == "cut"
        if fate == "dropped":
            browser.post_and_hang_up(FORM, form, after=random.choice([0.0, 0.0, 0.005, 0.03]))
            return
        if fate == "cut":
            browser.post_and_hang_up(FORM, form, part=0.6)
            return
        try:
            reply = browser.post(FORM, form)
        except (OSError, http.client.HTTPException) as problem:
            told.wrong.append(f"no answer: {problem!r}")
            return
        with self.lock:
            self.posts.append(reply.seconds)
        if reply.status != 302:
            told.wrong.append(f"answered {reply.status}")
            return
        receipt = browser.get(reply.location)
        found = REFERENCE.findall(receipt.text)
        if receipt.status != 200 or len(set(found)) != 1:
            told.wrong.append(f"receipt {receipt.status} with {len(set(found))} references")
            return
        told.receipts.append(found[0])


def main() -> int:
    asked = options((__doc__ or "").splitlines()[0], ("--senders", {"type": int, "default": 12}))
    count, control = (10_000, 300) if not asked.small else (60, 30)
    with fresh_database("submissions", keep=asked.keep):
        report = Report("submissions: the public's form, sent again and again", small=asked.small, seed=asked.seed)
        set_up_django()
        set_up()
        with house(extra={"LIFECOURSE_PROXIES": "1"}) as (port, children):
            senders, told, took = run(report, port, asked.seed, count, asked.senders)
            check(report, senders, told, took)
            before = concerns()
            again, repeated, _ = run(report, port, asked.seed + 1, control, asked.senders, new_key_each_time=True)
            made = concerns() - before
            report.table(
                "Control: the same, with a new key for every send",
                ["what", "number"],
                [["worries", control], ["sent", sum(t.sends for t in repeated)], ["concerns", made]],
            )
            report.require(
                f"control: without the key, {control:,} worries make more concerns ({made:,})", made > control
            )
            report.require("no stack trace in the server's log", log_lines(children, "Traceback") == 0)
        return report.end()


def run(
    report: Report, port: int, seed: int, count: int, threads: int, *, new_key_each_time: bool = False
) -> tuple[Senders, list[Told], float]:
    senders = Senders(port, seed, new_key_each_time=new_key_each_time)
    began = time.perf_counter()
    told: list[Told] = []
    with ThreadPoolExecutor(threads) as pool:
        for one in pool.map(senders.tell, range(count)):
            told.append(one)
            if len(told) % 1_000 == 0:
                report.say(f"{len(told):,} told")
    senders.at_once.shutdown()
    return senders, told, time.perf_counter() - began


def concerns() -> int:
    # A request whose line was cut may still be at work: wait until nothing is.
    with superuser() as connection:
        for _ in range(100):
            busy = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'lifecourse_app' AND state <> 'idle'"
                " AND datname = current_database()"
            ).fetchone()
            if busy == (0,):
                break
            time.sleep(0.1)
        row = connection.execute("SELECT count(*) FROM concerns_concern").fetchone()
        assert row is not None
        return int(row[0])


def check(report: Report, senders: Senders, told: list[Told], took: float) -> None:
    """What the database says against what the senders saw."""
    time.sleep(1)
    there = concerns()
    sends = sum(t.sends for t in told)
    report.table(
        "The public's form",
        ["what", "number"],
        [
            ["worries told", f"{len(told):,}"],
            ["forms sent", f"{sends:,}"],
            ["… of which the answer was never read", f"{sum(t.dropped for t in told):,}"],
            ["… of which the line was cut in the middle", f"{sum(t.cut for t in told):,}"],
            ["receipts seen", f"{sum(len(t.receipts) for t in told):,}"],
            ["concerns in the database", f"{there:,}"],
        ],
    )
    requests = len(senders.pages) + sends + sum(len(t.receipts) for t in told)
    report.table(
        f"Speed with every core shared by server, database and senders: {len(told) / took:,.1f} worries/s, "
        f"{sends / took:,.1f} sends/s, {requests / took:,.1f} requests/s",
        ["request", "number", "p50", "p95", "p99"],
        [
            [what, f"{len(times):,}", *(ms(percentile(times, part)) for part in (0.5, 0.95, 0.99))]
            for what, times in (("the form (GET)", senders.pages), ("sending it (POST)", senders.posts))
        ],
    )
    wrong = [words for t in told for words in t.wrong]
    for words in sorted(set(wrong))[:10]:
        report.say(f"{wrong.count(words)} × {words}")
    receipts = {t.number: set(t.receipts) for t in told}
    rows = facts()
    report.require(f"exactly {len(told):,} concerns", there == len(told))
    report.require("every send that was read through was answered with a receipt", not wrong)
    report.require("every worry has a receipt, and always the same", all(len(r) == 1 for r in receipts.values()))
    report.require(
        "every reference on a receipt is the concern with that form's key",
        all(rows["keys"].get(uuid.UUID(hex=t.key.split(".")[0])) == next(iter(receipts[t.number]), "") for t in told),
    )
    report.require("one reporter, one decision clock, one event each", rows["each"] == (there, there, there))
    wanted = sum(t.wants_email for t in told)
    report.require(f"one acknowledgement for each of the {wanted:,} who left an address", rows["letters"] == wanted)


def facts() -> dict[str, Any]:
    """What is in the database, seen by the superuser."""
    found: dict[str, Any] = defaultdict(dict)
    with superuser() as connection:
        found["keys"] = dict(connection.execute("SELECT submission_key, reference FROM concerns_concern").fetchall())
        found["each"] = connection.execute(
            "SELECT (SELECT count(*) FROM concerns_reporter), (SELECT count(*) FROM clocks_clock),"
            " (SELECT count(*) FROM audit_event WHERE event = 'concerns.received' AND NOT data ? 'repeated')"
        ).fetchone()
        found["letters"] = (connection.execute("SELECT count(*) FROM letters_letter").fetchone() or (0,))[0]
    return found


if __name__ == "__main__":
    sys.exit(main())
