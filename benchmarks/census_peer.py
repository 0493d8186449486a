"""The census rules beside an independent validator (csc-validator-be-cin): which children does each flag, by rule?

`--peer` names a Python that has it installed. The returns: every case of our own tests, merged into one return a
collection; children changed at random; and, where they are beside this checkout, the samples that others made. A rule
that differs must be decided: its row in docs/domains/census.md, "Where we differ from the peer", says who is right.
"""

import copy
import json
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.harness.machine import Report, options
from lifecourse.engines.census import reading, store
from lifecourse.engines.census.problem import BadInput
from lifecourse.engines.census.rules.rule import NotRun, rules_of, run
from lifecourse.engines.census.tests.cases import CASES
from lifecourse.engines.census.tests.returns import Written, base, changed, upn

ROOT = Path(__file__).resolve().parents[1]
PEER_RUN = Path(__file__).parent / "harness" / "census_peer_run.py"
SAMPLES = ROOT.parent / "shared" / "data" / "cin_samples"
DECIDED = ROOT / "docs" / "domains" / "census.md"
# The collections that the peer has rules of; an older return is put to the oldest.
RULESETS = {2023: "cin2022_23", 2024: "cin2023_24", 2025: "cin2024_25", 2026: "cin2025_26"}
Child = dict[str, Any]
DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Return:
    """A file, its collection, and the one rule that it is for, if it is for one."""

    path: Path
    year: int
    only: str = ""


@dataclass
class Found:
    """What one side found in one file: the children of each rule, `*` for the return; and the rules that failed.

    `twins`: the numbers that two records have. The peer joins by number, and flags the one for what the other has.
    """

    children: dict[str, set[str]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    twins: set[str] = field(default_factory=set)


def main() -> int:
    asked = options(
        (__doc__ or "").splitlines()[0],
        ("--peer", {"default": "", "help": "a Python that has the peer installed"}),
        ("--children", {"type": int, "default": 0, "help": "children changed at random"}),
    )
    report = Report("census: our rules beside an independent validator's", small=asked.small, seed=asked.seed)
    if not asked.peer:
        print("  NOT RUN: name a Python that has csc-validator-be-cin installed with --peer.")
        return report.end()
    number = asked.children or (60 if asked.small else 1_500)
    with tempfile.TemporaryDirectory(prefix="bench-census-peer-") as name:
        files = list(returns(Path(name), random.Random(asked.seed), number))
        report.say(f"{len(files)} returns written")
        ours = [flagged(one) for one in files]
        report.say("ours done")
        theirs = peer(asked.peer, files)
        report.say("the peer done")
    compare(report, files, ours, theirs)
    return report.end()


def returns(folder: Path, dice: random.Random, number: int) -> Iterator[Return]:
    """Each return as a file."""
    for year in RULESETS:
        made = merged(year)
        yield Return(save(folder, f"cases_{year}", made), year)
        if year == 2026:
            made["Child"] = list(spoilt(made["Child"], dice, number))
            yield Return(save(folder, f"changed_{year}", made), year)
    # What is said of the return as a whole needs a return of its own.
    for serial, case in enumerate(one for one in CASES if set(one.at) & {"", "Header"}):
        for kind, changes in (("breaks", case.breaks), ("holds", case.holds)):
            name = f"{case.code}_{serial}_{kind}"
            yield Return(save(folder, name, changed(base(case.year), changes)), case.year, case.code)
    for path in sorted(SAMPLES.glob("*.xml")) if SAMPLES.exists() else ():
        try:
            with store.opened() as db:
                told = reading.read_return(db, path)
        except BadInput as problem:
            print(f"      left out: {problem}")
            continue
        if told.year is None:
            continue
        text = path.read_text(encoding="utf-8")
        if f"<ReferenceDate>{told.year}-03-31<" in text:
            yield Return(path, told.year)
            continue
        # The peer's year ends with whatever is said; ours on 31 March. The rest is asked of the mended return.
        yield Return(path, told.year, "100")
        mended = folder / path.name
        mended.write_text(re.sub(r"(<ReferenceDate>)[^<]*", rf"\g<1>{told.year}-03-31", text), encoding="utf-8")
        yield Return(mended, told.year)


def merged(year: int) -> dict[str, Any]:
    """The children of every case of a collection in one return, those that break and those that hold."""
    made = base(year)
    children = list(made["Child"])
    for number, case in enumerate(one for one in CASES if one.year == year and one.code != "100"):
        for kind, changes in (("B", case.breaks), ("H", case.holds)):
            for place, child in enumerate(changed(base(year), changes)["Child"]):
                who = child["ChildIdentifiers"]
                # Identifiers that are the same because the cases are made from one return are made different.
                if who["LAchildID"]:
                    who["LAchildID"] = f"{number:03}{kind}{case.code}{who['LAchildID']}"
                if who.get("UPN") == made["Child"][place % 5]["ChildIdentifiers"].get("UPN", ""):
                    who["UPN"] = upn(f"359{number:04}{place}{'1' if kind == 'B' else '2'}017")
                children.append(child)
    return made | {"Child": children}


def spoilt(children: list[Child], dice: random.Random, number: int) -> Iterator[Child]:
    """Children with one to five places changed: a date moved, a value taken out or turned, a module doubled."""
    for serial in range(number):
        child = copy.deepcopy(dice.choice(children))
        for _ in range(dice.randint(1, 5)):
            spoil(child, dice)
        who = child.setdefault("ChildIdentifiers", {})
        who["LAchildID"] = f"S{serial:06}"
        if "UPN" in who:
            who["UPN"] = upn(f"359{serial:08}1")
        yield child


def spoil(child: Child, dice: random.Random) -> None:
    places = list(walk(child))
    dates = [one for _, _, one in places if isinstance(one, str) and DATE.fullmatch(one)]
    dates += ["2025-04-01", "2026-03-31", "2025-03-31", "2026-04-01", "2025-09-06", "2026-01-05", "2025-12-12"]
    inside, name, value = dice.choice(places)
    if isinstance(value, dict):
        if isinstance(inside, list):
            another = copy.deepcopy(value)
            if dice.random() < 0.8:
                for where, which, date in list(walk(another)):
                    if isinstance(date, str) and DATE.fullmatch(date):
                        where[which] = dice.choice(dates)
            inside.append(another)
        return
    if DATE.fullmatch(value) and dice.random() < 0.85:
        inside[name] = dice.choice(dates)
    elif isinstance(inside, list):
        inside[name] = dice.choice(["NONE", "21", "18A", "MOB", "XX", *inside])
    elif value in ("0", "1", "true", "false"):
        inside[name] = dice.choice(["0", "1", "true", "false"])
    elif dice.random() < 0.4:
        del inside[name]
    else:
        inside[name] = dice.choice(["RC2", "RC8", "UN7", "UN1", "XX", "U", "M", value])


def walk(inside: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Every value of a child and where it stands."""
    for name, value in inside.items() if isinstance(inside, dict) else enumerate(inside):
        if not isinstance(value, list):
            yield inside, name, value
        if not isinstance(value, str):
            yield from walk(value)


def save(folder: Path, name: str, made: dict[str, Any]) -> Path:
    (folder / name).mkdir()
    return Written(made).save(folder / name)


def flagged(one: Return) -> Found:
    """What our rules find. A child without a number goes by the peer's name for it."""
    told = Found()
    with store.opened() as db:
        reading.read_return(db, one.path, year=one.year)
        for done in run(db, rules_of(one.year)):
            if isinstance(done, NotRun):
                told.failed[done.rule.code] = done.reason
            else:
                told.children[done.code] = set()
        for code, child in db.execute(
            "select code, case when finding.child_no is null then '*' else coalesce(la_child_id, 'None') end"
            " from finding left join child using (child_no)"
        ).fetchall():
            told.children[code].add(child)
        twice = db.execute("select la_child_id from child group by la_child_id having count(*) > 1").fetchall()
        told.twins = {name or "None" for (name,) in twice}
    return told


def peer(python: str, files: list[Return]) -> list[Found]:
    """What the peer's rules find, in a process of its own Python."""
    arguments = [word for one in files for word in (str(one.path), RULESETS[min(max(one.year, 2023), 2026)])]
    done = subprocess.run([python, PEER_RUN, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"the peer failed:\n{done.stderr}")
    told = []
    for answer in json.loads(done.stdout):
        told.append(Found())
        for code, found in answer.items():
            if "failed" in found:
                told[-1].failed[code] = found["failed"]
            else:
                told[-1].children[code] = {
                    "None" if name in ("nan", "<NA>", "") else name for name in found["children"]
                }
    return told


def compare(report: Report, files: list[Return], ours: list[Found], theirs: list[Found]) -> None:
    """The table, rule by rule, and whether every difference has been decided."""
    both, mine, its = Counter[str](), Counter[str](), Counter[str]()
    failed: dict[str, str] = {}
    examples: dict[str, list[str]] = defaultdict(list)
    asked: set[str] = set()
    for file, one, other in zip(files, ours, theirs, strict=True):
        codes = {file.only} if file.only else set(one.children)
        failed |= {code: reason for code, reason in other.failed.items() if code in codes}
        for code in codes & one.children.keys() & other.children.keys():
            asked.add(code)
            aside = set() if code == "8510" else one.twins
            left, right = one.children[code] - aside, other.children[code] - aside
            both[code] += len(left & right)
            mine[code] += len(left - right)
            its[code] += len(right - left)
            examples[code] += sorted(f"+{name}" for name in left - right) + sorted(f"-{name}" for name in right - left)
    decided = set(re.findall(r"^\| (\w+) \|", DECIDED.read_text(encoding="utf-8"), re.M)) if DECIDED.exists() else set()
    differ = [code for code in sorted(asked | set(failed)) if mine[code] or its[code] or code in failed]
    rows = [
        (
            code,
            both[code],
            mine[code],
            its[code],
            "failed" if code in failed else "",
            "yes" if code in decided else "NO",
        )
        for code in differ
    ]
    report.table(
        "Children flagged, rules that differ", ("rule", "both", "ours only", "peer only", "peer", "decided"), rows
    )
    for code in differ:
        shown = dict.fromkeys(examples[code])
        print(f"      {code}: {', '.join(list(shown)[:6])} {failed.get(code, '')[:100]}".rstrip())
    same = sorted(asked - set(differ))
    report.say(
        f"{len(same)} of {len(asked)} rules flag the same children: {sum(both[code] for code in same):,} of them"
    )
    silent = sorted(code for code in same if not both[code])
    report.require(f"every rule that agrees agrees about somebody ({', '.join(silent) or 'none silent'})", not silent)
    report.require("no rule of ours failed", not any(one.failed for one in ours))
    missing = [code for code in differ if code not in decided]
    report.require(
        f"every difference is decided in docs/domains/census.md ({', '.join(missing) or 'all'})", not missing
    )


if __name__ == "__main__":
    sys.exit(main())
