"""Gives a command its database: the caller's own by DATABASE_URL, else an embedded one with its roles and keys."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from . import paths
from .postgres import SUPERUSER, Server
from .problem import Problem
from .steps import step

KEYS = paths.VAR / "keys.env"
KEY_NAMES = ("LIFECOURSE_SECRET_KEY", "LIFECOURSE_HASH_KEY")
OWNER, APPLICATION = "lifecourse_owner", "lifecourse_app"
DATABASE = "lifecourse"


@dataclass(frozen=True)
class Database:
    """A database that is up, and what a child process must be told to reach it."""

    server: Server | None  # None: the caller's own
    environment: dict[str, str]


def demo_server() -> Server:
    """Where the demo lives; durable."""
    return Server(paths.VAR / "postgres", durable=True)


def test_server() -> Server:
    """Where tests make their databases; nothing in it is meant to last."""
    return Server(paths.VAR / "test-postgres", durable=False)


def quarter_of_memory() -> str:
    """What a PostgreSQL of its own machine is commonly given as `shared_buffers`."""
    return f"{max(128, os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') // 2**22)}MB"


def bench_server() -> Server:
    """Where benchmarks run; durable, because that is what they measure, and with the memory that a deployment gives."""
    return Server(paths.VAR / "bench-postgres", durable=True, connections=200, buffers=quarter_of_memory())


@contextmanager
def database(server: Server, *, title: str, name: str = DATABASE, makes_databases: bool = False) -> Iterator[Database]:
    """Have a database for the length of the block.

    `makes_databases` lets the owner role create more of them (tests do). Raises Problem when DATABASE_URL is given
    without DATABASE_OWNER_URL, or the embedded server will not start.
    """
    if os.environ.get("DATABASE_URL"):
        if not os.environ.get("DATABASE_OWNER_URL"):
            raise Problem(
                "DATABASE_URL is set but DATABASE_OWNER_URL is not; Lifecourse needs both, one for the application "
                "role and one for the owner role (docs/deploy.md)."
            )
        yield Database(None, {**os.environ, **keys()})
        return
    if server.is_running():
        server.use(lambda up: prepare(up, name, makes_databases=makes_databases))
    else:
        with step(title):
            server.use(lambda up: prepare(up, name, makes_databases=makes_databases))
    try:
        yield Database(server, {**os.environ, **keys(), **addresses(server, name)})
    finally:
        server.release()


def addresses(server: Server, name: str = DATABASE) -> dict[str, str]:
    """DATABASE_URL and DATABASE_OWNER_URL of an embedded server."""
    return {"DATABASE_URL": address(server, APPLICATION, name), "DATABASE_OWNER_URL": address(server, OWNER, name)}


def address(server: Server, role: str, name: str = DATABASE) -> str:
    """One role's URL of one database on an embedded server."""
    return f"postgresql://{role}@/{name}?host={quote(str(server.socket_dir), safe='/')}"


def prepare(server: Server, name: str = DATABASE, *, makes_databases: bool = False) -> None:
    """Roles, database and privileges, as docs/deploy.md tells an operator to make them. Safe to run again."""
    import psycopg

    roles = (paths.CONFIG / "roles.sql").read_text(encoding="utf-8")
    privileges = (paths.CONFIG / "privileges.sql").read_text(encoding="utf-8")
    with psycopg.connect(address(server, SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(roles.encode())
        if makes_databases:
            connection.execute(f"ALTER ROLE {OWNER} CREATEDB".encode())
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if known is None:
            connection.execute(f'CREATE DATABASE "{name}" OWNER {OWNER}'.encode())
    with psycopg.connect(address(server, SUPERUSER, name), autocommit=True) as connection:
        connection.execute(privileges.encode())


def drop(server: Server, name: str = DATABASE) -> None:
    """Throw a database away, whoever is connected to it."""
    import psycopg

    with psycopg.connect(address(server, SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


def keys(path: Path = KEYS) -> dict[str, str]:
    """The demo's secret keys, made once and readable by their owner alone; what the caller has set wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(fd, "w", encoding="utf-8") as file:
            file.write("".join(f"{name}={secrets.token_urlsafe(48)}\n" for name in KEY_NAMES))
    path.chmod(0o600)
    found = dict(line.split("=", 1) for line in path.read_text(encoding="utf-8").splitlines() if "=" in line)
    if missing := [name for name in KEY_NAMES if not found.get(name)]:
        raise Problem(
            f"{path.name} in {path.parent} has no {missing[0]}; it was cut short. Put back a copy, or delete it and "
            "start a new demo with ./run demo --fresh."
        )
    return {name: os.environ.get(name) or found[name] for name in KEY_NAMES}
