"""./run manage: one management command against the demo's database, or the caller's own."""

from collections.abc import Sequence

from .children import manage, python_environment, run_child
from .database import database, demo_server


def run_manage(arguments: Sequence[str]) -> int:
    """Run it on the terminal; starts the embedded database if it is down and then stops it after."""
    with database(demo_server(), title="Starting the database") as db:
        env = python_environment({"LIFECOURSE_DEMO": "1", **db.environment} if db.server else db.environment)
        return run_child(manage(*arguments), env)
