"""The rule by which the engine may link new rows, as the partnership agreed to it: dated, with who and why."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("involvement", "0003_workbooks")]

    operations = [
        migrations.CreateModel(
            name="LinkRule",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("on_at", models.DateTimeField()),
                ("on_by", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=500)),
                ("off_at", models.DateTimeField(blank=True, null=True)),
                ("off_by", models.CharField(blank=True, max_length=200)),
                ("off_reason", models.CharField(blank=True, max_length=500)),
                (
                    "source",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rules",
                        to="involvement.listsource",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("off_at__isnull", True)),
                        fields=("source",),
                        name="involvement_rule_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("off_at__isnull", True), models.Q(("off_reason", ""), _negated=True), _connector="XOR"
                        ),
                        name="involvement_rule_off_says_why",
                    ),
                ],
            },
        ),
    ]
