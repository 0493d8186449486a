"""The second wall, asked of the database itself: every table with a circle is behind it, and none can climb over."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

# Tables with a circle that stand outside the wall, each with its reason. A new one needs a reason here.
OUTSIDE = {
    "agencies_organisation": "the directory of agencies, which is public; its circle is the desk that answers for it",
    "access_membership": "read before any circle is open: it says which circles to open; queries hide sealed ones",
}
# Walled tables whose policy is not the usual one, each with its reason.
OWN_POLICY = {
    "audit_event": "anybody may add; those without a circle (signing in) are shown to readers of an office's trail",
}


def rows(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def tables_with_a_circle() -> set[str]:
    """Every table that has a circle_id, or a foreign key to the circles by any other name."""
    named = rows(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
        "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') "
        "AND a.attname = 'circle_id' AND NOT a.attisdropped"
    )
    pointing = rows(
        "SELECT conrelid::regclass::text FROM pg_constraint "
        "WHERE contype = 'f' AND confrelid = 'access_circle'::regclass AND conrelid <> 'access_circle'::regclass"
    )
    return {name for (name,) in [*named, *pointing]}


def faults() -> list[str]:
    """What is wrong with the wall, one line each."""
    state = {
        name: (enabled, forced)
        for name, enabled, forced in rows(
            "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class WHERE relkind IN ('r', 'p')"
        )
    }
    policies: dict[str, list[tuple[Any, ...]]] = {}
    for table, roles, *policy in rows(
        "SELECT tablename, roles::text[], permissive, cmd, qual, with_check FROM pg_policies"
    ):
        # Nobody can sign in as the index's role; it owns the one search function that looks across circles.
        policies.setdefault(table, []).extend([] if list(roles) == ["lifecourse_index"] else [tuple(policy)])
    found = []
    for table in sorted(tables_with_a_circle() - set(OUTSIDE)):
        enabled, forced = state[table]
        if not enabled:
            found.append(f"{table}: row security is off")
        if not forced:
            found.append(f"{table}: row security does not bind the owner")
        if table not in policies:
            found.append(f"{table}: no policy")
        if table in OWN_POLICY:
            continue
        for _permissive, command, using, check in policies.get(table, []):
            wall = "lifecourse.circles"
            if command != "ALL" or wall not in (using or "") or wall not in (check or ""):
                found.append(f"{table}: a policy that lets more through than the circles: {command} {using} {check}")
            if " OR " in f"{using} {check}".upper():
                found.append(f"{table}: a policy with a way round: {using} {check}")
    return found


@pytest.mark.django_db
def test_every_table_with_a_circle_is_walled() -> None:
    assert faults() == []
    assert {"access_breakglass", "audit_event"} <= tables_with_a_circle(), "the question finds tables at all"


@pytest.mark.django_db
def test_the_exceptions_are_real_and_few() -> None:
    assert set(OUTSIDE) | set(OWN_POLICY) <= tables_with_a_circle(), "an exception for a table that is not there"
    assert len(OUTSIDE) + len(OWN_POLICY) <= 4


@pytest.fixture
def planted(owner_connection) -> Iterator[Any]:
    """As the owner, in a table of its own that goes away again."""
    yield owner_connection
    owner_connection.execute("DROP TABLE IF EXISTS planted_record")


PLANTED = {
    "no row security": ([], "row security is off"),
    "not forced": (
        ["ALTER TABLE planted_record ENABLE ROW LEVEL SECURITY", "{policy}"],
        "does not bind the owner",
    ),
    "no policy": (
        ["ALTER TABLE planted_record ENABLE ROW LEVEL SECURITY", "ALTER TABLE planted_record FORCE ROW LEVEL SECURITY"],
        "no policy",
    ),
    "open to all": (
        [
            "ALTER TABLE planted_record ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE planted_record FORCE ROW LEVEL SECURITY",
            "CREATE POLICY open ON planted_record USING (true)",
        ],
        "lets more through",
    ),
    "a way round": (
        [
            "ALTER TABLE planted_record ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE planted_record FORCE ROW LEVEL SECURITY",
            "CREATE POLICY round ON planted_record USING ({wall} OR circle_id IS NULL) WITH CHECK ({wall})",
        ],
        "a way round",
    ),
    "reads only": (
        [
            "ALTER TABLE planted_record ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE planted_record FORCE ROW LEVEL SECURITY",
            "CREATE POLICY reads ON planted_record FOR SELECT USING ({wall})",
        ],
        "lets more through",
    ),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("column", ["circle_id", "room_id"])
@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_hole_is_found(planted, kind: str, column: str) -> None:
    from lifecourse.kernel.base.walls import CIRCLES

    statements, expected = PLANTED[kind]
    wall = f"{column} = ANY ({CIRCLES})"
    policy = f"CREATE POLICY circles ON planted_record USING ({wall}) WITH CHECK ({wall})"
    planted.execute(f"CREATE TABLE planted_record (id int, {column} bigint REFERENCES access_circle (id))")
    for statement in statements:
        planted.execute(
            statement.replace("{wall}", wall).replace("{policy}", policy).replace("circle_id IS", f"{column} IS")
        )
    assert [fault for fault in faults() if fault.startswith("planted_record") and expected in fault]


@pytest.mark.django_db(transaction=True)
def test_a_wall_as_migrations_make_it_has_no_fault(planted) -> None:
    from lifecourse.kernel.base import walls

    planted.execute("CREATE TABLE planted_record (id int, circle_id bigint REFERENCES access_circle (id))")
    for statement in walls.wall("planted_record").sql:
        planted.execute(statement)
    assert faults() == []


@pytest.mark.django_db
def test_the_application_role_owns_nothing_and_has_no_power_over_the_wall() -> None:
    assert rows("SELECT current_user, session_user") == [("lifecourse_app", "lifecourse_app")]
    powers = "rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication"
    assert rows(f"SELECT {powers} FROM pg_roles WHERE rolname = 'lifecourse_app'") == [(False,) * 5]
    # The owner may make test databases; it may not see through the wall either.
    others = "('lifecourse_owner', 'lifecourse_index')"
    assert rows(f"SELECT rolname FROM pg_roles WHERE rolname IN {others} AND (rolsuper OR rolbypassrls)") == []
    assert rows("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'lifecourse_index'") == [(False,)]
    assert rows("SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = 'lifecourse_app'") == []
    assert rows("SELECT proname FROM pg_proc WHERE pg_get_userbyid(proowner) = 'lifecourse_app'") == []
    assert rows("SELECT nspname FROM pg_namespace WHERE pg_get_userbyid(nspowner) = 'lifecourse_app'") == []
    memberships = rows(
        "SELECT r.rolname FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid "
        "WHERE m.member = 'lifecourse_app'::regrole"
    )
    assert memberships == [], "a role it is in could own something"


@pytest.mark.django_db
def test_the_application_role_may_not_truncate_refer_trigger_or_create() -> None:
    held = rows(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants "
        "WHERE grantee IN ('lifecourse_app', 'PUBLIC') AND table_schema = 'public' "
        "AND privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER')"
    )
    assert held == []
    assert rows("SELECT has_schema_privilege('lifecourse_app', 'public', 'CREATE')") == [(False,)]
    selects = rows("SELECT count(*) FROM information_schema.role_table_grants WHERE grantee = 'lifecourse_app'")
    assert selects[0][0] > 50, "the question finds privileges at all"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE access_breakglass",
        "ALTER TABLE access_breakglass DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE access_breakglass NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY circles ON access_breakglass",
        "CREATE POLICY mine ON access_breakglass USING (true)",
        "SET ROLE lifecourse_owner",
        "SET SESSION AUTHORIZATION lifecourse_owner",
        "ALTER ROLE lifecourse_app BYPASSRLS",
        "CREATE TABLE mine (id int)",
        "SET session_replication_role = replica",
    ],
)
def test_what_would_climb_the_wall_is_refused(statement: str) -> None:
    from django.db import DatabaseError

    with pytest.raises(DatabaseError), transaction.atomic():
        rows(statement)


@pytest.mark.django_db
def test_turning_row_security_off_is_an_error_and_not_a_way_in() -> None:
    from django.db import DatabaseError

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL row_security = off")
        cursor.execute("SELECT * FROM access_breakglass")


@pytest.mark.django_db
def test_views_and_definer_functions_are_known_each_with_its_reason() -> None:
    """A view reads with its owner's eyes, a definer function with its maker's: each is a door, so each is named."""
    views = rows(
        "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace "
        "AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)"
    )
    assert views == []
    definers = {
        name: (owner, open_to_all)
        for name, owner, open_to_all in rows(
            "SELECT p.proname, pg_get_userbyid(p.proowner), has_function_privilege('public', p.oid, 'EXECUTE') "
            "FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef"
        )
    }
    for name, (owner, open_to_all) in definers.items():
        assert owner == "lifecourse_index", f"{name} sees with the eyes of {owner}"
        assert not open_to_all, f"{name} may be called by anybody"
