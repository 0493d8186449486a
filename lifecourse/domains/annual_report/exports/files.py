"""The files of a document: PDF, DOCX, CSV, JSON. A file of what was frozen is made once and kept for a while."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from lifecourse.engines.csvfile import CONTENT_TYPE as CSV
from lifecourse.engines.csvfile import write_csv
from lifecourse.engines.documents import Document
from lifecourse.engines.documents.typeset import pdf
from lifecourse.engines.documents.wordfile import docx

from .pictures import pictures_of

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILES = {
    "report.pdf": "application/pdf",
    "report.docx": _WORD,
    "figures.csv": CSV,
    "figures.json": "application/json",
}


def file_of(name: str, document: Document, figures: Sequence[Mapping[str, Any]], *, made_at: datetime) -> bytes:
    """One of `FILES`. `figures`: as `figure_json` has them, without the number of any hidden one."""
    if name == "report.pdf":
        return _pdf(document, made_at)
    if name == "report.docx":
        return _docx(document)
    return figures_csv(document, figures) if name == "figures.csv" else figures_json(document, figures)


# A document is a value: the same one gives the same file. So the public cannot have it set anew with every request.
@lru_cache(maxsize=8)
def _pdf(document: Document, made_at: datetime) -> bytes:
    return pdf(document, pictures_of(document), made_at=made_at)


@lru_cache(maxsize=8)
def _docx(document: Document) -> bytes:
    return docx(document, pictures_of(document))


_COLUMNS = ("key", "title", "period", "number", "kind", "decimals", "unit", "source", "definition", "as_of")


def figures_csv(document: Document, figures: Sequence[Mapping[str, Any]]) -> bytes:
    """Every figure of a report, a row each. What has no number says in `kind` why."""
    rows: list[Sequence[object]] = [_COLUMNS]
    rows += [tuple(one[name] for name in _COLUMNS) for one in figures]
    return write_csv(rows)


def figures_json(document: Document, figures: Sequence[Mapping[str, Any]]) -> bytes:
    """The same with provenance, and the tables with their keys."""
    made = {
        "title": document.title,
        "period": document.subtitle,
        "edition": document.edition,
        "figures": [dict(one) for one in figures],
        "tables": [
            {
                "number": one.number,
                "title": one.title,
                "columns": list(one.columns),
                "rows": [[label, [cell.shown for cell in cells]] for label, cells in one.rows],
            }
            for one in document.placed
        ],
    }
    return json.dumps(made, ensure_ascii=False, indent=1).encode()
