"""The trail: append-only by grant and by trigger, readable by circle."""

import uuid

from django.db import migrations, models

from lifecourse.kernel.base.walls import CIRCLES

APPEND_ONLY = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only: % on % is refused', TG_OP, TG_TABLE_NAME;
END $$;
"""
TABLES = ("audit_event", "audit_seal", "audit_sealed")


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("event", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("actor_id", models.UUIDField(null=True)),
                ("actor_label", models.CharField(max_length=200)),
                ("subject_type", models.CharField(max_length=100)),
                ("subject_id", models.UUIDField(null=True)),
                ("reference", models.CharField(blank=True, max_length=60)),
                ("circle_id", models.BigIntegerField(null=True)),
                ("data", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject_type", "subject_id", "at"], name="audit_subject"),
                    models.Index(fields=["actor_id", "at"], name="audit_actor"),
                    models.Index(fields=["recorded_at"], name="audit_recorded"),
                ]
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("sealed_at", models.DateTimeField()),
                ("events", models.IntegerField()),
                ("previous_hash", models.BinaryField()),
                ("hash", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Sealed",
            fields=[
                ("event_id", models.UUIDField(primary_key=True, serialize=False)),
                ("seal_number", models.BigIntegerField()),
                ("position", models.IntegerField()),
                ("row_hash", models.BinaryField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["seal_number", "position"], name="audit_sealed_once")]
            },
        ),
        migrations.RunSQL(
            # The database stamps when an event was written, whatever a web server believes the time to be.
            "ALTER TABLE audit_event ALTER COLUMN recorded_at SET DEFAULT clock_timestamp()",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            [
                APPEND_ONLY,
                *(
                    f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                    f"FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
                    for table in TABLES
                ),
                *(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM lifecourse_app" for table in TABLES),
                "ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE audit_event FORCE ROW LEVEL SECURITY",
                "CREATE POLICY written ON audit_event FOR INSERT WITH CHECK (true)",
                f"CREATE POLICY circles ON audit_event FOR SELECT USING (circle_id IS NULL "
                f"OR circle_id = ANY ({CIRCLES}) "
                f"OR (SELECT current_setting('lifecourse.sealing', true)) = 'on')",
            ],
            [
                "DROP POLICY circles ON audit_event",
                "DROP POLICY written ON audit_event",
                *(f"DROP TRIGGER append_only ON {table}" for table in TABLES),
                "DROP FUNCTION audit_refuse",
            ],
        ),
    ]
