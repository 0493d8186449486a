"""Makes .boot (a pinned uv) and .venv (the locked packages), and knows whether they are whole."""

import errno
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from . import paths
from .locks import exclusive
from .problem import Problem
from .steps import run_under, step

FIRST_START_BYTES = 1_500_000_000
UV_PIN = paths.LAUNCHER / "uv.lock.txt"
STAMP = "lifecourse-stamp"
_NO_NETWORK = (
    "failed to connect",
    "could not connect",
    "dns error",
    "name or service not known",
    "temporary failure in name resolution",
    "connection refused",
    "connection error",
    "network is unreachable",
    "newconnectionerror",
    "max retries exceeded",
    "operation timed out",
    "tunnel error",
    "enotfound",
    "etimedout",
    "econnrefused",
    "eai_again",
    "error sending request",
    "could not find a version",
    "failed to fetch",
)


def ensure() -> None:
    """Make the environment whole. Cheap when it is. Raises Problem in one sentence when it cannot be made."""
    from . import assets

    if is_whole() and assets.are_whole():
        return
    paths.VAR.mkdir(exist_ok=True)
    with exclusive(paths.VAR / "set-up.lock", waiting="another ./run is setting up; waiting for it"):
        try:
            if not is_whole():
                _check_disk()
                ensure_installer()
                _make_venv()
            if not assets.are_whole():
                assets.fetch()
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise Problem(no_space()) from error
            raise Problem(f"Set-up failed: {error}; put that right and run this again.") from error


def is_whole() -> bool:
    """Whether .venv was finished from this very lock file, here, and its Python is still there."""
    return paths.PYTHON.exists() and _read(paths.VENV / STAMP) == stamp()


def stamp() -> str:
    """What a whole environment is marked with: its lock file, and its place, which its scripts have in them."""
    return f"{hashlib.sha256(paths.REQUIREMENTS.read_bytes()).hexdigest()} {paths.VENV}"


def outgrown() -> bool:
    """Whether this environment's Python has been replaced by another minor version under its feet.

    Call it on the environment's own Python. Its packages belong to the version that made it.
    """
    made_with = re.search(r"^version\w*\s*=\s*(\d+)\.(\d+)", _read(paths.VENV / "pyvenv.cfg"), re.MULTILINE)
    return made_with is not None and (int(made_with[1]), int(made_with[2])) != sys.version_info[:2]


def forget() -> None:
    """Unmark the environment, so that the next run makes it again from nothing."""
    (paths.VENV / STAMP).unlink(missing_ok=True)


def _check_disk() -> None:
    free = shutil.disk_usage(paths.ROOT).free
    if not (paths.VENV / STAMP).exists() and free < FIRST_START_BYTES:
        raise Problem(
            f"The first start needs about 1.5 GB and {paths.ROOT} has {free / 1e9:.1f} GB free; "
            "make room and run this again."
        )


def no_space() -> str:
    """The sentence for a full disk."""
    return f"The disk is full while writing under {paths.ROOT}; make room and run this again."


def explain_fetch(output: str) -> str:
    """A sentence for the usual reasons a download fails; empty when it is none of them."""
    lowered = output.lower()
    if "no space left on device" in lowered or "enospc" in lowered or "os error 28" in lowered:
        return no_space()
    if any(word in lowered for word in _NO_NETWORK):
        return (
            "A package registry could not be reached; check the network (or the mirror set in pip.conf and .npmrc) "
            "and run this again: what is already fetched is kept. Details: var/log/."
        )
    if "hash" in lowered and "mismatch" in lowered:
        return "A downloaded package does not match its hash in the lock file and was refused. Details: var/log/."
    return ""


def ensure_installer() -> None:
    """A small environment whose only job is to hold the pinned uv."""
    wanted = f"{hashlib.sha256(UV_PIN.read_bytes()).hexdigest()} {paths.BOOT}"
    if (
        (paths.BOOT / "bin" / "uv").exists()
        and _starts(paths.BOOT / "bin" / "python")
        and _read(paths.BOOT / STAMP) == wanted
    ):
        return
    with step("Fetching the installer (uv)") as current:
        shutil.rmtree(paths.BOOT, ignore_errors=True)
        run_under(
            current, [sys.executable, "-m", "venv", paths.BOOT], log="boot", explain=lambda _: _venv_failed(paths.BOOT)
        )
        install = ["-m", "pip", "install", "--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:"]
        run_under(
            current, [paths.BOOT / "bin" / "python", *install, "-r", UV_PIN], log="boot-uv", explain=explain_fetch
        )
        (paths.BOOT / STAMP).write_text(wanted)


def _make_venv() -> None:
    """The locked packages, exactly. A half-made environment has no stamp and is made again from nothing."""
    whole_once = (paths.VENV / STAMP).exists() and paths.PYTHON.exists() and _starts(paths.PYTHON)
    with step("Installing the locked Python packages") as current:
        if whole_once:
            (paths.VENV / STAMP).unlink()
        else:
            shutil.rmtree(paths.VENV, ignore_errors=True)
            run_under(
                current,
                [sys.executable, "-m", "venv", "--without-pip", paths.VENV],
                log="venv",
                explain=lambda _: _venv_failed(paths.VENV),
            )
        run_under(
            current,
            [*uv("pip", "sync"), "--require-hashes", "--python", paths.PYTHON, paths.REQUIREMENTS],
            log="packages",
            env=uv_environment(),
            explain=explain_fetch,
        )
        (paths.VENV / STAMP).write_text(stamp())


def _venv_failed(where: Path) -> str:
    return (
        f"{sys.executable} could not make a virtual environment in {where}; install its venv module "
        "(on Debian or Ubuntu: apt-get install python3-venv), check the disk, and run this again."
    )


def _starts(python: Path) -> bool:
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


def uv(*arguments: str) -> list[str]:
    """A uv command line, from the pinned uv."""
    return [str(paths.BOOT / "bin" / "uv"), *arguments]


def uv_environment() -> dict[str, str]:
    """The caller's environment, with pip's mirrors passed on to uv, which does not read pip.conf by itself.

    Every package is held to the hash in the lock file, so it does not matter which mirror it came from.
    """
    env = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "UV_NO_CONFIG": "1", "UV_NO_PROGRESS": "1"}
    env.pop("VIRTUAL_ENV", None)
    env.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    for option, name, separator in (
        ("index-url", "UV_DEFAULT_INDEX", " "),
        ("extra-index-url", "UV_INDEX", " "),
        ("find-links", "UV_FIND_LINKS", ","),
        ("cert", "SSL_CERT_FILE", ""),
    ):
        if name not in env and (value := _pip_config().get(option)):
            env[name] = separator.join(value.split()) if separator else value
    return env


def _pip_config() -> dict[str, str]:
    """What pip.conf and PIP_* say, as pip itself reads them; the environment wins, as it does for pip."""
    answer = subprocess.run(
        [paths.BOOT / "bin" / "python", "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    found: dict[str, str] = {}
    for line in answer.stdout.splitlines():
        key, _, value = line.partition("=")
        section, _, option = key.strip().rpartition(".")
        if section in {"global", "install", ":env:"} and (section == ":env:" or option not in found):
            found[option] = value.strip().strip("'\"")
    return found


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
