"""The tables of actions, and their walls."""

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
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Action",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("reference", models.CharField(max_length=20, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("safe_and_well_visit", "Safe and well visit"),
                            ("early_help", "Early help"),
                            ("child_and_family_assessment", "Child and family assessment"),
                            ("strategy_discussion", "Strategy discussion"),
                            ("adult_care_assessment", "Adult care assessment"),
                            ("section_42_enquiry", "Section 42 enquiry"),
                            ("inform_lead_professional", "Inform lead professional"),
                            ("task", "Task"),
                        ],
                        max_length=40,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("request", models.TextField(blank=True)),
                ("subject_type", models.CharField(blank=True, max_length=100)),
                ("subject_id", models.UUIDField(blank=True, null=True)),
                ("subject_reference", models.CharField(blank=True, max_length=40)),
                ("clock", models.CharField(blank=True, max_length=60)),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("done", "Done"),
                            ("not_done", "Not done"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("seen", "Seen"),
                            ("no_reply", "No reply"),
                            ("refused", "Refused"),
                            ("moved", "Moved"),
                            ("not_made", "Not made"),
                            ("help_started", "Help started"),
                            ("assessment_started", "Assessment started"),
                            ("held", "Held"),
                            ("already_helped", "Already helped"),
                            ("advice_given", "Advice given"),
                            ("help_refused", "Help refused"),
                            ("not_reached", "Not reached"),
                            ("not_needed", "Not needed"),
                            ("told_new", "Told new"),
                            ("told_known", "Told known"),
                            ("completed", "Completed"),
                            ("not_completed", "Not completed"),
                        ],
                        max_length=24,
                    ),
                ),
                ("result_words", models.TextField(blank=True)),
                ("result_at", models.DateTimeField(blank=True, null=True)),
                ("evidence", models.TextField(blank=True)),
                ("evidenced_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
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
                    "evidenced_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner_organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="actions", to="agencies.organisation"
                    ),
                ),
                (
                    "owner_user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "result_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("made_at", models.DateTimeField()),
                ("made_by_name", models.CharField(max_length=120)),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("seen", "Seen"),
                            ("no_reply", "No reply"),
                            ("refused", "Refused"),
                            ("moved", "Moved"),
                            ("not_made", "Not made"),
                            ("help_started", "Help started"),
                            ("assessment_started", "Assessment started"),
                            ("held", "Held"),
                            ("already_helped", "Already helped"),
                            ("advice_given", "Advice given"),
                            ("help_refused", "Help refused"),
                            ("not_reached", "Not reached"),
                            ("not_needed", "Not needed"),
                            ("told_new", "Told new"),
                            ("told_known", "Told known"),
                            ("completed", "Completed"),
                            ("not_completed", "Not completed"),
                        ],
                        max_length=24,
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attempts", to="actions.action"
                    ),
                ),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(fields=["subject_type", "subject_id"], name="actions_subject"),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(fields=["person"], name="actions_person"),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(fields=["circle", "state", "due_at"], name="actions_circle_due"),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(
                condition=models.Q(("state__in", ["accepted", "open"])), fields=["due_at"], name="actions_to_do"
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["done", "not_done"]), _negated=True),
                    models.Q(models.Q(("result", ""), _negated=True), ("result_at__isnull", False)),
                    _connector="OR",
                ),
                name="actions_finished_has_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["declined", "withdrawn"]), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="actions_why_given_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("evidenced_at__isnull", True),
                    models.Q(("state", "done"), models.Q(("evidence", ""), _negated=True)),
                    _connector="OR",
                ),
                name="actions_evidenced_when_done",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("evidenced_by__isnull", True),
                    ("result_by__isnull", True),
                    models.Q(("evidenced_by", models.F("result_by")), _negated=True),
                    _connector="OR",
                ),
                name="actions_evidenced_by_another",
            ),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(fields=["action", "made_at"], name="actions_attempts"),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(("made_at__lte", models.F("recorded_at"))), name="actions_attempt_past"
            ),
        ),
        walls.wall("actions_action"),
        walls.wall("actions_attempt"),
        walls.same_circle("actions_attempt", "actions_action", key="action_id"),
    ]
