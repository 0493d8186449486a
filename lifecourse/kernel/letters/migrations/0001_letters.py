"""The table of letters, and its wall."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lifecourse.kernel.base import walls


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_initial"),
        ("agencies", "0001_directory"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("reference", models.CharField(max_length=20, unique=True)),
                ("code", models.CharField(max_length=60)),
                ("wording_version", models.PositiveSmallIntegerField()),
                (
                    "to_kind",
                    models.CharField(
                        choices=[("email", "Email"), ("phone", "Phone"), ("post", "Post"), ("desk", "Desk")],
                        max_length=8,
                    ),
                ),
                ("to_address", models.CharField(blank=True, max_length=300)),
                ("subject_type", models.CharField(blank=True, max_length=100)),
                ("subject_id", models.UUIDField(blank=True, null=True)),
                ("subject_reference", models.CharField(blank=True, max_length=40)),
                ("heading", models.CharField(max_length=120)),
                ("body", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                            ("undeliverable", "Undeliverable"),
                            ("told_by_phone", "Told by phone"),
                        ],
                        default="queued",
                        max_length=14,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("queued_at", models.DateTimeField()),
                ("next_try_at", models.DateTimeField(blank=True, null=True)),
                ("sending_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "sent_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("mail", "By e-mail"),
                            ("demo", "Demo outbox: sent to nobody"),
                            ("desk", "Put on the desk"),
                            ("by_hand", "By hand"),
                        ],
                        max_length=8,
                    ),
                ),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("failure", models.CharField(blank=True, max_length=300)),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="agencies.organisation",
                    ),
                ),
                (
                    "queued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replacement",
                        to="letters.letter",
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["circle", "-queued_at"], name="letters_newest"),
                    models.Index(fields=["subject_type", "subject_id"], name="letters_subject"),
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "sending", "failed"])),
                        fields=["state", "next_try_at"],
                        name="letters_unsent",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True),
                            models.Q(("sent_at__isnull", False), models.Q(("sent_how", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="letters_sent_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "told_by_phone"), _negated=True),
                            ("told_at__isnull", False),
                            _connector="OR",
                        ),
                        name="letters_told_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sending"), _negated=True),
                            ("sending_at__isnull", False),
                            _connector="OR",
                        ),
                        name="letters_sending_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            ("next_try_at__isnull", False),
                            _connector="OR",
                        ),
                        name="letters_failed_has_next",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_kind", "desk"), models.Q(("to_address", ""), _negated=True), _connector="OR"
                        ),
                        name="letters_addressed",
                    ),
                ],
            },
        ),
        walls.wall("letters_letter"),
    ]
