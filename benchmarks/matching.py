"""The right person while somebody waits: a million invented people, 26 kinds of spoiled question, beside pg_trgm.

Measures the load with keys, the size and the write cost of their index, the engine alone and the whole request through
HTTP; and how often the right person comes first or in ten, by kind of question, naming culture, sex and age; how often
somebody in no list, an unknown twin or the wrong twin is called strong. Only questions that were held out while the
engine was tuned are reported. The peer is `pg_trgm`, where there is a PostgreSQL that has it (`--baseline-url`, or
LIFECOURSE_TRGM_URL, or the distribution's own).
"""

import datetime as dt
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

from benchmarks.harness import bulk, crowd, spoiling, trigrams, unknown
from benchmarks.harness.asking import AT, Answer, Tally, ask_engine, tally
from benchmarks.harness.database import fresh_database, set_up_django, superuser
from benchmarks.harness.fairness import fairness
from benchmarks.harness.machine import Report, ms, options, percentile
from benchmarks.harness.naming import CULTURES
from benchmarks.harness.partnership import PASSWORD, Partnership, set_up
from benchmarks.harness.people import add
from benchmarks.harness.people import people as plain_people
from benchmarks.harness.spoiling import HELD_OUT, KINDS, TUNE, Question, Way
from benchmarks.harness.web import Browser, house
from lifecourse.config.collecting import collect_seldom

OFFICER = "officer@bench.example"
OPTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("--people", {"type": int, "default": 0, "help": "how many are on the index (1,000,000)"}),
    ("--ten-million", {"action": "store_true", "help": "ten million people, the engine alone"}),
    ("--again", {"action": "store_true", "help": "ask the people whom a run with --keep has loaded"}),
    ("--engine-only", {"action": "store_true", "help": "no write cost, no HTTP, no peer"}),
    ("--tune", {"action": "store_true", "help": "the tuning questions, for work on the engine; never to be reported"}),
    ("--each", {"type": int, "default": 0, "help": "questions of each kind and naming culture (25)"}),
    ("--strangers", {"type": int, "default": 0, "help": "strangers of each naming culture (1500)"}),
    ("--baseline-url", {"default": os.environ.get("LIFECOURSE_TRGM_URL", ""), "help": "a PostgreSQL with pg_trgm"}),
    ("--write-docs", {"action": "store_true", "help": "write the fairness table into docs/domains/matching.md"}),
    ("--show-misses", {"type": int, "default": 0, "help": "print so many questions whose person was not first"}),
)


def main() -> int:
    asked = options((__doc__ or "").splitlines()[0], *OPTIONS)
    people = asked.people or (10_000_000 if asked.ten_million else 10_000 if asked.small else 1_000_000)
    each = asked.each or (4 if asked.small else 25)
    strangers = asked.strangers or (40 if asked.small else 1_500)
    way = TUNE if asked.tune else HELD_OUT
    alone = asked.engine_only or people > 2_000_000
    with fresh_database("matching", keep=asked.keep, again=asked.again):
        report = Report("matching: the right person while somebody waits", small=asked.small, seed=asked.seed)
        report.say(f"{people:,} invented people; the questions are those {way.name if asked.tune else 'held out'}")
        set_up_django()
        if asked.again:
            report.say("loaded by an earlier run")
        else:
            fill(report, set_up(), asked.seed, people, writes=not alone)
        everybody = make_questions(asked.seed, people, each, strangers, way)
        report.say(f"{sum(len(some) for some in everybody.values()):,} questions made")
        found = engine(report, everybody, people)
        if asked.show_misses:
            show(found["known"], asked.show_misses)
        fairness(report, found, people, write=asked.write_docs)
        if not alone:
            through_http(report, everybody["known"], 200 if asked.small else 1_000, asked.seed)
            peer(report, asked.baseline_url, asked.seed, people, everybody["known"], found["known"])
        return report.end()


# Loading --------------------------------------------------------------------------------------------------------------
def fill(report: Report, made: Partnership, seed: int, people: int, *, writes: bool) -> None:
    """Load the crowd with keys; say how long it took, how big the index is, and what it costs those who write."""
    from django.conf import settings

    circle, secret = made.circles["person-index"].pk, settings.HASH_KEY.encode()
    with superuser() as boss:
        boss.execute(f"DROP INDEX {bulk.INDEX}")
    with bulk.made(seed, people) as (folder, lumps):
        report.say(f"{people:,} people made up")
        copying, making = bulk.load(folder, lumps, circle=circle, secret=secret)
    loading = copying + making
    report.say(f"loaded with keys in {loading:.0f} s")
    costs: dict[str, list[float]] = {}
    if writes:
        write_costs(costs, circle, seed, 0, people)
    began = time.perf_counter()
    with superuser() as boss:
        boss.execute("SET maintenance_work_mem = '1GB'")
        boss.execute(bulk.MAKE_INDEX)
    indexing = time.perf_counter() - began
    if writes:
        write_costs(costs, circle, seed, 1, people)
    with superuser() as boss:
        boss.execute("VACUUM ANALYZE")
        sizes = boss.execute(
            "SELECT pg_size_pretty(pg_relation_size('people_search_key_keys')), "
            "pg_size_pretty(pg_relation_size('people_search_key')), "
            "pg_size_pretty(pg_database_size(current_database())), "
            "(SELECT avg(cardinality(keys)) FROM people_search_key TABLESAMPLE SYSTEM (1))"
        ).fetchone()
    assert sizes is not None
    report.table(
        "Loading by COPY, as many processes as cores; indexes and foreign keys are made afterwards, as by a restore",
        ["what", "took or size"],
        [
            [f"{people:,} people with names, addresses, numbers and keys", f"{copying:.0f} s"],
            ["the other indexes and the foreign keys", f"{making:.0f} s"],
            ["the index of keys", f"{indexing:.0f} s"],
            ["index of keys", sizes[0]],
            ["table of keys", sizes[1]],
            ["keys a person", f"{sizes[3] or 0:.1f}"],
            ["whole database", sizes[2]],
        ],
    )
    limit = max(20, 120 * people / 1_000_000)  # starting the processes takes as long for few
    report.require(
        f"{people:,} people with keys loaded in {limit:.0f} s ({loading + indexing:.0f} s)",
        loading + indexing <= limit,
    )
    some = crowd.lump(seed, 0, people, size=min(people, 500))
    report.require(f"keys and rows of {len(some)} people are those of the house's own code", not bulk.differing(some))
    if costs:
        report.table(
            "Writing a person (name, address, number), beside the same without the index of keys",
            ["how", "without the index", "with it", "ratio"],
            [[how, ms(a), ms(b), f"{b / a:.2f}"] for how, (a, b) in costs.items()],
        )
        worst = max(b / a for a, b in costs.values())
        report.require(f"write cost of the index at most 1.3 times the plain insert ({worst:.2f})", worst <= 1.3)


def write_costs(costs: dict[str, list[float]], circle: int, seed: int, turn: int, people: int) -> None:
    """Seconds a person: through the house's own code, a thousand a command; and one by one."""
    many = plain_people(min(4_000, people // 10), seed + 1 + turn)
    began = time.perf_counter()
    add(many, circle_id=circle)
    costs.setdefault("the house's own code, 1,000 a transaction", []).append((time.perf_counter() - began) / len(many))
    few = plain_people(min(300, people // 100), seed + 3 + turn)
    began = time.perf_counter()
    for one in few:
        add([one], circle_id=circle)
    costs.setdefault("the house's own code, one a transaction", []).append((time.perf_counter() - began) / len(few))


# Questions ------------------------------------------------------------------------------------------------------------
def make_questions(seed: int, people: int, each: int, strangers: int, way: Way) -> dict[str, list[Question]]:
    """All that is asked, by what it is about: those who are known, strangers, and twins of whom only one is known."""
    chance = random.Random(f"{way.seed}-{seed}")
    towns = crowd.Towns(people)
    pool = bulk.sample(seed, people, chance, lumps=24)
    by_culture = {name: [one for one in pool if one.culture == name] for name in CULTURES}
    known = [
        question
        for kind in KINDS
        for name in CULTURES
        for question in spoiling.ask_about(by_culture[name], kind, each, way, chance, towns)
    ]
    chance.shuffle(known)
    # Strangers are made as the crowd is, from a seed of their own.
    others: dict[str, list[Question]] = {name: [] for name in CULTURES}
    number = 0
    while any(len(some) < strangers for some in others.values()):
        for someone in crowd.lump(seed ^ 0x5EED, 10**6 + number + (way is TUNE) * 10**5, people):
            if len(others[someone.culture]) < strangers:
                others[someone.culture].append(unknown.stranger(someone, way, chance, towns))
        number += 1
    twins = []
    for name in CULTURES:
        children = [one for one in by_culture[name] if one.twin < 0 and one.age is not None and one.age < 18]
        twins += [
            unknown.unknown_twin(child, chance) for child in chance.sample(children, min(len(children), each * 5))
        ]
    return {"known": known, "strangers": [one for some in others.values() for one in some], "unknown twins": twins}


# The engine alone -----------------------------------------------------------------------------------------------------
def engine(report: Report, questions: dict[str, list[Question]], people: int) -> dict[str, list[Answer]]:
    from lifecourse.kernel.access.models import User

    viewer = User.objects.get(email=OFFICER)
    ask_engine(viewer, questions["strangers"][:300])  # warm as a server at work is, but with none of what is timed
    collect_seldom()  # as a server does; the questions, which are no part of it, are left out too
    found = {what: ask_engine(viewer, some) for what, some in questions.items()}
    report.table(
        f"The engine alone (find and weigh, as the application's role, behind row security), {people:,} people",
        ["questions", "asked", "p50", "p95", "p99", "truncated"],
        [
            [what, one.asked, *(ms(one.took(part)) for part in (0.5, 0.95, 0.99)), one.truncated]
            for what, one in ((what, tally(some)["all"]) for what, some in found.items())
        ],
    )
    by_kind = tally(found["known"], lambda answer: answer.question.kind)
    report.table(
        "Right person, by kind of question",
        ["kind", "asked", "first", "in ten", "strong", "another strong", "truncated", "p50", "p95"],
        [line(kind, by_kind[kind]) for kind in KINDS if kind in by_kind] + [line("all", tally(found["known"])["all"])],
    )
    every = tally(found["known"])["all"]
    small = people <= 2_000_000
    first, ten, p95, p99 = (0.985, 0.995, 0.010, 0.050) if small else (0.97, 0.992, 0.025, 0.050)
    report.require(f"engine alone: p95 at most {ms(p95)} ({ms(every.took(0.95))})", every.took(0.95) <= p95)
    report.require(f"engine alone: p99 at most {ms(p99)} ({ms(every.took(0.99))})", every.took(0.99) <= p99)
    report.require(f"right person first at least {first} ({every.share('first'):.4f})", every.share("first") >= first)
    report.require(f"right person in ten at least {ten} ({every.share('in_ten'):.4f})", every.share("in_ten") >= ten)
    return found


def line(name: str, one: Tally) -> list[object]:
    shares = [f"{one.share(what):.3f}" for what in ("first", "in_ten", "strong", "other_strong")]
    return [name, one.asked, *shares, one.truncated, ms(one.took(0.5)), ms(one.took(0.95))]


def show(answers: Sequence[Answer], most: int) -> None:
    """Questions whose person was not first: for work on the engine."""
    for answer in [one for one in answers if one.place != 0][:most]:
        asked, about = answer.question, answer.question.about
        print(
            f"    {asked.kind}: asked {asked.given} / {asked.family} {asked.born or asked.year or asked.expected} "
            f"{asked.postcode} {asked.mother_given} {asked.mother_family}; is {about.given} / {about.family} "
            f"{about.born} {about.postcode} {about.aliases}; place {answer.place} of {answer.shown}"
            f"{' truncated' if answer.truncated else ''}"
        )


# Through HTTP ---------------------------------------------------------------------------------------------------------
def through_http(report: Report, questions: Sequence[Question], most: int, seed: int) -> None:
    """The whole request: session, grants, circles, search, trail and page."""
    chosen = random.Random(seed).sample(list(questions), min(most, len(questions)))
    took, statuses, sizes = [], Counter[int](), []
    with house() as (port, _):
        browser = Browser(port)
        browser.sign_in(OFFICER, PASSWORD)
        token = browser.get("/search/").hidden()["csrfmiddlewaretoken"]
        for number, question in enumerate([*chosen[:60], *chosen]):
            reply = browser.post("/search/", [*typed(question), ("csrfmiddlewaretoken", token)])
            if number >= 60:
                took.append(reply.seconds)
                statuses[reply.status] += 1
                sizes.append(len(reply.body))
        browser.close()
    report.table(
        f"Through HTTP, POST /search/ by one signed in, {len(took)} held-out questions",
        ["", "p50", "p95", "p99", "page p50", "page p95"],
        [["whole request", *(ms(percentile(took, part)) for part in (0.5, 0.95, 0.99)),
          *(f"{percentile(sizes, part) / 1024:.0f} KB" for part in (0.5, 0.95))]],
    )  # fmt: skip
    report.require("every question was answered with a page", statuses == {200: len(took)})
    p50, p95 = percentile(took, 0.5), percentile(took, 0.95)
    report.require(f"whole request: p50 at most 25 ms ({ms(p50)})", p50 <= 0.025)
    report.require(f"whole request: p95 at most 50 ms ({ms(p95)})", p95 <= 0.050)


def typed(question: Question) -> list[tuple[str, str]]:
    """What would be typed into the search page. A year alone is typed as an age there."""
    data = {
        "given": question.given,
        "family": question.family,
        "sex": question.sex if question.sex != "unknown" else "",
        "address": question.address,
        "postcode": question.postcode,
        "mother_given": question.mother_given,
        "mother_family": question.mother_family,
        "purpose": "concern",
    }
    for name, day in (("born_on", question.born), ("expected_on", question.expected)):
        if day:
            data |= {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
    if question.year:
        data["age"] = str(max(0, AT.year - question.year - 1))
    if question.expected:  # the real clock is another day than that of the questions
        on = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=60)
        data |= {"expected_on_day": str(on.day), "expected_on_month": str(on.month), "expected_on_year": str(on.year)}
    return list(data.items())


# The peer -------------------------------------------------------------------------------------------------------------
def peer(
    report: Report, address: str, seed: int, people: int, questions: Sequence[Question], ours: Sequence[Answer]
) -> None:
    """The same people and questions in the same run."""
    with trigrams.server(address) as (there, why_not):
        if why_not:
            report.say(f"the peer was left out: {why_not}")
            return
        took, size = trigrams.load(there, crowd.crowd(seed, people))
        report.say(f"pg_trgm: indexed in {took:.0f} s, {size / 2**20:.0f} MB")
        asked = trigrams.Peer(there)
        rows = []
        best: list[tuple[float, float, float]] = []
        named = [
            n for n, question in enumerate(questions) if question.given or question.family or question.mother_family
        ]
        # It takes long: for both sides the same thousand of them.
        named = random.Random(f"peer-{seed}").sample(named, min(1_000, len(named)))
        try:
            for with_year in (False, True):
                times, first, ten = [], 0, 0
                for number in named:
                    found, seconds = asked.find(questions[number], with_year=with_year)
                    times.append(seconds)
                    right = questions[number].right
                    first += bool(found) and found[0] in right
                    ten += bool(right & set(found[:10]))
                share = (percentile(times, 0.95), first / len(named), ten / len(named))
                best.append(share)
                words = "pg_trgm, GIN on the full name, best 50" + (", and year of birth" if with_year else "")
                rows.append([words, ms(percentile(times, 0.5)), ms(share[0]), f"{share[1]:.3f}", f"{share[2]:.3f}"])
        finally:
            asked.close()
    one = tally([ours[number] for number in named])["all"]
    rows.append(
        [
            "this engine",
            ms(one.took(0.5)),
            ms(one.took(0.95)),
            f"{one.share('first'):.3f}",
            f"{one.share('in_ten'):.3f}",
        ]
    )
    report.table(
        f"Side by side, the same {len(named):,} questions with a name (the peer has no addresses)",
        ["system", "p50", "p95", "first", "in ten"],
        rows,
    )
    faster = min(each[0] for each in best) / one.took(0.95)
    report.require(f"p95 at least 8 times lower than pg_trgm's better one ({faster:.1f})", faster >= 8)
    report.require(
        f"right person first oftener than with pg_trgm ({one.share('first'):.3f}, {max(b[1] for b in best):.3f})",
        one.share("first") > max(each[1] for each in best) and one.share("in_ten") > max(each[2] for each in best),
    )


if __name__ == "__main__":
    sys.exit(main())
