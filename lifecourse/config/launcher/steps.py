"""Shows progress: one line a step with its time, alive while the step runs, on a terminal and in a log alike."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .paths import LOGS, ROOT
from .problem import Problem

HEARTBEAT = 10.0  # seconds between "still at it" lines where there is no terminal


def say(text: str = "") -> None:
    """Print a line at once."""
    with contextlib.suppress(OSError):  # the terminal may have been closed; what we are doing still has to end well
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def complain(text: str) -> None:
    """Print a line to standard error at once."""
    with contextlib.suppress(OSError):
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


class Step:
    """One thing being done, with the latest word from it."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.note = ""
        self.began = time.monotonic()
        self.skipped = False

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began


@contextmanager
def step(title: str) -> Iterator[Step]:
    """Show that `title` is under way until the block ends; then how long it took."""
    current = Step(title)
    over = threading.Event()
    alive = _spin if sys.stdout.isatty() else _heartbeat
    shower = threading.Thread(target=alive, args=(current, over), daemon=True)
    shower.start()
    failed = True
    try:
        yield current
        failed = False
    finally:
        over.set()
        shower.join()
        mark = "failed" if failed else current.note if current.skipped else "done"
        clear = "\r\033[K" if sys.stdout.isatty() else ""
        say(f"{clear}  {title:<44} {mark:<6} {current.seconds:6.1f} s")


def _spin(current: Step, over: threading.Event) -> None:
    width = 100
    while not over.wait(0.2):
        line = f"  {current.title:<44} {current.seconds:6.0f} s  {current.note}"
        sys.stdout.write(f"\r\033[K{line[:width]}")
        sys.stdout.flush()


def _heartbeat(current: Step, over: threading.Event) -> None:
    while not over.wait(HEARTBEAT):
        say(f"  {current.title} … {current.seconds:.0f} s {current.note}".rstrip())


def run_quietly(
    argv: Sequence[str | Path],
    *,
    title: str,
    log: str,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    explain: Callable[[str], str] | None = None,
) -> str:
    """Run a command under a step, its output kept in var/log/<log>.log; its last line is shown while it runs.

    Returns the output. Raises Problem (from `explain`, given the output, or a pointer to the log) if it fails.
    """
    with step(title) as current:
        return run_under(current, argv, log=log, env=env, cwd=cwd, explain=explain)


def run_under(
    current: Step,
    argv: Sequence[str | Path],
    *,
    log: str,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    explain: Callable[[str], str] | None = None,
    tail: int = 15,
) -> str:
    """As `run_quietly`, inside a step that is already being shown; `tail` lines of a failure's output are given."""
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{log}.log"
    with path.open("w", encoding="utf-8") as copy:
        process = subprocess.Popen(
            [str(part) for part in argv],
            cwd=cwd,
            env=dict(env if env is not None else os.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        assert process.stdout is not None
        try:
            _follow(process.stdout, copy, current)
            code = process.wait()
        except BaseException:
            end(process)
            raise
    output = path.read_text(encoding="utf-8", errors="replace")
    if code != 0:
        if explain is not None and (sentence := explain(output)):
            raise Problem(sentence)
        last = "\n".join(f"    {line}" for line in output.strip().splitlines()[-tail:])
        raise Problem(f"{current.title}: failed (exit code {code}); its output is in {shown(path)}.\n{last}")
    return output


def end(process: subprocess.Popen[str], patience: float = 10.0) -> None:
    """Ask a child to go, and make it if it does not."""
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _follow(source: IO[str], copy: IO[str], current: Step) -> None:
    for line in source:
        copy.write(line)
        copy.flush()
        if text := line.strip():
            current.note = text[:120]


def shown(path: Path) -> str:
    """A path as the reader would type it from the top of the repository."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
