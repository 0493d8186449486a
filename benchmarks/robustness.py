"""What the house does with hostile input: formulas in its exports, files that are no lists, requests nobody meant.

Three parts, each with a control that it must catch: `formulas` (300 texts that a spreadsheet would run, through every
CSV export), `uploads` (files sent to the page and to the command that load a list) and `requests` (20,000 generated
requests to every address of the resolver, signed out and in seven roles, over the wire).
"""

import csv
import datetime as dt
import html
import http.client
import io
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.harness import everything
from benchmarks.harness.database import fresh_database, set_up_django
from benchmarks.harness.formulas import cells, payloads, would_run
from benchmarks.harness.fuzz import Fuzzer, Made, learn
from benchmarks.harness.killing import offspring
from benchmarks.harness.machine import Report, ms, options, percentile
from benchmarks.harness.partnership import PASSWORD, Partnership, set_up
from benchmarks.harness.uploads import HEADING, Upload, as_form, uploads
from benchmarks.harness.web import HOST, Browser, house
from lifecourse.config.launcher import paths
from lifecourse.config.launcher.children import manage

PARTS = ("formulas", "uploads", "requests")
MOST_MEMORY = 512  # MB for all processes of the web server together, while a gigabyte is sent to it
MOST_SECONDS = 10.0
HANGS = 5.0
_LETTERS = "ACDEFHJKMNPRTWXY"
ROLES = ("officer", "manager", "responder", "lister", "privacy", "administrator", "analyst")
TELLS = (
    b"Traceback (most recent call last)", b"django.db.utils", b'File "/', b"psycopg.errors", b"OperationalError",
    b"IntegrityError", b"DoesNotExist:", b"TemplateSyntaxError", b"site-packages",
)  # fmt: skip


def main() -> int:
    asked = options(
        (__doc__ or "").splitlines()[0],
        ("--only", {"choices": PARTS, "help": "one part alone"}),
        ("--requests", {"type": int, "default": 0, "help": "how many instead of 20,000"}),
    )
    with fresh_database("robustness", keep=asked.keep):
        report = Report("robustness: hostile input", small=asked.small, seed=asked.seed)
        set_up_django()
        made = set_up()
        if asked.only in {None, "formulas"}:
            formulas(report, made, 300 if not asked.small else 40, asked.seed)
        if asked.only in {None, "uploads"}:
            send_uploads(report, made, large=not asked.small)
        if asked.only in {None, "requests"}:
            requests(report, made, asked.requests or (20_000 if not asked.small else 200), asked.seed)
        return report.end()


# Formulas ------------------------------------------------------------------------------------------------------------
def formulas(report: Report, made: Partnership, count: int, seed: int) -> None:
    """Plant the texts wherever an export takes text from, and look at every cell that comes out."""
    from lifecourse.kernel.base.csvfile import write_csv

    texts = payloads(count, seed)
    files = {
        "the writer itself": write_csv([[text, "plain", text] for text in texts]),
        "rejected rows of a list": rejected_rows(made, texts),
        "the front door's figures": figures(made, texts),
    }
    plain = io.StringIO(newline="")
    csv.writer(plain, quoting=csv.QUOTE_ALL).writerows([[text, "plain", text] for text in texts])
    control = plain.getvalue().encode("utf-8-sig")
    rows, run = [], 0
    for name, content in {**files, "control: a plain CSV writer": control}.items():
        found = cells(content)
        bad = [cell for cell in found if would_run(cell)]
        planted = sum(any(text.strip() in cell for cell in found) for text in texts if "\x00" not in text)
        office = by_office(content)
        rows.append([name, len(found), planted, len(bad), "not there" if office is None else office])
        if name in files:
            run += len(bad) + (office or 0)
            report.require(f"{name}: the texts are in it ({planted})", planted >= count * 0.8)
    report.table(
        f"{count} texts that a spreadsheet would run",
        ["export", "cells", "texts found in it", "cells that would run", "formulas in LibreOffice"],
        rows,
    )
    report.require("0 cells that a spreadsheet would run", run == 0)
    report.require(f"control: a plain writer lets them run ({rows[-1][3]})", int(str(rows[-1][3])) >= count)


def rejected_rows(made: Partnership, texts: Sequence[str]) -> bytes:
    """The export of rejected rows, by the page, of a file with the texts in cells and headings."""
    from django.test import Client

    from lifecourse.kernel.access.context import viewing
    from lifecourse.kernel.involvement import services

    usable = [text for text in texts if "\x00" not in text]
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    heads = list({" ".join(text.split()).casefold(): text for text in usable[:60]}.values())
    names = [*HEADING.decode().strip().split(","), *heads]
    writer.writerow(names)
    for number, text in enumerate(usable):
        # A file of which nothing can be read is refused whole: every other row is a good one.
        writer.writerow([f"g{number}", "Inventedname", "Ivo", "04/05/2015", *[""] * (6 + len(heads))])
        writer.writerow([f"r{number}", text, text, "no date", *[""] * 6, *([text] * len(heads))])
    source = everything.a_list(made, code="formulas")
    now = dt.datetime.now(dt.UTC)
    with viewing(made.staff["lister"], at=now) as lister:
        load = services.receive_list(
            actor=lister, at=now, source=source, file=io.BytesIO(out.getvalue().encode()), taken_on=now.date()
        )
        services.check_list(actor=lister, at=now, load_id=load.pk)
    client = signed_in(Client(), made.staff["lister"])
    answer = client.get(f"/lists/file/{load.pk}/rejected.csv")
    assert answer.status_code == 200, answer.status_code
    return bytes(answer.content)


def figures(made: Partnership, texts: Sequence[str]) -> bytes:
    """The figures' export, by the page, with the texts as names of teams and areas, a concern for each."""
    from django.test import Client

    from lifecourse.domains.concerns import rules, services
    from lifecourse.kernel.access.context import as_system
    from lifecourse.kernel.agencies import services as agencies
    from lifecourse.kernel.audit.actors import PUBLIC, Machine

    machine, now = Machine("benchmark"), dt.datetime.now(dt.UTC)
    with as_system("benchmark"):
        for number, text in enumerate(text for text in texts if "\x00" not in text):
            by: dict[str, Any] = {"actor": machine, "at": now, "code": f"f{number}", "name": text}
            area = agencies.create_area(**by, kind="ward")
            team = agencies.create_team(
                **by,
                organisation=made.organisations["homes"],
                valid_from=dt.date(2020, 4, 1),
                area=area,
                is_eyes_and_ears=True,
                code_letters=_LETTERS[number // 4 % 16] + _LETTERS[number // 64 % 16] + "M",
            )
            services.receive_public_concern(
                actor=PUBLIC,
                at=now,
                key=uuid.uuid4(),
                team_code=team.team_code,
                told=services.Told(
                    narrative="Shouting.", subjects=(services.SubjectTold(kind=rules.SubjectKind.CHILD),)
                ),
            )
    answer = signed_in(Client(), made.staff["analyst"]).get("/concerns/figures.csv")
    assert answer.status_code == 200, answer.status_code
    return bytes(answer.content)


def signed_in(client: Any, user: Any) -> Any:
    """A client of somebody who has given a second factor."""
    client.force_login(user)
    session = client.session
    session["lifecourse.second_factor"] = "benchmark"
    session.save()
    return client


def by_office(content: bytes) -> int | None:
    """How many cells LibreOffice makes formulas of; None where there is none: `would_run` stands in for it then."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "export.csv"
        file.write_bytes(content)
        subprocess.run(
            [program, "--headless", "--convert-to", "fods", "--outdir", folder, str(file)],
            capture_output=True,
            timeout=180,
            check=True,
            env={**os.environ, "HOME": folder},
        )
        return file.with_suffix(".fods").read_text(encoding="utf-8").count("table:formula=")


# Uploads -------------------------------------------------------------------------------------------------------------
@dataclass
class Outcome:
    """What became of one file on one way in."""

    what: str
    sentence: str
    seconds: float
    memory: int  # the most MB that the programs had, since they were started
    good: bool


def send_uploads(report: Report, made: Partnership, *, large: bool) -> None:
    """Every file to the page and to the command."""
    source = everything.a_list(made, code="uploads")
    files = uploads(large=large)
    with house() as (port, children):
        browser = Browser(port)
        browser.sign_in("lister@bench.example", PASSWORD)
        assert children[0].process is not None
        page = [by_page(browser, upload, source.pk, children[0].process.pid) for upload in files]
    # Each command is a process of its own and takes seconds to begin, so a smoke test sends it a few.
    to_command = files if large else files[::8]
    command = [by_command(upload, source.code) for upload in to_command]
    by_name = {upload.title: outcome for upload, outcome in zip(to_command, command, strict=True)}
    rows = []
    for upload, outcome in zip(files, page, strict=True):
        other = by_name.get(upload.title)
        rows.append(
            [upload.title, outcome.what, ms(outcome.seconds), other.what if other else "", outcome.sentence[:90]]
        )
    report.table(f"{len(files)} files sent as a list", ["file", "page", "took", "command", "what the page says"], rows)
    for way, outcomes in (("page", page), ("command", command)):
        bad = [one for one in outcomes if not one.good]
        for one in bad[:8]:
            report.say(f"{way}: {one.what} {one.sentence[:200]!r}")
        report.require(f"the {way} says one clear sentence, or takes the file, each time", not bad)
        slow = [one for one in outcomes if one.seconds > MOST_SECONDS * (6 if large else 3)]
        report.require(f"the {way} is done in time each time", not slow)
        most = max(one.memory for one in outcomes)
        report.require(f"the {way}'s memory stays under {MOST_MEMORY} MB ({most} MB at most)", most < MOST_MEMORY)


_ERRORS = re.compile(r"govuk-error-summary__list.*?</ul>", re.DOTALL)
_SAID = re.compile(r'govuk-notification-banner__heading">(.*?)</p>', re.DOTALL)
_ITEM = re.compile(r"<li>\s*(?:<a[^>]*>)?(.*?)(?:</a>)?\s*</li>", re.DOTALL)


def by_page(browser: Browser, upload: Upload, source: uuid.UUID, server: int) -> Outcome:
    """Send it through the form, a piece at a time."""
    path = f"/lists/{source}/send/"
    hidden = browser.get(path).hidden()
    today = dt.datetime.now(dt.UTC).date()
    fields = {"csrfmiddlewaretoken": hidden["csrfmiddlewaretoken"], "kind": "full"}
    fields |= {"taken_on_day": str(today.day), "taken_on_month": str(today.month), "taken_on_year": str(today.year)}
    kind, length, pieces = as_form(fields, upload)
    began = time.monotonic()
    line = http.client.HTTPConnection(HOST, browser.port, timeout=120)
    status, text, location = 0, "", ""
    try:
        with suppress(BrokenPipeError, ConnectionResetError):
            # Whoever has heard enough may stop listening; the answer is read all the same.
            line.putrequest("POST", path)
            for name, value in {**browser.headers(), "Content-Type": kind, "Content-Length": str(length)}.items():
                line.putheader(name, value)
            line.endheaders()
            for piece in pieces:
                line.send(piece)
        answer = line.getresponse()
        status, text = answer.status, answer.read().decode("utf-8", "replace")
        location = answer.headers.get("Location", "")
    except (OSError, http.client.HTTPException) as problem:
        text = repr(problem)
    finally:
        line.close()
    seconds = time.monotonic() - began
    sentences: list[str] = []
    if status == 302:  # read, and either reported on or not understood
        text = browser.get(location).text
        sentences = _SAID.findall(text)
    elif found := _ERRORS.search(text):
        sentences = _ITEM.findall(found[0])
    sentences = [html.unescape(re.sub(r"<[^>]+>|\s+", " ", one)).strip() for one in sentences]
    taken = status == 302 and not sentences
    refused = status in {302, 400, 413} and len(sentences) == 1 and 10 < len(sentences[0]) < 300
    good = {"taken": taken, "refused": refused, "either": taken or refused}[upload.wanted]
    good = good and not any(tell.decode() in text for tell in TELLS)
    words = sentences[0] if len(sentences) == 1 else f"{len(sentences)} sentences: {sentences} {text[:80]}"
    return Outcome(f"{'taken' if taken else 'refused' if refused else status}", "" if taken else words, seconds,
                   memory_of(server), good)  # fmt: skip


def memory_of(server: int) -> int:
    """The most MB that a program and all it started have had in memory, added up."""
    total = 0
    for pid in offspring(server):
        with suppress(OSError):
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith("VmHWM"):
                    total += int(line.split()[1])
    return total // 1024


def by_command(upload: Upload, source: str) -> Outcome:
    """Write it to a file and load it by the command, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "list.csv"
        with file.open("wb") as out:
            for piece in upload.content():
                out.write(piece) if piece.strip(b"\0") else out.seek(len(piece), os.SEEK_CUR)
            out.truncate(upload.size)
        today = dt.datetime.now(dt.UTC).date().isoformat()
        began = time.monotonic()
        log = Path(folder) / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                manage("load_list", source, str(file), "--as-of", today, "--dry-run"),
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=paths.ROOT,
            )
            _, status, used = os.wait4(process.pid, 0)
        process.returncode = code = os.waitstatus_to_exitcode(status)
        text = log.read_text(errors="replace").strip()
    taken = code == 0
    refused = code == 1 and len(text.splitlines()[-1:]) == 1 and text.splitlines()[-1].startswith("CommandError: ")
    good = {"taken": taken, "refused": refused, "either": taken or refused}[upload.wanted]
    good = good and "Traceback" not in text
    what = "taken" if taken else "refused" if refused else f"exit code {code}"
    last = text.splitlines()[-1] if text else ""
    return Outcome(what, f"{upload.title}: {last}", time.monotonic() - began, used.ru_maxrss // 1024, good)


# Requests ------------------------------------------------------------------------------------------------------------
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


if __name__ == "__main__":
    sys.exit(main())
