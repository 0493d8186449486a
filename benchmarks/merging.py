"""200,000 generated operations on people (create, load, link, merge, unmerge, split, seal) against a plain model.

They run through the house's own commands, as the application's role behind both walls, by seven members of staff who
see different things. Of each it is compared what came of it (done, or the reason of the refusal); every twenty, the
roots and edges; after each play of some hundred operations, every row of every table, and for a draw of people and
viewers all that the person's page, the timeline and a search show. A play is one transaction and is committed. The
controls are the same run with one thing broken: each must be found.

"link" counts the rows of a loaded list, each of which is linked to a record; "split" is a record taken out of a group.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.harness.database import fresh_database, set_up_django
from benchmarks.harness.machine import Report, options

PLAY = 400


def main() -> int:
    asked = options(
        (__doc__ or "").splitlines()[0],
        ("--operations", {"type": int, "default": 0}),
        ("--minutes", {"type": float, "default": 60, "help": "stop then, whatever has been done"}),
        ("--processes", {"type": int, "default": 2}),
        ("--part", {"type": int, "default": -1, "help": "used by the script itself: one of the processes"}),
    )
    operations = asked.operations or (200_000 if not asked.small else 2_000)
    share = -(-operations // asked.processes)
    if asked.part >= 0:
        return part(asked.part, share, asked.seed, asked.keep, asked.minutes)
    report = Report("merging: the house against a plain model", small=asked.small, seed=asked.seed)
    begun = time.monotonic()
    command = [sys.executable, str(Path(__file__)), "--seed", str(asked.seed), "--operations", str(operations)]
    command += [
        "--processes",
        str(asked.processes),
        "--minutes",
        str(asked.minutes),
        *(["--keep"] if asked.keep else []),
    ]
    running = [
        subprocess.Popen([*command, "--part", str(number)], stdout=subprocess.PIPE, text=True)
        for number in range(asked.processes)
    ]
    told = [json.loads(one.communicate()[0].splitlines()[-1]) for one in running]
    seconds = time.monotonic() - begun
    counted, outcomes = Counter[str](), Counter[str]()
    for one in told:
        counted.update(one["counted"])
        outcomes.update(one["outcomes"])
    rows = []
    for kind, count in counted.most_common():
        came = {name.partition(": ")[2]: n for name, n in outcomes.items() if name.startswith(f"{kind}: ")}
        done = count if kind == "link" else came.pop("done", 0)
        why = ", ".join(f"{name} {n:,}" for name, n in sorted(came.items(), key=lambda pair: -pair[1]))
        rows.append([kind, f"{count:,}", f"{done:,}", why])
    report.table("Operations, and what came of them", ["operation", "asked", "done", "refused, as it must be"], rows)
    total, compared = counted.total(), sum(one["compared"] for one in told)
    longest = max(one["longest"] for one in told)
    report.say(f"{total:,} operations in {seconds:.0f} s ({total / seconds:,.0f} a second); {compared:,} comparisons")
    report.say(f"the largest group of joined records had {longest}; load average now {os.getloadavg()[0]:.1f}")
    wrong = [line for one in told for line in one["wrong"]]
    for line in wrong[:20]:
        report.say(line)
    report.require(f"no difference between the house and the model in {total:,} operations", not wrong)
    report.require(f"at least {operations:,} operations", total >= operations)
    report.require("every kind of operation was done and, if it can be, refused", all(_both(rows)))
    for name, found in told[0]["controls"].items():
        report.require(f"control: {name} is found ({found or 'not found'})", bool(found))
    return report.end()


def _both(rows: list[list[str]]) -> Iterator[bool]:
    for kind, _, done, why in rows:
        yield done != "0" and (bool(why) or kind in {"create", "load", "link"})


def part(number: int, operations: int, seed: int, keep: bool, minutes: float) -> int:
    """One process: its own database, its share of the operations; the first one plays the controls too."""
    with fresh_database(f"merging_{number}", keep=keep):
        set_up_django()
        from benchmarks.harness.merge_play import House, Play

        house = House()
        counted, outcomes = Counter[str](), Counter[str]()
        wrong: list[str] = []
        compared = longest = plays = 0
        until = time.monotonic() + minutes * 60
        while counted.total() < operations and not wrong and time.monotonic() < until:
            play = Play(house, f"{seed}-{number}", plays)
            plays += 1
            try:
                play.run(min(PLAY, operations - counted.total()))
            except Exception as problem:  # whatever it was is the finding
                play.differs(f"failed: {type(problem).__name__}: {problem}")
            counted.update(play.counted)
            outcomes.update(play.outcomes)
            wrong += play.wrong
            compared += play.compared
            longest = max([longest, *(len(play.world.group(key)) for key in play.world.records)])
            if plays % 25 == 0:
                print(f"process {number}: {counted.total():,} operations", file=sys.stderr, flush=True)
        controls = (
            {}
            if number or wrong
            else {
                name: control(house, f"{seed}-{name}", 50_000 + 10 * n, broken)
                for n, (name, broken) in enumerate(BROKEN.items())
            }
        )
        told: dict[str, Any] = {
            "counted": counted, "outcomes": outcomes, "wrong": wrong, "compared": compared, "longest": longest,
            "controls": controls,
        }  # fmt: skip
        print(json.dumps(told), flush=True)
    return 0


def control(house: Any, seed: str, first: int, broken: Callable[[], contextlib.AbstractContextManager[None]]) -> str:
    """The first difference that is found with one thing broken; empty if none is."""
    from benchmarks.harness.merge_play import Play

    for number in range(first, first + 6):
        play = Play(house, seed, number)
        try:
            with broken():
                play.run(PLAY)
        except Exception as problem:
            return f"{type(problem).__name__}"
        if play.wrong:
            return play.wrong[0].partition(": ")[2][:70]
    return ""


@contextlib.contextmanager
def _instead(where: Any, name: str, new: Any) -> Iterator[None]:
    before = getattr(where, name)
    setattr(where, name, new)
    try:
        yield
    finally:
        setattr(where, name, before)


def roots_one_step_up() -> contextlib.AbstractContextManager[None]:
    """Roots are worked out one step up and no further."""
    from lifecourse.kernel.people.services import merging

    class Careless:
        @staticmethod
        def roots(records: Any, survivors: Any) -> Any:
            return {record: survivors.get(record, record) for record in records}

    return _instead(merging, "forest", Careless)


def rows_moved() -> contextlib.AbstractContextManager[None]:
    """A merge moves the loser's names to the survivor, as careless systems do."""
    from lifecourse.kernel.people.models import PersonName
    from lifecourse.kernel.people.services import merging

    before = merging.recompute_roots

    def careless(groups: Any) -> None:
        groups = list(groups)
        if len(groups) == 2:
            PersonName.objects.filter(person_id=groups[0]).update(person_id=groups[1])
        before(groups)

    return _instead(merging, "recompute_roots", careless)


def no_obstacles() -> contextlib.AbstractContextManager[None]:
    """Nothing forbids a merge."""
    from lifecourse.kernel.people.services import merging

    return _instead(merging, "obstacles", lambda **given: ())


BROKEN: dict[str, Callable[[], contextlib.AbstractContextManager[None]]] = {
    "roots worked out one step up only": roots_one_step_up,
    "names moved at a merge": rows_moved,
    "no obstacle to a merge": no_obstacles,
}

if __name__ == "__main__":
    sys.exit(main())
