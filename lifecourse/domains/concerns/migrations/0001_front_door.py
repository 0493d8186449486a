"""The front door's tables, each behind its wall, each child in its parent's circle."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lifecourse.domains.concerns.rules
from lifecourse.kernel.base.walls import same_circle, wall


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
            name="Check",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("purpose", models.CharField(max_length=300)),
                ("lawful_basis", models.CharField(help_text="code list lawful_basis_art6", max_length=40)),
                ("lawful_condition", models.CharField(help_text="code list lawful_condition_art9", max_length=40)),
                ("asked_at", models.DateTimeField()),
                (
                    "asked_by",
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CheckRequest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("reference", models.CharField(max_length=20, unique=True)),
                ("purpose", models.CharField(max_length=300)),
                ("lawful_basis", models.CharField(max_length=40)),
                ("rating", models.CharField(blank=True, max_length=10)),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("answered", "answered"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="asked",
                        max_length=12,
                    ),
                ),
                ("by_list", models.BooleanField(default=False)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "decline_code",
                    models.CharField(blank=True, help_text="code list check_decline_reason", max_length=40),
                ),
                ("decline_words", models.CharField(blank=True, max_length=500)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "background_check",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="concerns.check"
                    ),
                ),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CheckSubject",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("name_words", models.CharField(max_length=250)),
                ("born_words", models.CharField(blank=True, max_length=60)),
                ("address_words", models.CharField(blank=True, max_length=320)),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="subjects", to="concerns.checkrequest"
                    ),
                ),
            ],
            options={
                "ordering": ["request", "order", "id"],
            },
        ),
        migrations.CreateModel(
            name="CheckAnswer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("known_open", "known_open"),
                            ("known_closed", "known_closed"),
                            ("no_record", "no_record"),
                            ("declined", "declined"),
                        ],
                        max_length=14,
                    ),
                ),
                ("service", models.CharField(max_length=200)),
                ("since", models.DateField(null=True)),
                ("until", models.DateField(null=True)),
                ("lead_name", models.CharField(blank=True, max_length=120)),
                ("lead_reach", models.CharField(blank=True, max_length=200)),
                ("searched", models.CharField(max_length=400)),
                ("fresh_as_of", models.DateField(null=True)),
                ("is_stale", models.BooleanField(default=False)),
                ("by_list", models.BooleanField(default=False)),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "asked",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="concerns.checksubject"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Concern",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("reference", models.CharField(max_length=20, unique=True)),
                ("submission_key", models.UUIDField(null=True, unique=True)),
                ("submission_digest", models.CharField(blank=True, max_length=64)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("public", "public"),
                            ("eyes_and_ears", "eyes_and_ears"),
                            ("professional", "professional"),
                            ("phone", "phone"),
                        ],
                        max_length=20,
                    ),
                ),
                ("source_code", models.CharField(blank=True, help_text="code list referral_source", max_length=20)),
                ("received_at", models.DateTimeField()),
                ("flood_suspected", models.BooleanField(default=False)),
                ("narrative", models.TextField()),
                (
                    "seen",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                (
                    "factors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("child_voice", models.TextField(blank=True)),
                ("when_words", models.CharField(blank=True, max_length=200)),
                ("observed_at", models.DateTimeField(null=True)),
                ("place_words", models.CharField(blank=True, max_length=300)),
                ("postcode", models.CharField(blank=True, max_length=10)),
                ("danger_now", models.BooleanField(default=False)),
                (
                    "asked_domestic_abuse",
                    models.CharField(blank=True, help_text="code list asked_about", max_length=20),
                ),
                ("asked_mental_health", models.CharField(blank=True, max_length=20)),
                ("asked_substance_misuse", models.CharField(blank=True, max_length=20)),
                ("asked_learning_disability", models.CharField(blank=True, max_length=20)),
                ("consent_to_share", models.CharField(blank=True, help_text="code list consent_state", max_length=20)),
                ("consent_not_sought_because", models.CharField(blank=True, max_length=40)),
                ("consent_words", models.CharField(blank=True, max_length=500)),
                ("parent_informed", models.CharField(blank=True, max_length=20)),
                ("lawful_basis", models.CharField(blank=True, help_text="code list lawful_basis_art6", max_length=40)),
                (
                    "lawful_condition",
                    models.CharField(blank=True, help_text="code list lawful_condition_art9", max_length=40),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "received"),
                            ("screening", "screening"),
                            ("checking", "checking"),
                            ("deciding", "deciding"),
                            ("awaiting_signature", "awaiting_signature"),
                            ("following_up", "following_up"),
                            ("closed", "closed"),
                            ("linked", "linked"),
                        ],
                        default="received",
                        max_length=20,
                    ),
                ),
                (
                    "rating",
                    models.CharField(
                        blank=True, choices=[("red", "red"), ("amber", "amber"), ("green", "green")], max_length=10
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("new_fact", models.BooleanField(null=True)),
                ("already_open", models.BooleanField(null=True)),
                ("feedback_wanted", models.BooleanField(default=False)),
                ("feedback_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "area",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.area"
                    ),
                ),
                (
                    "assigned_to",
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
                    "linked_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="linked",
                        to="concerns.concern",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.team"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="check",
            name="concern",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="checks", to="concerns.concern"
            ),
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("level", models.PositiveSmallIntegerField()),
                ("reason", models.TextField()),
                ("why_now", models.CharField(blank=True, max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("standing", "standing"),
                            ("returned", "returned"),
                            ("superseded", "superseded"),
                        ],
                        max_length=12,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("needs_signature", models.BooleanField(default=False)),
                ("signed_at", models.DateTimeField(null=True)),
                ("signature_words", models.CharField(blank=True, max_length=500)),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="concerns.concern"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("submission_key", models.UUIDField(unique=True)),
                ("answers", models.JSONField(default=dict)),
                ("sent_at", models.DateTimeField(null=True)),
                ("reference", models.CharField(blank=True, max_length=20)),
                ("told_at", models.DateTimeField(null=True)),
                ("told_words", models.TextField(blank=True)),
                ("discarded_at", models.DateTimeField(null=True)),
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
            name="Note",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("struck_at", models.DateTimeField(null=True)),
                ("struck_reason", models.CharField(blank=True, max_length=300)),
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
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="concerns.concern"
                    ),
                ),
                (
                    "struck_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RatingChange",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("previous", models.CharField(blank=True, max_length=10)),
                (
                    "rating",
                    models.CharField(choices=[("red", "red"), ("amber", "amber"), ("green", "green")], max_length=10),
                ),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
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
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ratings", to="concerns.concern"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Reporter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("relationship", models.CharField(blank=True, max_length=200)),
                ("job_title", models.CharField(blank=True, max_length=120)),
                ("is_anonymous", models.BooleanField(default=False)),
                ("identity_to_be_kept_from_family", models.BooleanField(default=True)),
                ("safe_contact_words", models.CharField(blank=True, max_length=300)),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "concern",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reporter", to="concerns.concern"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.organisation",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Subject",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("child", "child"),
                            ("unborn", "unborn"),
                            ("adult", "adult"),
                            ("somebody", "somebody"),
                            ("household", "household"),
                            ("place", "place"),
                        ],
                        max_length=12,
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("given_name", models.CharField(blank=True, max_length=120)),
                ("family_name", models.CharField(blank=True, max_length=120)),
                ("born_on", models.DateField(null=True)),
                ("expected_on", models.DateField(null=True)),
                ("age_words", models.CharField(blank=True, max_length=60)),
                ("sex", models.CharField(blank=True, max_length=2)),
                ("address_words", models.CharField(blank=True, max_length=300)),
                ("postcode", models.CharField(blank=True, max_length=10)),
                ("nhs_number", models.CharField(blank=True, max_length=10)),
                ("school_words", models.CharField(blank=True, max_length=200)),
                ("relation_words", models.CharField(blank=True, max_length=200)),
                ("description", models.TextField(blank=True)),
                (
                    "resolution",
                    models.CharField(
                        choices=[
                            ("unresolved", "unresolved"),
                            ("matched", "matched"),
                            ("new_person", "new_person"),
                            ("not_sure", "not_sure"),
                            ("not_identified", "not_identified"),
                        ],
                        default="unresolved",
                        max_length=20,
                    ),
                ),
                ("resolved_at", models.DateTimeField(null=True)),
                ("resolution_reason", models.CharField(blank=True, max_length=300)),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="subjects", to="concerns.concern"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["concern", "order", "id"],
            },
        ),
        migrations.CreateModel(
            name="DecisionOutcome",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("inform_lead_professional", "inform_lead_professional"),
                            ("safe_and_well_visit", "safe_and_well_visit"),
                            ("early_help", "early_help"),
                            ("child_and_family_assessment", "child_and_family_assessment"),
                            ("strategy_discussion", "strategy_discussion"),
                            ("adult_care_assessment", "adult_care_assessment"),
                            ("section_42_enquiry", "section_42_enquiry"),
                            ("advice", "advice"),
                            ("no_further_action", "no_further_action"),
                        ],
                        max_length=40,
                    ),
                ),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="outcomes", to="concerns.decision"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.organisation",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="concerns.subject"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="checksubject",
            name="subject",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="concerns.subject"
            ),
        ),
        migrations.AddIndex(
            model_name="checkrequest",
            index=models.Index(fields=["circle", "state", "due_at"], name="concerns_requests_due"),
        ),
        migrations.AddConstraint(
            model_name="checkrequest",
            constraint=models.UniqueConstraint(fields=("background_check", "organisation"), name="concerns_asked_once"),
        ),
        migrations.AddConstraint(
            model_name="checkrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answered_at__isnull", False),
                        (
                            "state__in",
                            [
                                lifecourse.domains.concerns.rules.RequestState["ANSWERED"],
                                lifecourse.domains.concerns.rules.RequestState["DECLINED"],
                            ],
                        ),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "state__in",
                                [
                                    lifecourse.domains.concerns.rules.RequestState["ANSWERED"],
                                    lifecourse.domains.concerns.rules.RequestState["DECLINED"],
                                ],
                            ),
                            _negated=True,
                        ),
                        ("answered_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="concerns_answered_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", lifecourse.domains.concerns.rules.RequestState["DECLINED"]), _negated=True),
                    models.Q(("decline_code", ""), _negated=True),
                    _connector="OR",
                ),
                name="concerns_declined_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", lifecourse.domains.concerns.rules.Answer["NO_RECORD"]), _negated=True),
                    models.Q(("searched", ""), _negated=True),
                    _connector="OR",
                ),
                name="concerns_no_record_says_searched",
            ),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(fields=["circle", "state", "received_at"], name="concerns_worklist"),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(fields=["received_at"], name="concerns_received"),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(fields=["assigned_to", "state"], name="concerns_assignee"),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("linked_to__isnull", False), ("state", lifecourse.domains.concerns.rules.State["LINKED"])
                    ),
                    models.Q(
                        models.Q(("state", lifecourse.domains.concerns.rules.State["LINKED"]), _negated=True),
                        ("linked_to__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="concerns_linked_iff_link",
            ),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", False), ("state", lifecourse.domains.concerns.rules.State["CLOSED"])
                    ),
                    models.Q(
                        models.Q(("state", lifecourse.domains.concerns.rules.State["CLOSED"]), _negated=True),
                        ("closed_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="concerns_closed_iff_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_at__isnull", True), ("level__in", [1, 2, 3, 4]), _connector="OR"),
                name="concerns_decided_has_level",
            ),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "state__in",
                            [
                                lifecourse.domains.concerns.rules.State["FOLLOWING_UP"],
                                lifecourse.domains.concerns.rules.State["CLOSED"],
                            ],
                        ),
                        _negated=True,
                    ),
                    ("decided_at__isnull", False),
                    _connector="OR",
                ),
                name="concerns_following_up_is_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            lifecourse.domains.concerns.rules.DecisionState["PROPOSED"],
                            lifecourse.domains.concerns.rules.DecisionState["STANDING"],
                        ],
                    )
                ),
                fields=("concern",),
                name="concerns_one_decision_stands",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", [1, 2, 3, 4])), name="concerns_level_1_to_4"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_by__isnull", True),
                    models.Q(("signed_by", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="concerns_two_signatures_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", lifecourse.domains.concerns.rules.DecisionState["STANDING"]), _negated=True),
                    ("needs_signature", False),
                    ("signed_at__isnull", False),
                    _connector="OR",
                ),
                name="concerns_standing_is_signed",
            ),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(fields=["owner", "updated_at"], name="concerns_drafts"),
        ),
        migrations.AddConstraint(
            model_name="subject",
            constraint=models.CheckConstraint(
                condition=models.Q(("born_on__isnull", True), ("expected_on__isnull", True), _connector="OR"),
                name="concerns_born_or_expected",
            ),
        ),
        migrations.AddConstraint(
            model_name="subject",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("person__isnull", False),
                        (
                            "resolution__in",
                            [
                                lifecourse.domains.concerns.rules.Resolution["MATCHED"],
                                lifecourse.domains.concerns.rules.Resolution["NEW_PERSON"],
                            ],
                        ),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "resolution__in",
                                [
                                    lifecourse.domains.concerns.rules.Resolution["MATCHED"],
                                    lifecourse.domains.concerns.rules.Resolution["NEW_PERSON"],
                                ],
                            ),
                            _negated=True,
                        ),
                        ("person__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="concerns_matched_iff_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="decisionoutcome",
            constraint=models.UniqueConstraint(
                fields=("decision", "outcome", "subject", "organisation"),
                name="concerns_outcome_once",
                nulls_distinct=False,
            ),
        ),
        wall("concerns_concern"),
        wall("concerns_reporter"),
        wall("concerns_subject"),
        wall("concerns_draft"),
        wall("concerns_check"),
        wall("concerns_checkrequest"),
        wall("concerns_checksubject"),
        wall("concerns_checkanswer"),
        wall("concerns_ratingchange"),
        wall("concerns_note"),
        wall("concerns_decision"),
        wall("concerns_decisionoutcome"),
        same_circle("concerns_reporter", "concerns_concern", key="concern_id"),
        same_circle("concerns_subject", "concerns_concern", key="concern_id"),
        same_circle("concerns_check", "concerns_concern", key="concern_id"),
        same_circle("concerns_ratingchange", "concerns_concern", key="concern_id"),
        same_circle("concerns_note", "concerns_concern", key="concern_id"),
        same_circle("concerns_decision", "concerns_concern", key="concern_id"),
        same_circle("concerns_decisionoutcome", "concerns_decision", key="decision_id"),
        same_circle("concerns_checksubject", "concerns_checkrequest", key="request_id"),
        same_circle("concerns_checkanswer", "concerns_checksubject", key="asked_id"),
    ]
