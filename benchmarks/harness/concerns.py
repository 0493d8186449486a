"""Years of invented concerns at once: the house's own tables, written in bulk inside one command a thousand."""

import datetime as dt
import random
import uuid
from collections.abc import Sequence
from typing import Any

from .partnership import Partnership

OPEN_SHARE = 0.05
YEARS = 6
_OPEN = ("screening", "received", "checking", "deciding", "following_up")
_RATINGS = ("red", "amber", "green", "amber", "green")


def add(made: Partnership, count: int, people: Sequence[Any], *, now: dt.datetime, seed: int) -> list[uuid.UUID]:
    """`count` concerns about `people` (rows of the index), the last of them just now; gives their ids.

    One in twenty is open, in every state; the others were decided, followed up and closed. Each has its reporter, one
    or two subjects and its clocks; a decided one its rating and decision. Not made through the commands one by one
    (which `submissions` measures), so nothing of how they came to be is in the trail but one line a thousand.
    """
    from lifecourse.domains.concerns.models import Concern, Decision, DecisionOutcome, RatingChange, Reporter, Subject
    from lifecourse.domains.concerns.rules import RATING_CLOCK, Rating
    from lifecourse.kernel.access.context import as_system
    from lifecourse.kernel.audit.trail import command, record
    from lifecourse.kernel.base.references import new_reference
    from lifecourse.kernel.clocks.models import Calendar, Clock, RuleVersion

    chance = random.Random(f"concerns-{seed}")
    hub = made.circles["mash"]
    officers = [made.staff["officer"], made.staff["manager"], made.staff["second"]]
    calendar = Calendar.objects.order_by("-pk").first()
    versions = {version.rule_id: version for version in RuleVersion.objects.order_by("valid_from")}
    organisations = list(made.organisations.values())

    def one(number: int) -> tuple[list[Any], ...]:
        part = number / max(count - 1, 1)
        # Of a handful every other one is open, so that whoever looks at them finds every part of a page in use.
        is_open = chance.random() < OPEN_SHARE or (count < 100 and number % 2 == 0)
        # Open ones came in within the last fortnight or so, the others any time in the years before.
        age = chance.expovariate(1 / 6) if is_open else 30 + (1 - part) * 365 * YEARS
        received = now - dt.timedelta(days=age, seconds=chance.randrange(86_400))
        state = (
            chance.choice(["received", "screening", "checking", "deciding", "following_up"]) if is_open else "closed"
        )
        decided = (
            received + dt.timedelta(hours=chance.randrange(1, 30)) if state in {"following_up", "closed"} else None
        )
        decided = min(decided, now) if decided else None
        closed = min(decided + dt.timedelta(days=chance.randrange(1, 60)), now) if decided and not is_open else None
        rating = "" if state == "received" else _RATINGS[number // len(_OPEN) % len(_RATINGS)]
        level = chance.choice([1, 2, 2, 3, 3, 4]) if decided else None
        common = {"circle": hub}
        concern = Concern(
            **common,
            reference=new_reference("C"),
            submission_key=uuid.uuid4(),
            channel=chance.choice(["public", "public", "eyes_and_ears", "professional", "phone"]),
            source_code="1B",
            received_at=received,
            narrative="Shouting at night and a child alone on the stairs. " * chance.randrange(1, 20),
            place_words="The invented stairs",
            state=state,
            rating=rating,
            assigned_to=chance.choice(officers) if state != "received" else None,
            level=level,
            decided_at=decided,
            closed_at=closed,
        )
        rows: tuple[list[Any], ...] = (
            [concern],
            [Reporter(**common, concern=concern, name="Invented Neighbour", is_anonymous=chance.random() < 0.4)],
            [],
            [],
            [],
            [],
            [],
        )
        for order in range(chance.choice([1, 1, 1, 2])):
            person = chance.choice(people)
            given, _, family = person.display_name.rpartition(" ")
            rows[2].append(
                Subject(
                    **common,
                    concern=concern,
                    kind="child",
                    order=order,
                    given_name=given,
                    family_name=family,
                    person=person if state != "received" else None,
                    resolution="matched" if state != "received" else "unresolved",
                )
            )
        kinds = ["concern_decision", *([RATING_CLOCK[Rating(rating)]] if rating else [])]
        for kind in kinds:
            due = received + dt.timedelta(hours=24 if kind != "rag_green" else 72)
            rows[3].append(
                Clock(
                    **common,
                    kind_id=kind,
                    rule_version=versions[kind],
                    calendar=calendar,
                    subject_type="concerns.concern",
                    subject_id=concern.pk,
                    start_at=received,
                    due_at=due,
                    met_at=decided,
                )
            )
        if rating:
            rows[4].append(
                RatingChange(**common, concern=concern, rating=rating, reason="Invented", by=officers[0], at=received)
            )
        if decided:
            decision = Decision(
                **common,
                concern=concern,
                level=level,
                reason="Invented reason",
                state="standing",
                made_by=officers[1],
                made_at=decided,
            )
            rows[5].append(decision)
            rows[6].append(
                DecisionOutcome(
                    **common, decision=decision, outcome="early_help", organisation=chance.choice(organisations)
                )
            )
        return rows

    @command("concerns.received")
    def add_batch(*, actor: Any, at: dt.datetime, numbers: range) -> list[uuid.UUID]:
        batch: list[list[Any]] = [[] for _ in range(7)]
        for number in numbers:
            for kept, rows in zip(batch, one(number), strict=True):
                kept.extend(rows)
        for model, rows in zip(
            (Concern, Reporter, Subject, Clock, RatingChange, Decision, DecisionOutcome), batch, strict=True
        ):
            model.objects.bulk_create(rows)
        record("concerns.received", subject=None, actor=actor, at=at, circle_id=hub.pk, rows=len(numbers))
        return [concern.pk for concern in batch[0]]

    ids: list[uuid.UUID] = []
    for start in range(0, count, 1_000):
        with as_system("benchmark") as machine:
            ids += add_batch(actor=machine, at=now, numbers=range(start, min(start + 1_000, count)))
    return ids
