"""A fresh database for one run, copied from the migrated one, and Django set up on it as the application's role."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_SUPERUSER_URL")


def _with_name(address: str, name: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))


def superuser(name: str | None = None, **settings: Any) -> "psycopg.Connection[Any]":
    """The superuser's own connection, committing by itself: for controls and floors, never for the house's work."""
    address = os.environ["DATABASE_SUPERUSER_URL"]
    return psycopg.connect(_with_name(address, name) if name else address, autocommit=True, **settings)


@contextmanager
def fresh_database(purpose: str, *, keep: bool = False, again: bool = False) -> Iterator[str]:
    """Have a database with tables and reference data and nothing else; the environment names it. Gives its name.

    `again`: the one that an earlier run was told to `keep`, with its tables made current; it is kept once more. Leaves
    with one sentence if there is no superuser's address: `./run bench` gives one for the embedded server.
    """
    if missing := [name for name in ADDRESSES if not os.environ.get(name)]:
        sys.exit(f"{missing[0]} is not set: run this as ./run bench NAME.")
    template = urlsplit(os.environ["DATABASE_URL"]).path.lstrip("/")
    name = f"{template}_{purpose}"
    before = {address: os.environ[address] for address in ADDRESSES}
    with superuser("postgres") as server:
        if again and not server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchall():
            sys.exit("There is no database to use again: run this with --keep first.")
        if not again:
            _make(server, name, template)
    for address in ADDRESSES:
        os.environ[address] = _with_name(before[address], name)
    if again:
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, env={**os.environ, "LIFECOURSE_AS_OWNER": "1"}, check=True)
    try:
        yield name
    finally:
        with contextlib.suppress(Exception):
            from django.db import connections

            connections.close_all()
        os.environ.update(before)
        if not keep and not again:
            with superuser("postgres") as server:
                server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _make(server: "psycopg.Connection[Any]", name: str, template: str) -> None:
    server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER lifecourse_owner')
    server.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
    server.execute(f'GRANT CONNECT ON DATABASE "{name}" TO lifecourse_app')


def set_up_django() -> None:
    """Read the settings from the environment as it is now."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lifecourse.config.settings")
    django.setup()


def counting() -> Any:
    """A context manager whose length is the number of queries made in its block, by Django's own connection.

    Django keeps the last 9,000 of them: if its log were full, none would be counted.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    connection.queries_log.clear()
    return CaptureQueriesContext(connection)


@contextmanager
def default_connection_as_superuser() -> Iterator[None]:
    """For the block, Django's own connection belongs to the superuser: for tampering in a transaction of one's own."""
    from django.db import connection

    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update({"USER": urlsplit(os.environ["DATABASE_SUPERUSER_URL"]).username or "postgres"})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(before)
