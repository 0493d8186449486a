"""The trail's three tables. No foreign keys: the trail outlives what it describes."""

import uuid

from django.db import models


class Event(models.Model):
    """One thing done or seen. Written by `record` alone; the database refuses to change or delete it.

    `reference` names the subject as people do (a concern's reference); never a person's name. `data` holds codes,
    counts and ids; never words somebody typed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.CharField(max_length=100)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=200)
    subject_type = models.CharField(max_length=100)
    subject_id = models.UUIDField(null=True)
    reference = models.CharField(max_length=60, blank=True)
    circle_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="audit_subject"),
            models.Index(fields=["actor_id", "at"], name="audit_actor"),
            models.Index(fields=["recorded_at"], name="audit_recorded"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.subject_type}:{self.subject_id}"


class Seal(models.Model):
    """One link of the chain: the hash of a batch of events and of the link before it."""

    number = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    events = models.IntegerField()
    previous_hash = models.BinaryField()
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"Seal {self.number}"


class Sealed(models.Model):
    """That an event stands at a position of a sealed batch, with the hash of its row as it was then."""

    event_id = models.UUIDField(primary_key=True)
    seal_number = models.BigIntegerField()
    position = models.IntegerField()
    row_hash = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seal_number", "position"], name="audit_sealed_once")]

    def __str__(self) -> str:
        return f"{self.seal_number}.{self.position}"
