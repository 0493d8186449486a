"""Working days in England, as a table to count with: Monday to Friday without the bank holidays of data/calendars."""

import datetime as dt
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .datafile import read_yaml

if TYPE_CHECKING:
    import duckdb

FILE = Path(__file__).resolve().parents[3] / "data" / "calendars" / "england.yaml"


@cache
def holidays(path: Path = FILE) -> frozenset[dt.date]:
    """Bank holidays that fall on a weekday, 2012 to 2035; outside those years only weekends are known."""
    told = read_yaml(path)
    return frozenset(entry["day"] for entry in told["holidays"])


def create(db: "duckdb.DuckDBPyConnection") -> None:
    """Table `day (day, is_working, working_no)`, 1990 to 2039. `working_no`: working days up to and with this day.

    Day 0 is the trigger: b is on the n-th working day after a when b's number less a's is n.
    """
    db.execute("create table holiday (day date)")
    db.execute("insert into holiday select unnest(?)", [sorted(holidays())])
    db.execute(
        """
        create table day as
        select day, is_working, sum(is_working::integer) over (order by day)::integer as working_no
        from (
            select day::date as day, isodow(day) <= 5 and day::date not in (select day from holiday) as is_working
            from generate_series(timestamp '1990-01-01', timestamp '2039-12-31', interval 1 day) as days(day)
        )
        """
    )
