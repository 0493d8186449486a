"""The indicators and their conventions, as data/census/indicators.yaml and the SQL beside this file say."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from ..datafile import read_yaml
from ..problem import BadInput

FOLDER = Path(__file__).resolve().parent
FILE = FOLDER.parents[3] / "data" / "census" / "indicators.yaml"


class Measure(StrEnum):
    """What is made of the rows of the question."""

    RATE = "rate"
    PERCENTAGE = "percentage"
    COUNT = "count"


@dataclass(frozen=True)
class Indicator:
    """One indicator. `sql`: the file with its question; `parameters`: the names of the conventions it uses."""

    key: str
    sql: str
    measure: Measure
    decimals: int
    parameters: tuple[str, ...]

    @property
    def question(self) -> str:
        return (FOLDER / f"{self.sql}.sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Definitions:
    """All indicators, and each convention's value and choices (none: any whole number)."""

    version: int
    indicators: Mapping[str, Indicator]
    parameters: Mapping[str, int | str]
    choices: Mapping[str, tuple[int | str, ...]]

    def chosen(self, told: Mapping[str, str]) -> dict[str, int | str]:
        """The conventions with some put otherwise. Raises BadInput for a name or a value that is none."""
        values = dict(self.parameters)
        for name, text in told.items():
            if name not in values:
                raise BadInput(f"There is no convention “{name}”; there are {', '.join(values)}.")
            value: int | str = int(text) if isinstance(values[name], int) and text.isdecimal() else text
            choices = self.choices.get(name)
            if choices and value not in choices:
                raise BadInput(f"{name} cannot be “{text}”; it is one of {', '.join(map(str, choices))}.")
            if not choices and not isinstance(value, int):
                raise BadInput(f"{name} cannot be “{text}”; it is a whole number.")
            values[name] = value
        return values


@cache
def read_definitions(path: Path = FILE) -> Definitions:
    """What the data file says."""
    told: dict[str, Any] = read_yaml(path)
    return Definitions(
        version=told["version"],
        indicators={
            key: Indicator(key, one["sql"], Measure(one["measure"]), one["decimals"], tuple(one["parameters"]))
            for key, one in told["indicators"].items()
        },
        parameters={name: one["value"] for name, one in told["parameters"].items()},
        choices={name: tuple(one["choices"]) for name, one in told["parameters"].items() if "choices" in one},
    )
