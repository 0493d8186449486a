-- Says what the application role may do in one database. Run in that database as lifecourse_owner (or a superuser),
-- after roles.sql and BEFORE the first migration: it speaks of tables yet to be made. Safe to run again.
-- It grants nothing on tables that exist: a migration may have narrowed those (the audit trail is insert-only).

DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO lifecourse_app', current_database());
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM lifecourse_app;
GRANT USAGE ON SCHEMA public TO lifecourse_app, lifecourse_index;

-- Never TRUNCATE, REFERENCES or TRIGGER: each is a way round a policy or a trigger.
ALTER DEFAULT PRIVILEGES FOR ROLE lifecourse_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO lifecourse_app;
ALTER DEFAULT PRIVILEGES FOR ROLE lifecourse_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO lifecourse_app;
-- Functions stay PUBLIC's to execute, as PostgreSQL has it: whoever makes a SECURITY DEFINER function revokes that.
