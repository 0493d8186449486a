"""Says on which machine a figure was measured, prints tables, and ends with what was required and not met."""

import argparse
import math
import os
import platform
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def options(about: str, *arguments: tuple[str, dict[str, Any]]) -> argparse.Namespace:
    """The command line of one benchmark; each has `--small`, a run of seconds that shows that it works."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--small", action="store_true", help="a smoke test: small sizes, the same requirements")
    parser.add_argument("--seed", type=int, default=20260301, help="of everything random; the run says which it was")
    parser.add_argument("--keep", action="store_true", help="keep the database made for this run")
    for name, how in arguments:
        parser.add_argument(name, **how)
    return parser.parse_args()


class Report:
    """Gathers what was required; `end` prints it and leaves with 1 if anything was not met."""

    def __init__(self, title: str, *, small: bool, seed: int) -> None:
        self.started = time.monotonic()
        self.missed: list[str] = []
        self.asked = 0
        print(f"{title}{' (small)' if small else ''}")
        print(f"  {machine()}")
        print(f"  seed {seed}; load average at the start {os.getloadavg()[0]:.1f}")

    def table(self, title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Print one table: first column to the left, the others to the right."""
        lines = [[str(cell) for cell in row] for row in (head, *rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
        print(f"\n{title}")
        for number, line in enumerate(lines):
            first = line[0].ljust(widths[0])
            print("  " + "  ".join([first, *(c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True))]).rstrip())
            if number == 0:
                print("  " + "  ".join("-" * width for width in widths))
        sys.stdout.flush()

    def say(self, text: str) -> None:
        """A line of progress, with the time since the start."""
        print(f"  [{time.monotonic() - self.started:6.1f} s] {text}", flush=True)

    def require(self, what: str, met: bool) -> None:
        """One thing that must be so. A control is required like anything else: it must fail the check it controls."""
        self.asked += 1
        print(f"  {'met   ' if met else 'MISSED'}  {what}", flush=True)
        if not met:
            self.missed.append(what)

    def end(self) -> int:
        """The exit code, after a last line."""
        took = time.monotonic() - self.started
        if self.missed:
            print(f"\n{len(self.missed)} of {self.asked} requirements MISSED, after {took:.0f} s.")
            return 1
        print(f"\nAll {self.asked} requirements met, in {took:.0f} s.")
        return 0


def machine() -> str:
    """CPU, cores, memory, PostgreSQL and Python in one line."""
    model = platform.processor() or "unknown processor"
    memory = ""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
        kilobytes = int(Path("/proc/meminfo").read_text().split()[1])
        memory = f", {kilobytes / 2**20:.0f} GB"
    except (OSError, ValueError, IndexError):
        pass
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{model}, {cores} cores{memory}; PostgreSQL {postgres()}; Python {platform.python_version()}"


def postgres() -> str:
    """The server's version, its own memory, and whether a commit waits for the disk."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        row = connection.execute(
            "SELECT split_part(current_setting('server_version'), ' ', 1), current_setting('fsync'),"
            " current_setting('synchronous_commit'), current_setting('shared_buffers')"
        ).fetchone()
    assert row is not None
    return f"{row[0]} (fsync {row[1]}, synchronous_commit {row[2]}, shared_buffers {row[3]})"


def percentile(values: Sequence[float], part: float) -> float:
    """The `part` (0 to 1) of the sorted values, nearest rank; nan of none."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, math.ceil(part * len(ordered)) - 1))]


def ms(seconds: float) -> str:
    """Seconds as milliseconds with a sensible number of digits."""
    value = seconds * 1000
    return f"{value:.2f} ms" if value < 10 else f"{value:.1f} ms" if value < 100 else f"{value:,.0f} ms"
