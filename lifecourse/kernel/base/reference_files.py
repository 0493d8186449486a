"""Reads one file of `data/`, and says every fault of it in a sentence that names file and line."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml


class Row(dict[str, Any]):
    """A mapping of a YAML file that knows on which line it begins, and each of its keys stands."""

    def __init__(self, line: int = 1) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class _Loader(yaml.SafeLoader):
    """Plain YAML with two of its traps closed: a repeated key is a fault, and every mapping knows its line."""


def _row(loader: _Loader, node: yaml.MappingNode) -> Row:
    row = Row(node.start_mark.line + 1)
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {key!r} is not text: put it in quotes", key_node.start_mark
            )
        if key in row:
            raise yaml.constructor.ConstructorError(None, None, f"{key!r} stands there twice", key_node.start_mark)
        row.lines[key] = key_node.start_mark.line + 1
        row[key] = loader.construct_object(value_node, deep=True)
    return row


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _row)


class Sheet:
    """One file being read: hands out checked values, and keeps every fault instead of stopping at the first.

    A getter that finds a fault notes it and gives back an empty value of the right type, so reading goes on; whoever
    reads must look at `faults` before using anything.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[str] = []
        self.top = Row()
        try:
            loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or str(error)
            self.fault(mark.line + 1 if mark else 1, f"{problem}")
            return
        if not isinstance(loaded, Row):
            self.fault(1, "the file must be a mapping of names to values")
            return
        self.top = loaded

    def fault(self, row: Row | int, sentence: str, *, key: str = "") -> None:
        """Note one fault: "channel.yaml, line 12: 'label' is missing.", on the line of `key` if it stands there."""
        line = row if isinstance(row, int) else row.lines.get(key, row.line)
        self.faults.append(f"{self.path.name}, line {line}: {sentence}.")

    def only(self, row: Row, known: Collection[str], *, what: str) -> None:
        """Note every key that nobody reads: a misspelt one would silently do nothing."""
        for key in row:
            if key not in known:
                self.fault(
                    row, f"{what} has {key!r}, which nothing reads; it may have {', '.join(sorted(known))}", key=key
                )

    def text(self, row: Row, key: str, *, optional: bool = False, longest: int = 400) -> str:
        """Text that is text: 10, No and 2026-01-01 without quotes are a number, a truth and a date, and so faults."""
        value = row.get(key)
        if value is None or value == "":
            if not optional:
                self.fault(row, f"{key!r} is missing", key=key)
            return ""
        if not isinstance(value, str):
            self.fault(row, f"{key!r} is {value!r}, not text: put it in quotes", key=key)
            return ""
        value = " ".join(value.split())
        if len(value) > longest:
            self.fault(row, f"{key!r} has {len(value)} characters; the most is {longest}", key=key)
        return value

    def whole(self, row: Row, key: str, *, least: int = 1, optional: bool = False) -> int:
        """A whole number, at least `least`; 0 if optional and absent."""
        value = row.get(key)
        if value is None and optional:
            return 0
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            self.fault(row, f"{key!r} is {value!r}; it must be a whole number of at least {least}", key=key)
            return least
        return value

    def day(self, row: Row, key: str, default: date | None = None) -> date:
        """A date written 2026-04-01; `default` if the key is absent."""
        value = row.get(key, default)
        if type(value) is not date:
            self.fault(row, f"{key!r} is {value!r}; it must be a date such as 2026-04-01", key=key)
            return date.min
        return value

    def day_or_none(self, row: Row, key: str) -> date | None:
        """A date, or None if the key is absent or empty."""
        return None if row.get(key) is None else self.day(row, key)

    def yes(self, row: Row, key: str, *, default: bool = False) -> bool:
        """True or false."""
        value = row.get(key, default)
        if not isinstance(value, bool):
            self.fault(row, f"{key!r} is {value!r}; it must be true or false", key=key)
            return default
        return value

    def one_of(self, row: Row, key: str, allowed: Collection[str], default: str = "") -> str:
        """One of some words; `default` if absent and there is one."""
        value = row.get(key, default or None)
        if value not in allowed:
            self.fault(row, f"{key!r} is {value!r}; it must be one of {', '.join(sorted(allowed))}", key=key)
            return sorted(allowed)[0]
        return str(value)

    def rows(self, row: Row, key: str, *, optional: bool = False) -> Iterator[Row]:
        """The mappings of a list."""
        value = row.get(key)
        if value is None and optional:
            return
        if not isinstance(value, list) or not value:
            self.fault(row, f"{key!r} must be a list with at least one entry", key=key)
            return
        for number, one in enumerate(value, start=1):
            if isinstance(one, Row):
                yield one
            else:
                self.fault(row, f"entry {number} of {key!r} is {one!r}; it must be a mapping", key=key)

    def words(self, row: Row, key: str) -> list[str]:
        """A list of texts; empty if absent."""
        value = row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.fault(row, f"{key!r} is {value!r}; it must be a list of texts, in quotes if need be", key=key)
            return []
        return list(value)

    def pairs(self, row: Row, key: str) -> dict[str, str]:
        """A mapping of text to text; empty if absent."""
        value = row.get(key, {})
        if not isinstance(value, Mapping) or not all(isinstance(one, str) for one in value.values()):
            self.fault(row, f"{key!r} is {value!r}; it must map text to text, in quotes if need be", key=key)
            return {}
        return dict(value)
