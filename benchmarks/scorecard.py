"""The scorecard with every authority's figures of 15 years: taken in, and its pages, files and figures for a report.

Invented figures of all areas in data/areas for every indicator, two publications that overlap a year, so that vintages
stand beside each other. Beside the pages: the floor, one SELECT of our own area's figures without any wall, and the
ranks of a page against a plain count, with a control.
"""

import datetime as dt
import random
import sys
import time
from decimal import Decimal
from typing import Any

from benchmarks.harness.database import fresh_database, set_up_django, superuser
from benchmarks.harness.machine import Report, ms, options
from benchmarks.harness.visiting import Page, measure, queries_of, signed_in

FIRST, LAST, OURS = 2011, 2025, "359"
SHARE, RATE = "icpc_within_15_working_days_pct", "icpc_rate_per_10000"
PAGES = (
    Page("scorecard", "/scorecard/", 0.5),
    Page("an indicator (share)", f"/scorecard/{SHARE}/", 0.5),
    Page("an indicator (rate)", f"/scorecard/{RATE}/", 0.5),
    Page("data quality", "/scorecard/quality/", 0.5),
    Page("figures as CSV", "/scorecard/figures.csv", 1.0),
    Page("figures as XLSX", "/scorecard/figures.xlsx", 2.0),
    Page("figures as JSON", "/scorecard/api/figures/", 1.0),
)


def main() -> int:
    asked = options((__doc__ or "").splitlines()[0])
    years = range(LAST - 2, LAST + 1) if asked.small else range(FIRST, LAST + 1)
    with fresh_database("scorecard", keep=asked.keep):
        report = Report("scorecard: every authority, 15 years", small=asked.small, seed=asked.seed)
        set_up_django()
        client = signed_in(reader())
        take(publication([LAST - 4, LAST - 3], asked.seed, "First", areas=3))
        few = queries_of(client, PAGES)
        began, count = time.perf_counter(), 0
        for vintage, which in (("Early", [y for y in years if y < LAST]), ("Late", [y for y in years if y > LAST - 3])):
            made = publication(which, asked.seed, vintage)
            take(made)
            count += len(made.readings)
        took = time.perf_counter() - began
        report.say(f"{count:,} figures taken in, {count / took:,.0f} a second")
        measure(report, client, PAGES, visits=5 if asked.small else 50, few=few, title="Pages of a reader")
        ranks(report, client)
        floor(report)
    return report.end()


def reader() -> Any:
    """Somebody who reads the scorecard, in an office."""
    from lifecourse.kernel.access import services as access
    from lifecourse.kernel.access.context import as_system
    from lifecourse.kernel.access.models import CircleKind, Role

    at = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    with as_system("benchmark") as machine:
        by: dict[str, Any] = {"actor": machine, "at": at}
        circle = access.create_circle(**by, code="office", name="Office", kind=CircleKind.OFFICE)
        user = access.create_user(**by, email="reader@example.test", full_name="Reader Invented")
        role = Role.objects.get(pk="scorecard_reader")
        access.grant_membership(**by, user=user, circle=circle, role=role, reason="benchmark")
    return user


def publication(years: list[int], seed: int, vintage: str, areas: int = 1_000) -> Any:
    """Figures of every indicator, area and year; one in fifty is hidden, and one in a hundred not available."""
    from lifecourse.domains.scorecard import queries
    from lifecourse.engines.figures.value import SUPPRESSED, UNAVAILABLE, known
    from lifecourse.engines.published.reading import Publication, Reading
    from lifecourse.kernel.access.context import as_system

    chance = random.Random(f"{seed} {vintage}")
    with as_system("benchmark") as machine:
        rows = queries.indicator_rows(viewer=machine)
        codes = [OURS, *(one.code for one in queries.area_rows(viewer=machine).values() if one.code != OURS)]
        codes = [code for code in codes if code != "neighbours"]
    readings = []
    for key, row in rows.items():
        for code in codes[:areas]:
            for year in years:
                whole = chance.randint(40, 900)
                part = chance.randint(whole // 3, whole)
                value = known(Decimal(part * 1000 // whole) / 10)
                if code != OURS and (draw := chance.random()) < 0.03:
                    value = SUPPRESSED if draw < 0.02 else UNAVAILABLE
                counts = (part, whole) if row.unit == "%" else (None, None)
                readings.append(Reading(key, code, year, value, *counts))
    return Publication(
        "invented", vintage, dt.date(max(years), 11, 1), "Invented tables", f"{vintage}.csv", f"{vintage:0>64}",
        readings=tuple(readings),
    )  # fmt: skip


def take(made: Any) -> None:
    from lifecourse.domains.scorecard import services
    from lifecourse.kernel.access.context import as_system

    with as_system("benchmark") as machine:
        services.load_publication(actor=machine, at=dt.datetime.now(dt.UTC), publication=made)


def ranks(report: Report, client: Any) -> None:
    """The rank that the page says, against a count of how many authorities are above ours."""
    with superuser() as boss:
        rows = boss.execute(
            "SELECT area_id, number FROM scorecard_publishedfigure JOIN scorecard_area ON code = area_id"
            " WHERE indicator = %s AND year = %s AND vintage = 'Late' AND level = 'authority' AND number IS NOT NULL",
            [SHARE, LAST],
        ).fetchall()
    ours = dict(rows)[OURS]
    rank, of = 1 + sum(number > ours for _, number in rows), len(rows)
    said = client.get(f"/scorecard/{SHARE}/").content.decode()
    report.require(f"rank {rank} of {of} authorities, as a plain count says", f" of {of} authorities" in said and
                   any(f"{rank}{end} of {of} authorities" in said for end in ("st", "nd", "rd", "th")))  # fmt: skip
    report.require("control: the rank beside it is not said", f"{rank + 1}th of {of} authorities" not in said)


def floor(report: Report) -> None:
    with superuser() as boss:
        began = time.perf_counter()
        rows = boss.execute("SELECT * FROM scorecard_publishedfigure WHERE area_id = %s", [OURS]).fetchall()
        took = time.perf_counter() - began
    report.say(f"floor: our own area's {len(rows):,} figures in one SELECT without a wall, {ms(took)}")


if __name__ == "__main__":
    sys.exit(main())
