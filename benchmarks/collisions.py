"""2,000 pairs of people edit one record that both have open: one of each pair must win, the other must be told.

Both saw the same version. Seven in ten pairs press at the same moment, each in a transaction of their own; of the
others the second presses after the first has finished, from the page that is stale by then. What the loser wrote must
be in no column, and whatever hangs on the edit (clocks, histories, events) must be there once. Controls: the same with
the version check taken out, and the same with pages that do not say which version they showed.
"""

import contextlib
import datetime as dt
import random
import sys
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from benchmarks.harness.database import fresh_database, set_up_django
from benchmarks.harness.machine import Report, options
from benchmarks.harness.partnership import Partnership, set_up

AT_ONCE = 0.7
Edit = Callable[[Any, dt.datetime, Any, int | None], object]


@dataclass
class Pair:
    """Two edits of one concern, what each of them was told, and whether the record agrees with the winner."""

    kind: str
    concern: uuid.UUID
    at_once: bool
    told: list[str] = field(default_factory=lambda: ["", ""])
    agrees: bool = False
    left_over: str = ""


def main() -> int:
    asked = options((__doc__ or "").splitlines()[0])
    pairs, control = (2_000, 200) if not asked.small else (40, 20)
    with fresh_database("collisions", keep=asked.keep):
        report = Report("collisions: two people edit one record", small=asked.small, seed=asked.seed)
        set_up_django()
        made = set_up()
        rows: list[list[object]] = []

        def line(title: str, done: list[Pair]) -> Counter[str]:
            seen = Counter(verdict(pair) for pair in done)
            rows.append([title, len(done), *(seen[name] for name in VERDICTS)])
            return seen

        done = run(report, made, pairs, asked.seed, sorted(KINDS))
        for kind in sorted(KINDS):
            line(kind, [pair for pair in done if pair.kind == kind])
        seen = line("all", done)
        with no_version_check():
            unchecked = run(report, made, control, asked.seed + 1, ["assign, assign"], at_once=1.0)
        blind = run(report, made, control, asked.seed + 2, ["assign, assign"], at_once=0.0, say_version=False)
        lost = line("control: no version check, at once", unchecked)
        forgot = line("control: no version said, one after the other", blind)
        report.table("What became of each pair", ["edits", "pairs", *VERDICTS], rows)
        for pair in [pair for pair in done if verdict(pair) != "one won, one told"][:10]:
            report.say(f"{pair.kind}, at once {pair.at_once}: {pair.told} {pair.left_over}")
        report.require(f"in each of {pairs:,} pairs one won and one was told", seen["one won, one told"] == pairs)
        report.require("no silent overwrite", seen["overwritten"] == 0)
        report.require(
            f"control: without the check edits are overwritten ({lost['overwritten']})", lost["overwritten"] > 0
        )
        report.require(
            f"control: from pages that do not say their version, too ({forgot['overwritten']})",
            forgot["overwritten"] > 0,
        )
        return report.end()


VERDICTS = ("one won, one told", "overwritten", "both told", "wrong record", "failed")


def verdict(pair: Pair) -> str:
    """In one word what became of a pair."""
    won = pair.told.count("won")
    if any(told.startswith("failed") for told in pair.told):
        return "failed"
    if won == 2:
        return "overwritten"
    if won == 0:
        return "both told"
    return "one won, one told" if pair.agrees else "wrong record"


# The edits -----------------------------------------------------------------------------------------------------------
def rate(to: str) -> Edit:
    from lifecourse.domains.concerns import rules, services

    return lambda actor, at, concern, seen: services.rate(
        actor=actor, at=at, concern=concern, rating=rules.Rating(to), reason=f"Because {to}", seen=seen
    )


def assign(to: Any) -> Edit:
    from lifecourse.domains.concerns import services

    return lambda actor, at, concern, seen: services.assign(actor=actor, at=at, concern=concern, to=to, seen=seen)


def decide(level: int) -> Edit:
    from lifecourse.domains.concerns import rules, services

    return lambda actor, at, concern, seen: services.decide(
        actor=actor,
        at=at,
        concern=concern,
        level=level,
        reason=f"Level {level}",
        outcomes=[services.OutcomeTold(outcome=rules.Outcome.ADVICE)],
        seen=seen,
    )


def link(to: uuid.UUID) -> Edit:
    from lifecourse.domains.concerns import services
    from lifecourse.domains.concerns.models import Concern

    return lambda actor, at, concern, seen: services.link_concern(
        actor=actor, at=at, concern=concern, to=Concern.objects.get(pk=to), seen=seen
    )


def unidentified(resolution: str) -> Edit:
    from lifecourse.domains.concerns import rules, services

    def edit(actor: Any, at: dt.datetime, concern: Any, seen: int | None) -> object:
        return services.set_subject_unidentified(
            actor=actor,
            at=at,
            subject=concern.subjects.get(),
            resolution=rules.Resolution(resolution),
            reason=f"It is {resolution}",
            seen=seen,
        )

    return edit


# By kind: the two edits, and the column that shows who won with what each of them writes there.
KINDS: dict[str, Callable[[Partnership, uuid.UUID], tuple[Edit, Edit, str, tuple[object, object]]]] = {
    "rate, rate": lambda made, other: (rate("red"), rate("amber"), "rating", ("red", "amber")),
    "assign, assign": lambda made, other: (
        assign(made.staff["officer"]),
        assign(made.staff["second"]),
        "assigned_to_id",
        (made.staff["officer"].pk, made.staff["second"].pk),
    ),
    "decide, decide": lambda made, other: (decide(1), decide(2), "level", (1, 2)),
    "link, decide": lambda made, other: (link(other), decide(2), "state", ("linked", "following_up")),
    "rate, decide": lambda made, other: (rate("green"), decide(3), "rating", ("green", "")),
    "subject, subject": lambda made, other: (
        unidentified("not_sure"),
        unidentified("not_identified"),
        "resolution",
        ("not_sure", "not_identified"),
    ),
}


# Running them --------------------------------------------------------------------------------------------------------
def run(
    report: Report,
    made: Partnership,
    count: int,
    seed: int,
    kinds: list[str],
    *,
    at_once: float = AT_ONCE,
    say_version: bool = True,
) -> list[Pair]:
    """Make the concerns, then let `count` pairs loose on them, four pairs at a time."""
    chance = random.Random(seed)
    concerns = receive(made, count + 1)
    other = concerns.pop()
    pairs = [
        Pair(kinds[number % len(kinds)], concern, chance.random() < at_once) for number, concern in enumerate(concerns)
    ]
    report.say(f"{count:,} concerns are being screened")
    with ThreadPoolExecutor(4) as pool:
        for number, _ in enumerate(pool.map(lambda pair: collide(made, pair, other, say_version=say_version), pairs)):
            if number % 500 == 499:
                report.say(f"{number + 1:,} pairs have collided")
    return pairs


def receive(made: Partnership, count: int) -> list[uuid.UUID]:
    """Public concerns, each taken on by the manager."""
    from lifecourse.domains.concerns import rules, services
    from lifecourse.kernel.access.context import viewing
    from lifecourse.kernel.audit.actors import PUBLIC

    ids = []
    for number in range(count):
        at = dt.datetime.now(dt.UTC)
        with viewing(made.staff["manager"], at=at) as manager:
            concern = services.receive_public_concern(
                actor=PUBLIC,
                at=at,
                key=uuid.uuid4(),
                told=services.Told(
                    narrative=f"Worry number {number}.",
                    subjects=(services.SubjectTold(kind=rules.SubjectKind.CHILD, given_name="Ivo"),),
                ),
            )
            services.start_screening(actor=manager, at=at, concern=concern)
            ids.append(concern.pk)
    return ids


def collide(made: Partnership, pair: Pair, other: uuid.UUID, *, say_version: bool) -> None:
    """Both people have the page open; both press."""
    edits = KINDS[pair.kind](made, other)
    seen = version(pair)
    together = threading.Barrier(2)

    def press(side: int) -> None:
        from django.db import connection

        from lifecourse.domains.concerns.models import Concern
        from lifecourse.kernel.access.context import viewing
        from lifecourse.kernel.base.errors import Refused, StaleRecord

        at = dt.datetime.now(dt.UTC)
        try:
            # A user object of its own for each press: two requests never share one.
            user = type(made.staff["manager"]).objects.get(pk=made.staff[("manager", "second")[side]].pk)
            with viewing(user, at=at) as actor:
                concern = Concern.objects.get(pk=pair.concern)
                if pair.at_once:
                    together.wait(30)
                edits[side](actor, at, concern, seen if say_version else None)
            pair.told[side] = "won"
        except StaleRecord:
            pair.told[side] = "stale"
        except Refused as refusal:
            pair.told[side] = f"refused: {refusal}"
        except Exception as problem:  # whatever it was is the finding
            together.abort()
            pair.told[side] = f"failed: {type(problem).__name__}: {problem}"
        finally:
            connection.close()

    if pair.at_once:
        threads = [threading.Thread(target=press, args=[side]) for side in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    else:
        press(0)
        press(1)
    check(pair, seen, edits[2], edits[3])


def version(pair: Pair) -> int:
    """The version of what is edited, as a page would show it."""
    with everything() as concern_of:
        concern = concern_of(pair.concern)
        return int((concern.subjects.get() if pair.kind == "subject, subject" else concern).version)


def check(pair: Pair, seen: int, column: str, values: tuple[object, object]) -> None:
    """Whether the record is as the winner wrote it, one version up, with one event and nothing left over."""
    from lifecourse.domains.concerns.models import Decision, RatingChange
    from lifecourse.kernel.audit.models import Event
    from lifecourse.kernel.clocks.models import Clock

    if pair.told.count("won") != 1:
        return
    winner = pair.told.index("won")
    with everything() as concern_of:
        concern = concern_of(pair.concern)
        edited = concern.subjects.get() if pair.kind == "subject, subject" else concern
        wrong = []
        if getattr(edited, column) != values[winner]:
            wrong.append(f"{column} is {getattr(edited, column)!r}")
        if edited.version != seen + 1:
            wrong.append(f"version went from {seen} to {edited.version}")
        events = [
            "concerns.rated",
            "concerns.assigned",
            "concerns.decided",
            "concerns.linked",
            "concerns.subject_matched",
        ]
        if (told := Event.objects.filter(subject_id=pair.concern, event__in=events).count()) != 1:
            wrong.append(f"{told} events")
        ratings = RatingChange.objects.filter(concern=concern).count()
        if ratings != bool(concern.rating) or Decision.objects.filter(concern=concern).count() != bool(concern.level):
            wrong.append("a history that does not fit")
        rag = Clock.objects.filter(
            subject_id=pair.concern, kind_id__in=["rag_red", "rag_amber", "rag_green"], stopped_at=None
        ).count()
        if rag != bool(concern.rating):
            wrong.append(f"{rag} clocks of a rating")
    pair.agrees, pair.left_over = not wrong, "; ".join(wrong)


@contextmanager
def everything() -> Iterator[Callable[[uuid.UUID], Any]]:
    """Sight of all circles, for the checks; and the connection given back, for threads that end."""
    from django.db import connection

    from lifecourse.domains.concerns.models import Concern
    from lifecourse.kernel.access.context import as_system

    with as_system("benchmark"):
        yield lambda pk: Concern.objects.get(pk=pk)
    if threading.current_thread() is not threading.main_thread():
        connection.close()


@contextmanager
def no_version_check() -> Iterator[None]:
    """For the control: changes are written whatever the version is by now."""
    from lifecourse.kernel.base.models import Versioned

    before = Versioned.save_changes

    def careless(self: Any, *fields: str, seen: int | None = None) -> Any:
        type(self)._default_manager.filter(pk=self.pk).update(**{name: getattr(self, name) for name in fields})
        return self

    with contextlib.ExitStack() as stack:
        Versioned.save_changes = careless  # type: ignore[method-assign,assignment]
        stack.callback(setattr, Versioned, "save_changes", before)
        yield


if __name__ == "__main__":
    sys.exit(main())
