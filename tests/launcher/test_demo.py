"""The demo: a port, one at a time, what it skips, and what it throws away."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from lifecourse.config.launcher import database, demo, supervisor
from lifecourse.config.launcher.locks import Hold
from lifecourse.config.launcher.problem import Problem


@pytest.fixture
def taken() -> Any:
    with socket.socket() as listener:
        listener.bind((demo.HOST, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_named_with_a_way_out(taken: int) -> None:
    with pytest.raises(Problem, match=rf"^Port {taken} is taken .*\./run demo --port \d+ \(or LIFECOURSE_PORT\)\.$"):
        demo.check_port(taken)


def test_a_port_just_given_up_is_free(taken: int) -> None:
    with socket.create_connection((demo.HOST, taken)):
        pass
    with socket.socket() as probe:
        probe.bind((demo.HOST, 0))
        free = probe.getsockname()[1]
    demo.check_port(free)


@pytest.mark.parametrize("words", [["--port", "eighty"], ["--port", "0"], ["--port", "70000"], ["--port"], ["--loud"]])
def test_bad_options_are_one_sentence(words: list[str]) -> None:
    with pytest.raises(Problem) as refusal:
        demo._options(words)
    assert "\n" not in str(refusal.value)


def test_the_port_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIFECOURSE_PORT", "8009")
    assert demo._options([]).port == 8009
    assert demo._options(["--port", "8010"]).port == 8010


@pytest.fixture
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(demo, "LOCK", tmp_path / "demo.lock")
    monkeypatch.setattr(demo, "RECORD", tmp_path / "children.json")
    return tmp_path


def test_a_second_demo_is_told_of_the_first(own_place: Path) -> None:
    with (
        demo.the_only_demo(8000),
        pytest.raises(Problem, match=rf"already running \(process {os.getpid()}, http://127\.0\.0\.1:8000/\)"),
        demo.the_only_demo(8001),
    ):
        pytest.fail("two demos at once")


def test_a_lock_left_by_a_dead_demo_does_not_count(own_place: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from lifecourse.config.launcher import locks\n"
        f"hold = locks.Hold(Path({str(demo.LOCK)!r})); assert hold.try_take(); hold.write('{os.getpid()} somewhere')\n"
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script], check=False)
    assert demo.LOCK.read_text() == f"{os.getpid()} somewhere"
    with demo.the_only_demo(8000):
        pass


def _sleeper() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)


def test_what_a_killed_demo_left_is_ended_but_a_stranger_with_its_number_is_not(own_place: Path) -> None:
    left, stranger = _sleeper(), _sleeper()
    try:
        born = supervisor.birth(left.pid)
        assert born
        demo.RECORD.write_text(f'[["web", {left.pid}, "{born}"], ["worker", {stranger.pid}, "{born} earlier"]]')
        assert supervisor.clear_leftovers(demo.RECORD) == 1
        assert left.wait(5) != 0
        assert stranger.poll() is None
        assert not demo.RECORD.exists()
    finally:
        for process in (left, stranger):
            process.kill()
            process.wait()


def test_nonsense_in_the_record_is_nothing_left(own_place: Path) -> None:
    demo.RECORD.write_text('[["web", 12')
    assert supervisor.clear_leftovers(demo.RECORD) == 0


class FakeServer:
    def __init__(self, data: Path) -> None:
        self.data = data


@pytest.fixture
def calls(own_place: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    calls: list[str] = []

    def run_quietly(argv: list[str], *, log: str, **_: Any) -> str:
        if calls and calls[-1] == f"{log}!":
            raise KeyboardInterrupt
        calls.append(log)
        return ""

    monkeypatch.setattr(demo, "run_quietly", run_quietly)
    monkeypatch.setattr(demo, "collect_static", lambda env: None)
    monkeypatch.setattr(demo, "_sign_ins", lambda env: calls.append("sign-ins") or "Sign in as any of these")
    monkeypatch.setattr(demo, "drop", lambda server: calls.append("drop"))
    monkeypatch.setattr(demo, "prepare", lambda server: calls.append("prepare"))
    monkeypatch.setattr(demo, "fingerprint", lambda: "one")
    return calls


ALL = ["migrate", "reference-data", "build-demo", "sign-ins"]


def test_only_what_changed_is_done_again(calls: list[str], own_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db: Any = database.Database(FakeServer(own_place), {})  # type: ignore[arg-type]
    told = demo.make_ready(db, {})
    assert calls == ALL
    assert demo.make_ready(db, {}) == told
    assert calls == ALL
    monkeypatch.setattr(demo, "fingerprint", lambda: "two")
    demo.make_ready(db, {})
    assert calls == ALL * 2
    demo.make_ready(db, {}, fresh=True)
    assert calls == [*ALL, *ALL, "drop", "prepare", *ALL]


def test_a_demo_cut_short_while_building_is_built_anew_but_a_whole_one_is_kept(
    calls: list[str], own_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db: Any = database.Database(FakeServer(own_place), {})  # type: ignore[arg-type]
    build = demo.run_quietly

    def cut_short(argv: list[str], *, log: str, **more: Any) -> str:
        if log == "build-demo":
            raise KeyboardInterrupt
        return build(argv, log=log, **more)

    monkeypatch.setattr(demo, "run_quietly", cut_short)
    with pytest.raises(KeyboardInterrupt):
        demo.make_ready(db, {})
    monkeypatch.setattr(demo, "run_quietly", build)
    calls.clear()
    demo.make_ready(db, {})
    assert calls == ["drop", "prepare", *ALL]

    # Whole once: an update cut short must not cost anybody what they have entered since.
    monkeypatch.setattr(demo, "fingerprint", lambda: "two")
    monkeypatch.setattr(demo, "run_quietly", cut_short)
    with pytest.raises(KeyboardInterrupt):
        demo.make_ready(db, {})
    monkeypatch.setattr(demo, "run_quietly", build)
    calls.clear()
    demo.make_ready(db, {})
    assert calls == ALL


def test_the_callers_own_database_is_never_thrown_away(calls: list[str]) -> None:
    with pytest.raises(Problem, match="--fresh would throw away"):
        demo.make_ready(database.Database(None, {}), {}, fresh=True)
    assert calls == []


def test_the_fingerprint_sees_a_changed_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo.paths, "ROOT", tmp_path)
    file = tmp_path / "one.py"
    file.write_text("a")
    before = demo._hash([file])
    assert demo._hash([file]) == before
    file.write_text("b")
    assert demo._hash([file]) != before


def test_locks_die_with_their_holder(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    script = (
        "import time; from pathlib import Path; from lifecourse.config.launcher import locks\n"
        f"hold = locks.Hold(Path({str(path)!r})); hold.take(); print('held', flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        mine = Hold(path)
        assert not mine.try_take()
        holder.kill()
        holder.wait()
        deadline = time.monotonic() + 5
        while not mine.try_take():
            assert time.monotonic() < deadline
        mine.close()
