"""Kills the house's programs with signal 9, and keeps starting them again, as a service manager would."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from lifecourse.config.launcher.database import bench_server
from lifecourse.config.launcher.postgres import Server
from lifecourse.config.launcher.supervisor import Child


def offspring(parent: int) -> list[int]:
    """Every living process under `parent`, itself first."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError, IndexError, ValueError):
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                parents.setdefault(int(fields[1]), []).append(int(folder.name))
    found = [parent]
    for pid in found:
        found += parents.get(pid, [])
    return found


def kill_now(pids: Sequence[int]) -> None:
    """Signal 9 to each. All are stopped first, so that none of them sees another die and tidies up after it."""
    for number in (signal.SIGSTOP, signal.SIGKILL):
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, number)


class Keeper:
    """Starts what has died: the database first, then the programs. `crashes` counts how often each was started."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.server: Server = bench_server()
        self.children = children
        self.crashes: dict[str, int] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Keeper":
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(0.1):
            if not self.server.is_running():
                self.server.keep_running()
                self._count("database")
            for child in self.children:
                if not child.is_running():
                    child.start()
                    self._count(child.name)

    def _count(self, name: str) -> None:
        self.crashes[name] = self.crashes.get(name, 0) + 1

    def kill(self, what: str, chance: random.Random, *, whole: bool = False) -> str:
        """Kill "web server", "worker" or "database" outright, or (not `whole`) one process of it; says which."""
        if what == "database":
            pid = self.server.pid()
            if pid is None:
                return "the database, which was down already"
            pids = offspring(pid)
            if not whole and len(pids) > 1 and chance.random() < 0.3:
                # One of its processes alone: the others are then ended by the postmaster, and it recovers by itself.
                kill_now([chance.choice(pids[1:])])
                return "one process of the database"
            kill_now(pids)
            return "the whole database"
        child = next(child for child in self.children if child.name == what)
        if child.process is None or child.process.poll() is not None:
            return f"the {what}, which was down already"
        pids = offspring(child.process.pid)
        if not whole and len(pids) > 1 and chance.random() < 0.4:
            kill_now([chance.choice(pids[1:])])
            return f"one process of the {what}"
        kill_now(pids)
        return f"the whole {what}"


def wait_while(waiting: Callable[[], bool], seconds: float, *, pause: float = 0.1) -> bool:
    """Whether `waiting()` turned false within so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not waiting():
            return True
        time.sleep(pause)
    return False
