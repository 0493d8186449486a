"""./run linkage and ./run census: the engines' own commands, without the web application and without a database."""

import os
from collections.abc import Sequence
from pathlib import Path

from . import paths
from .children import run_child


def run_engine(name: str, arguments: Sequence[str]) -> int:
    """Run the command where ./run was called, so that the files it names are the caller's; gives its exit code."""
    env = {**os.environ, "PYTHONPATH": str(paths.ROOT)}
    where = Path(env.pop("LIFECOURSE_CALLED_FROM", paths.ROOT))
    return run_child([paths.PYTHON, "-m", "lifecourse", name, *arguments], env, cwd=where)
