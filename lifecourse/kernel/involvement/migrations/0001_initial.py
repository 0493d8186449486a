"""Services, lists and involvements, each sensitive table behind its wall; an involvement moves with its person."""

import uuid

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from lifecourse.kernel.base import walls

CHILDREN = (
    ("involvement_filepiece", "involvement_listload", "load_id"),
    ("involvement_reportline", "involvement_listload", "load_id"),
    ("involvement_involvement", "people_person", "person_id"),
    ("involvement_possibleduplicate", "people_person", "person_id"),
)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0002_emergency"),
        ("agencies", "0001_directory"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ListSource",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("code", models.SlugField(max_length=80, unique=True)),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(choices=[("full", "Full"), ("changes", "Changes")], default="full", max_length=8),
                ),
                ("column_map", models.JSONField(blank=True, default=dict)),
                ("covers", models.CharField(max_length=300)),
                ("covers_from", models.DateField(blank=True, null=True)),
                ("covers_to", models.DateField(blank=True, null=True)),
                ("stale_after_days", models.PositiveSmallIntegerField(default=7)),
                ("taken_on", models.DateField(blank=True, null=True)),
                ("last_loaded_at", models.DateTimeField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="ListLoad",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("checked", "Checked"),
                            ("queued", "Queued"),
                            ("loaded", "Loaded"),
                            ("refused", "Refused"),
                            ("abandoned", "Abandoned"),
                        ],
                        max_length=10,
                    ),
                ),
                ("kind", models.CharField(choices=[("full", "Full"), ("changes", "Changes")], max_length=8)),
                ("taken_on", models.DateField()),
                ("received_at", models.DateTimeField()),
                ("by_name", models.CharField(max_length=200)),
                ("file_name", models.CharField(blank=True, max_length=120)),
                ("file_hash", models.CharField(max_length=64)),
                ("file_size", models.PositiveBigIntegerField()),
                ("column_map", models.JSONField(blank=True, default=dict)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("accepted", models.PositiveIntegerField(default=0)),
                ("rejected", models.PositiveIntegerField(default=0)),
                ("warned", models.PositiveIntegerField(default=0)),
                ("added", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("closed", models.PositiveIntegerField(default=0)),
                ("unchanged", models.PositiveIntegerField(default=0)),
                ("open_before", models.PositiveIntegerField(default=0)),
                ("closing_skipped", models.BooleanField(default=False)),
                ("without_rejected", models.PositiveIntegerField(blank=True, null=True)),
                ("closing_agreed", models.PositiveIntegerField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("problem", models.CharField(blank=True, max_length=400)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="loads", to="involvement.listsource"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PossibleDuplicate",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("reason", models.CharField(max_length=20)),
                ("found_at", models.DateTimeField()),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="involvement.listsource"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReportLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.PositiveIntegerField()),
                ("is_rejected", models.BooleanField()),
                ("reason", models.CharField(max_length=300)),
                ("cells", models.JSONField(default=list)),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "load",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="involvement.listload"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("code", models.SlugField(max_length=60)),
                ("name", models.CharField(max_length=120)),
                ("kind", models.CharField(blank=True, max_length=60)),
                ("shows_from_age", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("shows_to_age", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("reach", models.CharField(blank=True, max_length=300)),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="services", to="agencies.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["organisation__name", "name"],
            },
        ),
        migrations.AddField(
            model_name="listsource",
            name="service",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sources", to="involvement.service"
            ),
        ),
        migrations.CreateModel(
            name="Involvement",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("state", models.CharField(choices=[("open", "Open"), ("closed", "Closed")], max_length=6)),
                ("opened_on", models.DateField(blank=True, null=True)),
                ("closed_on", models.DateField(blank=True, null=True)),
                ("left_list", models.BooleanField(default=False)),
                ("lead_name", models.CharField(blank=True, max_length=120)),
                ("lead_job", models.CharField(blank=True, max_length=120)),
                ("lead_phone", models.CharField(blank=True, max_length=40)),
                ("lead_email", models.CharField(blank=True, max_length=254)),
                ("source_ref", models.CharField(blank=True, max_length=60)),
                ("is_current", models.BooleanField(default=True)),
                ("row_digest", models.CharField(blank=True, max_length=32)),
                ("person_digest", models.CharField(blank=True, max_length=32)),
                ("load_id", models.UUIDField(blank=True, null=True)),
                ("told_by", models.CharField(blank=True, max_length=200)),
                ("told_on", models.DateField(blank=True, null=True)),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="involvements", to="people.person"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="involvements",
                        to="involvement.listsource",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="involvements",
                        to="involvement.service",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FilePiece",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "load",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pieces", to="involvement.listload"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("load", "number"), name="involvement_piece_once")],
            },
        ),
        migrations.AddIndex(
            model_name="listload",
            index=models.Index(fields=["source", "-received_at"], name="involvement_load_source"),
        ),
        migrations.AddConstraint(
            model_name="listload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "rows",
                        django.db.models.expressions.CombinedExpression(
                            models.F("accepted"), "+", models.F("rejected")
                        ),
                    ),
                    ("state", "received"),
                    _connector="OR",
                ),
                name="involvement_load_counts",
            ),
        ),
        migrations.AddConstraint(
            model_name="listload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", False), ("state__in", ["loaded", "refused", "abandoned"])),
                    models.Q(("ended_at__isnull", True), ("state__in", ["received", "checked", "queued"])),
                    _connector="OR",
                ),
                name="involvement_load_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="possibleduplicate",
            constraint=models.UniqueConstraint(fields=("person", "other"), name="involvement_pair_once"),
        ),
        migrations.AddConstraint(
            model_name="possibleduplicate",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", models.F("other")), _negated=True), name="involvement_pair_of_two"
            ),
        ),
        migrations.AddIndex(
            model_name="reportline",
            index=models.Index(fields=["load", "line"], name="involvement_line_load"),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(fields=("organisation", "code"), name="involvement_service_once"),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("shows_from_age__isnull", True),
                    ("shows_to_age__isnull", True),
                    ("shows_to_age__gte", models.F("shows_from_age")),
                    _connector="OR",
                ),
                name="involvement_ages_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="listsource",
            constraint=models.CheckConstraint(
                condition=models.Q(("stale_after_days__gte", 1)), name="involvement_source_renewed"
            ),
        ),
        migrations.AddConstraint(
            model_name="listsource",
            constraint=models.CheckConstraint(
                condition=models.Q(("taken_on__isnull", True), ("last_loaded_at__isnull", False), _connector="XOR"),
                name="involvement_source_taken_with_load",
            ),
        ),
        migrations.AddIndex(
            model_name="involvement",
            index=models.Index(fields=["source", "source_ref"], name="involvement_source_ref"),
        ),
        migrations.AddIndex(
            model_name="involvement",
            index=models.Index(
                condition=models.Q(("is_current", True), ("state", "open")),
                fields=["source"],
                name="involvement_source_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="involvement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True), ("source__isnull", False)),
                fields=("source", "source_ref"),
                name="involvement_current_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="involvement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("source__isnull", False), ("told_by", ""), models.Q(("source_ref", ""), _negated=True)),
                    models.Q(
                        ("source__isnull", True),
                        ("source_ref", ""),
                        ("told_on__isnull", False),
                        models.Q(("told_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="involvement_listed_or_told",
            ),
        ),
        migrations.AddConstraint(
            model_name="involvement",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "closed"), ("closed_on__isnull", True), _connector="OR"),
                name="involvement_open_has_no_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="involvement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opened_on__isnull", True),
                    ("closed_on__isnull", True),
                    ("closed_on__gte", models.F("opened_on")),
                    _connector="OR",
                ),
                name="involvement_closes_after",
            ),
        ),
        walls.wall("involvement_listload"),
        *(
            operation
            for child, parent, key in CHILDREN
            for operation in (walls.wall(child), walls.same_circle(child, parent, key=key))
        ),
    ]
