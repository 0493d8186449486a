"""./run bench NAME: one script of benchmarks/, on a durable database of its own."""

from collections.abc import Sequence

from . import paths
from .children import manage, python_environment, run_child
from .database import address, bench_server, database
from .demo import Note, collect_static, fingerprint
from .postgres import SUPERUSER
from .problem import Problem
from .steps import run_quietly

NAME = "lifecourse_bench"


def run_bench(arguments: Sequence[str]) -> int:
    """Run benchmarks/NAME.py; it is told its database and, so that it can be unkind to it, a superuser's address."""
    known = sorted(path.stem for path in (paths.ROOT / "benchmarks").glob("[a-z]*.py"))
    if not arguments or arguments[0] not in known:
        asked = f"There is no benchmark '{arguments[0]}'" if arguments else "./run bench takes a name"
        raise Problem(f"{asked}; there are: {', '.join(known) or 'none yet'}.")
    with database(bench_server(), title="Starting the benchmark database", name=NAME) as db:
        env = python_environment({**db.environment, "LIFECOURSE_DEMO": "1"})
        if db.server is not None:
            env["DATABASE_SUPERUSER_URL"] = address(db.server, SUPERUSER, NAME)
        note = Note(db.server)
        if note.facts.get("ready") != (now := fingerprint()):
            owner = {**env, "LIFECOURSE_AS_OWNER": "1"}
            run_quietly(manage("migrate", "--no-input"), title="Making the tables", log="migrate", env=owner)
            run_quietly(manage("sync_reference_data"), title="Loading reference data", log="reference-data", env=owner)
            note.write({"ready": now})
        collect_static(env)
        script = paths.ROOT / "benchmarks" / f"{arguments[0]}.py"
        return run_child([paths.PYTHON, script, *arguments[1:]], {**env, "PYTHONPATH": str(paths.ROOT)})
