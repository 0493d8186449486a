"""A million rows on two lists are linked by the command: time, memory, F1, twins, by way of naming; and Spark agrees.

The lists are invented (harness/lists_to_link.py): 600,000 and 400,000 rows, 280,000 people on both. Everything is
measured on the command itself, in a process of its own: reading, linking and writing. In the same run: the floor, an
exact join on names and date of birth; the FEBRL lists and fake_1000 where they are beside this checkout; and, where
PySpark and Java are there, Spark on a smaller pair of lists with the same saved model.
"""

import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from benchmarks.harness.lists_to_link import NAMINGS, Lists, write_lists
from benchmarks.harness.machine import Report, options
from lifecourse.engines.linkage.bulk import backends, linking, model
from lifecourse.engines.linkage.bulk.columns import read_maps
from lifecourse.engines.linkage.bulk.names import read_tables
from lifecourse.engines.linkage.bulk.people import read_people

ROOT = Path(__file__).resolve().parents[1]
PUBLIC = ROOT.parent / "shared" / "data" / "linkage"
MAPS = ROOT / "lifecourse" / "engines" / "linkage" / "tests" / "maps"
Found = set[tuple[str, str]]


def main() -> int:
    asked = options(
        (__doc__ or "").splitlines()[0],
        ("--first", {"type": int, "default": 0, "help": "rows of the first list"}),
        ("--second", {"type": int, "default": 0, "help": "rows of the second list"}),
        ("--spark-rows", {"type": int, "default": 0, "help": "rows of each list for Spark"}),
    )
    first = asked.first or (12_000 if asked.small else 600_000)
    second = asked.second or (8_000 if asked.small else 400_000)
    report = Report("linkage: two lists of invented people", small=asked.small, seed=asked.seed)
    nicknames = {name: sorted(others) for name, others in read_tables().nicknames.items()}
    with tempfile.TemporaryDirectory(prefix="bench-linkage-") as name:
        folder = Path(name)
        lists = write_lists(folder, first, second, seed=asked.seed, nicknames=nicknames)
        report.say(f"{first:,} and {second:,} rows written, {len(lists.same):,} people on both")
        whole(report, lists, folder, first + second)
        public(report, folder)
        rows = asked.spark_rows or (1_500 if asked.small else 15_000)
        (folder / "spark").mkdir()
        spark(report, folder, write_lists(folder / "spark", rows, rows, seed=asked.seed + 1, nicknames=nicknames))
    return report.end()


def command(*arguments: object) -> tuple[float, float]:
    """Run the command in a process of its own; gives seconds and the greatest memory of any so far, in GB."""
    started = time.monotonic()
    line = [sys.executable, "-m", "lifecourse", "linkage", *map(str, arguments)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    took = time.monotonic() - started
    if done.returncode:
        raise SystemExit(f"{' '.join(line)}\n{done.stderr}")
    print("\n".join(f"      {one}" for one in done.stderr.splitlines()), flush=True)
    return took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20


def read(path: Path) -> Found:
    """The pairs of ids of a file of pairs, each in order."""
    with path.open(encoding="utf-8", newline="") as file:
        return {(min(one["id_l"], one["id_r"]), max(one["id_l"], one["id_r"])) for one in csv.DictReader(file)}


def quality(found: Found, same: Iterable[tuple[str, str]]) -> tuple[float, float, float]:
    """Precision, recall and F1 of pairs."""
    true = set(same)
    both = len(found & true)
    return both / max(1, len(found)), both / max(1, len(true)), 2 * both / max(1, len(found) + len(true))


def whole(report: Report, lists: Lists, folder: Path, rows: int) -> None:
    """The great pair of lists, one to one and many to many, and the floor."""
    out, review = folder / "pairs.csv", folder / "review.csv"
    asked = ("link", lists.first, lists.second, "--columns", lists.columns, "--out", out, "--review", review)
    took, memory = command(*asked, "--one-to-one")
    found, looked = read(out), read(review)
    _, _, f1 = quality(found, lists.same)
    table = [(*_row("one to one", found, lists, looked), f"{took:.1f} s")]
    took_many, _ = command(*asked)
    table.append((*_row("each list may have doubles", read(out), lists, read(review)), f"{took_many:.1f} s"))
    floor, took_floor = exact_join(lists)
    table.append((*_row("floor: exact names and date", floor, lists, set()), f"{took_floor:.1f} s"))
    head = ("links", "precision", "recall", "F1", "twins linked", "for a person", "took")
    report.table(f"{rows:,} rows, pairs", ("", *head), table)
    namings = []
    false = Counter(lists.naming_of[left] for left, right in found if (left, right) not in lists.same)
    for number, naming in enumerate(NAMINGS):
        mine = [pair for pair, which in lists.same.items() if which == number]
        right = len(found & set(mine))
        namings.append(
            (naming.title, f"{len(mine):,}", f"{right / max(1, len(mine)):.4f}", f"{false[number] / max(1, right):.4f}")
        )
    report.table("One to one, by way of naming", ("", "on both", "recall", "false for each true"), namings)
    report.say(f"greatest memory {memory:.2f} GB, {took / rows * 1e6:.1f} s for each million rows")
    report.require(f"F1 of the pairs, one to one, at least 0.985 ({f1:.4f})", f1 >= 0.985)
    report.require(f"better than the floor ({quality(floor, lists.same)[2]:.4f})", f1 > quality(floor, lists.same)[2])
    report.require(f"at most 30 s for a million rows ({took:.1f} s for {rows:,})", took <= 30 * max(1.0, rows / 1e6))
    report.require(f"at most 2.5 GB ({memory:.2f} GB)", memory <= 2.5)
    wrong = len(found & lists.twins)
    met = wrong <= 0.005 * len(lists.twins)
    report.require(f"of {len(lists.twins):,} pairs of twins at most 0.5 % linked ({wrong})", met)


def _row(title: str, found: Found, lists: Lists, looked: Found) -> tuple[str, ...]:
    precision, recall, f1 = quality(found, lists.same)
    twins = f"{len(found & lists.twins):,} of {len(lists.twins):,}"
    return (title, f"{len(found):,}", f"{precision:.4f}", f"{recall:.4f}", f"{f1:.4f}", twins, f"{len(looked):,}")


def exact_join(lists: Lists) -> tuple[Found, float]:
    """What anybody can do in a spreadsheet: the same names and the same date, folded as the engine folds them."""
    maps, tables, started = read_maps(lists.columns), read_tables(), time.monotonic()
    mine, theirs = (read_people(one, maps.of(one), tables, source=one.stem) for one in (lists.first, lists.second))
    prepared = linking.prepare([mine, theirs])
    with backends.duck() as connection:
        for name, table in prepared.tables.items():
            connection.register(name, table)
        rows = connection.execute(
            "SELECT l.row, r.row FROM list0 l JOIN list1 r USING (given, family, born)"
        ).fetchall()
    ids = [*mine.ids, *theirs.ids]
    return {(ids[left], ids[right]) for left, right in rows}, time.monotonic() - started


def public(report: Report, folder: Path) -> None:
    """The public lists, each with the same settings, without their unique number."""
    if not (PUBLIC / "dataset1.csv").exists():
        report.say("the public lists are not beside this checkout: not measured")
        return
    table = []
    for name, kind, least in (
        ("fake_1000", "fake", 0.90),
        ("dataset1", "febrl", 0.98),
        ("dataset2", "febrl", 0.98),
        ("dataset3", "febrl", 0.98),
    ):
        same = truth(PUBLIC / f"{name}.csv")
        out = folder / f"{name}.csv"
        asked = ("dedupe", PUBLIC / f"{name}.csv", "--columns", MAPS / f"{kind}.yaml", "--out", out)
        command(*asked)
        kept = quality(read(out), same)
        command(*asked, "--no-guard")
        free = quality(read(out), same)
        table.append((name, f"{len(same):,}", *(f"{one:.4f}" for one in (*free, *kept))))
        report.require(f"{name}: F1 of what is found at least {least} ({free[2]:.4f})", free[2] >= least)
    head = ("pairs", "found: P", "R", "F1", "linked without a person: P", "R", "F1")
    report.table("Public lists, one model, one threshold, no unique number", ("", *head), table)


def truth(path: Path) -> Found:
    """The pairs that are one person: by cluster in fake_1000, by the number in the id in FEBRL's."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [{key.strip(): value.strip() for key, value in row.items()} for row in csv.DictReader(file)]
    person: dict[str, list[str]] = {}
    for row in rows:
        key = row["cluster"] if "cluster" in row else row["rec_id"].split("-")[1]
        person.setdefault(key, []).append(row.get("unique_id") or row["rec_id"])
    return {(min(a, b), max(a, b)) for ids in person.values() for a in ids for b in ids if a != b}


def spark(report: Report, folder: Path, lists: Lists) -> None:
    """DuckDB and Spark on the same lists with the same saved model: the share of pairs that both link."""
    if reason := backends.spark_is_missing():
        report.say(f"Spark not measured: {reason}")
        return
    saved, ours, theirs = folder / "model.json", folder / "duckdb.csv", folder / "spark.csv"
    asked = ("link", lists.first, lists.second, "--columns", lists.columns)
    took, _ = command(*asked, "--out", ours, "--save-model", saved)
    took_spark, _ = command(*asked, "--out", theirs, "--model", saved, "--engine", "spark")
    one, other = read(ours), read(theirs)
    share = len(one & other) / max(1, len(one | other))
    levels = len(json.loads(saved.read_text())["levels"])
    assert levels == len(model.STANDARD.comparisons)
    head = ("DuckDB", "Spark", "both")
    report.table(
        "One saved model on two engines",
        ("", *head),
        (
            ("links", f"{len(one):,}", f"{len(other):,}", f"{len(one & other):,}"),
            ("took", f"{took:.1f} s", f"{took_spark:.1f} s", ""),
        ),
    )
    report.require(f"DuckDB and Spark agree on at least 99.9 % of the links ({share:.5f})", share >= 0.999)


if __name__ == "__main__":
    raise SystemExit(main())
