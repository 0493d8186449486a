"""A list's rows as the engine compares them: names folded and sounded, dates in parts, places in comparable words.

Each distinct text is worked out once and its results are spread over the rows by Arrow, so that a million rows cost
Python one look-up a cell. The schema is given, for a column that happens to be empty would pass as a number.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import sounds
from ..normalise import address_words, name_tokens, outward
from ..numbers import read_nhs_number, read_upn
from ..tables import Tables
from .columns import ColumnMap
from .dates import read_date
from .listfile import read_list
from .problem import BadInput

if TYPE_CHECKING:
    import pyarrow as pa

# Words that stand where a name should be.
_NO_NAME = frozenset(["unknown", "unborn", "baby", "infant", "notknown", "na", "none", "null", "twin", "test", "x"])

# Column, whether it is text, a list of text or a number. What each is: docs/domains/linkage.md.
SCHEMA = (
    ("given", "text"),
    ("given_sound", "text"),
    ("given_initial", "text"),
    ("given_parts", "texts"),
    ("given_nick", "texts"),
    ("given_unlike", "texts"),
    ("family", "text"),
    ("family_sound", "text"),
    ("family_initial", "text"),
    ("family_parts", "texts"),
    ("born", "text"),
    ("born_swap", "text"),
    ("born_year", "number"),
    ("born_month", "number"),
    ("born_day", "number"),
    ("sex", "text"),
    ("postcode", "text"),
    ("outward", "text"),
    ("house", "text"),
    ("street", "text"),
    ("town", "text"),
    ("email", "text"),
    ("email_local", "text"),
    ("phone", "text"),
    ("nhs_number", "text"),
    ("upn", "text"),
)
Facts = tuple[Any, ...]


@dataclass
class Column:
    """What some cells of a row say: each distinct text once, and for each row which one it has."""

    names: tuple[str, ...]
    work_out: Callable[[Any], Facts]
    seen: dict[Hashable, int] = field(default_factory=dict)
    facts: list[Facts] = field(default_factory=list)
    rows: "array[int]" = field(default_factory=lambda: array("i"))

    def add(self, texts: Iterable[Hashable]) -> None:
        """One text, or one tuple of texts, for each row."""
        seen, facts = self.seen, self.facts
        for text in texts:
            number = seen.get(text)
            if number is None:
                number = seen[text] = len(facts)
                facts.append(self.work_out(text))
            self.rows.append(number)

    def arrow(self) -> dict[str, "pa.Array"]:
        """One Arrow column for each name."""
        import pyarrow as pa

        kinds = dict(SCHEMA)
        rows = pa.array(memoryview(self.rows), pa.int32()) if self.rows else pa.array([], pa.int32())
        found = {}
        for place, name in enumerate(self.names):
            known = pa.array([one[place] for one in self.facts], arrow_type(kinds[name]))
            found[name] = known.take(rows)
        return found


@dataclass(frozen=True)
class People:
    """One list, read. `ids[n]` is the id of row n as the file has it; `table` has the columns of SCHEMA."""

    source: str
    path: Path
    ids: list[str]
    table: "pa.Table"
    notes: tuple[str, ...] = ()


def arrow_type(kind: str) -> "pa.DataType":
    """The Arrow type of a kind of SCHEMA."""
    import pyarrow as pa

    return {"text": pa.string(), "texts": pa.list_(pa.string()), "number": pa.int16()}[kind]


def read_people(path: Path, mapping: ColumnMap, tables: Tables, *, source: str) -> People:
    """Read one list whole. Raises `BadInput`: one sentence with file, line and column."""
    import pyarrow as pa

    names = [name for field_name in mapping.columns for name in mapping.columns[field_name]]
    wanted = list(dict.fromkeys(names))
    place = {name: number for number, name in enumerate(wanted)}
    reading = _Reading(mapping, tables)
    ids: list[str] = []
    lines: dict[str, int] = {}
    for batch in read_list(path, mapping, wanted):
        cells = {key: [batch.columns[place[one]] for one in found] for key, found in mapping.columns.items()}
        _check_ids(path, mapping, cells["id"][0], batch.lines, lines)
        ids.extend(cells["id"][0])
        before = len(reading.unreadable)
        reading.add(cells, len(batch.lines))
        if mapping.refuse_dates and len(reading.unreadable) > before:
            text = next(iter(list(reading.unreadable)[before:]))
            line = batch.lines[cells["born_on"][0].index(text)]
            formats = ", ".join(one.said for one in mapping.dates)
            raise BadInput(
                f"{path}, line {line}, column “{mapping.columns['born_on'][0]}”: “{text[:40]}” is not a date written "
                f"as {formats}; say its format in the map, or “unreadable: ignore”."
            )
    if not ids:
        raise BadInput(f"{path}: the list has a heading and no rows.")
    columns = reading.arrow()
    notes = tuple(reading.notes())
    table = pa.table(
        [columns.get(name, pa.nulls(len(ids), arrow_type(kind))) for name, kind in SCHEMA],
        schema=pa.schema([(name, arrow_type(kind)) for name, kind in SCHEMA]),
    )
    return People(source, path, ids, table, notes)


def _check_ids(path: Path, mapping: ColumnMap, ids: Sequence[str], at: Sequence[int], lines: dict[str, int]) -> None:
    before = len(lines)
    lines.update(zip(ids, at, strict=True))
    if "" in lines:
        raise BadInput(f"{path}, line {lines['']}, column “{mapping.columns['id'][0]}”: there is no id.")
    if len(lines) != before + len(ids):
        twice = next((one for one, times in Counter(ids).items() if times > 1), None)
        clash = twice if twice is not None else next(one for one, line in lines.items() if line >= at[0] and one in ids)
        raise BadInput(
            f"{path}, line {lines[clash]}, column “{mapping.columns['id'][0]}”: the id “{clash[:40]}” is there more "
            "than once; each row needs an id of its own."
        )


class _Reading:
    """Gathers the columns of one list."""

    def __init__(self, mapping: ColumnMap, tables: Tables) -> None:
        self.mapping = mapping
        self.tables = tables
        self.unlike: dict[str, set[str]] = defaultdict(set)
        for pair in tables.distinct:
            for one in pair:
                self.unlike[one] |= pair - {one}
        self.unreadable: dict[str, None] = {}
        self.given = Column(
            ("given", "given_sound", "given_initial", "given_parts", "given_nick", "given_unlike"),
            self._given,
        )
        self.family = Column(("family", "family_sound", "family_initial", "family_parts"), self._family)
        self.born = Column(("born", "born_swap", "born_year", "born_month", "born_day"), self._born)
        self.sex = Column(("sex",), lambda text: (mapping.sexes.get(text.casefold()),))
        self.postcode = Column(("postcode", "outward"), _postcode)
        self.house = Column(("house", "street"), _house)
        self.town = Column(("town",), lambda text: ("".join(name_tokens(text)) or None,))
        self.email = Column(("email", "email_local"), _email)
        self.phone = Column(("phone",), _phone)
        self.nhs_number = Column(("nhs_number",), lambda text: (_valid(text, read_nhs_number),))
        self.upn = Column(("upn",), lambda text: (_valid(text, read_upn),))
        self.filled: list[Column] = []

    def add(self, cells: dict[str, list[Sequence[str]]], count: int) -> None:
        """A batch of `count` rows, by field."""
        nothing = [""] * count

        def one(name: str) -> Sequence[str]:
            return cells[name][0] if name in cells else nothing

        self.given.add(zip(one("given"), one("middle"), *cells.get("known_as", [nothing]), strict=True))
        self.family.add(one("family"))
        self.filled = [self.given, self.family]
        for name, column in (
            ("born_on", self.born),
            ("sex", self.sex),
            ("postcode", self.postcode),
            ("town", self.town),
            ("email", self.email),
            ("phone", self.phone),
            ("nhs_number", self.nhs_number),
            ("upn", self.upn),
        ):
            if name in cells:
                column.add(cells[name][0])
                self.filled.append(column)
        if "address" in cells:
            self.house.add(map(" ".join, zip(*cells["address"], strict=True)))
            self.filled.append(self.house)

    def arrow(self) -> dict[str, "pa.Array"]:
        """Every column that the list has; the cache of each is given up as it is done."""
        found: dict[str, pa.Array] = {}
        for column in self.filled:
            found.update(column.arrow())
            column.seen.clear()
        return found

    def notes(self) -> Iterable[str]:
        """What the person who runs it should know of this list."""
        if self.unreadable:
            first = next(iter(self.unreadable))
            yield f"{len(self.unreadable):,} ways of writing a date were not understood, such as “{first[:40]}”"

    def _given(self, texts: tuple[str, ...]) -> Facts:
        first, middle, *others = texts
        tokens = _names(first)
        called = [token for text in others for token in _names(text)]
        every = [*tokens, *called, *_names(middle)]
        # Of "Muhammad Zayn" the second name is what tells brothers apart.
        name = next((token for token in tokens if token not in self.tables.little), every[0] if every else "")
        if not name:
            return (None,) * 6
        parts = list(dict.fromkeys([name, *every]))
        nick = sorted({*called, *(one for token in [name, *called] for one in self.tables.nicknames.get(token, ()))})
        unlike = sorted(self.unlike[name] - set(nick)) if name in self.unlike else []
        return (
            name,
            sounds.coarse(name),
            name[0],
            parts if len(parts) > 1 else None,
            nick or None,
            unlike or None,
        )

    def _family(self, text: str) -> Facts:
        tokens = _names(text)
        if not tokens:
            return (None,) * 4
        joined = "".join(tokens)
        return (joined, sounds.coarse(joined), joined[0], list(tokens) if len(tokens) > 1 else None)

    def _born(self, text: str) -> Facts:
        parts = read_date(text, self.mapping.dates)
        if parts is None:
            self.unreadable[text] = None
            return (None,) * 5
        return (parts.iso, parts.swapped, parts.year, parts.month, parts.day)


@lru_cache(maxsize=131_072)
def _names(text: str) -> tuple[str, ...]:
    if not text:
        return ()
    return tuple(token for token in name_tokens(text) if token not in _NO_NAME and not token.isdigit())


def _postcode(text: str) -> Facts:
    compact = "".join(text.split()).upper()
    if not compact or compact.startswith("ZZ99") or not any(c.isdigit() for c in compact):
        return (None, None)
    return (compact, outward(compact))


def _house(text: str) -> Facts:
    """Number and street in one order-free text, if both are there; and the street alone."""
    words = address_words(text) if text else frozenset()
    street = " ".join(sorted(word for word in words if not word[0].isdigit() and len(word) > 1))
    if len(street) < 3:
        return (None, None)
    numbered = any(word[0].isdigit() for word in words)
    return (" ".join(sorted(words)) if numbered else None, street)


def _email(text: str) -> Facts:
    address = text.casefold().replace(" ", "")
    local, _, domain = address.partition("@")
    if not local or not domain:
        return (None, None)
    return (address, local)


def _phone(text: str) -> Facts:
    digits = "".join(c for c in text if c.isdigit())
    return (digits[-9:] if len(digits) >= 9 else None,)


def _valid(text: str, read: Callable[[str], str]) -> str | None:
    """The number if its check digit is right: a wrong one is no evidence of anything."""
    try:
        return read(text) if text else None
    except ValueError:
        return None
