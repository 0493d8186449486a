"""The tables of people, each behind its wall; what is kept about a person moves with the person."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import lifecourse.kernel.people.rules.words
from lifecourse.kernel.base import walls

CHILDREN = (
    ("people_personname", "person_id"),
    ("people_identifier", "person_id"),
    ("people_address", "person_id"),
    ("people_contact", "person_id"),
    ("people_relationship", "person_id"),
    ("people_flag", "person_id"),
    ("people_merge", "loser_id"),
    ("people_comparison", "person_id"),
)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("display_name", models.CharField(max_length=260)),
                (
                    "sex",
                    models.CharField(
                        choices=lifecourse.kernel.people.rules.words.Sex.choices, default="unknown", max_length=10
                    ),
                ),
                (
                    "birth_precision",
                    models.CharField(choices=lifecourse.kernel.people.rules.words.Precision.choices, max_length=10),
                ),
                ("born_on", models.DateField(blank=True, null=True)),
                ("born_earliest", models.DateField(blank=True, null=True)),
                ("born_latest", models.DateField(blank=True, null=True)),
                ("died_on", models.DateField(blank=True, null=True)),
                ("ethnicity", models.CharField(blank=True, max_length=10)),
                ("language", models.CharField(blank=True, max_length=60)),
                ("interpreter_needed", models.BooleanField(default=False)),
                ("source", models.CharField(max_length=200)),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "root",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("merged_at", models.DateTimeField()),
                ("merged_by", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=500)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undone_by", models.CharField(blank=True, max_length=200)),
                ("undo_reason", models.CharField(blank=True, max_length=500)),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "loser",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="merged_into", to="people.person"
                    ),
                ),
                (
                    "survivor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="merged_from", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Identifier",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "end_reason",
                    models.CharField(
                        blank=True, choices=lifecourse.kernel.people.rules.words.EndReason.choices, max_length=10
                    ),
                ),
                ("source", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=lifecourse.kernel.people.rules.words.IdentifierKind.choices, max_length=12
                    ),
                ),
                ("system", models.CharField(blank=True, max_length=60)),
                ("value", models.CharField(max_length=60)),
                (
                    "status",
                    models.CharField(
                        choices=lifecourse.kernel.people.rules.words.IdentifierStatus.choices, max_length=10
                    ),
                ),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="identifiers", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Flag",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "kind",
                    models.CharField(max_length=20),
                ),
                ("text", models.CharField(max_length=500)),
                ("review_on", models.DateField()),
                ("raised_at", models.DateTimeField()),
                ("raised_by", models.CharField(max_length=200)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.CharField(blank=True, max_length=200)),
                ("end_note", models.CharField(blank=True, max_length=500)),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="flags", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "end_reason",
                    models.CharField(
                        blank=True, choices=lifecourse.kernel.people.rules.words.EndReason.choices, max_length=10
                    ),
                ),
                ("source", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(choices=lifecourse.kernel.people.rules.words.ContactKind.choices, max_length=8),
                ),
                ("value", models.CharField(max_length=200)),
                (
                    "is_safe",
                    models.CharField(
                        choices=lifecourse.kernel.people.rules.words.Answer.choices, default="unknown", max_length=8
                    ),
                ),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contacts", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Comparison",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "verdict",
                    models.CharField(choices=lifecourse.kernel.people.rules.words.Verdict.choices, max_length=10),
                ),
                ("reason", models.CharField(max_length=500)),
                ("decided_at", models.DateTimeField()),
                ("decided_by", models.CharField(max_length=200)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_by", models.CharField(blank=True, max_length=200)),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="compared_with", to="people.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="compared", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "end_reason",
                    models.CharField(
                        blank=True, choices=lifecourse.kernel.people.rules.words.EndReason.choices, max_length=10
                    ),
                ),
                ("source", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(max_length=16),
                ),
                ("lines", models.CharField(max_length=300)),
                ("postcode", models.CharField(blank=True, max_length=8)),
                ("uprn", models.CharField(blank=True, max_length=12)),
                ("area", models.CharField(blank=True, max_length=80)),
                ("is_protected", models.BooleanField(default=False)),
                ("dwelling", models.CharField(blank=True, max_length=320)),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="addresses", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PersonName",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "end_reason",
                    models.CharField(
                        blank=True, choices=lifecourse.kernel.people.rules.words.EndReason.choices, max_length=10
                    ),
                ),
                ("source", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(choices=lifecourse.kernel.people.rules.words.NameKind.choices, max_length=10),
                ),
                ("given", models.CharField(blank=True, max_length=120)),
                ("family", models.CharField(blank=True, max_length=120)),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="names", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Relationship",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "end_reason",
                    models.CharField(
                        blank=True, choices=lifecourse.kernel.people.rules.words.EndReason.choices, max_length=10
                    ),
                ),
                ("source", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(max_length=16),
                ),
                (
                    "parental_responsibility",
                    models.CharField(
                        choices=lifecourse.kernel.people.rules.words.Answer.choices, default="unknown", max_length=8
                    ),
                ),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.circle"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="related_by", to="people.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="relationships", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("birth_precision__in", ["known", "expected"]),
                        ("born_earliest__isnull", True),
                        ("born_latest__isnull", True),
                        ("born_on__isnull", False),
                    ),
                    models.Q(
                        ("birth_precision", "estimated"),
                        ("born_earliest__isnull", False),
                        ("born_latest__gte", models.F("born_earliest")),
                        ("born_on__isnull", True),
                    ),
                    models.Q(
                        ("birth_precision", "unknown"),
                        ("born_earliest__isnull", True),
                        ("born_latest__isnull", True),
                        ("born_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="people_birth_as_precise_as_said",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("birth_precision", "known"), _negated=True),
                    ("died_on__isnull", True),
                    ("died_on__gte", models.F("born_on")),
                    _connector="OR",
                ),
                name="people_died_after_birth",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)), fields=("loser",), name="people_merged_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(("loser", models.F("survivor")), _negated=True), name="people_not_merged_into_itself"
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("undone_at__isnull", True), models.Q(("undo_reason", ""), _negated=True), _connector="XOR"
                ),
                name="people_merge_undone_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="identifier",
            index=models.Index(fields=["kind", "value"], name="people_identifier_value"),
        ),
        migrations.AddConstraint(
            model_name="identifier",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "local"), ("system", ""), _connector="XOR"),
                name="people_local_number_has_system",
            ),
        ),
        migrations.AddConstraint(
            model_name="identifier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), models.Q(("end_reason", ""), _negated=True), _connector="XOR"
                ),
                name="people_identifier_end_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="identifier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from__isnull", True),
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="people_identifier_ends_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at__isnull", True), models.Q(("end_note", ""), _negated=True), _connector="XOR"
                ),
                name="people_flag_end_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), models.Q(("end_reason", ""), _negated=True), _connector="XOR"
                ),
                name="people_contact_end_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from__isnull", True),
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="people_contact_ends_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="comparison",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("person", "other"),
                name="people_compared_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="comparison",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", models.F("other")), _negated=True), name="people_compared_with_another"
            ),
        ),
        migrations.AddIndex(
            model_name="address",
            index=models.Index(
                condition=models.Q(("dwelling", ""), _negated=True), fields=["dwelling"], name="people_address_dwelling"
            ),
        ),
        migrations.AddConstraint(
            model_name="address",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), models.Q(("end_reason", ""), _negated=True), _connector="XOR"
                ),
                name="people_address_end_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="address",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from__isnull", True),
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="people_address_ends_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="personname",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("given", ""), _negated=True), models.Q(("family", ""), _negated=True), _connector="OR"
                ),
                name="people_name_not_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="personname",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), models.Q(("end_reason", ""), _negated=True), _connector="XOR"
                ),
                name="people_name_end_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="personname",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from__isnull", True),
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="people_name_ends_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="relationship",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", models.F("other")), _negated=True), name="people_related_to_another"
            ),
        ),
        migrations.AddConstraint(
            model_name="relationship",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)),
                fields=("person", "other", "kind"),
                name="people_related_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="relationship",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), models.Q(("end_reason", ""), _negated=True), _connector="XOR"
                ),
                name="people_relationship_end_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="relationship",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from__isnull", True),
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="people_relationship_ends_after",
            ),
        ),
        walls.wall("people_person"),
        *(
            operation
            for child, key in CHILDREN
            for operation in (walls.wall(child), walls.same_circle(child, "people_person", key=key))
        ),
    ]
