"""./run screenshots: a demo on a port of its own, and the script that takes pictures of it."""

import socket
from collections.abc import Sequence

from . import browser, paths
from .children import run_child
from .database import database, demo_server
from .demo import HOST, RECORD, demo_environment, make_ready, the_only_demo, wait_until_ready, web_and_worker
from .problem import Problem
from .steps import step
from .supervisor import Supervisor

SCRIPT = paths.ROOT / "tests" / "journeys" / "screenshots.py"


def run_screenshots(arguments: Sequence[str]) -> int:
    """Run the script against a running demo: it is told LIFECOURSE_BASE_URL and LIFECOURSE_CHROMIUM."""
    if not SCRIPT.exists():
        raise Problem("tests/journeys/screenshots.py is missing, and it is what takes the pictures.")
    chromium, reason = browser.find_or_install()
    if chromium is None:
        raise Problem(f"Pictures need a browser: {reason}.")
    port = free_port()
    with the_only_demo(port), database(demo_server(), title="Starting the database") as db:
        env = demo_environment(db, port)
        make_ready(db, env)
        supervisor = Supervisor(web_and_worker(env, port), RECORD)
        address = f"http://{HOST}:{port}/"
        try:
            with step("Starting the web server and the worker"):
                supervisor.start()
                wait_until_ready(supervisor, address)
            if supervisor.told_to_stop:
                return 130
            told = {**env, "LIFECOURSE_BASE_URL": address, "LIFECOURSE_CHROMIUM": chromium}
            return run_child([paths.PYTHON, SCRIPT, *arguments], told)
        finally:
            supervisor.stop()


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
