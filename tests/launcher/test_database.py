"""The embedded PostgreSQL: shared, stopped by the last, healed after a crash; and roles that cannot do harm."""

import os
import signal
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import errors

from lifecourse.config.launcher import database, postgres
from lifecourse.config.launcher.postgres import SUPERUSER, Server
from lifecourse.config.launcher.problem import Problem


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose folder has a space in its name and is too long for a socket, running and prepared."""
    server = Server(tmp_path_factory.mktemp("a folder with spaces") / ("long-" * 25) / "postgres", durable=False)
    server.use(database.prepare)
    yield server
    server.release()
    assert server.pid() is None


def _connect(server: Server, role: str, name: str = database.DATABASE) -> "psycopg.Connection[Any]":
    return psycopg.connect(database.address(server, role, name), autocommit=True)


def test_the_socket_lies_where_only_its_owner_can_reach_it(server: Server) -> None:
    assert server.socket_dir != server.data
    assert len(str(server.socket_dir)) < postgres.SOCKET_LIMIT
    assert stat.S_IMODE(server.socket_dir.stat().st_mode) == 0o700
    with _connect(server, SUPERUSER) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_preparing_twice_is_the_same_as_once(server: Server) -> None:
    def facts() -> Any:
        with _connect(server, SUPERUSER) as connection:
            return connection.execute(
                "SELECT (SELECT array_agg(r::text ORDER BY rolname) FROM pg_roles r),"
                " (SELECT array_agg(m::text ORDER BY m::text) FROM pg_auth_members m),"
                " (SELECT array_agg(d::text ORDER BY d::text) FROM pg_default_acl d),"
                " (SELECT nspacl::text FROM pg_namespace WHERE nspname = 'public'),"
                " (SELECT datacl::text FROM pg_database WHERE datname = current_database())"
            ).fetchone()

    before = facts()
    database.prepare(server)
    assert facts() == before


def test_no_role_has_a_power_that_goes_round_the_walls(server: Server) -> None:
    with _connect(server, SUPERUSER) as connection:
        # As if somebody had been generous: preparing again takes it back.
        connection.execute("ALTER ROLE lifecourse_app SUPERUSER BYPASSRLS CREATEDB CREATEROLE")
        database.prepare(server)
        rows = connection.execute(
            "SELECT rolname, rolcanlogin, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication "
            "FROM pg_roles WHERE rolname LIKE 'lifecourse%' ORDER BY rolname"
        ).fetchall()
    assert rows == [
        ("lifecourse_app", True, False),
        ("lifecourse_index", False, False),
        ("lifecourse_owner", True, False),
    ]


@pytest.fixture(scope="module")
def table(server: Server) -> Server:
    with _connect(server, "lifecourse_owner") as connection:
        connection.execute("CREATE TABLE story (id bigserial PRIMARY KEY, circle_id bigint)")
        connection.execute("ALTER TABLE story ENABLE ROW LEVEL SECURITY")
        connection.execute("ALTER TABLE story FORCE ROW LEVEL SECURITY")
        connection.execute("CREATE POLICY own ON story USING (circle_id = 1)")
    return server


def test_the_application_may_read_and_write_rows(table: Server) -> None:
    with _connect(table, "lifecourse_app") as connection:
        connection.execute("INSERT INTO story (circle_id) VALUES (1)")
        connection.execute("UPDATE story SET circle_id = 1")
        assert connection.execute("SELECT count(*) FROM story").fetchone() == (1,)
        connection.execute("DELETE FROM story")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "TRUNCATE story",
        "CREATE TRIGGER t BEFORE INSERT ON story FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "ALTER TABLE story DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE story NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY own ON story",
        "DROP TABLE story",
        "SET ROLE lifecourse_owner",
        "SET ROLE lifecourse_index",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "SELECT setval('story_id_seq', 9)",
        "SELECT pg_read_file('postgresql.conf')",
        "COPY story TO PROGRAM 'cat'",
    ],
)
def test_the_application_may_not(table: Server, statement: str) -> None:
    with _connect(table, "lifecourse_app") as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(statement)


def test_neither_row_security_nor_the_policy_can_be_turned_off(table: Server) -> None:
    with _connect(table, "lifecourse_app") as connection:
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("INSERT INTO story (circle_id) VALUES (2)")
        connection.execute("SET row_security = off")
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM story")


def test_the_owner_can_hand_a_function_to_the_index_role_but_has_not_its_sight(table: Server) -> None:
    with _connect(table, "lifecourse_owner") as connection:
        connection.execute("CREATE FUNCTION look() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'")
        with connection.transaction():
            connection.execute("GRANT CREATE ON SCHEMA public TO lifecourse_index")
            connection.execute("ALTER FUNCTION look() OWNER TO lifecourse_index")
            connection.execute("REVOKE CREATE ON SCHEMA public FROM lifecourse_index")
        owner = connection.execute("SELECT proowner::regrole::text FROM pg_proc WHERE proname = 'look'").fetchone()
        assert owner == ("lifecourse_index",)
        inherits = connection.execute("SELECT pg_has_role('lifecourse_owner', 'lifecourse_index', 'USAGE')").fetchone()
        assert inherits == (False,)


def test_strangers_may_not_enter_the_database(server: Server) -> None:
    with _connect(server, SUPERUSER, "postgres") as connection:
        connection.execute("DROP ROLE IF EXISTS stranger")
        connection.execute("CREATE ROLE stranger LOGIN")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        _connect(server, "stranger")


def test_it_is_shared_and_the_last_one_stops_it(tmp_path: Path) -> None:
    one, two = (Server(tmp_path / "postgres", durable=False) for _ in range(2))
    one.use()
    pid = one.pid()
    two.use()
    assert two.pid() == pid
    one.release()
    assert two.is_running() and two.pid() == pid
    assert not Server(tmp_path / "postgres", durable=False).stop_if_unused()
    two.release()
    assert two.pid() is None and one.pid() is None


def test_a_crash_and_a_strangers_number_in_its_pid_file_both_heal(tmp_path: Path) -> None:
    server = Server(tmp_path / "postgres", durable=False)
    server.use()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        pid = server.pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        note = tmp_path / "postgres" / "postmaster.pid"
        lines = note.read_text().splitlines()
        note.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        assert not server.is_running()
        server.keep_running()
        assert server.is_running() and server.pid() != stranger.pid
        assert stranger.poll() is None
    finally:
        server.release()
        stranger.kill()
        stranger.wait()


def test_a_server_that_will_not_start_points_to_its_log(tmp_path: Path) -> None:
    server = Server(tmp_path / "postgres", durable=False)
    server.use()
    server.release()
    (tmp_path / "postgres" / "global" / "pg_control").unlink()
    with pytest.raises(Problem, match=r"^The database in .*postgres will not start; the reason is .*postgres\.log"):
        server.use()


def test_a_nearly_full_disk_is_said_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "LEAST_BYTES", 10**18)
    with pytest.raises(Problem, match=r"has only \d+ MB free; make room and run this again\.$"):
        Server(tmp_path / "postgres", durable=False).use()
    assert not (tmp_path / "postgres").exists()


def test_half_a_data_folder_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres.making").mkdir()
    (tmp_path / "postgres" / "base").touch()
    server = Server(tmp_path / "postgres", durable=False)
    server.use()
    assert server.is_running()
    server.release()


def test_keys_are_made_once_and_readable_by_their_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in database.KEY_NAMES:
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "var" / "keys.env"
    before = os.umask(0)
    try:
        first = database.keys(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert set(first) == set(database.KEY_NAMES) and len(set(first.values())) == 2
    assert all(len(value) >= 50 for value in first.values())
    assert database.keys(path) == first
    monkeypatch.setenv("LIFECOURSE_SECRET_KEY", "mine")
    assert database.keys(path)["LIFECOURSE_SECRET_KEY"] == "mine"
    path.write_text(path.read_text().splitlines()[0])
    with pytest.raises(Problem, match="LIFECOURSE_HASH_KEY"):
        database.keys(path)


def test_an_own_database_needs_both_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://lifecourse_app@db.invalid/lifecourse")
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    monkeypatch.setattr(Server, "use", lambda *_: pytest.fail("it started the embedded server"))
    server = Server(tmp_path / "postgres", durable=False)
    with pytest.raises(Problem, match="DATABASE_OWNER_URL is not"), database.database(server, title="never"):
        pytest.fail("it went on")
