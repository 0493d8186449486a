"""Sends every hostile file to the page and to the command that load a list, and says what became of it."""

import datetime as dt
import html
import http.client
import os
import re
import subprocess
import tempfile
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lifecourse.config.launcher import paths
from lifecourse.config.launcher.children import manage

from . import everything
from .killing import offspring
from .machine import Report, ms
from .partnership import PASSWORD, Partnership
from .uploads import Upload, as_form, uploads
from .web import HOST, Browser, house
from .wire import TELLS

MOST_MEMORY = 512  # MB for all processes of the web server together, while a gigabyte is sent to it
MOST_SECONDS = 10.0


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
        browser.keep_cookies(answer.headers)  # the sentence for the next page may travel in one
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
