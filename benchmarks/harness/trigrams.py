"""The peer: `pg_trgm` with a tuned GIN index on the full name, in a PostgreSQL that has it.

Takes an address, or starts a private cluster of the distribution's PostgreSQL in a temporary folder, as another user
than root, with the same settings as the house's own server. Where neither is to be had, it says so.
"""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from lifecourse.config.launcher.database import quarter_of_memory

from .crowd import Someone
from .spoiling import Question, plain

MOST = 50
LIKE_ENOUGH = 0.3


@contextmanager
def server(address: str) -> Iterator[tuple[str, str]]:
    """An address of a superuser on a PostgreSQL with `pg_trgm`, and ""; or "" and why there is none."""
    if address:
        yield address, ""
        return
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        yield "", "no address was given (--baseline-url) and no PostgreSQL of the distribution is installed"
        return
    folder, version = found[-1].parent, found[-1].parts[-3]
    if not Path(f"/usr/share/postgresql/{version}/extension/pg_trgm.control").exists():
        yield "", f"PostgreSQL {version} of the distribution is installed without its contrib"
        return
    with tempfile.TemporaryDirectory(prefix="lc-trgm-") as place, _cluster(folder, Path(place)) as socket:
        yield f"postgresql://{_owner()}@/postgres?host={socket}", ""


def _owner() -> str:
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    return "postgres"


@contextmanager
def _cluster(programs: Path, place: Path) -> Iterator[Path]:
    data = place / "data"
    if os.geteuid() == 0:
        place.chmod(0o755)
        shutil.chown(place, _owner(), _owner())

    def run(*command: object) -> None:
        words = [str(word) for word in command]
        if os.geteuid() == 0:
            words = ["setpriv", f"--reuid={_owner()}", f"--regid={_owner()}", "--clear-groups", *words]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd=place)

    run(programs / "initdb", "-D", data, "--auth=trust", "-U", _owner(), "--encoding=UTF8", "--locale=C.UTF-8")
    settings = (
        f"listen_addresses=''\nunix_socket_directories='{place}'\nshared_buffers={quarter_of_memory()}\nfsync=on\n"
        "dynamic_shared_memory_type=mmap\nmax_wal_size=4GB\n"
    )
    with (data / "postgresql.conf").open("a") as file:
        file.write(settings)
    run(programs / "pg_ctl", "-D", data, "-w", "-l", place / "log", "start")
    try:
        yield place
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            run(programs / "pg_ctl", "-D", data, "-w", "-m", "fast", "stop")


def full(given: str, family: str) -> str:
    """What is compared: the whole name in plain small letters."""
    return plain(f"{given} {family}").lower().strip()


def load(address: str, crowd: Iterable[Someone]) -> tuple[float, float]:
    """Fill a table and index it. Gives the seconds of the index and its size in bytes."""
    with psycopg.connect(address, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("DROP TABLE IF EXISTS peer")
        cursor.execute("CREATE TABLE peer (number int, name text, year int)")
        with cursor.copy("COPY peer (number, name, year) FROM STDIN") as lines:
            for one in crowd:
                # Every name a line, as an index of aliases would have it.
                names = [(one.given, one.family), *((g or one.given, f or one.family) for _, g, f in one.aliases)]
                for given, family in names if not one.expected else [one.mother_name]:
                    lines.write_row((one.number, full(given, family), one.born.year if one.born else None))
        cursor.execute("SET maintenance_work_mem = '1GB'")
        began = time.perf_counter()
        cursor.execute("CREATE INDEX peer_name ON peer USING gin (name gin_trgm_ops) WITH (fastupdate = off)")
        took = time.perf_counter() - began
        cursor.execute("VACUUM ANALYZE peer")
        size = cursor.execute("SELECT pg_relation_size('peer_name')").fetchone()
    assert size is not None
    return took, size[0]


class Peer:
    """Asks. `with_year`: people born in another year than asked, by more than one, are left out."""

    def __init__(self, address: str) -> None:
        self.connection = psycopg.connect(address, autocommit=True)
        self.connection.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, false)", [str(LIKE_ENOUGH)])

    def find(self, asked: Question, *, with_year: bool) -> tuple[list[int], float]:
        """Numbers, likeliest first, and the seconds it took."""
        name = full(asked.given, asked.family) or full(asked.mother_given, asked.mother_family)
        year = asked.born.year if asked.born else asked.year
        more = ""
        parameters: list[Any] = [name, name]
        if with_year and year:
            more = "AND (year IS NULL OR year BETWEEN %s AND %s)"
            parameters = [name, name, year - 1, year + 1]
        sql = (
            "SELECT number, similarity(name, %s) AS alike FROM peer WHERE name %% %s "
            f"{more} ORDER BY alike DESC, number LIMIT {MOST}"
        )
        began = time.perf_counter()
        rows = self.connection.execute(sql, parameters).fetchall()
        took = time.perf_counter() - began
        return list(dict.fromkeys(row[0] for row in rows)), took

    def close(self) -> None:
        self.connection.close()
