"""Laying a figure beside others: mean and median of neighbours, change, rank, bands, what is chance."""

from .comparing import (
    Average,
    Band,
    Direction,
    Polarity,
    average_of,
    band_of,
    change,
    direction,
    national_rank,
    quartiles,
)
from .noise import Difference, Limits, difference, funnel, interval, process_limits

__all__ = [
    "Average",
    "Band",
    "Difference",
    "Direction",
    "Limits",
    "Polarity",
    "average_of",
    "band_of",
    "change",
    "difference",
    "direction",
    "funnel",
    "interval",
    "national_rank",
    "process_limits",
    "quartiles",
]
