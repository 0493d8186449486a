"""Reads the command line of ./run and hands over; makes the environment first for whatever needs one."""

import errno
import os
import signal
import sys
from collections.abc import Callable, Sequence
from types import FrameType

from . import environment, paths
from .problem import Problem
from .steps import complain, say

HELP = """\
Lifecourse

  ./run demo             make everything, start it and print the address; Ctrl-C stops it
      --port N           another port than 8000 (or LIFECOURSE_PORT=N)
      --fresh            throw the demo's data away first
  ./run stop             stop a demo started elsewhere
  ./run test [ARGS]      run the tests (ARGS go to pytest)
  ./run check [--fast]   everything a change must pass; --fast leaves the tests out
  ./run fix              put right what a program can: formatting, import order, generated pages
  ./run lock             compile requirements.lock and package-lock.json anew from what asks for them
  ./run manage ARGS      a management command, e.g. ./run manage migrate (LIFECOURSE_AS_OWNER=1 for the owner's role)
  ./run linkage ARGS     who is on several lists, or twice on one (./run linkage --help)
  ./run census ARGS      check a Children in Need return, or work out its indicators (./run census --help)
  ./run bench NAME       a benchmark, e.g. ./run bench submissions
  ./run new-domain NAME  stamp the house plan for a new domain
  ./run screenshots      make the pictures of the README anew

Needs Python 3.11 or later with venv, git, and a network to package registries. DATABASE_URL and DATABASE_OWNER_URL use
your own PostgreSQL (docs/deploy.md). Everything made lies in .boot, .venv, node_modules and var; delete them to start
afresh.
"""


def _demo(arguments: Sequence[str]) -> int:
    from .demo import run_demo

    return run_demo(arguments)


def _stop(arguments: Sequence[str]) -> int:
    from .demo import stop_demo

    _no_arguments("stop", arguments)
    return stop_demo()


def _test(arguments: Sequence[str]) -> int:
    from .testing import run_tests

    return run_tests(arguments)


def _manage(arguments: Sequence[str]) -> int:
    from .manage import run_manage

    return run_manage(arguments)


def _check(arguments: Sequence[str]) -> int:
    from .checks import run_checks

    return run_checks(arguments)


def _fix(arguments: Sequence[str]) -> int:
    from .checks import run_fixes

    _no_arguments("fix", arguments)
    return run_fixes()


def _lock(arguments: Sequence[str]) -> int:
    from .locking import run_lock

    return run_lock(arguments)


def _linkage(arguments: Sequence[str]) -> int:
    from .engine import run_engine

    return run_engine("linkage", arguments)


def _census(arguments: Sequence[str]) -> int:
    from .engine import run_engine

    return run_engine("census", arguments)


def _bench(arguments: Sequence[str]) -> int:
    from .bench import run_bench

    return run_bench(arguments)


def _new_domain(arguments: Sequence[str]) -> int:
    from .new_domain import run_new_domain

    return run_new_domain(arguments)


def _screenshots(arguments: Sequence[str]) -> int:
    from .screenshots import run_screenshots

    return run_screenshots(arguments)


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "demo": _demo,
    "stop": _stop,
    "test": _test,
    "manage": _manage,
    "check": _check,
    "fix": _fix,
    "lock": _lock,
    "linkage": _linkage,
    "census": _census,
    "bench": _bench,
    "new-domain": _new_domain,
    "screenshots": _screenshots,
}


def _no_arguments(name: str, arguments: Sequence[str]) -> None:
    if arguments:
        raise Problem(f"./run {name} takes no arguments; it was given '{arguments[0]}'.")


def main(arguments: Sequence[str]) -> int:
    """Run one command; gives back the exit code."""
    if not arguments or arguments[0] in {"help", "-h", "--help"}:
        say(HELP.rstrip())
        return 0
    name, rest = arguments[0], arguments[1:]
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)  # also where a shell started us in the background and ignores SIGINT for us
    try:
        if name not in COMMANDS:
            raise Problem(f"There is no command '{name}'; ./run help lists them.")
        if name != "stop":
            _enter_environment(arguments)
        return COMMANDS[name](rest)
    except Problem as problem:
        complain(f"run: {problem}")
        return 1
    except OSError as error:
        if error.errno == errno.ENOSPC:
            complain(f"run: {environment.no_space()}")
        elif isinstance(error, PermissionError) and str(error.filename or "").startswith(str(paths.ROOT)):
            complain(f"run: {error.filename} is another user's; make it yours (chown) or delete it.")
        else:
            raise
        return 1
    except KeyboardInterrupt:
        complain("run: stopped; running it again carries on.")
        return 130


def _interrupt(number: int, _: FrameType | None) -> None:
    raise KeyboardInterrupt


def _enter_environment(arguments: Sequence[str]) -> None:
    """Make the environment whole and go on inside it (this process becomes that one)."""
    if paths.inside_environment():
        if not environment.outgrown():
            return
        environment.forget()
        raise Problem("Python was upgraded since the environment was made; run this again to make it anew.")
    environment.ensure()
    os.execv(paths.PYTHON, [str(paths.PYTHON), "-m", "lifecourse.config.launcher", *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
