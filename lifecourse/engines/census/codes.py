"""The collection's code lists: which codes each year's return may use."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .datafile import read_yaml

DATA = Path(__file__).resolve().parents[3] / "data" / "census"
FILE, UPN_FILE = DATA / "cin_codes.yaml", DATA / "upn_authorities.yaml"
EARLIEST, LATEST = 2018, 2026


@dataclass(frozen=True)
class Code:
    """One code and the collections, named by the year they end in, that it was in. None: without a limit."""

    code: str
    title: str = ""
    since: int | None = None
    until: int | None = None

    def is_in(self, year: int) -> bool:
        return (self.since or year) <= year <= (self.until or year)


@cache
def read_codes(path: Path = FILE) -> Mapping[str, tuple[Code, ...]]:
    """All lists by name, as data/census/cin_codes.yaml holds them."""
    told = read_yaml(path)
    return {name: tuple(Code(**entry) for entry in entries) for name, entries in told["lists"].items()}


@cache
def read_upn_authorities(path: Path = UPN_FILE) -> tuple[Code, ...]:
    """The authorities that a unique pupil number may name, as data/census/upn_authorities.yaml holds them."""
    told = read_yaml(path)
    return tuple(
        Code(f"{number:03}", since=run.get("since"), until=run.get("until"))
        for run in told["codes"]
        for number in range(int(run["first"]), int(run["last"]) + 1)
    )


def codes_of(year: int) -> Mapping[str, frozenset[str]]:
    """The codes of each list in one collection; a year outside 2018 to 2026 gets the nearest."""
    nearest = min(max(year, EARLIEST), LATEST)
    return {
        name: frozenset(one.code for one in entries if one.is_in(nearest)) for name, entries in read_codes().items()
    }
