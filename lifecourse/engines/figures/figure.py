"""A figure that can be followed home: its key, what it says, and where it is from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from .value import Value


@dataclass(frozen=True)
class Figure:
    """What a room gives upward to whoever writes about it.

    `key`: "room.name@period" or "room.name@period@area"; e.g. "scorecard.icpc_rate_per_10000@2018@england" or
    "board.total_income@2017/18". `period`: "2018" is the year that ended on 31 March 2018; "2017/18" a financial year.
    `unit`: "per 10,000", "%", "£", "children" ... `definition`: its version in words. `provenance`: what else there is
    to say (numerator, denominator, query, parameters, vintage, who typed it), as words.
    """

    key: str
    title: str
    period: str
    value: Value
    decimals: int
    unit: str
    source: str
    definition: str
    as_of: date | None = None
    provenance: Mapping[str, str] = field(default_factory=dict)
