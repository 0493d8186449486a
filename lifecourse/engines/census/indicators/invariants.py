"""What must hold within one return, and what should between the returns of two years: said, never silently mended.

Source: Department for Education, tables of 2018: the first holds for 150 of 150 authorities, the others for 152 of 152.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Held:
    """One identity. `must`: it cannot fail in one return; else returns are cut anew each year and differ a little."""

    what: str
    year: int
    left: int
    right: int
    must: bool

    @property
    def holds(self) -> bool:
        return self.left == self.right

    @property
    def said(self) -> str:
        """Both sides, and what it means where they differ."""
        why = "the return contradicts itself" if self.must else "each return is cut anew, so that a few may differ"
        return f"{self.what}: {self.left:,} and {self.right:,}; {why if not self.holds else 'it holds'}."


WITHIN = (
    (
        "plans at any point of the year = ended + open at 31 March",
        "count(*) filter (start_date <= ends_on and coalesce(end_date, ends_on) >= starts_on and not beyond)",
        "count(*) filter (end_date between starts_on and ends_on and start_date <= ends_on) "
        "+ count(*) filter (end_date is null and start_date <= ends_on)",
    ),
    (
        "plans that began = first ones + second or later ones",
        "count(*) filter (start_date between starts_on and ends_on)",
        "count(*) filter (start_date between starts_on and ends_on and previous_plans = 0) "
        "+ count(*) filter (start_date between starts_on and ends_on and previous_plans > 0)",
    ),
    (
        "plans that ended = those whose case closed before + all others",
        "count(*) filter (end_date between starts_on and ends_on)",
        "count(*) filter (end_date between starts_on and ends_on and closure_date < end_date) "
        "+ count(*) filter (end_date between starts_on and ends_on and (closure_date < end_date) is not true)",
    ),
)


def invariants(db: "duckdb.DuckDBPyConnection") -> list[Held]:
    """Every identity of every return in the store, then open at 31 March = last year's + began - ended."""
    made: list[Held] = []
    plans = """
        from (select cpp.*, closure_date, starts_on, ends_on, year, lea, coalesce(end_date > ends_on, false) as beyond
              from cpp join cin using (file_no, cin_no) join collection using (file_no))
    """
    for what, left, right in WITHIN:
        rows = db.execute(f"select year, {left}, {right} {plans} group by file_no, year order by year").fetchall()
        made += [Held(what, year, one, other, must=True) for year, one, other in rows]
    rows = db.execute(
        f"""
        with told as (
            select lea, year, count(*) filter (end_date is null and start_date <= ends_on) as still_open,
                   count(*) filter (start_date between starts_on and ends_on) as began,
                   count(*) filter (end_date between starts_on and ends_on) as ended
            {plans} group by lea, year
        )
        select now.year, now.still_open, last.still_open + now.began - now.ended
        from told as now join told as last on last.lea = now.lea and last.year = now.year - 1 order by now.year
        """  # noqa: S608
    ).fetchall()
    what = "open at 31 March = open the year before + began - ended"
    return made + [Held(what, year, one, other, must=False) for year, one, other in rows]
