"""Sends generated requests over the wire, signed out and in seven roles, and judges each answer."""

import http.client
import random
import socket
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from . import everything
from .fuzz import Fuzzer, Made, learn
from .machine import Report, ms, percentile
from .partnership import PASSWORD, Partnership
from .web import HOST, Browser, house

HANGS = 5.0
ROLES = ("officer", "manager", "responder", "lister", "privacy", "administrator", "analyst")
TELLS = (
    b"Traceback (most recent call last)", b"django.db.utils", b'File "/', b"psycopg.errors", b"OperationalError",
    b"IntegrityError", b"DoesNotExist:", b"TemplateSyntaxError", b"site-packages",
)  # fmt: skip


@dataclass
class Seen:
    """What came back to generated requests."""

    statuses: Counter[int] = field(default_factory=Counter)
    roles: dict[str, Counter[int]] = field(default_factory=dict)
    routes: Counter[str] = field(default_factory=Counter)
    deep: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def requests(report: Report, made: Partnership, count: int, seed: int) -> None:
    """Generated requests to the real server, signed out and in seven roles; then the same to a house with a fault."""
    ids = everything.make(made)
    report.say(f"{sum(map(len, ids.values()))} ids of {len([1 for some in ids.values() if some])} tables to try")
    with house(extra={"LIFECOURSE_PROXIES": "1"}) as (port, children):
        warm(port)
        seen = fuzz(report, port, ids, count, seed)
        errors = Path(children[0].log).read_text(errors="replace")
    groups = [f"{number}xx" for number in range(1, 6)]
    report.table(
        f"{count:,} generated requests: p50 {ms(percentile(seen.times, 0.5))}, p99 {ms(percentile(seen.times, 0.99))}, "
        f"longest {ms(max(seen.times))}",
        ["role", "requests", *groups],
        [
            [role, total.total(), *(sum(n for s, n in total.items() if s // 100 == group) for group in range(1, 6))]
            for role, total in [*sorted(seen.roles.items()), ("all", seen.statuses)]
        ],
    )
    report.say(f"{len(seen.routes)} addresses tried; {len(seen.deep)} of them answered a POST with 200, 302 or 400")
    for words in seen.bad[:20]:
        report.say(words)
    answered = sum(seen.statuses.values())
    report.require(f"each of {count:,} requests was answered", answered == count)
    report.require("0 answers of 500 or more", not any(status >= 500 for status in seen.statuses))
    report.require("0 stack traces, 0 hangs, 0 answers that are no HTTP", not seen.bad)
    internal = errors.count("Internal Server Error")
    report.require("the server's log tells of no internal error", internal == 0)
    fuzzer_routes = len(Fuzzer(seed, ids).routes)
    few = count < 2_000
    report.require("every address of the resolver was tried", few or len(seen.routes) == fuzzer_routes)
    fault = "benchmarks.harness.trips:application"
    with house(extra={"LIFECOURSE_PROXIES": "1"}, module=fault) as (port, _):
        trips = fuzz(report, port, ids, min(count, 600), seed + 1)
    report.require(
        f"control: a house that trips over one odd value in its address is found out ({len(trips.bad)} times)",
        any("500" in words for words in trips.bad),
    )


def warm(port: int) -> None:
    """Draw the figures in every web process: the first time each loads its chart library, which takes seconds."""
    browser = Browser(port)
    browser.sign_in("analyst@bench.example", PASSWORD)
    for _ in range(12):
        browser.get("/concerns/figures/")
        browser.close()  # a new line may reach another process


def fuzz(report: Report, port: int, ids: dict[str, list[str]], count: int, seed: int) -> Seen:
    """Share `count` among the roles; four of them at a time."""
    seen = Seen()
    roles = ["signed out", *ROLES]
    each = [count // len(roles) + (number < count % len(roles)) for number in range(len(roles))]
    waiting = list(zip(roles, each, strict=True))

    def work() -> None:
        while True:
            with seen.lock:
                if not waiting:
                    return
                role, mine = waiting.pop(0)
            one_role(port, role, mine, Fuzzer(seed + len(role) * 1_000 + mine, ids), seen)
            report.say(f"{role}: {mine:,} requests")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def one_role(port: int, role: str, count: int, fuzzer: Fuzzer, seen: Seen) -> None:
    """What one person sends; signed in again whenever something of it has ended their session."""
    browser = Browser(port, f"10.1.{abs(hash(role)) % 200}.1")
    own = seen.roles.setdefault(role, Counter())
    token = begin(browser, role, fuzzer)
    wire = Wire(port)
    for number in range(count):
        if number % 60 == 59 and (role != "signed out" and browser.get("/access/account/").status != 200):
            token = begin(browser, role, fuzzer)
        made = fuzzer.next(role, token, browser.cookies)
        if random.Random(f"{role}-{number}").random() < 0.5:
            look(browser, role, made, fuzzer)
        status, body, seconds, problem = wire.send(made)
        with seen.lock:
            own[status] += bool(status)
            seen.statuses[status] += bool(status)
            seen.routes[made.route] += 1
            seen.times.append(seconds)
            if made.method == "POST" and status in {200, 302, 400}:
                seen.deep[made.route] += 1
            what = f"{role}: {made.method} {made.path[:200]!r} ({made.route})"
            if problem:
                seen.bad.append(f"{problem}: {what}")
            elif status >= 500:
                seen.bad.append(f"{status}: {what} with {made.body[:300]!r} {made.headers}")
            elif seconds > HANGS:
                seen.bad.append(f"took {seconds:.1f} s: {what}")
            elif tells := [tell for tell in TELLS if tell in body]:
                seen.bad.append(f"shows {tells[0]!r}: {what}")
    wire.close()
    browser.close()


def begin(browser: Browser, role: str, fuzzer: Fuzzer) -> str:
    """Sign in, if the role is somebody; gives a CSRF token."""
    browser.cookies.clear()
    if role != "signed out":
        browser.sign_in(f"{role}@bench.example", PASSWORD)
    return browser.get("/tell/all/").hidden()["csrfmiddlewaretoken"]


def look(browser: Browser, role: str, made: Made, fuzzer: Fuzzer) -> None:
    """Open the page first and learn what its forms ask for, as a person would."""
    if (role, made.route) in fuzzer.forms or b"%" in made.path or not made.path.isascii():
        return
    with suppress(OSError, http.client.HTTPException):
        page = browser.get(made.path.partition(b"?")[0].decode())
        if page.status == 200 and "text/html" in (page.headers.get("Content-Type") or ""):
            fuzzer.forms[role, made.route] = learn(page.text)


class Wire:
    """A connection that sends what it is given, byte for byte."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._line: socket.socket | None = None

    def send(self, made: Made) -> tuple[int, bytes, float, str]:
        """Status, body, seconds, and what was wrong with the answer if it was none."""
        began = time.perf_counter()
        for attempt in range(2):
            fresh = self._line is None
            try:
                if self._line is None:
                    self._line = socket.create_connection((HOST, self.port), timeout=30)
                self._line.sendall(made.line(f"{HOST}:{self.port}"))
                answer = http.client.HTTPResponse(self._line, method=made.method.upper())
                answer.begin()
                body = answer.read()
            except TimeoutError:
                self.close()
                return 0, b"", time.perf_counter() - began, "no answer in 30 s"
            except (OSError, http.client.HTTPException) as problem:
                self.close()
                # A server may close a line between two requests; on a new one it may not.
                if fresh or attempt:
                    return 0, b"", time.perf_counter() - began, f"no HTTP ({problem!r})"
                continue
            if answer.will_close or answer.status == 400:
                self.close()
            return answer.status, body, time.perf_counter() - began, ""
        return 0, b"", time.perf_counter() - began, "no answer"

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None
