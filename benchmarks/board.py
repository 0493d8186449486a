"""The board's money: ten years of a ledger with 2,000 entries a year, its pages, and what does not add up in it.

Every total is derived from entries. Each is compared with a plain sum in the same run; a penny more in one entry,
written past the commands, must move them. The reserve of each year must be the one before and the year's surplus.
"""

import datetime as dt
import random
import sys
import time
from collections import Counter
from typing import Any

from benchmarks.harness.database import fresh_database, set_up_django, superuser
from benchmarks.harness.machine import Report, ms, options
from benchmarks.harness.visiting import Page, measure, queries_of, signed_in


def main() -> int:
    asked = options((__doc__ or "").splitlines()[0])
    years, entries = (3, 60) if asked.small else (10, 2_000)
    with fresh_database("board", keep=asked.keep):
        report = Report("board: a ledger of ten years", small=asked.small, seed=asked.seed)
        set_up_django()
        user, office = keeper()
        chance = random.Random(asked.seed)
        now = dt.datetime.now(dt.UTC)
        made, headings = start(user, office, years, now)
        add(user, made, headings, 10, chance)
        client = signed_in(user)
        pages = [
            Page("all years", "/board/", 0.5),
            Page("a year", f"/board/{made[-2].pk}/", 0.5),
            Page("its entries", f"/board/{made[-2].pk}/entries/", 0.5),
            Page("what does not add up", "/board/reconciliation/", 0.5),
            Page("a year as CSV", f"/board/{made[-2].pk}/ledger.csv", 1.0),
        ]
        few = queries_of(client, pages)
        began = time.perf_counter()
        count = add(user, made, headings, entries - 10, chance)
        report.say(f"{count:,} entries by the command, {count / (time.perf_counter() - began):,.0f} a second")
        measure(report, client, pages, visits=5 if asked.small else 50, few=few, title="Pages of the keeper")
        adds_up(report, user)
    return report.end()


def keeper() -> tuple[Any, Any]:
    """Somebody who keeps the ledger, and the office it belongs to."""
    from lifecourse.kernel.access import services as access
    from lifecourse.kernel.access.context import as_system
    from lifecourse.kernel.access.models import CircleKind, Role

    at = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    with as_system("benchmark") as machine:
        by: dict[str, Any] = {"actor": machine, "at": at}
        circle = access.create_circle(**by, code="office", name="Office", kind=CircleKind.OFFICE)
        user = access.create_user(**by, email="keeper@example.test", full_name="Keeper Invented")
        role = Role.objects.get(pk="board_business_manager")
        access.grant_membership(**by, user=user, circle=circle, role=role, reason="benchmark")
    return user, circle


def start(user: Any, office: Any, years: int, now: dt.datetime) -> tuple[list[Any], list[Any]]:
    """So many years up to the last that has ended, an opening balance, and ten headings on each side."""
    from lifecourse.domains.board import rules, services
    from lifecourse.domains.board.rules.years import FinancialYear, year_of
    from lifecourse.kernel.access.context import viewing

    last = year_of(now.date()).first - 1
    with viewing(user, at=now):
        by: dict[str, Any] = {"actor": user, "at": now}
        made = [
            services.start_year(**by, circle_id=office.pk, year=FinancialYear(first))
            for first in range(last - years + 1, last + 1)
        ]
        opened = made[0].named.starts_on
        headings = [
            services.open_heading(
                **by, circle_id=office.pk, name=f"Invented {kind.value} {n}", kind=kind, opened_on=opened
            )
            for kind in (rules.Kind.SPENDING, rules.Kind.CONTRIBUTION)
            for n in range(10)
        ]
        services.record_entry(**by, year_id=made[0].pk, fact=rules.Fact.OPENING, pence=10_000_000, on=opened)
    return made, headings


def add(user: Any, years: list[Any], headings: list[Any], each: int, chance: random.Random) -> int:
    """So many entries in each year, spent or received."""
    from lifecourse.domains.board import rules, services
    from lifecourse.kernel.access.context import viewing

    now = dt.datetime.now(dt.UTC)
    with viewing(user, at=now):
        for year in years:
            for _ in range(each):
                heading = chance.choice(headings)
                fact = rules.Fact.SPENT if heading.kind == rules.Kind.SPENDING.value else rules.Fact.RECEIVED
                services.record_entry(
                    actor=user,
                    at=now,
                    year_id=year.pk,
                    fact=fact,
                    pence=chance.randint(1, 500_000),
                    on=year.named.starts_on + dt.timedelta(days=chance.randint(0, 364)),
                    heading_id=heading.pk,
                    words="Invented",
                )
    return each * len(years)


def adds_up(report: Report, user: Any) -> None:
    """Each derived total against a plain sum; then one entry more, written by hand."""
    from lifecourse.domains.board import queries
    from lifecourse.kernel.access.context import viewing

    def derived() -> dict[str, int]:
        with viewing(user, at=dt.datetime.now(dt.UTC)):
            figures = queries.figures(viewer=user)
        return {
            one.key: int((one.value.number or 0) * 100)
            for one in figures
            if "total_" in one.key or "_carried_" in one.key
        }

    def plain() -> dict[str, int]:
        with superuser() as boss:
            began = time.perf_counter()
            rows = boss.execute(
                "SELECT y.first, e.fact, e.pence FROM board_entry e JOIN board_year y ON y.id = e.year_id"
            ).fetchall()
            report.say(f"floor: {len(rows):,} entries in one SELECT without a wall, {ms(time.perf_counter() - began)}")
        sums: Counter[str] = Counter()
        reserve = sum(pence for _, fact, pence in rows if fact == "opening")
        for first in sorted({one[0] for one in rows}):
            name = f"{first}/{(first + 1) % 100:02d}"
            for fact, what in (("spent", "expenditure"), ("received", "income")):
                sums[f"board.total_{what}@{name}"] = sum(p for y, f, p in rows if (y, f) == (first, fact))
            reserve += sums[f"board.total_income@{name}"] - sums[f"board.total_expenditure@{name}"]
            sums[f"board.reserves_carried_forward@{name}"] = reserve
        return dict(sums)

    ours, theirs = derived(), plain()
    wrong = [key for key in theirs if ours.get(key) != theirs[key]]
    report.require(f"{len(theirs)} derived totals and reserves are the plain sums {wrong or ''}", not wrong)
    with superuser() as boss:
        boss.execute(
            "UPDATE board_entry SET pence = pence + 1 WHERE id ="
            " (SELECT id FROM board_entry WHERE fact = 'spent' ORDER BY id LIMIT 1)"
        )
    now = derived()
    report.require("control: a penny more in one entry moves the totals", any(now[key] != ours[key] for key in theirs))


if __name__ == "__main__":
    sys.exit(main())
