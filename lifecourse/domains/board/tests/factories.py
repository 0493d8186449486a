"""An invented board's office, people and ledger for tests, made by the commands themselves."""

import datetime as dt
import itertools
from pathlib import Path
from typing import Any

from django.conf import settings

from lifecourse.domains.board import rules, services
from lifecourse.domains.board.models import Entry, Heading, Year
from lifecourse.domains.board.rules.retyped import Retyped, read_retyped
from lifecourse.domains.board.rules.years import FinancialYear
from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import Circle, CircleKind, User
from lifecourse.kernel.agencies.tests.factories import a_circle, a_user
from lifecourse.kernel.involvement.tests.factories import join

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
SHARED = settings.BASE_DIR.parent / "shared" / "seed" / "data" / "finance.csv"
RETYPED = Path(settings.BASE_DIR) / "data" / "board" / "finance_2014_2018.yaml"
_numbers = itertools.count(1)


def an_office() -> Circle:
    return a_circle("board-office", CircleKind.OFFICE)


def a_manager() -> User:
    """A business manager: keeps the ledger."""
    user = a_user(f"Bea Ledger-Invented {next(_numbers)}")
    join(user, an_office(), "board_business_manager")
    return user


def a_member() -> User:
    """A member of the board: reads."""
    user = a_user(f"Mo Reader-Invented {next(_numbers)}")
    join(user, an_office(), "board_member")
    return user


def a_year(actor: User, first: int = 2017) -> Year:
    return services.start_year(actor=actor, at=AT, circle_id=an_office().pk, year=FinancialYear(first))


def a_heading(actor: User, name: str = "Salaries", kind: rules.Kind = rules.Kind.SPENDING) -> Heading:
    return services.open_heading(
        actor=actor, at=AT, circle_id=an_office().pk, name=name, kind=kind, opened_on=dt.date(2014, 4, 1)
    )


def an_entry(
    actor: User, year: Year, fact: rules.Fact, pence: int, heading: Heading | None = None, **more: Any
) -> Entry:
    more.setdefault("on", year.named.ends_on)
    return services.record_entry(
        actor=actor, at=AT, year_id=year.pk, fact=fact, pence=pence, heading_id=heading.pk if heading else None, **more
    )


def retyped() -> Retyped:
    read, faults = read_retyped(RETYPED)
    assert faults == []
    return read


def as_csv() -> bytes:
    """The retyped data in the layout of the file that is loaded."""
    rows = ["section,line,financial_year,actual_gbp"]

    def pounds(pence: int | None) -> str:
        return "" if pence is None else str(pence // 100)

    for one in retyped().statements:
        rows += [f"expenditure,{line.name},{one.year},{pounds(line.pence)}" for line in one.expenditure]
        rows += [f"income,{line.name},{one.year},{pounds(line.pence)}" for line in one.income]
        rows += [
            f"reported_total,Total Expenditure,{one.year},{pounds(one.total_expenditure)}",
            f"reported_total,Total Income,{one.year},{pounds(one.total_income)}",
            f"reserve,Transfer to Reserves,{one.year},{pounds(one.transfer)}",
            f"reserve,Total Income in Reserve,{one.year},{pounds(one.reserve)}",
        ]
    return ("\n".join(rows) + "\n").encode()


def loaded(actor: User, data: bytes | None = None) -> services.Loaded:
    with context.viewing(actor, at=AT):
        return services.load_finance(
            actor=actor, at=AT, circle_id=an_office().pk, data=data or as_csv(), file_name="finance.csv"
        )
