"""Fetches the pinned front-end assets with npm: the machine's own, else the one in the environment's wheel."""

import hashlib
import os
import re
import shutil
import subprocess

from . import paths
from .environment import STAMP, explain_fetch
from .steps import run_under, step

OLDEST_NPM = 9  # the first that installs a lock file with no addresses in it the way we rely on


def are_whole() -> bool:
    """Whether node_modules was finished from this very lock file."""
    try:
        return (paths.NODE_MODULES / STAMP).read_text() == _stamp()
    except OSError:
        return False


def _stamp() -> str:
    return hashlib.sha256(paths.PACKAGE_LOCK.read_bytes()).hexdigest()


def fetch() -> None:
    """`npm ci`: exactly the lock file, no scripts run. It empties node_modules first, so half a copy heals."""
    npm = find_npm()
    with step("Fetching the front-end assets") as current:
        run_under(
            current,
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            log="assets",
            env={**os.environ, "PATH": f"{paths.VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
            if npm == paths.tool("npm")
            else None,
            explain=explain_fetch,
        )
        (paths.NODE_MODULES / STAMP).write_text(_stamp())


def find_npm() -> str:
    """The machine's npm if it is new enough, else the wheel's."""
    own = shutil.which("npm")
    if own:
        answer = subprocess.run([own, "--version"], capture_output=True, text=True, check=False)
        major = re.match(r"(\d+)\.", answer.stdout.strip())
        if answer.returncode == 0 and major and int(major[1]) >= OLDEST_NPM:
            return own
    return paths.tool("npm")
