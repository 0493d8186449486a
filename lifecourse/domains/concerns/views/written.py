"""A professional's form as it was written, put into words again: for the page of what was sent, and for conflicts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.forms import BoundField, Form
from django.utils.html import strip_tags

from lifecourse.kernel.ui.shapes import Fact

_PERSON = re.compile(r"p[0-9]{1,2}-[a-z_]{1,40}")


def is_of_person(name: str) -> bool:
    """Whether a posted name is a field of one of the people."""
    return _PERSON.fullmatch(name) is not None


def words_of(bound: BoundField) -> str:
    """The answer in words: labels for codes, a date as it was typed."""
    value = bound.value()
    choices = getattr(bound.field, "choices", None)
    if choices is not None:
        chosen = {str(one) for one in (value if isinstance(value, list | tuple) else [value])}
        return "\n".join(str(label) for code, label in choices if code != "" and str(code) in chosen)
    if isinstance(value, list | tuple):
        return " ".join(str(part) for part in value if part)
    if isinstance(value, bool):
        return "Yes" if value else ""
    return str(value or "")


def _rows(form: Form) -> Iterator[tuple[str, str]]:
    for bound in form:
        if words := words_of(bound):
            yield strip_tags(str(bound.label)), words


def rows_of(form: Form, people: Sequence[Form]) -> Iterator[tuple[str, str]]:
    """Every answer with its question; of people with the number before it."""
    for number, one in enumerate(people, start=1):
        for label, words in _rows(one):
            yield f"{number}. {label}", words
    yield from _rows(form)


def groups_of(form: Form, people: Sequence[Form]) -> list[tuple[str, list[Fact]]]:
    """Every answer as facts, the people first."""
    groups = []
    for number, one in enumerate(people, start=1):
        rows = [Fact(key=label, value=words) for label, words in _rows(one)]
        if rows:
            groups.append((f"Person {number}" if len(people) > 1 else "Who it is about", rows))
    groups.append(("What you told us", [Fact(key=label, value=words) for label, words in _rows(form)]))
    return groups


def who_of(answers: Mapping[str, Any]) -> str:
    """About whom a draft is, for its own writer's list: the first name given, and how many others."""

    def one(name: str) -> str:
        values = answers.get(name) or [""]
        return str(values[0])

    count = 0
    first = ""
    for number in range(1, 100):
        if not any(name.startswith(f"p{number}-") for name in answers):
            break
        name = f"{one(f'p{number}-given_name')} {one(f'p{number}-family_name')}".strip()
        if name or one(f"p{number}-kind"):
            count += 1
            first = first or name
    if not count:
        return "Nobody named yet"
    others = f" and {count - 1} more" if count > 1 else ""
    return f"{first or 'Somebody with no name yet'}{others}"
