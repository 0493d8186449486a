"""Runs one child in the foreground, passing on the signals we get, so that whoever called may clean up after it."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

from . import paths


def run_child(argv: Sequence[str | Path], env: Mapping[str, str], cwd: Path = paths.ROOT) -> int:
    """Run it on our own terminal and give back its exit code (128 + n if signal n ended it).

    Ctrl-C reaches the child from the terminal itself, so we only wait for it; a SIGTERM or SIGHUP to us is passed on.
    """
    process: subprocess.Popen[bytes] | None = None

    def pass_on(number: int, _: FrameType | None) -> None:
        if process is not None and number != signal.SIGINT:
            process.send_signal(number)

    before = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        process = subprocess.Popen([str(part) for part in argv], env=dict(env), cwd=cwd)
        code = process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code


def manage(*arguments: str) -> list[str]:
    """A management command's command line."""
    return [str(paths.PYTHON), str(paths.ROOT / "manage.py"), *arguments]


def python_environment(env: Mapping[str, str]) -> dict[str, str]:
    """An environment in which a child finds the house and the environment's tools, and prints at once."""
    path = os.pathsep.join([str(paths.VENV / "bin"), env.get("PATH", os.defpath)])
    return {**env, "PATH": path, "PYTHONUNBUFFERED": "1", "DJANGO_SETTINGS_MODULE": "lifecourse.config.settings"}
