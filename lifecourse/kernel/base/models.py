"""Abstract models every app builds on: written by commands only, changed only as last seen."""

import uuid
from typing import Any, Self, TypeVar

from django.db import models

from . import guard
from .errors import StaleRecord

M = TypeVar("M", bound=models.Model, covariant=True)


class GuardedQuerySet(models.QuerySet[M]):
    """A query set whose writes need an open command."""

    def update(self, **kwargs: Any) -> int:
        guard.check(self.model._meta.label)
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        guard.check(self.model._meta.label)
        return super().delete()

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        guard.check(self.model._meta.label)
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        guard.check(self.model._meta.label)
        return super().bulk_update(objs, *args, **kwargs)

    def _raw_delete(self, using: str | None) -> int:
        guard.check(self.model._meta.label)
        return super()._raw_delete(using)


GuardedManager = models.Manager.from_queryset(GuardedQuerySet)


class GuardedModel(models.Model):
    """Any table that only commands may write."""

    objects = GuardedManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        guard.check(self._meta.label)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        guard.check(self._meta.label)
        return super().delete(*args, **kwargs)


class Record(GuardedModel):
    """A guarded row with an unguessable id, safe to put in a URL."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """Mixin for a record that two people may have open: it is changed only as last seen."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def save_changes(self, *fields: str, seen: int | None = None) -> Self:
        """Write `fields` if the row is still at version `seen` (default: as loaded), and step the version.

        Raises `StaleRecord`, with nothing written, if somebody else changed the row first.
        """
        guard.check(self._meta.label)
        expected = self.version if seen is None else seen
        values: dict[str, Any] = {name: getattr(self, name) for name in fields}
        manager = type(self)._default_manager
        stamp = {"updated_at": _now()} if any(f.name == "updated_at" for f in self._meta.concrete_fields) else {}
        changed = manager.filter(pk=self.pk, version=expected).update(**values, **stamp, version=expected + 1)
        if changed != 1:
            raise StaleRecord("Somebody else changed this while you had it open. Nothing of yours was saved yet.")
        self.version = expected + 1
        return self


def _now() -> models.Func:
    # The database's clock, so that no row depends on a web server's.
    from django.db.models.functions import Now

    return Now()
