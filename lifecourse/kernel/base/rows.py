"""Writes very many rows in one statement: a column of values each, cut up by the database itself."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models

from . import guard

M = TypeVar("M", bound=models.Model)

# Signs that no text of ours holds: between two values of a column, and in place of one that is not there.
_BETWEEN, _NOTHING = "\x1f", "\x1e"
# string_to_array makes of an empty text an array of nothing, not of one empty text.
_ARRAY = f"coalesce(nullif(string_to_array(%s, '{_BETWEEN}', '{_NOTHING}'), '{{}}'), ARRAY[''])"


def new_ids(count: int) -> list[str]:
    """Ids for rows that are written together: unguessable (74 bits each are random), and near each other.

    They share their first 48 bits, so that a batch goes into few pages of an index: with ids strewn over the whole of
    it, each of a million rows costs a page of its own in each of some twenty indexes.
    """
    start = secrets.token_hex(6)
    start = f"{start[:8]}-{start[8:]}-4"
    drawn = secrets.token_hex(10 * count)
    ends = (drawn[at : at + 20] for at in range(0, 20 * count, 20))
    return [f"{start}{end[:3]}-{'89ab'[int(end[3], 16) & 3]}{end[4:7]}-{end[7:19]}" for end in ends]


def column(values: Sequence[object]) -> str:
    """A column of values as one text for `array`: None is null; everything else as `str` says it."""
    text = _BETWEEN.join([_NOTHING if value is None else str(value) for value in values])
    if text.count(_BETWEEN) != max(len(values) - 1, 0) or text.count(_NOTHING) != list(values).count(None):
        raise ValueError("a value holds a sign that separates values")
    return text


def array(kind: str) -> str:
    """SQL for one such text as an array: a placeholder for `column`'s, and a cast to an array of `kind`."""
    return f"({_ARRAY})::{kind}[]"


def among(rows: "models.QuerySet[M]", name: str, values: Iterable[object]) -> "models.QuerySet[M]":
    """The rows whose column `name` is one of very many values.

    As one array: Django and the server each take their time over every single place of an IN.
    """
    field = next(field for field in rows.model._meta.concrete_fields if field.attname == name)
    where = f'"{rows.model._meta.db_table}"."{field.column}" = ANY ({array(_kind(field))})'
    return rows.extra(where=[where], params=[column(list(values))])


def insert_many(
    model: type[models.Model],
    *,
    columns: Mapping[str, Sequence[object]],
    same: Mapping[str, object] | None = None,
    unless_there: bool = False,
) -> None:
    """Write rows of a guarded model: `columns` by attribute name (`person_id`), of one length; `same` for every row.

    Ids that are not given are drawn, times of making are now, and what is left out has the field's default. With
    `unless_there` a row that is there already is passed over. Raises `WriteOutsideCommand`, `ValueError`.
    """
    guard.check(model._meta.label)
    lengths = {len(values) for values in columns.values()}
    if lengths == {0}:
        return
    if len(lengths) != 1:
        raise ValueError("the columns of one insert must be of one length")
    given = dict(columns)
    key = model._meta.pk
    assert key is not None
    if key.attname not in given and isinstance(key, models.UUIDField):
        given[key.attname] = new_ids(lengths.pop())
    statement, constants = _statement(model, tuple(given), tuple(same or ()), unless_there)
    values: list[Any] = [
        _constant(model, name) if name in constants else (same or {})[name] for name in (*(same or ()), *constants)
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *(column(one) for one in given.values())])


@lru_cache(maxsize=64)
def _statement(
    model: type[models.Model], columns: tuple[str, ...], same: tuple[str, ...], unless_there: bool
) -> tuple[str, tuple[str, ...]]:
    """The statement, and the fields for which it wants their default."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    if unknown := {*columns, *same} - fields.keys():
        raise ValueError(f"{model._meta.label} has no {', '.join(sorted(unknown))}")
    stamps = tuple(
        name
        for name, field in fields.items()
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    )
    rest = tuple(name for name in fields if name not in {*columns, *same, *stamps})
    names = [*same, *rest, *stamps, *columns]
    said = ", ".join(f'"{fields[name].column}"' for name in names)
    values = [
        *(f"%s::{_kind(fields[name])}" for name in (*same, *rest)),
        *("now()" for _ in stamps),
        *(f"told.c{n}" for n in range(len(columns))),
    ]
    arrays = ", ".join(array(_kind(fields[name])) for name in columns)
    told = ", ".join(f"c{n}" for n in range(len(columns)))
    statement = (
        f'INSERT INTO "{model._meta.db_table}" ({said}) SELECT {", ".join(values)} '  # noqa: S608 names of our own models
        f"FROM unnest({arrays}) AS told ({told})"
    )
    return statement + (" ON CONFLICT DO NOTHING" if unless_there else ""), rest


def _kind(field: "models.Field[Any, Any]") -> str:
    """The type of a column; texts without their width, which the column itself holds."""
    kind = (field.target_field if isinstance(field, models.ForeignKey) else field).db_type(connection) or "text"
    return "text" if kind.startswith("varchar") else "bigint" if "identity" in kind or "serial" in kind else kind


def _constant(model: type[models.Model], name: str) -> object:
    field = next(field for field in model._meta.concrete_fields if field.attname == name)
    value = field.get_default()
    return str(value) if isinstance(value, UUID) else value
