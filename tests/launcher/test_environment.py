"""The environment: whether it is whole, how half of one heals, and the sentences when it cannot be made."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from lifecourse.config.launcher import assets, browser, environment, locking, paths
from lifecourse.config.launcher.problem import Problem


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository's worth of paths in an empty folder, with lock files."""
    for name, path in {
        "ROOT": tmp_path,
        "VAR": tmp_path / "var",
        "LOGS": tmp_path / "var" / "log",
        "BOOT": tmp_path / ".boot",
        "VENV": tmp_path / ".venv",
        "PYTHON": tmp_path / ".venv" / "bin" / "python",
        "NODE_MODULES": tmp_path / "node_modules",
        "REQUIREMENTS": tmp_path / "requirements.lock",
        "PACKAGE_LOCK": tmp_path / "package-lock.json",
    }.items():
        monkeypatch.setattr(paths, name, path)
    paths.REQUIREMENTS.write_text("django==5.2\n")
    paths.PACKAGE_LOCK.write_text("{}")
    return tmp_path


class Tools:
    """Stands in for venv, pip, uv and npm: makes what they would make, and can be cut short."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.cut_short_at = ""

    def __call__(self, current: object, argv: Sequence[str | Path], *, log: str, **_: Any) -> str:
        self.calls.append(log)
        if log == "venv":
            (paths.VENV / "bin").mkdir(parents=True)
            paths.PYTHON.symlink_to(sys.executable)
        if log == "boot":
            (paths.BOOT / "bin").mkdir(parents=True)
            (paths.BOOT / "bin" / "python").symlink_to(sys.executable)
        if log == "packages":
            (paths.VENV / f"package-{len(self.calls)}").touch()
        if log == "assets":
            paths.NODE_MODULES.mkdir(exist_ok=True)
        if log == self.cut_short_at:
            raise KeyboardInterrupt
        if log == "boot-uv":
            (paths.BOOT / "bin" / "uv").touch()
        return ""


@pytest.fixture
def tools(place: Path, monkeypatch: pytest.MonkeyPatch) -> Tools:
    tools = Tools()
    monkeypatch.setattr(environment, "run_under", tools)
    monkeypatch.setattr(assets, "run_under", tools)
    monkeypatch.setattr(assets, "find_npm", lambda: "npm")
    monkeypatch.setattr(environment, "uv_environment", lambda: {})
    return tools


def test_the_first_start_makes_everything_and_the_second_nothing(tools: Tools) -> None:
    environment.ensure()
    assert tools.calls == ["boot", "boot-uv", "venv", "packages", "assets"]
    assert environment.is_whole() and assets.are_whole()
    tools.calls.clear()
    environment.ensure()
    assert tools.calls == []


@pytest.mark.parametrize("moment", ["boot", "boot-uv", "venv", "packages", "assets"])
def test_cut_short_at_any_moment_the_next_run_heals(tools: Tools, moment: str) -> None:
    tools.cut_short_at = moment
    with pytest.raises(KeyboardInterrupt):
        environment.ensure()
    assert not (environment.is_whole() and assets.are_whole())
    tools.cut_short_at = ""
    environment.ensure()
    assert environment.is_whole() and assets.are_whole()


def test_a_half_made_environment_is_made_again_from_nothing(tools: Tools) -> None:
    tools.cut_short_at = "packages"
    with pytest.raises(KeyboardInterrupt):
        environment.ensure()
    half = next(paths.VENV.glob("package-*"))
    tools.cut_short_at = ""
    environment.ensure()
    assert not half.exists()


def test_a_changed_lock_file_updates_in_place(tools: Tools) -> None:
    environment.ensure()
    tools.calls.clear()
    paths.REQUIREMENTS.write_text("django==5.2.1\n")
    assert not environment.is_whole()
    environment.ensure()
    assert tools.calls == ["packages"]
    assert environment.is_whole()


def test_a_moved_repository_is_not_whole(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    environment.ensure()
    moved = paths.ROOT / "elsewhere"
    shutil.copytree(paths.VENV, moved, symlinks=True)
    monkeypatch.setattr(paths, "VENV", moved)
    monkeypatch.setattr(paths, "PYTHON", moved / "bin" / "python")
    assert paths.PYTHON.exists()
    assert not environment.is_whole()


@pytest.mark.parametrize(("version", "outgrown"), [(sys.version_info[:2], False), ((3, 2), True)])
def test_an_upgraded_python_is_noticed(place: Path, version: tuple[int, int], outgrown: bool) -> None:
    paths.VENV.mkdir()
    (paths.VENV / "pyvenv.cfg").write_text(f"home = /usr/bin\nversion = {version[0]}.{version[1]}.7\n")
    assert environment.outgrown() is outgrown


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_too_little_disk_is_said_before_anything_is_fetched(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Usage(10**10, 9 * 10**9, 10**9))
    with pytest.raises(Problem, match=r"needs about 1\.5 GB and .* has 1\.0 GB free"):
        environment.ensure()
    assert tools.calls == []


def test_a_disk_that_fills_up_is_one_sentence(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(environment, "_make_venv", full)
    with pytest.raises(Problem, match=r"^The disk is full while writing under .*; make room and run this again\.$"):
        environment.ensure()


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (
            "error: Failed to fetch: `https://…`\n  Caused by: dns error: failed to lookup",
            "registry could not be reached",
        ),
        ("npm error code ENOTFOUND", "registry could not be reached"),
        ("error: failed to write: No space left on device (os error 28)", "The disk is full"),
        ("error: Hash mismatch for `django==5.2`", "does not match its hash"),
        ("SyntaxError: something else", ""),
    ],
)
def test_why_a_download_failed(output: str, words: str) -> None:
    sentence = environment.explain_fetch(output)
    assert words in sentence
    assert bool(sentence) is bool(words)


def test_pips_mirrors_are_passed_on_and_the_callers_own_setting_wins(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = "global.index-url='http://mirror.invalid/simple'\n:env:.find-links='/a /b'\nglobal.find-links='/c'\n"
    monkeypatch.setattr(
        environment.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, stdout=listing)
    )
    for name in ("UV_DEFAULT_INDEX", "UV_FIND_LINKS", "UV_INDEX"):
        monkeypatch.delenv(name, raising=False)
    env = environment.uv_environment()
    assert env["UV_DEFAULT_INDEX"] == "http://mirror.invalid/simple"
    assert env["UV_FIND_LINKS"] == "/a,/b"
    assert "UV_INDEX" not in env
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://mine.invalid/simple")
    assert environment.uv_environment()["UV_DEFAULT_INDEX"] == "http://mine.invalid/simple"


LOCK = "django==5.2.1 \\\n    --hash=sha256:00\nrich==15.0 ; python_version < '4' \\\n    --hash=sha256:11\n"


def test_the_lock_check_names_what_differs() -> None:
    locking.check_same_lock(LOCK, LOCK.replace("sha256:00", "sha256:22"))
    with pytest.raises(Problem, match=r"django==5\.2\.[12] differs"):
        locking.check_same_lock(LOCK, LOCK.replace("5.2.1", "5.2.2"))
    with pytest.raises(Problem, match="names a host"):
        locking.check_same_lock(f"--index-url https://mirror.invalid\n{LOCK}", LOCK)


def test_the_repositorys_own_locks_are_read() -> None:
    root = Path(__file__).resolve().parents[2]
    assert len(locking.pins((root / "requirements.lock").read_text())) > 50
    locking.check_npm_lock(root)


def test_an_npm_lock_that_lags_is_named(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"dependencies": {"htmx.org": "2.0.9"}}')
    (tmp_path / "package-lock.json").write_text(
        '{"packages": {"": {"dependencies": {"htmx.org": "2.0.8"}}, "node_modules/htmx.org": {"version": "2.0.8"}}}'
    )
    with pytest.raises(Problem, match=r"has 2\.0\.8 for htmx\.org and package\.json asks for 2\.0\.9"):
        locking.check_npm_lock(tmp_path)


def test_a_browser_is_never_installed_when_that_is_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIFECOURSE_CHROMIUM", raising=False)
    monkeypatch.setattr(browser, "NAMES", ("no-such-browser",))
    monkeypatch.setattr(browser, "PLACES", ())
    monkeypatch.setattr(browser, "run_under", lambda *_, **__: pytest.fail("it tried to install one"))
    monkeypatch.setenv("LIFECOURSE_NO_APT", "1")
    path, reason = browser.find_or_install()
    assert path is None and "LIFECOURSE_NO_APT" in reason
    monkeypatch.setenv("LIFECOURSE_CHROMIUM", sys.executable)
    assert browser.find_or_install() == (sys.executable, "")
