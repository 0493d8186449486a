"""Every read of the scorecard. Keyword-only, first parameter `viewer`. Not visible means not found."""

from .figures import Book, book, figures, names, provenance
from .front_door import front_door
from .holding import held
from .loads import load_of, loads, population_vintages, populations
from .pages import FunnelLine, IndicatorPage, Line, Moved, Standing, exported_book, indicator_page, note_seen, scorecard
from .quality import Quality, Told, quality, told_differently
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
    "FunnelLine",
    "IndicatorPage",
    "Line",
    "Moved",
    "Quality",
    "Standing",
    "Told",
    "area_rows",
    "book",
    "comparators",
    "exported_book",
    "figures",
    "front_door",
    "held",
    "indicator_page",
    "indicator_row",
    "indicator_rows",
    "indicator_versions",
    "load_of",
    "loads",
    "names",
    "note_seen",
    "own_area",
    "population_vintages",
    "populations",
    "provenance",
    "quality",
    "told_differently",
    "register_differs",
    "scorecard",
    "set_rows",
]
