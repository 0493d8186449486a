"""The two lock files: ./run lock makes them anew, and a check holds them to what asks for them."""

import json
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from . import assets, environment, paths
from .problem import Problem
from .steps import Step, run_quietly, run_under, say, step

_PIN = re.compile(r"^([A-Za-z0-9._-]+==.*?) \\$", re.MULTILINE)


def run_lock(arguments: Sequence[str]) -> int:
    """Compile both locks; what is locked already stays as it is unless `--upgrade` is given."""
    if unknown := [one for one in arguments if one != "--upgrade"]:
        raise Problem(f"./run lock does not know '{unknown[0]}'; it takes --upgrade.")
    before = paths.REQUIREMENTS.read_text(encoding="utf-8")
    with step("Locking the Python packages") as current:
        compile_requirements(current, paths.REQUIREMENTS, upgrade=bool(arguments))
    npm = [assets.find_npm(), "install", "--package-lock-only", "--ignore-scripts"]
    run_quietly(npm, title="Locking the front-end assets", log="lock-npm", explain=environment.explain_fetch)
    changed = sorted(pins(before) ^ pins(paths.REQUIREMENTS.read_text(encoding="utf-8")))
    say("\n".join(f"  {pin}" for pin in changed) or "  No version changed.")
    return 0


def check_locks(current: Step) -> None:
    """Raises Problem unless both locks are what pyproject.toml and package.json ask for, and name no host."""
    check_npm_lock(paths.ROOT)
    with tempfile.TemporaryDirectory() as folder:
        again = Path(folder) / paths.REQUIREMENTS.name
        shutil.copy(paths.REQUIREMENTS, again)  # what is locked is preferred, so only a real need changes it
        compile_requirements(current, again)
        check_same_lock(paths.REQUIREMENTS.read_text(encoding="utf-8"), again.read_text(encoding="utf-8"))


def compile_requirements(current: Step, target: Path, *, upgrade: bool = False) -> None:
    """Resolve pyproject.toml for every platform into `target`, with hashes."""
    environment.ensure_installer()
    what = ["pip", "compile", "pyproject.toml", "--group", "dev", "--universal", "--python-version", "3.11"]
    how = ["--generate-hashes", "--no-header", "--quiet", *(["--upgrade"] if upgrade else [])]
    run_under(
        current,
        [*environment.uv(*what, *how), "-o", target],
        log="lock",
        env=environment.uv_environment(),
        explain=environment.explain_fetch,
    )


def pins(lock: str) -> set[str]:
    """Each `name==version ; marker` of a hashed requirements file."""
    return set(_PIN.findall(lock))


def check_same_lock(now: str, again: str) -> None:
    """Raises Problem, naming the first package that differs, unless both lock the same versions and name no host."""
    if "://" in now:
        raise Problem("requirements.lock names a host; make it again with ./run lock.")
    if differing := sorted(pins(now) ^ pins(again)):
        raise Problem(
            f"requirements.lock is not what pyproject.toml asks for ({differing[0]} differs); make it again with "
            "./run lock."
        )


def check_npm_lock(root: Path) -> None:
    """Raises Problem unless package-lock.json locks exactly what package.json asks for, and names no host."""
    wanted = json.loads((root / "package.json").read_text(encoding="utf-8"))
    text = (root / "package-lock.json").read_text(encoding="utf-8")
    locked = json.loads(text)["packages"]
    if "://" in text:
        raise Problem("package-lock.json names a host; make it again with ./run lock.")
    for kind in ("dependencies", "devDependencies"):
        for name, version in wanted.get(kind, {}).items():
            found = locked.get(f"node_modules/{name}", {}).get("version", "nothing")
            if found != version or locked[""].get(kind, {}).get(name) != version:
                raise Problem(
                    f"package-lock.json has {found} for {name} and package.json asks for {version}; make it again "
                    "with ./run lock."
                )
