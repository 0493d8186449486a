"""The scorecard as files: CSV, XLSX and JSON, and the generated page on section 3."""

from .files import COLUMNS, as_csv, as_json, as_xlsx, figure_rows, indicator_json
from .section3 import section3_page, section3_summary

__all__ = [
    "COLUMNS",
    "as_csv",
    "as_json",
    "as_xlsx",
    "figure_rows",
    "indicator_json",
    "section3_page",
    "section3_summary",
]
