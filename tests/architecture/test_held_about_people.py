"""What hangs on a person is told before two are joined: every foreign key to a person is counted, or why not."""

from collections.abc import Iterable, Mapping

from django.apps import apps
from django.db import models

from lifecourse.kernel.base.manifest import manifests
from lifecourse.kernel.people.models import Person

NOT_COUNTED = {
    "people.person.root": "it is how records are joined, not something that is kept about one",
}


def columns_to(target: type[models.Model], tables: Iterable[type[models.Model]]) -> set[str]:
    """Every foreign key (or one-to-one) of these tables that points to `target`: "app.model.field"."""
    return {
        f"{table._meta.label_lower}.{field.name}"
        for table in tables
        for field in table._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is target
    } | {
        f"{table._meta.label_lower}.{field.name}"
        for table in tables
        for field in table._meta.local_many_to_many
        if field.related_model is target
    }


def unsaid(found: set[str], counted: set[str], excused: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Columns that nobody counts or excuses; and those that are counted or excused and are not there."""
    return sorted(found - counted - excused.keys()), sorted((counted | excused.keys()) - found)


def counted_columns() -> set[str]:
    return {column for manifest in manifests() for held in manifest.held for column in held.columns}


def test_every_foreign_key_to_a_person_is_counted_before_a_merge() -> None:
    found = columns_to(Person, apps.get_models())
    assert unsaid(found, counted_columns(), NOT_COUNTED) == ([], [])
    assert {"people.personname.person", "concerns.subject.person", "actions.action.person"} <= found  # the control


def test_a_column_that_nobody_counts_is_found() -> None:
    found = columns_to(Person, apps.get_models())
    counted = counted_columns() - {"concerns.subject.person"} | {"rooms.tenant.person"}
    assert unsaid(found, counted, NOT_COUNTED) == (["concerns.subject.person"], ["rooms.tenant.person"])


def test_no_two_kinds_have_one_title() -> None:
    titles = [held.title for manifest in manifests() for held in manifest.held]
    assert len(titles) == len(set(titles))
