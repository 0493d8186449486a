"""What was found in a return, written for people and for programs: table, JSON, CSV, workbook and page.

Every format streams: a return with a million findings takes no more memory than one with a thousand.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ..problem import BadInput
from . import data, page, table, workbook

if TYPE_CHECKING:
    from ..checking import Checked

TEXTS: dict[str, Callable[["Checked"], Iterable[str]]] = {
    "table": table.lines,
    "json": data.as_json,
    "csv": data.as_csv,
    "html": page.page,
}


def write(checked: "Checked", wanted: str, out: Path | None) -> None:
    """Write in that format to a file, which is there only when it is whole, or to standard output.

    Raises `BadInput` if it cannot be written.
    """
    if out is None and wanted == "xlsx":
        with TemporaryDirectory(prefix="census-") as folder:
            made = Path(folder) / "report.xlsx"
            workbook.write(checked, made)
            with made.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
        return
    if out is None:
        for piece in TEXTS[wanted](checked):
            sys.stdout.write(piece)
        return
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        if wanted == "xlsx":
            workbook.write(checked, part)
        else:
            # Excel takes a CSV file for UTF-8 only if it begins with the mark.
            encoding = "utf-8-sig" if wanted == "csv" else "utf-8"
            with part.open("w", encoding=encoding, newline="", errors="replace") as file:
                file.writelines(TEXTS[wanted](checked))
        part.replace(out)
    except OSError as error:
        raise BadInput(f"{out}: this file cannot be written ({error.strerror}).") from None
    finally:
        part.unlink(missing_ok=True)


__all__ = ["TEXTS", "write"]
