"""The review queue, behind its wall: a pair moves with its first person, a verdict with its pair."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

from lifecourse.kernel.base import walls


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0002_emergency"),
        ("people", "0003_kinds_from_lists"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Pair",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("origin", models.CharField(max_length=200)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("bits", models.FloatField()),
                (
                    "band",
                    models.CharField(
                        choices=[("strong", "Strong match"), ("possible", "Possible match"), ("weak", "Weak match")],
                        max_length=10,
                    ),
                ),
                ("distance", models.FloatField()),
                ("harm", models.PositiveSmallIntegerField(default=0)),
                (
                    "harms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), blank=True, default=list, size=None
                    ),
                ),
                ("needed", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "To review"),
                            ("second", "Waits for a second reviewer"),
                            ("disputed", "Two reviewers disagree"),
                            ("same", "The same person"),
                            ("different", "Different people"),
                            ("unsure", "Not sure"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("weighed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
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
            ],
        ),
        migrations.CreateModel(
            name="PairVerdict",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("by_name", models.CharField(max_length=200)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("same", "The same person"),
                            ("different", "Different people"),
                            ("unsure", "Not sure"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("given_at", models.DateTimeField()),
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
                    "pair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="verdicts", to="matching.pair"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="pair",
            index=models.Index(
                models.OrderBy(models.F("harm"), descending=True),
                models.F("distance"),
                models.F("id"),
                condition=models.Q(("state__in", ["waiting", "second", "disputed"])),
                name="matching_pair_order",
            ),
        ),
        migrations.AddIndex(
            model_name="pair",
            index=models.Index(fields=["origin"], name="matching_pair_origin"),
        ),
        migrations.AddConstraint(
            model_name="pair",
            constraint=models.UniqueConstraint(
                django.db.models.functions.comparison.Least("person", "other"),
                django.db.models.functions.comparison.Greatest("person", "other"),
                name="matching_pair_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="pair",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", models.F("other")), _negated=True), name="matching_pair_of_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="pair",
            constraint=models.CheckConstraint(condition=models.Q(("needed__in", [1, 2])), name="matching_pair_needs"),
        ),
        migrations.AddConstraint(
            model_name="pair",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["waiting", "second", "disputed"]), ("decided_at__isnull", False), _connector="XOR"
                ),
                name="matching_pair_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="pairverdict",
            constraint=models.UniqueConstraint(fields=("pair", "by"), name="matching_verdict_once"),
        ),
        walls.wall("matching_pair"),
        walls.same_circle("matching_pair", "people_person", key="person_id"),
        walls.wall("matching_pairverdict"),
        walls.same_circle("matching_pairverdict", "matching_pair", key="pair_id"),
    ]
