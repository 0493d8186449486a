"""The `run` script: what it says when there is no fit Python, and what the launcher says to nonsense."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _run(*arguments: str, path: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", ROOT / "run", *arguments],
        env={"PATH": path, "HOME": "/nonexistent", **env},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A PATH with the few tools the script itself uses, and no Python."""
    for name in ("dirname", "sh"):
        (tmp_path / name).symlink_to(shutil.which(name) or f"/bin/{name}")
    return tmp_path


def _fake_python(folder: Path, body: str) -> None:
    fake = folder / "python3"
    fake.write_text(f"#!/bin/sh\n{body}\n")
    fake.chmod(0o755)


def test_no_python_is_one_sentence(bare: Path) -> None:
    answer = _run("help", path=str(bare))
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr.startswith("run: Python is missing; install Python 3.11 or later")
    assert answer.stderr.count("\n") == 1


def test_an_old_python_is_named(bare: Path) -> None:
    _fake_python(bare, 'case "$2" in *exit*) exit 1;; *) echo 3.9;; esac')
    answer = _run("help", path=str(bare))
    assert answer.returncode == 1
    assert "Python 3.9 is too old" in answer.stderr
    assert answer.stderr.count("\n") == 1


def test_a_python_without_venv_is_told_what_to_install(bare: Path) -> None:
    _fake_python(bare, 'case "$2" in *ensurepip*) exit 1;; esac')
    answer = _run("help", path=str(bare))
    assert answer.returncode == 1
    assert "has no venv module" in answer.stderr and "python3-venv" in answer.stderr


def test_a_fit_python_gives_help_from_anywhere(bare: Path) -> None:
    (bare / "python3").symlink_to(Path(sys.base_prefix) / "bin" / "python3")
    answer = _run(path=str(bare))
    assert answer.returncode == 0, answer.stderr
    assert "./run demo" in answer.stdout and "./run test" in answer.stdout


def test_nonsense_is_one_sentence(bare: Path) -> None:
    answer = _run("dmeo", path=os.environ["PATH"], LIFECOURSE_PYTHON=sys.executable)
    assert answer.returncode == 1
    assert answer.stderr == "run: There is no command 'dmeo'; ./run help lists them.\n"


def test_manage_without_a_database_points_to_run() -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    answer = subprocess.run([sys.executable, ROOT / "manage.py", "check"], env=env, capture_output=True, text=True)
    assert answer.returncode == 1
    assert answer.stderr.startswith("DATABASE_URL is not set: use ./run manage")
    assert answer.stderr.count("\n") == 1
