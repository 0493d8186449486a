"""A stamped domain passes the house's checks as it stands; and the words of ./run test."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lifecourse.config.launcher.new_domain import stamp
from lifecourse.config.launcher.problem import Problem
from lifecourse.config.launcher.testing import processes

BOTH = ["-n", "2", "--dist", "loadscope", "--no-loadscope-reorder"]
ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
NEEDED = ("concerns", "board", "cohorts", "scorecard", "annual_report")  # the domains that the layers cannot do without


def _tool(folder: Path, *argv: str) -> None:
    answer = subprocess.run([BIN / argv[0], *argv[1:]], cwd=folder, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def _layers(folder: Path) -> str:
    argv = [BIN / "lint-imports", "--no-cache", "--no-logo"]
    return subprocess.run(argv, cwd=folder, capture_output=True, text=True).stdout


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the house below its domains, so that only the stamp is judged."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for room in ("kernel", "engines"):
        shutil.copytree(ROOT / "lifecourse" / room, tmp_path / "lifecourse" / room)
    for name in ("", "config", "demo", "web", "domains"):
        (tmp_path / "lifecourse" / name).mkdir(exist_ok=True)
        (tmp_path / "lifecourse" / name / "__init__.py").touch()
    (tmp_path / "lifecourse" / "__main__.py").touch()
    for name in NEEDED:
        stamp(name, tmp_path)
    return tmp_path


def test_a_stamped_domain_passes_the_checks_as_it_stands(house: Path) -> None:
    made = stamp("missing", house)
    assert house / "docs/domains/missing.md" in made
    _tool(house, "ruff", "check", "--no-cache", "lifecourse/domains")
    _tool(house, "ruff", "format", "--no-cache", "--check", "lifecourse/domains")
    layers = _layers(house)
    for contract in ("Domains: ", "Every domain follows the house plan", "Views ask queries", "Rules and engines"):
        assert any(line.startswith(contract) and line.endswith("KEPT") for line in layers.splitlines()), layers
    _tool(house, "python", "-m", "pytest", "-p", "no:django", "-c", "/dev/null", "-q", "lifecourse/domains/missing")
    plan = {"rules", "models", "policy", "queries", "services", "forms", "manifest", "views", "urls", "apps"}
    assert plan <= {path.stem for path in made}
    assert all("${" not in path.read_text() for path in made)


def test_a_domain_that_imports_up_fails_the_same_checks(house: Path) -> None:
    rules = house / "lifecourse/domains/concerns/rules.py"
    rules.write_text(rules.read_text() + "\nfrom . import policy as policy\n")
    assert "Every domain follows the house plan BROKEN" in _layers(house)


@pytest.mark.parametrize("name", ["Missing", "missing-children", "1st", "class", "", "../out"])
def test_a_bad_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Problem, match="is no name for a domain"):
        stamp(name, tmp_path)


def test_a_taken_name_is_refused(house: Path) -> None:
    stamp("missing", house)
    with pytest.raises(Problem, match="already"):
        stamp("missing", house)
    with pytest.raises(Problem, match="already"):
        stamp("people", house)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], BOTH),
        (["tests/access", "-q"], BOTH),
        (["-n0"], []),
        (["-n", "4"], []),
        (["--pdb"], []),
        (["tests/test_a.py::test_b"], []),
    ],
)
def test_both_cores_unless_told_otherwise(
    arguments: list[str], expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert processes(arguments) == expected
