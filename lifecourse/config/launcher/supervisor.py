"""Keeps a few children running until told to stop, and then stops them in order and for certain."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from . import paths
from .problem import Problem
from .steps import complain, say, shown

POLITE_SECONDS = 10.0  # between asking a child to go and making it
RESTARTS = 5
STEADY_SECONDS = 60.0  # a child that has lasted this long has its restarts back


@dataclass
class Child:
    """One long-running program, its output in its own log."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    due: float = 0.0  # when to start it again

    def start(self) -> None:
        """Start it in a session of its own, so that the terminal's Ctrl-C is ours alone to act on."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                list(self.argv),
                env=dict(self.env),
                cwd=paths.ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started = time.monotonic()

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self, patience: float) -> None:
        """Ask it to go; after `patience` seconds make it and all it started go."""
        if self.process is None:
            return
        _signal_group(self.process.pid, signal.SIGTERM)
        deadline = time.monotonic() + patience
        while self.process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        if self.process.poll() is None:
            complain(f"run: the {self.name} did not stop when asked and is being killed.")
        _signal_group(self.process.pid, signal.SIGKILL)  # also whatever it left behind in its group
        self.process.wait()


@dataclass
class Supervisor:
    """Children in the order they are stopped. `record` names them for the next start, should we be killed outright."""

    children: list[Child]
    record: Path
    watch: Callable[[], None] | None = None  # called about once a second; raises Problem to give up
    backoff: float = 1.0
    patience: float = POLITE_SECONDS
    _told: list[int] = field(default_factory=list)

    def start(self) -> None:
        """Start them all and begin to listen for signals."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._tell)
        for child in self.children:
            child.start()
        self._write_record()

    def add(self, child: Child) -> None:
        """Start one more, which is stopped after the others."""
        self.children.append(child)
        child.start()
        self._write_record()

    def _tell(self, number: int, _: FrameType | None) -> None:
        self._told.append(number)

    @property
    def told_to_stop(self) -> bool:
        return bool(self._told)

    def run(self) -> None:
        """Return when told to stop. Raises Problem when a child keeps dying or `watch` gives up."""
        next_watch = time.monotonic()
        while not self._told:
            for child in self.children:
                self._mind(child)
            if self.watch is not None and time.monotonic() >= next_watch:
                self.watch()
                next_watch = time.monotonic() + 1.0
            time.sleep(0.1)

    def check(self) -> None:
        """One look round, for whoever waits for the children to be ready."""
        for child in self.children:
            self._mind(child)

    def _mind(self, child: Child) -> None:
        if child.is_running():
            if child.failures and time.monotonic() - child.started > STEADY_SECONDS:
                child.failures = 0
            return
        if child.process is not None:
            code = child.process.returncode
            _signal_group(child.process.pid, signal.SIGKILL)
            child.process = None
            child.failures += 1
            if child.failures > RESTARTS:
                raise Problem(f"The {child.name} stopped {child.failures} times; the reason is in {shown(child.log)}.")
            wait = self.backoff * 2 ** (child.failures - 1)
            child.due = time.monotonic() + wait
            why = f"exit code {code}; see {shown(child.log)}"
            complain(f"run: the {child.name} stopped ({why}); starting it again in {wait:.0f} s.")
        elif time.monotonic() >= child.due:
            child.start()
            self._write_record()

    def stop(self) -> None:
        """Stop them in order; a second signal while waiting makes it quick."""
        already = len(self._told)
        for child in self.children:
            if child.process is not None:
                patience = 0.5 if len(self._told) > max(already, 1) else self.patience
                say(f"  Stopping the {child.name} …")
                child.stop(patience)
        self.record.unlink(missing_ok=True)

    def _write_record(self) -> None:
        rows = [[c.name, c.process.pid, birth(c.process.pid)] for c in self.children if c.process is not None]
        self.record.parent.mkdir(parents=True, exist_ok=True)
        making = self.record.with_suffix(".making")
        making.write_text(json.dumps(rows), encoding="utf-8")
        making.replace(self.record)


def clear_leftovers(record: Path) -> int:
    """End what a launcher that was killed outright left running; gives back how many there were.

    A process is only ended if it is the very one that was recorded: number and birth must both agree.
    """
    try:
        rows = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        record.unlink(missing_ok=True)
        return 0
    ours = [int(pid) for _, pid, born in rows if born and birth(int(pid)) == born]
    for pid in ours:
        _signal_group(pid, signal.SIGTERM)
    deadline = time.monotonic() + POLITE_SECONDS
    while any(birth(pid) for pid in ours) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in ours:
        _signal_group(pid, signal.SIGKILL)
    record.unlink(missing_ok=True)
    return len(ours)


def birth(pid: int) -> str:
    """When a living process began, as the system words it; empty when there is none (a zombie counts as none)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return "" if fields[0] in "ZX" else f"{boot} {fields[19]}"
    except (OSError, IndexError):
        if Path("/proc/self/stat").exists():
            return ""
    answer = subprocess.run(["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    state, _, began = answer.stdout.strip().partition(" ")
    return "" if state.startswith("Z") else began.strip()


def _signal_group(leader: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)
