"""./run check and ./run fix: everything a change must pass, and what of it a program can put right."""

import re
import secrets
from collections.abc import Callable, Mapping, Sequence

from . import paths
from .children import manage, python_environment, run_child
from .database import database, test_server
from .locking import check_locks
from .problem import Problem
from .steps import Step, complain, run_under, say, step
from .testing import pytest_command, test_environment

Check = tuple[str, Callable[[Step], None]]


def run_checks(arguments: Sequence[str]) -> int:
    """Run every check, also after one has failed; 0 only if all passed."""
    if unknown := [one for one in arguments if one != "--fast"]:
        raise Problem(f"./run check does not know '{unknown[0]}'; it takes --fast, which leaves the tests out.")
    failures: list[str] = []
    with database(test_server(), title="Starting the test database", makes_databases=True) as db:
        env = python_environment({**db.environment, **stand_in_keys()})
        checks = static_checks(env)
        if "--fast" not in arguments:
            checks.append(("Tests, browser journeys, branch coverage", _tests(db.environment)))
        for title, check in checks:
            try:
                with step(title) as current:
                    check(current)
            except Problem as problem:
                failures.append(title)
                complain(f"    {problem}\n")
    say()
    if failures:
        complain(f"{len(failures)} of {len(checks)} checks failed: {'; '.join(failures)}.")
        return 1
    say(f"All {len(checks)} checks passed.")
    return 0


def run_fixes() -> int:
    """Put right what a program can; 0 if nothing is left that ruff can see."""
    with database(test_server(), title="Starting the test database", makes_databases=True) as db:
        env = python_environment({**db.environment, **stand_in_keys()})
        left = run_child([paths.tool("ruff"), "check", "--fix", "."], env)
        run_child([paths.tool("ruff"), "format", "."], env)
        return run_child(manage("build_reference_docs"), env) or left


def static_checks(env: Mapping[str, str]) -> list[Check]:
    """Everything but the tests, by name, in the order in which it is cheapest to hear of."""
    production = {**env, **production_like()}
    return [
        ("Lock files are current", check_locks),
        ("Code: ruff", _runs("ruff", [paths.tool("ruff"), "check", "."], env)),
        ("Format: ruff", _runs("ruff-format", [paths.tool("ruff"), "format", "--check", "."], env)),
        ("Templates: djlint", _runs("djlint", [paths.tool("djlint"), "--lint", "--quiet", "lifecourse"], env)),
        ("The house's layers: import-linter", _runs("imports", [paths.tool("lint-imports"), "--no-logo"], env)),
        ("Types: mypy --strict", _runs("mypy", [paths.tool("mypy"), "lifecourse", "manage.py"], env)),
        ("Migrations are complete", _runs("migrations", manage("makemigrations", "--check", "--dry-run"), env)),
        ("Reference data is valid", _runs("reference-data-check", manage("sync_reference_data", "--check"), env)),
        (
            "Settings are fit for production",
            _runs("deploy", manage("check", "--deploy", "--fail-level", "WARNING"), production),
        ),
        (
            "Generated pages are unchanged",
            _runs("reference-docs-check", manage("build_reference_docs", "--check"), env),
        ),
    ]


def stand_in_keys() -> dict[str, str]:
    """Keys for commands that only look at the code; never the demo's own."""
    return {name: secrets.token_urlsafe(48) for name in ("LIFECOURSE_SECRET_KEY", "LIFECOURSE_HASH_KEY")}


def production_like() -> dict[str, str]:
    """What a real installation would be told, so that `check --deploy` judges that and not the demo."""
    return {
        "LIFECOURSE_DEMO": "0",
        "LIFECOURSE_DEBUG": "0",
        "LIFECOURSE_TESTING": "0",
        "LIFECOURSE_HOSTS": "lifecourse.example.org",
        "LIFECOURSE_ORIGINS": "https://lifecourse.example.org",
        "LIFECOURSE_PUBLIC_ADDRESS": "https://lifecourse.example.org",
        "LIFECOURSE_PROXIES": "1",
        "LIFECOURSE_SMTP_HOST": "mail.example.org",
    }


def _runs(log: str, argv: Sequence[str], env: Mapping[str, str]) -> Callable[[Step], None]:
    def check(current: Step) -> None:
        run_under(current, argv, log=f"check-{log}", env=env, tail=40)

    return check


def _tests(env: Mapping[str, str]) -> Callable[[Step], None]:
    coverage = ["--cov", "--cov-branch", "--cov-report=term", "-q"]

    def check(current: Step) -> None:
        told, reason = test_environment(env)
        if reason:
            complain(f"    browser journeys will be skipped: {reason}.")
        output = run_under(current, pytest_command(coverage), log="check-tests", env=told, tail=60)
        for line in output.splitlines():
            if re.match(r"TOTAL\s|=+ .*\d+ passed|\d+ passed", line):
                complain(f"    {line.strip('= ')}")

    return check
