"""Does the public's receipt give away who is known? 10,000 about people in the index, 10,000 about people who are not.

Both kinds of name come from one generator and are interleaved at random, one after another, by one visitor at a time.
Every byte of both answers (the redirect and the receipt) must be equal but for references and keys, which must be as
long; the number of queries must be equal; and Welch's t between the times must stay under 4.5, the bar of leakage tests
("dudect", TVLA). The control is the same house with one thing added: it looks the person up before it answers.
"""

import datetime as dt
import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.harness import leaks
from benchmarks.harness.database import counting, fresh_database, set_up_django
from benchmarks.harness.leaks import BAR, found, shape, welch
from benchmarks.harness.machine import Report, options
from benchmarks.harness.partnership import set_up
from benchmarks.harness.people import Invented, add, make_service, people
from benchmarks.harness.web import Browser, house

FORM, RECEIPT = "/tell/all/", "/tell/sent/"


@dataclass
class Side(leaks.Side):
    """As every leak test has it, with the seconds of the receipt page beside those of the sending."""

    receipts: list[float] = field(default_factory=list)


def main() -> int:
    asked = options((__doc__ or "").splitlines()[0])
    each, control, known, warm = (10_000, 1_500, 500, 300) if not asked.small else (60, 40, 60, 5)
    with fresh_database("receipt_timing", keep=asked.keep):
        report = Report("receipt_timing: hit and miss of the public's receipt", small=asked.small, seed=asked.seed)
        set_up_django()
        made = set_up()
        everybody = people(2 * known, asked.seed)
        random.Random(asked.seed).shuffle(everybody)
        hits, misses = everybody[:known], everybody[known:]
        index = made.circles["person-index"].pk
        add(hits, circle_id=index, service=make_service(made.organisations["homes"]))
        report.say(f"{known} people are in the index and open to a service; {known} others are in nobody's index")
        same_queries(report, hits, misses)
        with house(extra={"LIFECOURSE_PROXIES": "1"}) as (port, _):
            ask(port, hits, misses, warm, asked.seed, "warm")
            sides = ask(port, hits, misses, each, asked.seed, "run")
        judge(report, sides, each)
        # At small size the fault has to be larger to be seen.
        fault = {"LIFECOURSE_PROXIES": "1", "BENCH_LOOKS": "40" if asked.small else "1"}
        with house(extra=fault, module="benchmarks.harness.looks_first:application") as (port, _):
            ask(port, hits, misses, warm, asked.seed, "control-warm")
            looked = ask(port, hits, misses, control, asked.seed, "control")
        t, cropped = compare(report, "Control: a house that looks the person up before it answers", looked)
        seen = found(t, cropped)
        report.require(f"control: a look-up before the answer is noticed (t = {t:.1f}, cropped {cropped:.1f})", seen)
        return report.end()


def form_of(person: Invented, number: int) -> dict[str, str]:
    """What is sent: the same words and lengths for everybody but for the name and the postcode."""
    return {
        "people": "1",
        "do": "send",
        "p1-kind": "child",
        "p1-given_name": person.given,
        "p1-family_name": person.family,
        "p1-postcode": person.postcode,
        "narrative": f"Worry number {number:08}: shouting at night and a child alone on the stairs.",
        "danger": "no",
        "say_who": "no",
        "reply": "no",
    }


def ask(
    port: int, hits: Sequence[Invented], misses: Sequence[Invented], each: int, seed: int, purpose: str
) -> tuple[Side, Side]:
    """Send `each` forms about each kind, in random order, and time the answers."""
    from lifecourse.domains.concerns.views.keys import new_key

    chance = random.Random(f"{seed}-{purpose}")
    order = [True] * each + [False] * each
    chance.shuffle(order)
    sides = {True: Side(), False: Side()}
    browser = Browser(port)
    token = browser.get(FORM).hidden()["csrfmiddlewaretoken"]
    cookie = browser.cookies["csrftoken"]
    for number, hit in enumerate(order):
        person = chance.choice(hits if hit else misses)
        # The server's own key, made here with the server's secret: asking for the form would only cost time.
        key = new_key(at=dt.datetime.now(dt.UTC))
        browser.cookies = {"csrftoken": cookie}
        browser.address = f"10.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(256)}"
        form = {"csrfmiddlewaretoken": token, "key": key, **form_of(person, number)}
        answer = browser.post(FORM, form)
        receipt = browser.get(RECEIPT)
        side = sides[hit]
        side.times.append(answer.seconds)
        side.receipts.append(receipt.seconds)
        side.shapes[(*shape(answer), *shape(receipt))] += 1
    browser.close()
    return sides[True], sides[False]


def judge(report: Report, sides: tuple[Side, Side], each: int) -> None:
    t, cropped = compare(report, f"The house: {each:,} hits against {each:,} misses", sides)
    receipts = welch(sides[0].receipts, sides[1].receipts)
    shapes = set(sides[0].shapes) | set(sides[1].shapes)
    report.say(f"the receipt page itself: t = {receipts:.2f}")
    if len(shapes) != 1:
        for one in list(shapes)[:4]:
            report.say(f"seen {sides[0].shapes[one]} and {sides[1].shapes[one]} times: {one[:3]} … {one[4:7]}")
    report.require("every answer has the same bytes but for its reference, and the same lengths", len(shapes) == 1)
    report.require("every answer is a receipt", all(one[0] == 302 and one[4] == 200 for one in shapes))
    report.require(
        f"|t| < {BAR} for sending (t = {t:.2f}; without the slowest twentieth {cropped:.2f})",
        abs(t) < BAR and abs(cropped) < BAR,
    )
    report.require(f"|t| < {BAR} for the receipt page (t = {receipts:.2f})", abs(receipts) < BAR)


def compare(report: Report, title: str, sides: tuple[Side, Side]) -> tuple[float, float]:
    """The times of sending, compared."""
    return leaks.compare(report, title, sides[0].times, sides[1].times)


def same_queries(report: Report, hits: Sequence[Invented], misses: Sequence[Invented]) -> None:
    """Count the queries of sending, in this process, for both kinds."""
    from django.test import Client

    from lifecourse.domains.concerns.views.keys import new_key

    counts: dict[str, Counter[int]] = {"hit": Counter(), "miss": Counter()}
    client = Client()
    for number, (hit, miss) in enumerate(zip(hits[:40], misses[:40], strict=True)):
        for kind, person in (("hit", hit), ("miss", miss)):
            client.cookies.clear()
            form = {"key": new_key(at=dt.datetime.now(dt.UTC)), **form_of(person, number)}
            with counting() as queries:
                answer = client.post(FORM, form, REMOTE_ADDR=f"10.9.{number}.{len(kind)}")
            assert answer.status_code == 302, answer.status_code
            if number:  # the first of each fills the process's memory of code lists and calendars
                counts[kind][len(queries)] += 1
    report.say(f"queries of one sending: {dict(counts['hit'])} for hits, {dict(counts['miss'])} for misses")
    report.require("hits and misses take the same number of queries", set(counts["hit"]) == set(counts["miss"]))
    report.require("… and always the same", len(counts["hit"]) == 1)


if __name__ == "__main__":
    sys.exit(main())
