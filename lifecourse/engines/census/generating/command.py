"""`lifecourse census generate`: writes an invented return, streaming, of any size."""

import argparse
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from ..codes import EARLIEST, LATEST
from ..problem import BadInput
from .looked_after import episodes
from .making import make_children
from .writing import pieces

# The Department gives no authority this number.
NOBODYS = "999"


def main_generate(args: argparse.Namespace) -> int:
    """Write the return asked for; 0 if it is written, 2 with one sentence if it cannot be.

    `args`: children, year, seed, and optionally out (a path; standard output if none), faults (0 to 1), lea, and
    looked_after (a path for the episodes file of the same children).
    """
    try:
        generate(
            children=args.children,
            year=args.year,
            seed=args.seed,
            out=getattr(args, "out", None),
            faults=getattr(args, "faults", None) or 0,
            lea=getattr(args, "lea", None) or NOBODYS,
            looked_after=getattr(args, "looked_after", None),
        )
    except BadInput as problem:
        print(f"census: {problem}", file=sys.stderr)  # noqa: T201
        return 2
    return 0


def generate(
    *,
    children: int,
    year: int,
    seed: int,
    out: Path | None = None,
    faults: float = 0,
    lea: str = NOBODYS,
    looked_after: Path | None = None,
) -> None:
    """Write one return. `looked_after`: where to write the episodes of those of its children who are looked after.

    Raises `BadInput` for what cannot be asked and for a file that cannot be written.
    """
    if not 1 <= children <= 9_999_999:
        raise BadInput(f"--children {children}: a return has from 1 to 9,999,999 children.")
    if not EARLIEST <= year <= LATEST:
        raise BadInput(f"--year {year}: the collections known are {EARLIEST} to {LATEST}, by the year they end in.")
    if not 0 <= faults <= 1:
        raise BadInput(f"--faults {faults:g}: a share of children is wanted, from 0 to 1.")
    if not re.fullmatch(r"[0-9]{3}", lea):
        raise BadInput(f"--lea {lea[:20]}: an authority's number has three digits, as {NOBODYS}.")
    text = pieces(make_children(children, year, seed, faults=faults), year=year, lea=lea)
    write(text, out)
    if looked_after is not None:
        write(episodes(make_children(children, year, seed), year=year, seed=seed), looked_after)


def write(text: Iterable[str], out: Path | None) -> None:
    """Write to the file, which is there only when it is whole, or to standard output."""
    if out is None:
        for piece in text:
            sys.stdout.write(piece)
        return
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.writelines(text)
        part.replace(out)
    except OSError as error:
        raise BadInput(f"{out}: this file cannot be written ({error.strerror}).") from None
    finally:
        part.unlink(missing_ok=True)
