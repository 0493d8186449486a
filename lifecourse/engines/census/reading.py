"""Reads a return, streaming: never the whole file in memory, no document type, no crash on what real files do."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from .codes import codes_of
from .layout import PARENTS, Kind, columns
from .places import Place, first_value, places
from .problem import BadInput
from .store import Rows

if TYPE_CHECKING:
    import duckdb

CHUNK = 1 << 16
# Bytes of one piece of markup (a tag with its attributes); depth of elements; characters of one value that are kept.
LONGEST_TAG, DEEPEST, LONGEST_TEXT = 1 << 20, 64, 200
# Of a date with its zone: 2018-03-31+01:00.
LONGEST_DATE = 16
# Departures kept one by one; beyond it they are counted, so that a file of nothing but faults stays small.
MOST_DEPARTURES = 200_000
# Values of one element that are known to be good.
MOST_GOOD = 4_000
_EPOCH = dt.date(1970, 1, 1).toordinal()
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?").fullmatch
_FLAGS = {"1": True, "0": False, "true": True, "false": False}


@dataclass
class Return:
    """What was read. `year`: the collection, by the year it ends in; None if the header does not say and nobody did."""

    path: Path
    file_no: int
    year: int | None = None
    lea: str = ""
    reference_date: dt.date | None = None
    children: int = 0
    departures: int = 0
    counted_only: int = 0
    said_year: bool = False


@lru_cache(maxsize=100_000)
def read_date(text: str) -> int | None:
    """Days since 1970 of a date written 2018-03-31, with or without a zone; None for anything else.

    None also for the 30th of February, and for weeks and bare digits, which Python takes for dates and the schema not.
    """
    if (found := _DATE(text)) is None:
        return None
    try:
        return dt.date.fromisoformat(found[1]).toordinal() - _EPOCH
    except ValueError:
        return None


@dataclass(slots=True)
class _Open:
    """An element that has begun. `row`: the values it fills; `seen`: the bits of what was in it so far."""

    place: Place
    line: int
    row: list[Any]
    seen: int = 0
    furthest: int = -1


class _Reader:
    """Turns the parser's events into rows."""

    def __init__(self, db: "duckdb.DuckDBPyConnection", told: Return) -> None:
        self.told, self.rows = told, Rows(db, told.file_no)
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self._number = dict.fromkeys(PARENTS, 0)
        self._open = [_Open(places(), 0, [])]
        self._leaf: Place | None = None
        self._leaf_line = self._skipping = self._kept = self._waiting = 0
        self._text: list[str] = []
        self._codes = codes_of(told.year or 9999)
        self._year = told.year or 9999
        self._fullmatch: dict[str, Callable[[str], object]] = {}
        self._good: dict[Place, dict[str, Any]] = {}

    # What the parser tells

    def _doctype(self, *_: object) -> None:
        raise BadInput(
            f"{self.told.path.name}, line {self.parser.CurrentLineNumber}: a document type is declared; "
            "a return has none, and one can hide a bomb. Take the <!DOCTYPE …> out."
        )

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        if self._skipping:
            self._skipping += 1
            self._check_depth(len(self._open) + self._skipping)
            return
        line = self.parser.CurrentLineNumber
        if self._leaf is not None:
            self._depart(line, "element inside a value", name, "text only", name)
            self._skipping = 1
            return
        outer = self._open[-1]
        if self._text:
            self._stray()
        place = outer.place.inside.get(name)
        if place is None:
            name = name.rpartition(":")[2]
            place = outer.place.inside.get(name)
            if place is None:
                self._unknown(name, line)
                return
        if place.order > outer.furthest and place.since <= self._year <= place.until:
            # As the schema has it: nearly always.
            outer.furthest = place.order
            outer.seen |= place.bit
        else:
            self._check_place(outer, place, line)
        if place.kind is not None:
            self._leaf, self._leaf_line = place, line
            return
        self._check_depth(len(self._open))
        row = outer.row
        if table := place.table:
            self._number[table] = number = self._number[table] + 1
            row = [None] * place.width
            for at, parent in enumerate(place.parents):
                row[at] = self._number[parent]
            at = len(place.parents)
            row[at], row[at + 1] = number, line
        self._open.append(_Open(place, line, row))

    def _characters(self, text: str) -> None:
        if self._skipping:
            return
        if self._leaf is None:
            if text.isspace():
                return
            text = text.strip()
        self._kept += len(text)
        if self._kept <= CHUNK:
            self._text.append(text)

    def _end(self, _name: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        if (place := self._leaf) is not None:
            self._leaf = None
            text = "".join(self._text).strip()
            self._text.clear()
            self._kept = 0
            self._fill(place, text)
            return
        if self._text:
            self._stray()
        one = self._open[-1]
        if one.place.wanted & ~one.seen:
            self._miss(one)
        if one.place.table:
            self._finish(one)
        self._open.pop()

    # What it means

    def _unknown(self, name: str, line: int) -> None:
        if len(self._open) == 1:
            raise BadInput(
                f"{self.told.path.name}, line {line}: the outermost element is <{name[:40]}>; "
                "a Children in Need return begins with <Message>."
            )
        self._depart(line, "unknown element", name, "an element of the collection's schema", name)
        self._skipping = 1

    def _check_place(self, outer: _Open, place: Place, line: int) -> None:
        name = place.name
        if outer.seen & place.bit:
            if not place.many:
                self._depart(line, "repeated element", name, f"<{name}> once", name)
            return
        if not place.since <= self._year <= place.until:
            self._depart(line, "element of another year", name, f"no <{name}> in the collection {self._year}", name)
        outer.seen |= place.bit
        if place.order < outer.furthest:
            self._depart(line, "out of order", name, f"<{name}> earlier in <{outer.place.name}>", name)
        else:
            outer.furthest = place.order

    def _miss(self, one: _Open) -> None:
        for name, wanted in one.place.inside.items():
            if wanted.required and not one.seen & wanted.bit and wanted.since <= self._year <= wanted.until:
                self._depart(one.line, "missing element", "nothing", f"<{name}>", name)

    def _finish(self, one: _Open) -> None:
        table = one.place.table
        self._add(table, one.row)
        if table == "child":
            self.told.children += 1
        elif table == "header":
            self._header(one.row)

    def _add(self, table: str, row: Sequence[Any]) -> None:
        self.rows.of[table].append(row)
        self._waiting += 1
        if self._waiting >= Rows.LARGE:
            self.rows.flush()
            self._waiting = 0

    def _header(self, row: Sequence[Any]) -> None:
        values = dict(zip(columns("header"), row[first_value("header") :], strict=True))
        if (days := values["reference_date"]) is not None:
            self.told.reference_date = dt.date.fromordinal(days + _EPOCH)
        self.told.lea = values["lea"] or ""
        if self.told.year is None:
            if self.told.reference_date is not None:
                self.told.year = self.told.reference_date.year
            elif re.fullmatch(r"[0-9]{4}", values["year"] or ""):
                self.told.year = int(values["year"])
            if self.told.year is not None:
                self._year, self._codes = self.told.year, codes_of(self.told.year)
                self._good.clear()

    def _fill(self, place: Place, text: str) -> None:
        row = self._open[-1].row
        # Dates, codes and flags come again and again; one that was as the schema says needs no second look.
        good = self._good.setdefault(place, {})
        value: Any = good.get(text)
        if value is not None:
            if row[place.column] is None:
                row[place.column] = value
            return
        value, before = text, self.told.departures
        leaf, line = place.leaf, self._leaf_line
        assert leaf is not None
        if not text:
            value = None
            self._depart(line, "empty element", "nothing", "a value, or no element", place.name)
        elif place.kind is Kind.DATE:
            value = read_date(text) if len(text) <= LONGEST_DATE else None
            if value is None:
                self._depart(line, "not a date", text, "a date that exists, as 2018-03-31", place.name)
        elif leaf.codes:
            if text not in self._codes[leaf.codes] and leaf.since <= self._year <= leaf.until:
                wanted = f"a code of the list {leaf.codes} of {self._year}"
                self._depart(line, "unknown code", text, wanted, place.name)
        elif place.kind is Kind.FLAG:
            value = _FLAGS.get(text.lower())
            if text not in ("0", "1"):
                what = "not 0 or 1" if value is None else "true or false for 1 or 0"
                self._depart(line, what, text, "0 or 1", place.name)
        elif place.kind is Kind.COUNT:
            value = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
            if value is None:
                self._depart(line, "not a whole number", text, "a whole number from 0", place.name)
        elif leaf.pattern and not self._matches(leaf.pattern, text):
            self._depart(line, "wrong form", text, f"the form {leaf.pattern}", place.name)
        elif len(text) > LONGEST_TEXT:
            self._depart(line, "too long", text, f"at most {LONGEST_TEXT} characters", place.name)
        if place.kind is Kind.TEXT and value is not None:
            value = value[:LONGEST_TEXT]
        if place.many:
            self._number[place.table] += 1
            numbers = [self._number[parent] for parent in place.parents]
            self._add(place.table, (*numbers, self._number[place.table], line, value))
            return
        if row[place.column] is None:
            row[place.column] = value
        if self.told.departures == before and (place.kind is not Kind.TEXT or leaf.codes) and len(good) < MOST_GOOD:
            good[text] = value

    def _matches(self, pattern: str, text: str) -> bool:
        if pattern not in self._fullmatch:
            self._fullmatch[pattern] = re.compile(pattern).fullmatch
        return bool(self._fullmatch[pattern](text))

    def _stray(self) -> None:
        self._depart(self.parser.CurrentLineNumber, "stray text", " ".join(self._text), "elements only", "")
        self._text.clear()
        self._kept = 0

    def _depart(self, line: int, what: str, found: str, wanted: str, name: str) -> None:
        self.told.departures += 1
        if self.told.departures > MOST_DEPARTURES:
            self.told.counted_only += 1
            return
        inside = [one.place.name for one in self._open[1:] if one.place.name not in ("Message", "Children")]
        child = self._number["child"] if "Child" in inside else None
        path = "/".join([*inside, name[:LONGEST_TEXT]] if name else inside)
        self._add("departure", (child, path, line, what, found[:LONGEST_TEXT], wanted))

    def _check_depth(self, depth: int) -> None:
        if depth > DEEPEST:
            raise BadInput(
                f"{self.told.path.name}, line {self.parser.CurrentLineNumber}: elements are nested more than "
                f"{DEEPEST} deep; a return needs 8. This is no Children in Need return."
            )


def read_return(
    db: "duckdb.DuckDBPyConnection",
    path: Path,
    *,
    file_no: int = 1,
    year: int | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Return:
    """Read one return into the store. `year`: the collection, if the file is not to say it itself.

    `progress` is called with the number of bytes read. Raises BadInput if the file is no return, in one sentence with
    the line; what was read of it before is in no table.
    """
    told = Return(path, file_no, year, said_year=year is not None)
    reader = _Reader(db, told)
    db.execute("begin")
    try:
        _feed(reader, path, progress)
        reader.rows.flush()
        _say_collection(db, told)
        if told.children == 0:
            raise BadInput(f"{path.name}: there is no child in it; a return has at least one <Child>.")
    except BaseException:
        db.execute("rollback")
        raise
    db.execute("commit")
    return told


def _say_collection(db: "duckdb.DuckDBPyConnection", told: Return) -> None:
    year = told.year
    starts, ends = (dt.date(year - 1, 4, 1), dt.date(year, 3, 31)) if year and 1 < year <= 9999 else (None, None)
    db.execute("insert into collection values (?, ?, ?, ?, ?)", [told.file_no, year, starts, ends, told.lea])


def _feed(reader: _Reader, path: Path, progress: Callable[[int], None]) -> None:
    done = 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                reader.parser.Parse(chunk, False)
                done += len(chunk)
                if done - reader.parser.CurrentByteIndex > LONGEST_TAG:
                    raise BadInput(
                        f"{path.name}, line {reader.parser.CurrentLineNumber}: one piece of markup is longer than a "
                        "million bytes; no element of a return is."
                    )
                progress(done)
            reader.parser.Parse(b"", True)
    except expat.ExpatError as problem:
        what = expat.ErrorString(problem.code) if problem.code else str(problem)
        raise BadInput(
            f"{path.name}, line {problem.lineno}, column {problem.offset + 1}: this is not well-formed XML ({what})."
        ) from None
    except (ValueError, LookupError) as problem:
        raise BadInput(f"{path.name}: the text cannot be read ({problem}); a return is written in UTF-8.") from None
    except OSError as problem:
        raise BadInput(f"{path}: cannot be opened ({problem.strerror}).") from None
