"""The supervisor with real children: it ends them all, in order, the deaf ones too, and starts fallen ones again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lifecourse.config.launcher import supervisor

# Two children, the second deaf to SIGTERM and with a child of its own in its group.
POLITE = """
import pathlib, signal, sys, time
said = pathlib.Path(sys.argv[1], "polite")
signal.signal(signal.SIGTERM, lambda *_: (said.write_text("bye"), sys.exit()))
said.write_text("up")
time.sleep(600)
"""
DEAF = """
import os, pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
inner = os.fork()
if inner:
    pathlib.Path(sys.argv[1], "deaf").write_text(str(inner))
time.sleep(600)
"""
LAUNCHER = f"""
import sys
from pathlib import Path
from lifecourse.config.launcher.supervisor import Child, Supervisor
place = Path(sys.argv[1])
children = [
    Child(name, [sys.executable, "-c", code, str(place)], {{}}, place / (name + ".log"))
    for name, code in (("polite one", {POLITE!r}), ("deaf one", {DEAF!r}))
]
supervised = Supervisor(children, place / "record.json", patience=1.0)
try:
    supervised.start()
    supervised.run()
finally:
    supervised.stop()
print("all stopped")
"""


def _until(true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.02)


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_every_child_in_order(tmp_path: Path, number: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as launcher:
        try:
            _until(lambda: _text(tmp_path / "polite") == "up" and _text(tmp_path / "deaf").isdecimal())
            inner = int(_text(tmp_path / "deaf"))
            assert supervisor.birth(inner)
            assert (tmp_path / "record.json").exists()
            launcher.send_signal(number)
            out, err = launcher.communicate(timeout=20)
        finally:
            launcher.kill()
    assert launcher.returncode == 0
    assert out.index("Stopping the polite one") < out.index("Stopping the deaf one") < out.index("all stopped")
    assert "the deaf one did not stop when asked and is being killed" in err
    assert "polite one did not" not in err
    assert _text(tmp_path / "polite") == "bye"
    _until(lambda: not supervisor.birth(inner))
    assert not (tmp_path / "record.json").exists()


def _child(tmp_path: Path, code: str) -> supervisor.Child:
    return supervisor.Child("worker", [sys.executable, "-c", code], dict(os.environ), tmp_path / "worker.log")


def test_a_fallen_child_is_started_again(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    child = _child(tmp_path, "import time; time.sleep(600)")
    supervised = supervisor.Supervisor([child], tmp_path / "record.json", backoff=0.01)
    child.start()
    assert child.process is not None
    first = child.process.pid
    try:
        os.kill(first, signal.SIGKILL)
        child.process.wait()
        supervised.check()
        _until(lambda: supervised.check() or child.is_running())
        assert child.process is not None and child.process.pid != first
        assert "the worker stopped (exit code -9" in capfd.readouterr().err
    finally:
        supervised.stop()
    assert not child.is_running()


def test_a_child_that_keeps_falling_is_given_up_with_its_name(tmp_path: Path) -> None:
    child = _child(tmp_path, "raise SystemExit(3)")
    supervised = supervisor.Supervisor([child], tmp_path / "record.json", backoff=0.001)
    child.start()
    with pytest.raises(supervisor.Problem, match=r"^The worker stopped 6 times; the reason is in .*worker\.log\.$"):
        _until(lambda: bool(supervised.check()))
    supervised.stop()
