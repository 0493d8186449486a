"""The test database: made by the owner, used by the application's role, so both walls stand in every test."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client, TransactionTestCase

ROOT = Path(__file__).parent
(ROOT / "var" / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns without it
# Loaded once a run and never changed by a test, so they stay when a test's rows are cleared away.
KEPT = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "access_role",
    "codelists_codelist",
    "codelists_entry",
    "clocks_clockrule",
    "clocks_ruleversion",
    "clocks_calendar",
    "clocks_holiday",
    "agencies_emaildomain",
    "scorecard_indicator",
    "scorecard_area",
    "scorecard_comparatorset",
}


def _owner(database: str, *, autocommit: bool = True) -> "psycopg.Connection[Any]":
    owner = settings.OWNER_DATABASE
    return psycopg.connect(
        dbname=database,
        user=owner["USER"],
        password=owner["PASSWORD"] or None,
        host=owner["HOST"] or None,
        port=owner["PORT"] or None,
        autocommit=autocommit,
    )


def _use(role: dict[str, Any], database: str) -> None:
    connection.close()
    connection.settings_dict.update({"USER": role["USER"], "PASSWORD": role["PASSWORD"], "NAME": database})


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any, worker_id: str) -> Iterator[None]:
    """Create and migrate as the owner, then go on as the application's role, which owns nothing."""
    name = settings.DATABASES["default"]["TEST"]["NAME"] + ("" if worker_id == "master" else f"_{worker_id}")
    with _owner("postgres") as server:
        _drop(server, name)
        server.execute(f'CREATE DATABASE "{name}"')
    with _owner(name) as database:
        database.execute((ROOT / "lifecourse/config/privileges.sql").read_text(encoding="utf-8"))
    with django_db_blocker.unblock():
        _use(settings.OWNER_DATABASE, name)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("sync_reference_data", verbosity=0)
        _use(settings.APP_DATABASE, name)
    yield
    connection.close()
    with _owner("postgres") as server:
        _drop(server, name)


def _drop(server: "psycopg.Connection[Any]", name: str) -> None:
    """Drop a database with whoever is in it.

    The owner may not send the server's own autovacuum away, so forcing fails while it works there, which may be for
    minutes; a plain drop asks it to go and waits up to five seconds.
    """
    for _ in range(6):
        with contextlib.suppress(psycopg.errors.InsufficientPrivilege):
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            return
        with contextlib.suppress(psycopg.errors.ObjectInUse):
            server.execute(f'DROP DATABASE IF EXISTS "{name}"')
            return
    rows = server.execute("SELECT usename FROM pg_stat_activity WHERE datname = %s", [name])
    present = [role or "the server itself" for (role,) in rows]
    raise RuntimeError(f"The test database {name} is still in use, by {present}.")


def clear_tables() -> None:
    """Empty every table but reference data, as the owner: the application may not, least of all the trail."""
    with _owner(connection.settings_dict["NAME"], autocommit=False) as database:
        rows = database.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL (%s)", [sorted(KEPT)]
        ).fetchall()
        tables = [name for (name,) in rows]
        # The trail and what was frozen refuse to be emptied: that is what their triggers are for.
        kept_for_good = database.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'append_only%'"
        ).fetchall()
        for (name,) in kept_for_good:
            database.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        database.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        for (name,) in kept_for_good:
            database.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")


@pytest.fixture(autouse=True, scope="session")
def _clear_as_owner() -> None:
    TransactionTestCase._fixture_teardown = lambda self: clear_tables()  # type: ignore[method-assign]


@pytest.fixture(autouse=True, scope="session")
def _force_login_shows_a_second_factor() -> None:
    """`client.force_login` stands for a whole sign-in, second factor included; tests of signing in sign in for real."""
    only_password = Client.force_login

    def force_login(self: Client, user: Any, backend: str | None = None) -> None:
        only_password(self, user, backend)
        session = self.session
        session["lifecourse.second_factor"] = "test"
        session.save()

    Client.force_login = force_login  # type: ignore[method-assign]


@pytest.fixture
def owner_connection(db: None) -> Iterator["psycopg.Connection[Any]"]:
    """The owner's own connection to the test database: for tests that tamper, or look behind the walls."""
    with _owner(connection.settings_dict["NAME"]) as database:
        yield database
