"""Writes what was found: a whole file or none, ids as they came in, and nothing that a spreadsheet would run."""

import csv
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from lifecourse.engines.csvfile import harmless

from .deciding import Pair
from .people import People
from .problem import BadInput

HEADING = ("source_l", "id_l", "source_r", "id_r", "weight", "probability")


class Rows:
    """What the numbers of rows stand for, over all lists."""

    def __init__(self, lists: Sequence[People]) -> None:
        self.names = [harmless(one.source) for one in lists]
        self.source_of = [number for number, one in enumerate(lists) for _ in one.ids]
        self._ids = [row for one in lists for row in one.ids]

    def told(self, row: int) -> tuple[str, str]:
        """The list and the id of a row, as cells of a CSV file."""
        return self.names[self.source_of[row]], harmless(self._ids[row])

    def pairs(self, pairs: Iterable[Pair], *, reasons: bool = False) -> Iterator[Sequence[object]]:
        """The lines of a file of pairs, heading first."""
        yield (*HEADING, "reason") if reasons else HEADING
        for one in pairs:
            line = (*self.told(one.left), *self.told(one.right), f"{one.weight:.2f}", f"{one.probability:.6f}")
            yield (*line, one.reason) if reasons else line

    def groups(self, groups: Mapping[int, int]) -> Iterator[Sequence[object]]:
        """The lines of a file that gives every record its group, heading first. A group is numbered as it appears."""
        yield ("person", "source", "id")
        numbers: dict[int, int] = {}
        for row in range(len(self._ids)):
            first = groups.get(row, row)
            yield (numbers.setdefault(first, len(numbers) + 1), *self.told(row))


def write(path: Path, lines: Iterable[Sequence[object]]) -> int:
    """Write a CSV file beside its place and put it there when it is whole; gives the number of lines below the heading.

    Raises `BadInput` if it cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    count = -1
    try:
        with part.open("w", encoding="utf-8", newline="", errors="replace") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            for line in lines:
                writer.writerow(line)
                count += 1
        part.replace(path)
    except OSError as error:
        raise BadInput(f"{path}: this file cannot be written ({error.strerror}).") from None
    finally:
        part.unlink(missing_ok=True)
    return count
