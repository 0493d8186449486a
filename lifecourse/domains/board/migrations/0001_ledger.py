"""The tables of the board's ledger, each behind its wall; entries are added and never changed."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lifecourse.kernel.base.walls import same_circle, wall


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0002_emergency"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Heading",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("key", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("spending", "spending"),
                            ("contribution", "contribution"),
                            ("training", "training"),
                            ("other_income", "other_income"),
                        ],
                        max_length=14,
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("opened_on", models.DateField()),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
            ],
            options={
                "ordering": ["place"],
            },
        ),
        migrations.CreateModel(
            name="Load",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("digest", models.CharField(max_length=64)),
                ("file_name", models.CharField(max_length=200)),
                ("source", models.CharField(max_length=300)),
                ("added", models.PositiveIntegerField()),
                ("claims", models.PositiveIntegerField()),
                ("by_words", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
            ],
            options={
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="Year",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("first", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(choices=[("open", "open"), ("closed", "closed")], default="open", max_length=6),
                ),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
            ],
            options={
                "ordering": ["-first"],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "fact",
                    models.CharField(
                        choices=[
                            ("spent", "spent"),
                            ("received", "received"),
                            ("pledged", "pledged"),
                            ("invoiced", "invoiced"),
                            ("budgeted", "budgeted"),
                            ("to_reserves", "to_reserves"),
                            ("opening", "opening"),
                        ],
                        max_length=12,
                    ),
                ),
                ("pence", models.BigIntegerField()),
                ("on", models.DateField()),
                ("words", models.CharField(blank=True, max_length=300)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("by_words", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
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
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="board.entry",
                    ),
                ),
                (
                    "heading",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="board.heading",
                    ),
                ),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="board.load",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="board.year"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-created_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "printed",
                    models.CharField(
                        choices=[
                            ("total_expenditure", "total_expenditure"),
                            ("total_income", "total_income"),
                            ("transfer_to_reserves", "transfer_to_reserves"),
                            ("reserves_carried_forward", "reserves_carried_forward"),
                        ],
                        max_length=30,
                    ),
                ),
                ("pence", models.BigIntegerField()),
                ("source", models.CharField(max_length=300)),
                ("by_words", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_because", models.CharField(blank=True, max_length=300)),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="board.load",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="board.year"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="YearMove",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("state", models.CharField(choices=[("open", "open"), ("closed", "closed")], max_length=6)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("by_words", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="board.year"
                    ),
                ),
            ],
            options={
                "ordering": ["-at"],
            },
        ),
        migrations.AddConstraint(
            model_name="heading",
            constraint=models.UniqueConstraint(fields=("circle", "key"), name="board_heading_once"),
        ),
        migrations.AddConstraint(
            model_name="heading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_on__isnull", True), ("closed_on__gte", models.F("opened_on")), _connector="OR"
                ),
                name="board_heading_closes_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="load",
            constraint=models.UniqueConstraint(fields=("circle", "digest"), name="board_load_once"),
        ),
        migrations.AddConstraint(
            model_name="year",
            constraint=models.UniqueConstraint(fields=("circle", "first"), name="board_year_once"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["year", "fact", "heading"], name="board_entry_sum"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("fact__in", ["to_reserves", "opening"]), ("heading__isnull", True)),
                    models.Q(
                        models.Q(("fact__in", ["to_reserves", "opening"]), _negated=True), ("heading__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="board_entry_heading",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)), fields=("year", "printed"), name="board_claim_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_because", "")),
                    models.Q(("withdrawn_at__isnull", False), models.Q(("withdrawn_because", ""), _negated=True)),
                    _connector="OR",
                ),
                name="board_withdrawn_says_why",
            ),
        ),
        *(wall(f"board_{name}") for name in ("year", "yearmove", "heading", "load", "entry", "claim")),
        same_circle("board_yearmove", "board_year", key="year_id"),
        same_circle("board_entry", "board_year", key="year_id"),
        same_circle("board_entry", "board_heading", key="heading_id"),
        same_circle("board_claim", "board_year", key="year_id"),
        # An entry, a file and a move of a year are written once: the application may add them, and never change them.
        *(
            migrations.RunSQL(
                sql=f"REVOKE UPDATE, DELETE ON {table} FROM lifecourse_app",
                reverse_sql=f"GRANT UPDATE, DELETE ON {table} TO lifecourse_app",
            )
            for table in ("board_entry", "board_load", "board_yearmove")
        ),
    ]
