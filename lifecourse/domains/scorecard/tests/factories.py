"""Invented staff and small publications for tests, taken in by the commands themselves."""

import datetime as dt
import itertools
from pathlib import Path
from typing import Any

from django.conf import settings

from lifecourse.domains.scorecard import services
from lifecourse.domains.scorecard.rules.local import counted
from lifecourse.domains.scorecard.rules.reports import read_report
from lifecourse.engines.published.reading import Publication, Reading
from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import Circle, CircleKind, User
from lifecourse.kernel.agencies.tests.factories import a_circle, a_user
from lifecourse.kernel.involvement.tests.factories import join

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
ROOT = Path(__file__).parents[4]
PRINTED = settings.REFERENCE_DATA / "reports" / "2017_18" / "core_data.yaml"
SHARED = ROOT.parent / "shared" / "data" / "dfe"
_numbers = itertools.count(1)


def an_office() -> Circle:
    """Where the scorecard's own working figures are kept."""
    return a_circle("insight-office", CircleKind.OFFICE)


def a_reader() -> User:
    """Somebody who sees what is published."""
    return _somebody("Rhea Reader-Invented", "scorecard_reader")


def a_keeper() -> User:
    """Somebody who keeps the scorecard."""
    return _somebody("Kay Keeper-Invented", "scorecard_keeper")


def _somebody(name: str, role: str) -> User:
    user = a_user(f"{name} {next(_numbers)}")
    join(user, an_office(), role)
    return user


def the_printed_report(at: dt.datetime = AT) -> Any:
    """Section 3 of the report of 2017/18."""
    report, faults = read_report(PRINTED)
    assert not faults
    with context.as_system("test") as machine:
        return services.load_printed_report(
            actor=machine, at=at, report=report, digest="0" * 64, file_name=PRINTED.name
        )


def a_publication(*readings: Reading, vintage: str = "Invented 2019", **fields: Any) -> Publication:
    """A publication of these figures."""
    fields.setdefault("published_on", dt.date(2019, 10, 25))
    fields.setdefault("sha256", f"{next(_numbers):064d}")
    return Publication("test", vintage, source="Invented tables", file_name="invented.csv", readings=readings, **fields)


def load(publication: Publication, at: dt.datetime = AT) -> Any:
    """Take a publication in."""
    with context.as_system("test") as machine:
        return services.load_publication(actor=machine, at=at, publication=publication)


def counted_pct(indicator: str, year: int, numerator: int, denominator: int) -> Any:
    """A percentage of our own."""
    return counted(indicator, year, numerator, denominator, source="Invented records", parameters={})
