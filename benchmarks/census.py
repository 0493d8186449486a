"""A Children in Need return read, checked by every rule and its indicators worked out, with time and memory.

5,000 and 50,000 children, each in processes of its own, from start to end, as the command is run. In the same run: the
floor, a bare pass of the XML parser that only counts elements; the counts and the indicators of 50,000 children
against the tests' slow oracle; the check's five formats with a million findings; and with `--peer PYTHON`, a Python
in which csc-validator-be-cin is installed, that validator on the 5,000.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness.machine import Report, options, percentile
from lifecourse.engines.census import store
from lifecourse.engines.census.checking import FORMATS
from lifecourse.engines.census.generating.command import generate
from lifecourse.engines.census.generating.making import make_children
from lifecourse.engines.census.indicators.computing import WITHIN_2_YEARS, compute
from lifecourse.engines.census.reading import read_return
from lifecourse.engines.census.tests.oracle import PLAIN, SHARES, tell

ROOT = Path(__file__).resolve().parents[1]
YEAR = 2026
# indicators.md 7.4
BARS = {5_000: (1.5, 600), 50_000: (10.0, 600)}
CHECK = """
import json, sys, time
from pathlib import Path
from lifecourse.engines.census import checking, store
from lifecourse.engines.census.indicators.computing import compute
from lifecourse.engines.census.population import Population
began = time.perf_counter()
with store.opened() as db:
    opened = time.perf_counter()
    told = checking.read_return(db, Path(sys.argv[1]))
    read = time.perf_counter()
    checked = checking.Checked(db, told, list(checking.run(db, checking.rules_of(told.year))))
    ruled = time.perf_counter()
    made = compute(db, population=Population("made", {"E99": {told.year - 1: {"original": 400_000}}}))
    computed = time.perf_counter()
    print(json.dumps({"children": told.children, "departures": told.departures, "findings": checked.findings,
        "rules": len(checked.ran), "not_run": len(checked.not_run), "open": opened - began, "read": read - opened,
        "rule": ruled - read, "count": computed - ruled, "indicators": len(made),
        "known": sum(one.value.number is not None for one in made)}))
"""
# Writes a report with so many findings, and a fifth as many departures, in one format.
WRITE = """
import sys
from pathlib import Path
from lifecourse.engines.census import checking, reporting, store
from lifecourse.engines.census.reading import Return
rules, number = checking.rules_of(2026), int(sys.argv[2])
with store.opened() as db:
    db.execute("insert into child by name select 1 as file_no, i::integer as child_no, (i * 9)::integer as line,"
        " 'T' || i as la_child_id from range(1, ?) as made(i)", [number // 2 + 2])
    db.execute("create table finding (code varchar, child_no integer, line integer, found varchar)")
    for at, rule in enumerate(rules[:2]):
        db.execute("insert into finding select ?, (i // 2)::integer, (i * 5)::integer, '=1+1' from range(?, ?, 2) as"
            " made(i)", [rule.code, 2 + at, number + 2 + at])
    db.execute("insert into departure select 1, (i // 2)::integer, 'Child/CINdetails/ReferralNFA', i::integer,"
        " 'not 0 or 1', '=1+1', '0 or 1' from range(2, ?) as made(i)", [number // 5 + 2])
    told = Return(Path("x.xml"), 1, year=2026, lea="999", children=number // 2, departures=number // 5)
    checked = checking.Checked(db, told, rules)
    reporting.write(checked, sys.argv[1], Path(sys.argv[3]))
    print(checked.findings)
"""
FLOOR = """
import sys
from xml.parsers import expat
parser, count = expat.ParserCreate(), 0
def start(name, attributes):
    global count
    count += 1
parser.StartElementHandler = start
with open(sys.argv[1], "rb") as file:
    parser.ParseFile(file)
print(count)
"""


@dataclass
class Ran:
    """A process that ended: seconds from start to end, of the processors, its peak memory in MiB, what it printed."""

    wall: float
    cpu: float
    peak: float
    out: str


def main() -> int:
    asked = options(
        (__doc__ or "").splitlines()[0],
        ("--peer", {"metavar": "PYTHON", "help": "a Python with csc-validator-be-cin, to run on the smaller file"}),
        ("--peer-children", {"type": int, "default": 5_000, "help": "children of the peer's file (it is quadratic)"}),
    )
    sizes = (500, 5_000) if asked.small else (5_000, 50_000)
    report = Report("census: a return read, checked and counted", small=asked.small, seed=asked.seed)
    with tempfile.TemporaryDirectory(prefix="bench-census-") as name:
        folder = Path(name)
        files = {size: made(folder, size, asked.seed, report) for size in sizes}
        measure(report, files)
        invariants(report, files[sizes[1]], sizes[1], asked.seed)
        outputs(report, folder, 20_000 if asked.small else 1_000_000)
        if asked.peer:
            children = min(asked.peer_children, sizes[0])
            file = files.get(children) or made(folder, children, asked.seed, report)
            peer(report, asked.peer, file, children)
    return report.end()


def made(folder: Path, children: int, seed: int, report: Report) -> Path:
    path, began = folder / f"{children}.xml", time.perf_counter()
    generate(children=children, year=YEAR, seed=seed, out=path)
    size = path.stat().st_size / 2**20
    report.say(f"{children:,} children written in {time.perf_counter() - began:.1f} s, {size:.1f} MiB")
    return path


def process(line: Sequence[str], cwd: Path = ROOT) -> Ran:
    """Run it by itself. Raises SystemExit with what it said if it fails."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as problems:
        began = time.perf_counter()
        child = subprocess.Popen(line, cwd=cwd, stdout=out, stderr=problems)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        problems.seek(0)
        if child.returncode:
            raise SystemExit(f"{line[0]} ended with {child.returncode}: {problems.read()[-500:].decode()}")
        return Ran(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, out.read().decode())


def measure(report: Report, files: dict[int, Path]) -> None:
    """Both sizes, the smaller five times and the larger three; the median counts."""
    rows, walls, peaks = [], {}, {}
    for times, (size, path) in zip((5, 3), files.items(), strict=True):
        ran = [process([sys.executable, "-c", CHECK, str(path)]) for _ in range(times)]
        walls[size] = percentile([one.wall for one in ran], 0.5)
        peaks[size] = max(one.peak for one in ran)
        told = json.loads(ran[-1].out)
        parts = [percentile([json.loads(one.out)[part] for one in ran], 0.5) for part in ("read", "rule", "count")]
        cpu = percentile([one.cpu for one in ran], 0.5)
        rows.append((f"{size:,}", *(f"{one:.2f} s" for one in (walls[size], cpu, *parts)), f"{peaks[size]:.0f} MiB"))
        bare = process([sys.executable, "-c", FLOOR, str(path)])
        floor = (f"{bare.wall:.2f} s", f"{bare.cpu:.2f} s", "", "", "", f"{bare.peak:.0f} MiB")
        rows.append((f"  floor: {int(bare.out):,} elements only counted", *floor))
        report.require(
            f"{size:,}: all children read, no departure", (told["children"], told["departures"]) == (size, 0)
        )
        report.require(f"{size:,}: {told['rules']} rules run, none left out", told["rules"] > 0 == told["not_run"])
        # One return cannot say which plans came within two years of the last; each other figure is known.
        report.require(
            f"{size:,}: {told['indicators']} figures, all but one known", told["known"] == told["indicators"] - 1 > 0
        )
    heads = ("children", "wall", "CPU", "reading", "rules", "indicators", "peak")
    report.table("Read, checked and counted, a process from start to end, median", heads, rows)
    for size in files:
        if size in BARS:
            wall, memory = BARS[size]
            report.require(f"{size:,} in at most {wall:g} s", walls[size] <= wall)
            report.require(f"{size:,} in at most {memory} MiB", peaks[size] <= memory)
    small, large = files
    growth = walls[large] / walls[small]
    report.require(
        f"{large // small} times the children take at most so much longer ({growth:.1f})", growth <= large // small
    )


def invariants(report: Report, path: Path, size: int, seed: int) -> None:
    """The counts of the larger return, by SQL over what was read and by the oracle over what was written."""
    told = tell(list(make_children(size, YEAR, seed)), YEAR)
    with store.opened() as db:
        read_return(db, path)
        counts = {
            name: (db.execute(f"select count(*) from {sql}").fetchone() or (0,))[0] for name, sql in PLAIN.items()
        }
        figures = {one.indicator: one for one in compute(db)}
    for name, count in counts.items():
        report.require(f"{name}: {count:,}, as the oracle says", count == getattr(told, name))
    for key, (part, whole) in SHARES.items():
        one = figures[key]
        if key == WITHIN_2_YEARS:
            report.require(f"{key}: not told from one return", one.numerator is None)
            continue
        wanted = (getattr(told, part), None if whole is None else getattr(told, whole))
        same = (one.numerator, one.denominator) == wanted
        report.require(f"{key}: {one.numerator:,} of {one.denominator or 'all'}, as the oracle says", same)
    ended, still = counts["ended"], counts["open_at_end"]
    report.require("at any point = ended + open at 31 March", counts["open_at_any_point"] == ended + still)
    report.require("control: without one that ended it is not", counts["open_at_any_point"] != ended - 1 + still)


def outputs(report: Report, folder: Path, findings: int) -> None:
    """Every format of the check with that many findings: bounded memory."""
    rows, worst = [], 0.0
    for wanted in FORMATS:
        out = folder / f"out.{wanted}"
        ran = process([sys.executable, "-c", WRITE, wanted, str(findings), str(out)])
        report.require(f"{wanted}: {findings:,} findings told", int(ran.out) == findings)
        rows.append(
            (
                wanted,
                f"{ran.wall:.1f} s",
                f"{ran.cpu:.1f} s",
                f"{out.stat().st_size / 2**20:.1f} MiB",
                f"{ran.peak:.0f} MiB",
            )
        )
        worst = max(worst, ran.peak)
        out.unlink()
    report.table(f"A report of {findings:,} findings", ("format", "wall", "CPU", "file", "peak"), rows)
    report.require("each format in at most 600 MiB", worst <= 600)


def peer(report: Report, python: str, path: Path, children: int) -> None:
    """The other validator in the open, on the same file, by its own command."""
    with tempfile.TemporaryDirectory(prefix="bench-census-") as name:
        line = [python, "-W", "ignore", "-m", "cin_validator", "run", str(path), "-r", "cin2025_26", "-no"]
        ran = process(line, Path(name))
    used = f"{ran.wall:.1f} s ({ran.cpu:.1f} s of CPU), {ran.peak:.0f} MiB"
    report.say(f"peer, csc-validator-be-cin: {children:,} children in {used}")
    ours = process([sys.executable, "-c", CHECK, str(path)])
    report.say(f"ours on the same file: {ours.wall:.2f} s ({ours.cpu:.2f} s of CPU), {ours.peak:.0f} MiB")
    report.require("faster than the peer", ours.wall < ran.wall)


if __name__ == "__main__":
    sys.exit(main())
