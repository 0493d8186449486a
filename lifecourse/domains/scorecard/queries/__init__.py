"""Every read of the scorecard. Keyword-only, first parameter `viewer`. Not visible means not found."""

from .figures import Book, book, figures, provenance
from .holding import held
from .loads import load_of, loads, population_vintages, populations
from .register import (
    area_rows,
    comparators,
    indicator_row,
    indicator_rows,
    indicator_versions,
    own_area,
    register_differs,
    set_rows,
)

__all__ = [
    "Book",
    "area_rows",
    "book",
    "comparators",
    "figures",
    "held",
    "indicator_row",
    "indicator_rows",
    "indicator_versions",
    "load_of",
    "loads",
    "own_area",
    "population_vintages",
    "populations",
    "provenance",
    "register_differs",
    "set_rows",
]
