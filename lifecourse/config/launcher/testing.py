"""./run test: a test database, a browser if there is one, and pytest."""

import os
import re
from collections.abc import Mapping, Sequence

from . import browser, paths
from .children import python_environment, run_child
from .database import database, test_server
from .steps import complain

_HELP_ONLY = {"-h", "--help", "--version", "--co", "--collect-only", "--fixtures", "--markers"}


def run_tests(arguments: Sequence[str]) -> int:
    """Run pytest on `arguments`; gives back its exit code (5, no tests at all, is a failure like any other)."""
    with database(test_server(), title="Starting the test database", makes_databases=True) as db:
        env, reason = test_environment(db.environment)
        if reason:
            complain(f"run: browser journeys will be skipped: {reason}.")
        return run_child(pytest_command(arguments), env)


def test_environment(base: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """What pytest is told, and why there will be no browser journeys (empty if there will).

    The demo's keys and its freedoms are left out: tests bring their own.
    """
    chromium, reason = browser.find_or_install()
    env = {name: value for name, value in base.items() if name in os.environ or not name.endswith("_KEY")}
    env.pop("LIFECOURSE_DEMO", None)
    env["LIFECOURSE_TESTING"] = "1"
    env.update({"LIFECOURSE_CHROMIUM": chromium} if chromium else {"LIFECOURSE_NO_CHROMIUM": reason})
    return python_environment(env), "" if chromium else reason


def pytest_command(arguments: Sequence[str]) -> list[str]:
    """pytest on both cores, unless the caller has said otherwise."""
    return [str(paths.PYTHON), "-m", "pytest", *processes(arguments), *arguments]


def processes(arguments: Sequence[str]) -> list[str]:
    """Both cores, each test module on one of them, for what a module makes for itself may take minutes.

    Not if the caller has said otherwise, or if it would only cost time or hide the debugger. In the order of the files:
    of the longest the last are the browser's, which are many and fill the gaps.
    """
    said = any(re.match(r"(-n\d*|--numprocesses|--dist|--pdb|-s|--capture=no)(=|$)", one) for one in arguments)
    if said or _HELP_ONLY & set(arguments) or (os.cpu_count() or 1) < 2 or any("::" in one for one in arguments):
        return []
    return ["-n", "2", "--dist", "loadscope", "--no-loadscope-reorder"]
