-- Makes the roles Lifecourse needs in a PostgreSQL 15+ server. Run as a superuser, once a server; safe to run again.
--   lifecourse_owner  owns the tables, changes them, loads reference data. Never serves a page.
--   lifecourse_app    serves pages and runs jobs. Owns nothing, changes no table, is held by row-level security.
--   lifecourse_index  cannot sign in. Owns the one search function that may look across circles.
-- None of them is a superuser or may bypass row-level security; running this takes such powers away if somebody gave them.
-- Passwords are the operator's affair: ALTER ROLE … PASSWORD, or certificate or peer authentication in pg_hba.conf.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'lifecourse_owner') THEN
        CREATE ROLE lifecourse_owner;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'lifecourse_app') THEN
        CREATE ROLE lifecourse_app;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'lifecourse_index') THEN
        CREATE ROLE lifecourse_index;
    END IF;
END
$$;

ALTER ROLE lifecourse_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION;
ALTER ROLE lifecourse_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION;
ALTER ROLE lifecourse_index NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION;

-- The owner may hand a function over to lifecourse_index (SET) but does not have its sight by itself (INHERIT FALSE).
-- PostgreSQL 15 cannot say so on the grant; there the owner is told not to inherit anything.
DO $$
BEGIN
    IF current_setting('server_version_num')::int >= 160000 THEN
        EXECUTE 'GRANT lifecourse_index TO lifecourse_owner WITH INHERIT FALSE, SET TRUE';
    ELSE
        EXECUTE 'ALTER ROLE lifecourse_owner NOINHERIT';
        EXECUTE 'GRANT lifecourse_index TO lifecourse_owner';
    END IF;
END
$$;
