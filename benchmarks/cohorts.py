"""Runs of the three first cohorts over 200,000 people with half a million spells; beside a bare SQL anti-join.

The floor is what PostgreSQL takes, as the superuser and without a wall, only to count who has no open spell: no doubts,
no groups, no evidence, nothing written. It must count the very same people as the first cohort finds.
"""

import datetime as dt
import resource
import sys
import time
from dataclasses import dataclass
from typing import Any

from benchmarks.harness.database import fresh_database, set_up_django, superuser
from benchmarks.harness.machine import Report, ms, options, percentile
from benchmarks.harness.partnership import SINCE, Partnership, set_up
from benchmarks.harness.people import add, people

RUN_BAR, PAGE_BAR = 60.0, 0.5
# Kind of list, whom it has: a share of those born from, until.
LISTS = (
    ("school_roll", 0.97, 2009, 2021),
    ("home_education", 0.01, 2009, 2021),
    ("births_or_gp", 0.95, 1938, 2026),
    ("social_care", 0.06, 2008, 2026),
    ("early_help", 0.05, 2008, 2026),
    ("adult_substance_misuse", 0.02, 1938, 2007),
    ("adult_social_care", 0.05, 1938, 2009),
)


@dataclass
class World:
    """What the runs are over, and who runs them."""

    made: Partnership
    owner: Any
    approver: Any
    services: dict[str, Any]


def main() -> int:
    asked = options((__doc__ or "").splitlines()[0])
    count = 2_000 if asked.small else 200_000
    with fresh_database("cohorts", keep=asked.keep) as name:
        report = Report("cohorts: who is on no list", small=asked.small, seed=asked.seed)
        set_up_django()
        world = build(count, asked.seed, name, report)
        today = dt.datetime.now(dt.UTC).date()
        rows, runs = [], {}
        for rule in ("on_no_list", "child_of_known_adult", "no_adult_service"):
            run, took = run_cohort(world, rule)
            runs[rule] = run
            rows.append((rule, f"{run.considered:,}", f"{run.members_found:,}", f"{took:.2f} s"))
            report.say(f"{rule}: {took:.2f} s")
            report.require(f"{rule} in at most {RUN_BAR:.0f} s", took <= RUN_BAR)
            groups = sum(n for bands in run.counts["groups"].values() for n in bands.values())
            report.require(f"{rule}: everybody is in one group ({groups:,})", groups == run.considered == count)
        found, floor = anti_join(name, world, today)
        rows.append(("floor: SQL anti-join, counts only", f"{count:,}", f"{found:,}", f"{floor:.2f} s"))
        report.table("Runs", ("cohort", "considered", "belong", "took"), rows)
        first = runs["on_no_list"]
        report.require("the first cohort finds whom the anti-join finds", first.members_found == found)
        without, _ = anti_join(name, world, today, kinds=("school_roll",))
        report.require("control: with one list fewer the anti-join finds others", without != found)
        pages = [page(world, first, number) for number in range(1, 21)]
        report.table(
            "Members, 50 a page, with facets, both walls and the trail",
            ("page", "p50", "p95"),
            [("members", ms(percentile(pages, 0.5)), ms(percentile(pages, 0.95)))],
        )
        report.require(f"a page in {ms(PAGE_BAR)} (p95)", percentile(pages, 0.95) <= PAGE_BAR)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        report.say(f"peak memory {peak:.2f} GB, with making the people")
    return report.end()


def build(count: int, seed: int, name: str, report: Report) -> World:
    """People with the house's own code; who is on which list by SQL, for it is the runs that are measured."""
    from lifecourse.kernel.access import services as access
    from lifecourse.kernel.access.context import as_system
    from lifecourse.kernel.access.models import CircleKind, Role
    from lifecourse.kernel.involvement import services as involvement

    made, services = set_up(), {}
    add(people(count, seed), circle_id=made.circles["person-index"].pk)
    with as_system("benchmark") as machine:
        by: dict[str, Any] = {"actor": machine, "at": SINCE}
        made.circles["office"] = access.create_circle(**by, code="office", name="Office", kind=CircleKind.OFFICE)
        for kind, *_ in LISTS:
            services[kind] = involvement.create_service(
                **by, organisation=made.organisations["health"], code=kind.replace("_", "-"), name=kind, kind=kind
            )
            involvement.create_source(
                **by, service=services[kind], code=f"list-{kind.replace('_', '-')}", name=kind, covers="Everybody"
            )
        owner, approver = (
            access.create_user(**by, email=f"{who}@example.test", full_name=f"{who.title()} Invented")
            for who in ("owner", "approver")
        )
        for user, circle, role in (
            (owner, "office", "cohort_owner"),
            (owner, "person-index", "index_reader"),
            (approver, "office", "cohort_approver"),
        ):
            access.grant_membership(
                **by, user=user, circle=made.circles[circle], role=Role.objects.get(pk=role), reason="benchmark"
            )
    with superuser(name) as database:
        database.execute("UPDATE involvement_listsource SET taken_on = current_date, last_loaded_at = now()")
        for number, (kind, share, first, last) in enumerate(LISTS):
            database.execute(
                "INSERT INTO involvement_involvement (id, created_at, updated_at, version, circle_id, person_id,"
                " service_id, state, opened_on, left_list, lead_name, lead_job, lead_phone, lead_email, source_id,"
                " source_ref, is_current, row_digest, person_digest, told_by)"
                " SELECT gen_random_uuid(), now(), now(), 1, p.circle_id, p.id, s.service_id, 'open', '2026-01-05',"
                " false, '', '', '', '', s.id, p.id::text, true, '', '', '' FROM people_person p,"
                " involvement_listsource s WHERE s.service_id = %s AND extract(year FROM p.born_on) BETWEEN %s AND %s"
                " AND abs(hashtextextended(p.id::text, %s)) %% 1000 < %s",
                [services[kind].pk, first, last, number + seed, int(share * 1000)],
            )
        database.execute("ANALYZE")
        spells = database.execute("SELECT count(*) FROM involvement_involvement").fetchone()
    report.say(f"{count:,} people, {spells[0]:,} spells" if spells else "no spells")
    return World(made, owner, approver, services)


def run_cohort(world: World, rule: str) -> tuple[Any, float]:
    """Start a cohort, have it agreed, run it; the run, and how long it took with its commit."""
    from lifecourse.domains.cohorts import services
    from lifecourse.domains.cohorts.rules.definition import Rule, defined
    from lifecourse.kernel.access.context import viewing

    at = dt.datetime.now(dt.UTC)
    wanted = services.Wanted(
        purpose="To measure",
        lawful_basis="public_task",
        lawful_condition="safeguarding",
        expires_on=at.date() + dt.timedelta(days=30),
        definition=defined(Rule(rule)),
    )
    with viewing(world.owner, at=at):
        cohort = services.start_cohort(
            actor=world.owner, at=at, circle_id=world.made.circles["office"].pk, name=rule, wanted=wanted
        )
    with viewing(world.approver, at=at):
        services.agree_cohort(actor=world.approver, at=at, cohort_id=cohort.pk, number=1)
    with viewing(world.owner, at=at):
        asked = services.start_run(actor=world.owner, at=at, cohort_id=cohort.pk)
    began = time.perf_counter()
    with viewing(world.owner, at=at):
        run = services.carry_out_run(actor=world.owner, at=at, run_id=asked.pk)
    return run, time.perf_counter() - began


def anti_join(
    name: str, world: World, today: dt.date, kinds: tuple[str, ...] = ("school_roll", "home_education")
) -> tuple[int, float]:
    """How many of school age have no open spell with these; and the best of three times."""
    from lifecourse.domains.cohorts.rules.ages import school_age_born

    best, found = float("inf"), 0
    with superuser(name) as database:
        for _ in range(3):
            began = time.perf_counter()
            row = database.execute(
                "SELECT count(*) FROM people_person p WHERE p.id = p.root_id AND p.died_on IS NULL"
                " AND p.born_on BETWEEN %s AND %s AND NOT EXISTS (SELECT 1 FROM involvement_involvement i"
                " WHERE i.person_id = p.id AND i.state = 'open' AND i.service_id = ANY (%s))",
                [*school_age_born(today), [world.services[kind].pk for kind in kinds]],
            ).fetchone()
            best, found = min(best, time.perf_counter() - began), row[0] if row else 0
    return found, best


def page(world: World, run: Any, number: int) -> float:
    """One page of the members as the owner sees it, in a transaction of its own."""
    from lifecourse.domains.cohorts import queries
    from lifecourse.kernel.access.context import viewing

    at, began = dt.datetime.now(dt.UTC), time.perf_counter()
    with viewing(world.owner, at=at):
        queries.members(viewer=world.owner, at=at, pk=run.pk, filters=queries.Filters(), page=number)
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
