"""Whether printed figures add up: rules that are asked of every book alike, each with its working."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from lifecourse.engines.figures.rounding import percentage
from lifecourse.engines.prose import Finding, Kind

from .book import Book, Check, Table


def check_book(book: Book, *, period: str) -> list[Finding]:
    """Everything in a book that does not add up. `period`: the year that the report is of, such as "2017/18"."""
    found: list[Finding] = []
    for table in book.tables:
        found += _at_most(table)
        found += _another_year(table, period)
    for check in book.checks:
        found += {"ends": _ends, "sum": _sum, "left": _left}[check.rule](book, check)
    return found


def _at_most(table: Table) -> Iterator[Finding]:
    """Nothing is delivered that was not planned; nobody attends without a place."""
    places = {column.code: number for number, column in enumerate(table.columns)}
    for less, more in table.at_most:
        a, b = places[less], places[more]
        for _, title, cells in table.rows:
            part, whole = cells[a].number, cells[b].number
            if part is not None and whole is not None and part > whole:
                left, right = table.columns[a].title.lower(), table.columns[b].title.lower()
                yield Finding(
                    Kind.DATA, f"{left} are at most {right}", f"{table.title}: {title}",
                    f"{left} {part:,}, {right} {whole:,}", f"{part:,} is more than {whole:,}: one of them is wrong",
                    "each row is compared",
                )  # fmt: skip
        sums = [sum((cells[i].number or Decimal(0) for _, _, cells in table.rows), Decimal(0)) for i in (a, b)]
        if sums[0] > sums[1]:
            left, right = table.columns[a].title.lower(), table.columns[b].title.lower()
            yield Finding(
                Kind.DATA, f"{left} are at most {right}", f"{table.title}: all rows", "rows that come to these totals",
                f"{left} come to {sums[0]:,}, {right} to {sums[1]:,}", "the columns are added up",
            )  # fmt: skip


def _another_year(table: Table, period: str) -> Iterator[Finding]:
    if table.period != period and "/" in table.period and "/" in period:
        yield Finding(
            Kind.LABEL, "a table is of the report’s own year", table.title, f"headed {table.period}",
            f"the report is of {period}", "the year of the table’s heading is compared with the report’s",
        )  # fmt: skip


def _number(book: Book, name: str) -> Decimal:
    found = book.figures[book.key(name)].value.number
    return Decimal(0) if found is None else found


def _title(book: Book, name: str) -> str:
    return book.figures[book.key(name)].title


def _ends(book: Book, check: Check) -> Iterator[Finding]:
    """Whatever was booked ends in exactly one way: the ends come to what was booked."""
    whole, parts = _number(book, check.whole), [_number(book, part) for part in check.parts]
    rest = whole - sum(parts, Decimal(0))
    if not rest:
        return
    how = f"{whole:,} − " + " − ".join(f"{part:,}" for part in parts) + f" = {rest:,}"
    share = percentage(int(abs(rest)), int(whole - parts[0]), places=0)
    yield Finding(
        Kind.DATA, "every booking ends in one way", check.what, f"{_title(book, check.whole)}: {whole:,}",
        f"{abs(rest):,} are {'unexplained' if rest > 0 else 'too many'}, {share}% of those not cancelled", how,
    )  # fmt: skip
    if check.change and 0 < (change := abs(_number(book, check.change))) < abs(rest):
        yield Finding(
            Kind.DATA, "a change is larger than what is not known", check.what,
            f"{_title(book, check.change)}: {change:,}",
            f"it is smaller than the {abs(rest):,} that are unexplained: it may be no change at all", how,
        )  # fmt: skip


def _sum(book: Book, check: Check) -> Iterator[Finding]:
    whole, parts = _number(book, check.whole), [_number(book, part) for part in check.parts]
    came = sum(parts, Decimal(0))
    if came != whole:
        keys = [book.figures.get(book.key(part)) for part in check.parts]
        working = keys[0].provenance.get("How it came here", "") if len(parts) == 1 and keys[0] else ""
        yield Finding(
            Kind.DATA, "parts add up to the whole", check.what, f"{_title(book, check.whole)}: {whole:,}",
            f"the parts come to {came:,}", (working or " + ".join(f"{part:,}" for part in parts)) + f" = {came:,}",
        )  # fmt: skip


def _left(book: Book, check: Check) -> Iterator[Finding]:
    """What is left of one column when another is taken off is what is said to be; and with the faulty rows left out."""
    said = _number(book, check.whole)
    first, second = check.columns

    def left(*, sound: bool) -> tuple[Decimal, Decimal]:
        more = less = Decimal(0)
        for table in (one for one in book.tables if one.code in check.tables):
            places = {column.code: number for number, column in enumerate(table.columns)}
            for _, _, cells in table.rows:
                a, b = cells[places[first]].number or Decimal(0), cells[places[second]].number or Decimal(0)
                if not sound or b <= a:
                    more, less = more + a, less + b
        return more, less

    more, less = left(sound=False)
    if more - less == said:
        return
    without = left(sound=True)
    agrees = Fraction(without[0] - without[1]) == said
    yield Finding(
        Kind.DATA, "what is left is what is said", check.what, f"{_title(book, check.whole)}: {said:,}",
        f"the tables come to {more - less:,}"
        + (f"; without the row that cannot be right, to {said:,}, so that row is what is wrong" if agrees else ""),
        f"{more:,} {first} − {less:,} {second} = {more - less:,}; without it {without[0]:,} − {without[1]:,}",
    )  # fmt: skip
