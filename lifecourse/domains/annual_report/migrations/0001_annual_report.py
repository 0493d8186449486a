"""The first tables of annual reports, each behind its wall; what was frozen or published is there for good."""

import uuid

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lifecourse.kernel.base.walls import same_circle, wall

# A frozen row may follow its report into another circle, and that is all that may ever change of it.
APPEND_ONLY = """
CREATE FUNCTION annual_report_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'circle_id' = to_jsonb(NEW) - 'circle_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was frozen is never changed: % on % is refused', TG_OP, TG_TABLE_NAME;
END $$;
"""
FROZEN = ("annual_report_edition", "annual_report_frozenfigure", "annual_report_publication")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0002_emergency"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("reference", models.CharField(max_length=20, unique=True)),
                ("title", models.CharField(max_length=160)),
                ("kind", models.CharField(max_length=30)),
                ("regime", models.CharField(max_length=30)),
                ("period_from", models.DateField()),
                ("period_to", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("drafting", "drafting"), ("final", "final"), ("correcting", "correcting")],
                        default="drafting",
                        max_length=12,
                    ),
                ),
                ("correcting_because", models.CharField(blank=True, max_length=300)),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reason",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("finding", models.CharField(max_length=64)),
                ("about", models.CharField(max_length=1000)),
                ("words", models.CharField(max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reasons", to="annual_report.report"
                    ),
                ),
            ],
            options={
                "ordering": ["report", "at"],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("number", models.PositiveIntegerField()),
                ("as_of", models.DateField()),
                ("frozen_at", models.DateTimeField()),
                ("threshold", models.PositiveSmallIntegerField()),
                ("content", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "frozen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="annual_report.report"
                    ),
                ),
            ],
            options={
                "ordering": ["report", "-number"],
            },
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("code", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=160)),
                ("help", models.CharField(blank=True, max_length=400)),
                ("order", models.PositiveSmallIntegerField()),
                ("required", models.BooleanField(default=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("drafting", "drafting"), ("review", "review"), ("agreed", "agreed")],
                        default="drafting",
                        max_length=10,
                    ),
                ),
                ("words", models.TextField(blank=True)),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sections", to="annual_report.report"
                    ),
                ),
            ],
            options={
                "ordering": ["report", "order"],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("words", models.CharField(max_length=2000)),
                ("at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="annual_report.section"
                    ),
                ),
            ],
            options={
                "ordering": ["section", "at"],
            },
        ),
        migrations.CreateModel(
            name="SectionVersion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("number", models.PositiveIntegerField()),
                ("words", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("by_itself", models.BooleanField(default=False)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="annual_report.section"
                    ),
                ),
            ],
            options={
                "ordering": ["section", "-number"],
            },
        ),
        migrations.CreateModel(
            name="FrozenFigure",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("key", models.CharField(max_length=300)),
                ("title", models.CharField(max_length=300)),
                ("period", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=20)),
                ("number", models.DecimalField(blank=True, decimal_places=6, max_digits=24, null=True)),
                ("decimals", models.PositiveSmallIntegerField(default=0)),
                ("unit", models.CharField(blank=True, max_length=60)),
                ("source", models.CharField(max_length=600)),
                ("definition", models.CharField(max_length=1000)),
                ("figure_as_of", models.DateField(blank=True, null=True)),
                ("provenance", models.JSONField(default=dict)),
                ("hidden", models.BooleanField(default=False)),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="figures", to="annual_report.edition"
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "key"],
                "constraints": [models.UniqueConstraint(fields=("edition", "key"), name="annual_report_figure_once")],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("slug", models.SlugField(max_length=80)),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=160)),
                ("period", models.CharField(max_length=20)),
                ("frozen_at", models.DateTimeField()),
                ("published_at", models.DateTimeField()),
                ("content", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("figures", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publication",
                        to="annual_report.edition",
                    ),
                ),
            ],
            options={
                "ordering": ["slug", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("slug", "number"), name="annual_report_publication_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("period_to__gt", models.F("period_from"))), name="annual_report_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="reason",
            constraint=models.UniqueConstraint(fields=("report", "finding"), name="annual_report_reason_once"),
        ),
        migrations.AddConstraint(
            model_name="reason",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="annual_report_reason_said"
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(fields=("report", "number"), name="annual_report_edition_once"),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.UniqueConstraint(fields=("report", "code"), name="annual_report_section_once"),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", True), ("settled_by__isnull", True)),
                    models.Q(("settled_at__isnull", False), ("settled_by__isnull", False)),
                    _connector="OR",
                ),
                name="annual_report_settled",
            ),
        ),
        migrations.AddConstraint(
            model_name="sectionversion",
            constraint=models.UniqueConstraint(fields=("section", "number"), name="annual_report_version_once"),
        ),
        wall("annual_report_report"),
        wall("annual_report_section"),
        wall("annual_report_sectionversion"),
        wall("annual_report_comment"),
        wall("annual_report_reason"),
        wall("annual_report_edition"),
        wall("annual_report_frozenfigure"),
        same_circle("annual_report_section", "annual_report_report", key="report_id"),
        same_circle("annual_report_sectionversion", "annual_report_section", key="section_id"),
        same_circle("annual_report_comment", "annual_report_section", key="section_id"),
        same_circle("annual_report_reason", "annual_report_report", key="report_id"),
        same_circle("annual_report_edition", "annual_report_report", key="report_id"),
        same_circle("annual_report_frozenfigure", "annual_report_edition", key="edition_id"),
        migrations.RunSQL(
            [
                APPEND_ONLY,
                *(
                    f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
                    f"FOR EACH ROW EXECUTE FUNCTION annual_report_refuse()"
                    for table in FROZEN
                ),
                *(
                    f"CREATE TRIGGER append_only_all BEFORE TRUNCATE ON {table} "
                    f"FOR EACH STATEMENT EXECUTE FUNCTION annual_report_refuse()"
                    for table in FROZEN
                ),
                *(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM lifecourse_app" for table in FROZEN),
            ],
            [
                *(f"DROP TRIGGER append_only ON {table}" for table in FROZEN),
                *(f"DROP TRIGGER append_only_all ON {table}" for table in FROZEN),
                "DROP FUNCTION annual_report_refuse",
            ],
        ),
    ]
