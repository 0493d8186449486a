"""An agency's list of 1,000,000 invented people, loaded by the command: rows a second, memory, and the same file again.

Every row is somebody new. The first load is by `manage.py load_list` in a process of its own, whose peak memory the
kernel tells us; then the very same file; the same facts taken on a later day; and a list of which 1 % changed and 1 %
is gone. The floor is the cost of PostgreSQL alone: the same facts copied into one table without keys, walls or trail.
"""

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness.database import fresh_database, set_up_django, superuser
from benchmarks.harness.machine import Report, options
from benchmarks.harness.partnership import set_up
from benchmarks.harness.people import Invented, people

HEADERS = (
    "Ref",
    "Surname",
    "Forename",
    "DOB",
    "Sex",
    "NHS number",
    "Address",
    "Postcode",
    "Status",
    "Start date",
    "Worker",
    "Job",
    "Worker email",
)
MOST_SECONDS, MOST_MEGABYTES = 600, 1024
TAKEN, LATER, LATEST = "2026-03-02", "2026-03-03", "2026-03-04"


@dataclass(frozen=True)
class Run:
    """One run of the command: what it said, how long it took (s), and the most memory it held (MB)."""

    said: str
    seconds: float
    megabytes: float
    code: int


def main() -> int:
    asked = options(
        (__doc__ or "").splitlines()[0],
        ("--rows", {"type": int, "default": 0, "help": "how many people (default 1,000,000; 20,000 if small)"}),
        ("--profile", {"action": "store_true", "help": "also write what the first load spends its time on"}),
    )
    rows = asked.rows or (20_000 if asked.small else 1_000_000)
    with fresh_database("feeds", keep=asked.keep), tempfile.TemporaryDirectory() as folder:
        report = Report(f"feeds: a list of {rows:,} people", small=asked.small, seed=asked.seed)
        set_up_django()
        a_list()
        everybody = people(rows, asked.seed)
        first, changed = Path(folder, "list.csv"), Path(folder, "changed.csv")
        write(first, lines(everybody))
        leaving, moving = write_changed(changed, everybody, asked.seed)
        size = first.stat().st_size
        del everybody
        report.say(f"{rows:,} rows written, {size / 2**20:.0f} MB")
        floor = copy_floor(first)
        loaded = load(first, TAKEN, profile=asked.profile)
        report.say("loaded")
        same = load(first, TAKEN)
        again = load(first, LATER)
        report.say("the same facts of a later day loaded")
        other = load(changed, LATEST, f"--closing={leaving}")
        tell(report, rows, floor, {"new": loaded, "same file": same, "same facts": again, "1 % changed": other})
        check(report, rows, loaded, same, again, other, leaving, moving)
        return report.end()


def a_list() -> None:
    """A service and its list, its columns known."""
    from benchmarks.harness.partnership import SINCE
    from benchmarks.harness.people import make_service
    from lifecourse.kernel.access.context import as_system
    from lifecourse.kernel.involvement.rules.columns import ColumnMap, DateFormat, suggest
    from lifecourse.kernel.involvement.services import create_source

    made = set_up()
    service = make_service(made.organisations["health"])
    with as_system("benchmark") as machine:
        create_source(
            actor=machine,
            at=SINCE,
            service=service,
            code="everybody",
            name="Invented list",
            covers="Everybody who was invented",
            columns=ColumnMap(columns=suggest(HEADERS), date_formats=(DateFormat.DAY_FIRST,)),
        )


def nhs_numbers() -> Iterator[str]:
    """Numbers with a right check digit, of the range that is given to nobody."""
    for number in range(1_000_000):
        digits = f"999{number:06d}"
        check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            yield f"{digits}{check % 11}"


def lines(everybody: list[Invented]) -> Iterator[list[str]]:
    """The list: eight of ten rows have an NHS number, all have a name, a date of birth and an address."""
    numbers = nhs_numbers()
    for number, one in enumerate(everybody):
        yield [
            f"P{number:07d}",
            one.family,
            one.given,
            f"{one.born:%d/%m/%Y}",
            ("F", "M", "")[number % 3],
            next(numbers) if number % 5 else "",
            f"{one.house} Invented Street",
            one.postcode,
            "Open",
            "05/01/2026",
            f"Worker {number % 97}",
            "Invented worker",
            f"worker{number % 97}@health.example",
        ]


def write(path: Path, rows: Iterator[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerow(HEADERS)
        csv.writer(file).writerows(rows)


def write_changed(path: Path, everybody: list[Invented], seed: int) -> tuple[int, int]:
    """The list with 1 % gone, and 1 % with another worker or another address; gives the two numbers."""
    chance = random.Random(f"changed-{seed}")
    gone = moved = 0

    def rows() -> Iterator[list[str]]:
        nonlocal gone, moved
        for cells in lines(everybody):
            turn = chance.random()
            if turn < 0.01:
                gone += 1
                continue
            if turn < 0.02:
                moved += 1
                cells[HEADERS.index("Worker" if moved % 2 else "Address")] = f"{moved} Changed"
            yield cells

    write(path, rows())
    return gone, moved


def copy_floor(path: Path) -> float:
    """Seconds that PostgreSQL takes for the same rows into one table of texts."""
    with superuser() as connection:
        columns = ", ".join(f'"{name}" text' for name in HEADERS)
        connection.execute(f"CREATE UNLOGGED TABLE bench_floor ({columns})")
        began = time.perf_counter()
        with connection.cursor().copy("COPY bench_floor FROM STDIN (FORMAT csv, HEADER)") as copy, path.open("rb") as f:
            while piece := f.read(1 << 16):
                copy.write(piece)
        took = time.perf_counter() - began
        connection.execute("DROP TABLE bench_floor")
    return took


def load(path: Path, taken_on: str, *more: str, profile: bool = False) -> Run:
    """Run the command in a process of its own."""
    profiling = ["-m", "cProfile", "-o", "var/feeds.profile"] if profile else []
    words = [sys.executable, *profiling, "manage.py", "load_list", "everybody", str(path), f"--as-of={taken_on}", *more]
    began = time.perf_counter()
    child = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ)
    assert child.stdout is not None
    said = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return Run(said, time.perf_counter() - began, used.ru_maxrss / 1024, child.returncode)


def tell(report: Report, rows: int, floor: float, runs: dict[str, Run]) -> None:
    report.table(
        "Through `load_list`, each in a process of its own",
        ["load", "seconds", "rows/s", "peak MB"],
        [["floor: COPY into one table", f"{floor:.1f}", f"{rows / floor:,.0f}", ""]]
        + [[what, f"{r.seconds:.1f}", f"{rows / r.seconds:,.0f}", f"{r.megabytes:.0f}"] for what, r in runs.items()],
    )
    for what, run in runs.items():
        report.say(f"{what}:")
        for line in run.said.splitlines()[-16:]:
            print(f"      {line}")


def check(report: Report, rows: int, loaded: Run, same: Run, again: Run, other: Run, leaving: int, moving: int) -> None:
    report.require("every load ended well", not any(run.code for run in (loaded, same, again, other)))
    report.require(f"{rows:,} added", f"{rows:,} added, 0 changed, 0 unchanged" in loaded.said)
    report.require(
        f"new people at {rows / loaded.seconds:,.0f} rows/s: as many as 1,000,000 in {MOST_SECONDS} s",
        rows / loaded.seconds >= 1_000_000 / MOST_SECONDS,
    )
    most = max(run.megabytes for run in (loaded, same, again, other))
    report.require(f"at most {MOST_MEGABYTES:,} MB ({most:,.0f})", most <= MOST_MEGABYTES)
    report.require("the same file again: nothing was changed", "nothing was changed" in same.said)
    report.require("the same facts again: nobody changed", f"0 added, 0 changed, {rows:,} unchanged" in again.said)
    report.require(
        f"of the changed list {moving:,} rows changed and {leaving:,} people closed",
        f"0 added, {moving:,} changed, {rows - moving - leaving:,} unchanged, {leaving:,} no longer" in other.said,
    )
    with superuser() as connection:
        counts = connection.execute(
            "SELECT (SELECT count(*) FROM people_person), (SELECT count(*) FROM people_search_key),"
            " (SELECT count(*) FROM involvement_involvement WHERE state = 'open'),"
            " (SELECT count(*) FROM audit_event WHERE event = 'people.added')"
        ).fetchone()
    report.require(
        "each has one record, keys and one event; who left is closed", counts == (rows, rows, rows - leaving, rows)
    )


if __name__ == "__main__":
    sys.exit(main())
