"""The pages people live in, with 100,000 concerns and 200,000 people: p50 and p95 through HTTP, and query counts.

Signed in through the real pages, with both walls and the trail. Beside each page stands what its own SELECTs take by
themselves: as the application, behind row security, and as the superuser, with none (the floor). Each page must take as
many queries with 100,000 concerns as with 10. The bars are those of the threat model: a list in 500 ms, a record in
300 ms, at the 95th percentile.
"""

import datetime as dt
import random
import re
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.harness import concerns as many
from benchmarks.harness.database import counting, fresh_database, set_up_django, superuser
from benchmarks.harness.machine import Report, ms, options, percentile
from benchmarks.harness.partnership import PASSWORD, Partnership, set_up
from benchmarks.harness.people import Invented, add, make_service, people
from benchmarks.harness.web import Browser, Reply, house

LIST, RECORD = 0.5, 0.3


@dataclass(frozen=True)
class Visit:
    """One request: an address, and what is posted there if anything is."""

    path: str
    data: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of page: how to choose one, and how soon 19 of 20 must be there."""

    name: str
    choose: Callable[[random.Random], Visit]
    bar: float


def main() -> int:
    asked = options((__doc__ or "").splitlines()[0])
    concerns, persons, visits = (100_000, 200_000, 200) if not asked.small else (300, 300, 10)
    with fresh_database("pages", keep=asked.keep):
        report = Report("pages: with years of concerns", small=asked.small, seed=asked.seed)
        set_up_django()
        made = set_up()
        now = dt.datetime.now(dt.UTC)
        index = made.circles["person-index"].pk
        service = make_service(made.organisations["homes"])
        invented = people(persons, asked.seed)
        # Two of the first ten share a house, so that a page about them has every part in use.
        invented[1] = replace(invented[1], house=invented[0].house, postcode=invented[0].postcode)
        rows = add(invented[:10], circle_id=index, service=service)
        ids = many.add(made, 10, rows, now=now, seed=asked.seed)
        # The same visits before and after: to the first ten, and to the lists of everything.
        first_ten = kinds(list(ids), list(rows), invented[:10])
        few = queries_of(made, first_ten, asked.seed)
        rows += add(invented[10:], circle_id=index, service=service, open_share=0.5)
        report.say(f"{len(rows):,} people written")
        ids += many.add(made, concerns - 10, rows, now=now, seed=asked.seed + 1)
        report.say(f"{len(ids):,} concerns written, one in twenty open")
        trail(len(ids))
        settle(report)
        counts(report, few, queries_of(made, first_ten, asked.seed))
        timings(report, made, kinds(ids, rows, invented), visits, asked.seed)
        return report.end()


def kinds(ids: Sequence[uuid.UUID], rows: Sequence[Any], invented: Sequence[Invented]) -> list[Kind]:
    """The pages that are measured, each with a way to choose one."""

    def search(*fields: str) -> Callable[[random.Random], Visit]:
        def choose(chance: random.Random) -> Visit:
            one = chance.choice(invented)
            typed = {
                "given": one.given,
                "family": one.family,
                "slip": one.family[:3] + one.family[4:],
                "postcode": one.postcode,
            }
            data = [(name if name != "slip" else "family", typed[name]) for name in fields if name != "born"]
            if "born" in fields:
                data += [
                    ("born_on_day", str(one.born.day)),
                    ("born_on_month", str(one.born.month)),
                    ("born_on_year", str(one.born.year)),
                ]
            return Visit("/search/", (*data, ("purpose", "concern")))

        return choose

    def page(path: str) -> Callable[[random.Random], Visit]:
        return lambda chance: Visit(path)

    return [
        Kind("worklist", page("/concerns/"), LIST),
        Kind("worklist, second page", page("/concerns/?page=2"), LIST),
        Kind("worklist, red ones", page("/concerns/?rating=red"), LIST),
        Kind("worklist, overdue ones", page("/concerns/?overdue=1"), LIST),
        Kind("concern", lambda chance: Visit(f"/concerns/{chance.choice(ids)}/"), RECORD),
        Kind("person", lambda chance: Visit(f"/people/{chance.choice(rows).pk}/"), RECORD),
        Kind("search: name and birth", search("given", "family", "born"), LIST),
        Kind("search: name with a slip, and birth", search("given", "slip", "born"), LIST),
        Kind("search: name and postcode", search("given", "family", "postcode"), LIST),
        Kind("search: name alone", search("given", "family"), LIST),
    ]


# How many queries, and what they cost by themselves -------------------------------------------------------------------
@dataclass
class Asked:
    """The queries of one page."""

    count: int
    selects: list[str]


def queries_of(made: Partnership, chosen: Sequence[Kind], seed: int) -> dict[str, Asked]:
    """What each kind of page asks of the database, for the officer: the most of ten visits.

    Each visit is made three times and the least taken: once a minute a request also says that its session is in use.
    """
    from django.db import connection
    from django.test import Client

    client = Client()
    client.force_login(made.staff["officer"])
    session = client.session
    session["lifecourse.second_factor"] = "benchmark"
    session.save()

    def ask(visit: Visit) -> Asked:
        with counting() as queries:
            answer = client.post(visit.path, dict(visit.data)) if visit.data else client.get(visit.path)
        assert answer.status_code == 200, (visit.path, answer.status_code)
        sql = [str(query["sql"]) for query in queries]
        return Asked(len(sql), [one for one in sql if one.startswith("SELECT") and "set_config" not in one])

    found: dict[str, Asked] = {}
    for kind in chosen:
        chance = random.Random(seed)
        visits = [kind.choose(chance) for _ in range(10)]
        each = [min((ask(visit) for _ in range(3)), key=lambda one: one.count) for visit in visits]
        found[kind.name] = max(each, key=lambda one: one.count)
    connection.close()
    return found


def counts(report: Report, few: dict[str, Asked], lots: dict[str, Asked]) -> None:
    report.table(
        "Queries of a page",
        ["page", "with 10", "with all"],
        [[name, few[name].count, lots[name].count] for name in lots],
    )
    more_often = {name: lots[name].count - few[name].count for name in lots}
    for name, more in more_often.items():
        if more:
            which = Counter(map(tables, lots[name].selects)) - Counter(map(tables, few[name].selects))
            report.say(f"{name}: more often with all: {dict(which)}")
    report.require("every page: as many queries with all concerns and people as with 10", not any(more_often.values()))


def tables(sql: str) -> str:
    """The tables that a SELECT reads, to know it by."""
    return ", ".join(dict.fromkeys(re.findall(r'(?:FROM|JOIN) "?(\w+)', sql)))


def by_itself(connection: Any, asked: Asked, circles: str) -> float:
    """Seconds for a page's SELECTs one after another, without its writes: the best of five."""
    took = []
    for _ in range(5):
        with connection.transaction():
            connection.execute("SELECT set_config('lifecourse.circles', %s, true)", [circles])
            began = time.perf_counter()
            for sql in asked.selects:
                connection.execute(sql.replace("%", "%%").encode(), []).fetchall()
            took.append(time.perf_counter() - began)
    return min(took)


# How long ------------------------------------------------------------------------------------------------------------
def timings(report: Report, made: Partnership, chosen: Sequence[Kind], visits: int, seed: int) -> None:
    import os

    import psycopg

    lots = queries_of(made, chosen, seed)
    circles = ",".join(str(circle.pk) for circle in made.circles.values() if circle.kind != "sealed")
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as application:
        walled = {kind.name: by_itself(application, lots[kind.name], circles) for kind in chosen}
    with superuser() as boss:
        bare = {kind.name: by_itself(boss, lots[kind.name], circles) for kind in chosen}
    rows = []
    late = []
    with house() as (port, _):
        browser = Browser(port)
        browser.sign_in("officer@bench.example", PASSWORD)
        for kind in chosen:
            one = visit_often(browser, kind, visits, seed)
            four = together(port, browser, kind, visits, seed)
            rows.append(
                [
                    kind.name,
                    *(ms(percentile(one, part)) for part in (0.5, 0.95)),
                    ms(percentile(four, 0.95)),
                    ms(walled[kind.name]),
                    ms(bare[kind.name]),
                ]
            )
            if percentile(one, 0.95) >= kind.bar:
                late.append(f"{kind.name} {ms(percentile(one, 0.95))}")
        browser.close()
    report.table(
        f"Pages, {visits} visits each through HTTP; then their SELECTs by themselves",
        ["page", "p50", "p95", "p95, four at once", "SELECTs behind the wall", "SELECTs with no wall (floor)"],
        rows,
    )
    report.require(f"p95 of a list under {ms(LIST)}, of a record under {ms(RECORD)} {late or ''}".strip(), not late)


def visit_often(browser: Browser, kind: Kind, visits: int, seed: int) -> list[float]:
    """Seconds of each visit, after three that are not counted."""
    chance = random.Random(f"{seed}-{kind.name}")
    token = browser.get("/search/").hidden()["csrfmiddlewaretoken"]
    took = []
    for number in range(visits + 3):
        visit = kind.choose(chance)
        reply: Reply
        if visit.data:
            reply = browser.post(visit.path, [*visit.data, ("csrfmiddlewaretoken", token)])
        else:
            reply = browser.get(visit.path)
        assert reply.status == 200, (kind.name, reply.status)
        if number >= 3:
            took.append(reply.seconds)
    return took


def together(port: int, browser: Browser, kind: Kind, visits: int, seed: int) -> list[float]:
    """The same by four at once, who share a session."""
    four = [Browser(port, cookies=dict(browser.cookies)) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        times = list(pool.map(lambda pair: visit_often(pair[1], kind, visits // 4, seed + pair[0]), enumerate(four)))
    for one in four:
        one.close()
    return [seconds for some in times for seconds in some]


# The rest of the years -----------------------------------------------------------------------------------------------
def trail(concerns: int) -> None:
    """Five events a concern, as years leave them: opened by somebody, and one for the person."""
    with superuser() as connection:
        connection.execute(
            "INSERT INTO audit_event (id, event, at, recorded_at, actor_id, actor_label, subject_type, subject_id,"
            " reference, circle_id, data) SELECT gen_random_uuid(), 'concerns.opened', c.received_at, c.received_at,"
            " u.id, u.full_name, 'concerns.concern', c.id, c.reference, c.circle_id, '{}'"
            " FROM concerns_concern c CROSS JOIN generate_series(1, 4) JOIN access_user u ON u.email LIKE 'officer@%'"
        )
        connection.execute(
            "INSERT INTO audit_event (id, event, at, recorded_at, actor_id, actor_label, subject_type, subject_id,"
            " reference, circle_id, data) SELECT gen_random_uuid(), 'people.opened', now(), now(), u.id, u.full_name,"
            " 'people.person', s.person_id, '', p.circle_id, '{}' FROM concerns_subject s"
            " JOIN people_person p ON p.id = s.person_id JOIN access_user u ON u.email LIKE 'officer@%'"
        )


def settle(report: Report) -> None:
    """What the database would have done by itself over the years."""
    with superuser() as connection:
        connection.execute("VACUUM ANALYZE")
        row = connection.execute("SELECT pg_size_pretty(pg_database_size(current_database()))").fetchone()
        events = connection.execute("SELECT count(*) FROM audit_event").fetchone()
    assert row is not None and events is not None
    report.say(f"the database has {row[0]}, with {events[0]:,} events in the trail")


if __name__ == "__main__":
    sys.exit(main())
