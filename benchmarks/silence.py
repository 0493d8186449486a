"""Can somebody who may not know tell a person who is there from one who is not? Bytes, queries and time, signed in.

Four ways to ask: a search by somebody of one index for people of another index or of a sealed circle, against people
who are nowhere; opening the record of such a person, against an id that does not exist; an agency's list whose rows are
about people of the index, against rows about nobody; and the professional's form about a known and an unknown child.
Hits and misses come from one generator and are interleaved at random; those who by chance look like somebody whom the
searcher may see are left out, by a search made before the hits are there. Bytes and numbers of queries must be equal,
and Welch's |t| under 4.5. Controls: a house that looks them up first, and one that tells by a header.
"""

import datetime as dt
import logging
import random
import re
import sys
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

from benchmarks.harness.database import counting, fresh_database, set_up_django
from benchmarks.harness.leaks import BAR, Side, apart, compare, found, one_shape, shape
from benchmarks.harness.machine import Report, options
from benchmarks.harness.partnership import PASSWORD, SINCE, Partnership, set_up
from benchmarks.harness.people import Invented, add, make_service, people
from benchmarks.harness.web import Browser, Reply, house

WAYS = ("search, another index", "search, sealed", "open, another index", "open, sealed", "professional form")
TIMES = re.compile(rb'datetime="[^"]*"|' rb"\b\d{1,2}(:|\.)\d\d ?(am|pm)?|\b\d{1,2}(am|pm)\b")
KEY = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SEARCHER, SENDER = "second@bench.example", "responder@bench.example"


def main() -> int:
    asked = options((__doc__ or "").splitlines()[0], ("--each", {"type": int, "default": 0}))
    each = asked.each or (10_000 if not asked.small else 40)
    control, known, warm = min(each, 1_500), (300 if not asked.small else 40), (100 if not asked.small else 5)
    with fresh_database("silence", keep=asked.keep):
        report = Report("silence: hit and miss for who may not know", small=asked.small, seed=asked.seed)
        set_up_django()
        logging.disable(logging.WARNING)  # every "not found" is one that was asked for
        made, sets = prepare(report, known, asked.seed)
        same_queries(report, made, sets)
        with house() as (port, _):
            for way in WAYS:
                run(port, sets, way, warm, f"warm-{asked.seed}")
                began = time.monotonic()
                sides = run(port, sets, way, each, f"run-{asked.seed}")
                judge(report, way, sides, each, time.monotonic() - began)
        fault = {"BENCH_LOOKS": "40" if each < 1_000 else "3", "BENCH_TELLS": "1"}
        with house(extra=fault, module="benchmarks.harness.leaky:application") as (port, _):
            for way in WAYS:
                run(port, sets, way, warm, f"control-warm-{asked.seed}")
                hit, miss = run(port, sets, way, control, f"control-{asked.seed}")
                t, cropped = compare(report, f"Control, {way}", hit.times, miss.times)
                report.require(f"control, {way}: a look-up is noticed (t = {t:.1f}, {cropped:.1f})", found(t, cropped))
                # Some who are nowhere have a name that somebody has: the header comes with a few misses too.
                told = bool(miss.shapes.keys() - hit.shapes.keys())
                report.require(f"control, {way}: a header more is noticed", told)
        # Last, as a list adds people to the index, and somebody of another index may look like one of them.
        same_lists(report, made, sets)
        return report.end()


class Sets:
    """Whom is asked about: people (or ids) who are there, and who are not, by way."""

    def __init__(self) -> None:
        self.hits: dict[str, Sequence[Any]] = {}
        self.misses: dict[str, Sequence[Any]] = {}


def prepare(report: Report, known: int, seed: int) -> tuple[Partnership, Sets]:
    """A partnership with an index, another index and a sealed circle; and as many who are nowhere."""
    from lifecourse.kernel.access import services as access
    from lifecourse.kernel.access.context import as_system
    from lifecourse.kernel.access.models import CircleKind

    made = set_up()
    with as_system("benchmark") as machine:
        other = access.create_circle(
            actor=machine, at=SINCE, code="other-index", name="Other index", kind=CircleKind.INDEX
        )
    service = make_service(made.organisations["homes"])
    everybody = list(dict.fromkeys(people(10 * known, seed)))
    random.Random(seed).shuffle(everybody)
    own, rest = everybody[: 2 * known], everybody[2 * known :]
    add(own, circle_id=made.circles["person-index"].pk, service=service)
    asked = {one: looks_like_somebody(made, one) for one in rest[: 6 * known]}
    fewest = min(queries for _, queries in asked.values())
    strangers = [one for one, (alike, queries) in asked.items() if not alike and queries == fewest]
    foreign, sealed, nobody = (strangers[n * known : (n + 1) * known] for n in range(3))
    rows = {
        "another index": add(foreign, circle_id=other.pk, service=service),
        "sealed": add(sealed, circle_id=made.circles["sealed"].pk, service=service),
    }
    sets, chance = Sets(), random.Random(f"ids-{seed}")
    for where, hidden in (("another index", foreign), ("sealed", sealed)):
        sets.hits[f"search, {where}"], sets.misses[f"search, {where}"] = hidden, nobody
        sets.hits[f"open, {where}"] = [row.pk for row in rows[where]]
        sets.misses[f"open, {where}"] = [uuid.UUID(int=chance.getrandbits(128), version=4) for _ in hidden]
    sets.hits["professional form"], sets.misses["professional form"] = own[:known], nobody
    # A list adds whoever is nowhere to the index, so it has people of its own.
    sets.hits["lists"], sets.misses["lists"] = own[known:], rest[-known:]
    report.say(
        f"{2 * known} in the index, {known} in another, {known} sealed, {known} nowhere; of {6 * known} drawn"
        f" {6 * known - len(strangers)} left out because they look like somebody"
    )
    return made, sets


def looks_like_somebody(made: Partnership, one: Invented) -> tuple[bool, int]:
    """Whether a search finds anybody, before the hits are there, and how many queries it takes."""

    from lifecourse.kernel.access.context import viewing
    from lifecourse.kernel.matching import queries
    from lifecourse.kernel.matching.rules import PersonQuery, Purpose
    from lifecourse.kernel.people.rules import birth as births

    at = dt.datetime.now(dt.UTC)
    query = PersonQuery(given=one.given, family=one.family, birth=births.known(one.born), postcode=one.postcode)
    with viewing(made.staff["second"], at=at) as viewer, counting() as queries_made:
        result = queries.find_candidates(viewer=viewer, at=at, query=query, purpose=Purpose.CONCERN)
    return bool(result.candidates), len(queries_made)


# The ways to ask ----------------------------------------------------------------------------------------------------
def search_form(one: Invented) -> dict[str, str]:
    return {
        "given": one.given, "family": one.family, "postcode": one.postcode, "purpose": "concern",
        "born_on_day": f"{one.born.day:02}", "born_on_month": f"{one.born.month:02}",
        "born_on_year": str(one.born.year),
    }  # fmt: skip


def professional_form(one: Invented, key: str) -> dict[str, str]:
    return {
        "key": key, "people": "1", "do": "send", "version": "", "p1-kind": "child",
        "p1-given_name": one.given, "p1-family_name": one.family, "p1-postcode": one.postcode,
        "narrative": "Came to school hungry.", "danger": "no", "asked_domestic_abuse": "yes",
        "asked_mental_health": "not_asked", "asked_substance_misuse": "no", "asked_learning_disability": "not_known",
        "consent_to_share": "not_sought", "consent_not_sought_because": "increased_risk",
        "parent_informed": "not_safe", "lawful_basis": "public_task", "lawful_condition": "safeguarding",
        "level_suggested": "4", "early_help_assessment": "no", "your_job": "Worker", "feedback": "yes",
    }  # fmt: skip


def typed(one: Any) -> dict[bytes, bytes]:
    """What was typed and stands in the answer, with something in its place."""
    if not isinstance(one, Invented):
        return {}
    whole = f"{one.given} {one.family}"
    parts = {whole: "NAME", f'"{one.given}"': '"GIVEN"', f'"{one.family}"': '"FAMILY"', one.postcode: "POSTCODE"}
    parts |= {f">{one.given}<": ">GIVEN<", f">{one.family}<": ">FAMILY<"}
    dates = {f'value="{one.born:%d}"': 'value="D"', f'value="{one.born:%m}"': 'value="D"'}
    dates[f'value="{one.born:%Y}"'] = 'value="Y"'
    return {key.encode(): value.encode() for key, value in {**parts, **dates}.items()}


def run(port: int, sets: Sets, way: str, each: int, purpose: str) -> tuple[Side, Side]:
    """Ask `each` questions of each kind, in random order, and time the answers."""
    from lifecourse.domains.concerns.views.keys import new_key

    chance = random.Random(f"{purpose}-{way}")
    order = [True] * each + [False] * each
    chance.shuffle(order)
    sides = {True: Side(), False: Side()}
    browser = Browser(port)
    browser.sign_in(SENDER if way == "professional form" else SEARCHER, PASSWORD)
    page = browser.get("/concerns/new/" if way == "professional form" else "/search/")
    token = page.hidden()["csrfmiddlewaretoken"]
    for hit in order:
        one = chance.choice(sets.hits[way] if hit else sets.misses[way])
        if way.startswith("search"):
            answers = [browser.post("/search/", {"csrfmiddlewaretoken": token, **search_form(one)})]
        elif way.startswith("open"):
            answers = [browser.get(f"/people/{one}/")]
        else:
            key = new_key(at=dt.datetime.now(dt.UTC))
            answers = [browser.post("/concerns/new/", {"csrfmiddlewaretoken": token, **professional_form(one, key)})]
            answers.append(browser.get(answers[0].location))
        sides[hit].times.append(sum(answer.seconds for answer in answers))
        sides[hit].shapes[tuple(part for answer in answers for part in plain(answer, one))] += 1
        sides[hit].sessions += sum(len(sessions(answer)) for answer in answers)
    browser.close()
    return sides[True], sides[False]


def plain(reply: Reply, one: Any) -> tuple[Any, ...]:
    """The shape of an answer, without what is another's with every request: a key, a token, the time of day.

    And without the session's cookie, which comes every 15 seconds, whatever was asked: `judge` counts it apart.
    """
    status, head, length, body = shape(reply, typed(one))
    body = KEY.sub(b"ID", TIMES.sub(b"TIME", re.sub(rb'value="[A-Za-z0-9]{64}"', b"TOKEN", body)))
    renewed = {("set-cookie", len(cookie)) for cookie in sessions(reply)}
    return status, tuple(pair for pair in head if pair not in renewed), length, body


def sessions(reply: Reply) -> list[str]:
    """The cookies of the session that the answer sets: one, if it renews it."""
    return [cookie for cookie in reply.headers.get_all("Set-Cookie") or [] if cookie.startswith("sessionid=")]


def judge(report: Report, way: str, sides: tuple[Side, Side], each: int, took: float) -> None:
    t, cropped = compare(report, f"{way}: {each:,} hits against {each:,} misses", sides[0].times, sides[1].times)
    report.require(f"{way}: every answer has the same bytes", one_shape(report, sides))
    from lifecourse.kernel.access.session import WRITTEN_EVERY

    renewed = [side.sessions for side in sides]
    report.require(
        f"{way}: the session is renewed every {WRITTEN_EVERY} s at most ({renewed[0]} hits, {renewed[1]} misses)",
        sum(renewed) <= 1 + took / WRITTEN_EVERY,
    )
    statuses = {one[0] for side in sides for one in side.shapes}
    wanted = {"search": 200, "open": 404}.get(way.partition(",")[0], 302)
    report.require(f"{way}: every answer is a {wanted}", statuses == {wanted})
    report.require(
        f"{way}: |t| < {BAR} (t = {t:.2f}; without the slowest twentieth {cropped:.2f})", not found(t, cropped)
    )


# Counted in this process --------------------------------------------------------------------------------------------
def same_queries(report: Report, made: Partnership, sets: Sets) -> None:
    """How many queries a question takes, for both kinds and every way but lists."""
    from django.test import Client

    from lifecourse.domains.concerns.views.keys import new_key

    for way in WAYS:
        client = Client()
        client.force_login(made.staff["responder" if way == "professional form" else "second"])
        session = client.session
        session["lifecourse.second_factor"] = "benchmark"
        session.save()
        counts: dict[str, Counter[tuple[int, int]]] = {"hit": Counter(), "miss": Counter()}
        for number in range(25):
            for kind, source in (("hit", sets.hits), ("miss", sets.misses)):
                one = source[way][number]
                with counting() as queries:
                    if way.startswith("search"):
                        answer = client.post("/search/", search_form(one))
                    elif way.startswith("open"):
                        answer = client.get(f"/people/{one}/")
                    else:
                        key = new_key(at=dt.datetime.now(dt.UTC))
                        answer = client.post("/concerns/new/", professional_form(one, key))
                if number:  # the first of each fills the process's memory
                    counts[kind][answer.status_code, len(queries)] += 1
        report.say(f"{way}: (status, queries) {dict(counts['hit'])} for hits, {dict(counts['miss'])} for misses")
        # Now and then a session is written down as used: whichever request that falls on.
        usual = [counts[kind].most_common(1)[0] for kind in ("hit", "miss")]
        same = usual[0][0] == usual[1][0] and min(often for _, often in usual) >= 20
        report.require(f"{way}: the same queries", same)


def same_lists(report: Report, made: Partnership, sets: Sets) -> None:
    """An agency's list of ten people of the index, and one of ten who are nowhere: the pages, and the queries."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    from lifecourse.kernel.access.context import as_system
    from lifecourse.kernel.involvement import services, tasks
    from lifecourse.kernel.involvement.models import Service
    from lifecourse.kernel.involvement.tests.factories import HEADERS, MAP
    from lifecourse.kernel.people.models import Person

    client = Client()
    client.force_login(made.staff["lister"])
    session = client.session
    session["lifecourse.second_factor"] = "benchmark"
    session.save()
    today = dt.datetime.now(dt.UTC).date()
    pages: dict[str, list[bytes]] = {"hit": [], "miss": []}
    counts: dict[str, Counter[int]] = {"hit": Counter(), "miss": Counter()}
    added = {"hit": 0, "miss": 0}
    with as_system("benchmark"):
        before = Person.objects.count()
    way = "lists"
    for number in range(8):
        for kind, source in (("hit", sets.hits[way]), ("miss", sets.misses[way])):
            with as_system("benchmark") as machine:
                listed = services.create_source(
                    actor=machine, at=SINCE, service=Service.objects.get(code="support"),
                    code=f"silence-{kind}-{number}", name=f"List {number}", covers="Everybody", columns=MAP,
                )  # fmt: skip
            rows = [",".join(HEADERS)]
            for order, one in enumerate(source[4 * number : 4 * number + 4]):
                cells = {
                    "Ref": f"r{order}", "Surname": one.family, "Forename": one.given,
                    "DOB": f"{one.born:%d/%m/%Y}", "Postcode": one.postcode, "Status": "open",
                    "Start date": "05/01/2026",
                }  # fmt: skip
                rows.append(",".join(cells.get(head, "") for head in HEADERS))
            file = SimpleUploadedFile("list.csv", "\n".join(rows).encode() + b"\n", content_type="text/csv")
            sent = {"kind": "full", "file": file, "taken_on_day": today.day, "taken_on_month": today.month}
            answer = client.post(f"/lists/{listed.pk}/send/", {**sent, "taken_on_year": today.year})
            checked = client.get(answer["Location"]).content
            assert "/columns/" not in answer["Location"], re.findall(rb'banner__heading">(.*?)</p>', checked, re.DOTALL)
            with counting() as queries:
                client.post(f"{answer['Location']}load/", {})
            taken = len(queries)  # before another request clears the list
            waits = client.get(answer["Location"]).content
            load_id = answer["Location"].rstrip("/").rpartition("/")[2]
            tasks.load_file(load_id=load_id, user_id=str(made.staff["lister"].pk))
            with as_system("benchmark"):
                added[kind] += (now := Person.objects.count()) - before
                before = now
            loaded = client.get(answer["Location"]).content
            lists = client.get(f"/lists/{listed.pk}/").content
            if number:
                counts[kind][taken] += 1
                told = b"".join(_page(one) for one in (checked, waits, loaded, lists))
                for one in source[4 * number : 4 * number + 4]:
                    # What the agency itself has written into its file.
                    for cell in (one.given, one.family, one.postcode, f"{one.born:%d/%m/%Y}"):
                        told = told.replace(cell.encode(), b"CELL")
                    told = told.replace(f"{one.born.day} {one.born:%B} {one.born.year}".encode(), b"CELL")
                pages[kind].append(told)
    assert b"What loading this file did" in pages["hit"][0]
    report.require(
        f"lists: the hits are people of the index, the misses are new to it (the control: {added} were added)",
        added == {"hit": 0, "miss": 8 * 4},
    )
    seen = {page for kind in pages.values() for page in kind}
    for page in list(seen - {pages["hit"][0]})[:3]:
        report.say(apart((page,), (pages["hit"][0],)))
    report.require(
        "lists: the report before, while it waits, and after, and the list's page have the same bytes",
        len(seen) == 1,
    )
    report.say(f"lists: queries of agreeing {dict(counts['hit'])} for hits, {dict(counts['miss'])} for misses")
    report.require("lists: agreeing takes the same queries", set(counts["hit"]) == set(counts["miss"]))


def _page(content: bytes) -> bytes:
    content = re.sub(rb'value="[A-Za-z0-9]{64}"', b"TOKEN", content)
    return re.sub(rb"silence-[a-z]+-\d+|List \d+|[0-9a-f]{12,64}", b"X", KEY.sub(b"ID", TIMES.sub(b"TIME", content)))


if __name__ == "__main__":
    sys.exit(main())
