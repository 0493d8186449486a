"""The census reader and 10,000 spoilt returns: a clear report each, no crash, bounded memory; and the very large ones.

Sources are the public samples beside this checkout and invented returns (harness/census_mutants.py says how they are
spoilt). All reading is in processes of its own with 3 GB of address space.
"""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.harness.census_mutants import LIMIT, MUTATIONS, Outcome, mutant, read_all, sources
from benchmarks.harness.machine import Report, options

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT.parent / "shared" / "data" / "cin_samples"
AT_ONCE = 2_500
MIB = 1 << 20
# Resident memory of a reading process: Python with DuckDB and Arrow, and the 400 MB that the database may take.
BAR = 700
# Reads one file with the limit on memory set, and says what came of it and the peak.
READ = f"""
import json, resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, ({LIMIT}, {LIMIT}))
from lifecourse.engines.census import checking, store
from lifecourse.engines.census.problem import BadInput
told = {{}}
try:
    with store.opened() as db:
        found = checking.read_return(db, Path(sys.argv[1]))
        told = {{"departures": found.departures, "children": found.children}}
except BadInput as problem:
    told = {{"refused": str(problem)}}
told["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(told))
"""


def main() -> int:
    asked = options(
        (__doc__ or "").splitlines()[0],
        ("--mutants", {"type": int, "default": 0, "help": "how many instead of 10,000"}),
    )
    report = Report("census_mutations: spoilt and hostile returns", small=asked.small, seed=asked.seed)
    many(report, asked.mutants or (500 if asked.small else 10_000), asked.seed)
    large(report, 20 if asked.small else 1)
    return report.end()


def many(report: Report, count: int, seed: int) -> None:
    """Spoilt returns by the thousand."""
    whole, peak = Outcome(), 0.0
    for first in range(0, count, AT_ONCE):
        line = [sys.executable, "-m", "benchmarks.harness.census_mutants", str(seed), str(first)]
        line += [str(min(AT_ONCE, count - first)), str(SAMPLES)]
        done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            whole.wrong.append(f"from {first}: the process ended with {done.returncode}: {done.stderr[-300:]}")
            continue
        told = json.loads(done.stdout)
        whole.read += told["read"]
        whole.refused += told["refused"]
        whole.departures += told["departures"]
        whole.kinds += Counter(told["kinds"])
        whole.wrong += told["wrong"]
        if told["slowest"] > whole.slowest:
            whole.slowest, whole.slow = told["slowest"], told["slow"]
        peak = max(peak, told["peak"])
        report.say(f"{min(first + AT_ONCE, count):,} read")
    report.table(
        f"{count:,} spoilt returns, {len(MUTATIONS)} ways of spoiling, up to three at once",
        ("outcome", "returns"),
        [("read, departures said", f"{whole.read:,}"), ("refused in a sentence", f"{whole.refused:,}")]
        + [(f"  with: {what}", f"{number:,}") for what, number in whole.kinds.most_common()],
    )
    report.say(f"slowest {whole.slowest:.2f} s ({whole.slow}); peak memory {peak:.0f} MiB")
    for one in whole.wrong[:20]:
        report.say(f"wrong: {one}")
    report.require(f"each is read or refused ({whole.read + whole.refused:,})", whole.read + whole.refused == count)
    report.require("no other error, one clear sentence each, nothing half kept", not whole.wrong)
    report.require(
        "both happen, with every kind of departure", min(whole.read, whole.refused, len(whole.kinds) - 10) > 0
    )
    report.require(f"at most {BAR} MiB", peak <= BAR)
    control(report, seed)


def control(report: Report, seed: int) -> None:
    """A reader that fails as readers do must be told of."""

    def careless(*_: object, **__: object) -> None:
        raise KeyError("Child")

    outcome = Outcome()
    with tempfile.TemporaryDirectory(prefix="census-mutants-") as name:
        spoilt = sources(SAMPLES, Path(name))
        read_all([mutant(spoilt, seed, number) for number in range(5)], Path(name), outcome, careless)
    report.require("control: a reader that raises something else is told of", len(outcome.wrong) == 5)


# The very large


def large(report: Report, less: int) -> None:
    """Files whose size is the harm. `less`: how many times smaller than they are meant to be."""
    rows: list[tuple[object, ...]] = []
    worst = 0.0
    for what, write in LARGE.items():
        with made(write, less) as path:
            size = path.stat().st_size
            done = subprocess.run(
                [sys.executable, "-c", READ, str(path)], cwd=ROOT, capture_output=True, text=True, check=False
            )
        if done.returncode:
            rows.append((what, f"{size / MIB:,.0f}", "", f"ENDED WITH {done.returncode}: {done.stderr[-200:]}"))
            worst = float("inf")
            continue
        told = json.loads(done.stdout)
        worst = max(worst, told["peak"])
        said = told.get("refused") or f"read: {told['children']:,} children, {told['departures']:,} departures"
        rows.append((what, f"{size / MIB:,.0f}", f"{told['peak']:,.0f}", said.partition(": ")[2][:90]))
    report.table("Large files", ("what", "MiB", "peak MiB", "said"), rows)
    report.require(f"{len(rows)} large files: a report each, at most {BAR} MiB", worst <= BAR)


@contextmanager
def made(write: Callable[[Path, int], None], less: int) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="census-large-") as name:
        path = Path(name) / "large.xml"
        write(path, less)
        yield path


def zeros(path: Path, less: int) -> None:
    with path.open("wb") as file:
        file.truncate((1 << 30) // less)


def zeros_inside(path: Path, less: int) -> None:
    with path.open("wb") as file:
        file.write(b"<Message>")
        file.truncate((1 << 30) // less)


def around(path: Path, before: bytes, piece: bytes, times: int, behind: bytes) -> None:
    with path.open("wb") as file:
        file.write(before)
        for _ in range(times // 1000):
            file.write(piece * 1000)
        file.write(behind)


HEAD = (
    b"<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2026</Year><ReferenceDate>2026-03-31"
    b"</ReferenceDate></CollectionDetails><Source><LEA>999</LEA></Source></Header><Children>"
)
BEGUN = (
    HEAD + b"<Child><ChildIdentifiers><LAchildID>A</LAchildID></ChildIdentifiers><ChildCharacteristics><Disabilities>"
)
ENDED = b"</Disabilities></ChildCharacteristics></Child></Children></Message>"
LARGE: dict[str, Callable[[Path, int], None]] = {
    "1 GB of zeros": zeros,
    "1 GB of zeros in a message": zeros_inside,
    "300 MB of blanks before": lambda path, less: around(path, b"", b" " * 100, 3_000_000 // less, HEAD),
    "300 MB of blanks inside": lambda path, less: around(path, BEGUN, b" " * 100, 3_000_000 // less, ENDED),
    "300 MB of text in one value": lambda path, less: around(
        path, BEGUN + b"<Disability>", b"x" * 100, 3_000_000 // less, b"</Disability>" + ENDED
    ),
    "300 MB of stray text": lambda path, less: around(path, BEGUN, b"x " * 50, 3_000_000 // less, ENDED),
    "300 MB in one comment": lambda path, less: around(
        path, BEGUN + b"<!--", b"x" * 100, 3_000_000 // less, b"-->" + ENDED
    ),
    "300 MB in one attribute": lambda path, less: around(
        path, BEGUN + b'<Disability a="', b"x" * 100, 3_000_000 // less, b'"/>' + ENDED
    ),
    "a million attributes": lambda path, less: attributes(path, 1_000_000 // less),
    "a million deep": lambda path, less: around(path, BEGUN, b"<x>", 1_000_000 // less, ENDED),
    "three million departures": lambda path, less: around(path, BEGUN, b"<x/>", 3_000_000 // less, ENDED),
    "three million rows of one child": lambda path, less: around(
        path, BEGUN, b"<Disability>LD</Disability>", 3_000_000 // less, ENDED
    ),
    "a million wrong dates, all different": lambda path, less: wrong_dates(path, 1_000_000 // less),
    "a million empty children": lambda path, less: around(
        path, HEAD, b"<Child/>", 1_000_000 // less, b"</Children></Message>"
    ),
}


def attributes(path: Path, count: int) -> None:
    with path.open("wb") as file:
        file.write(BEGUN + b"<Disability")
        for number in range(count):
            file.write(b' a%d="1"' % number)
        file.write(b"/>" + ENDED)


def wrong_dates(path: Path, count: int) -> None:
    with path.open("wb") as file:
        file.write(HEAD + b"<Child><CINdetails>")
        for number in range(count):
            file.write(b"<CINreferralDate>2018-13-%d</CINreferralDate>" % number)
        file.write(b"</CINdetails></Child></Children></Message>")


if __name__ == "__main__":
    sys.exit(main())
