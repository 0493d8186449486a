"""Puts Django's own form errors into sentences that name the field and say how to mend it."""

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.forms import BoundField

from lifecourse.kernel.ui.forms import DateField


def error_texts(bound: BoundField) -> list[str]:
    """The errors of one field as sentences. A sentence somebody wrote for this form is left as it is."""
    errors = bound.form.errors.get(bound.name)
    if errors is None:
        return []
    return [_sentence(bound, error) for error in errors.as_data()]


def _sentence(bound: BoundField, error: ValidationError) -> str:
    written = str(error.messages[0])
    if isinstance(bound.field, DateField) or str(error.message) not in _django_words(bound.field):
        return written
    name = str(bound.label or "This answer").rstrip()
    asked = name.endswith("?")
    params = error.params or {}
    match error.code:
        case "required":
            return _required(bound.field, name, asked)
        case "max_length" if "limit_value" in params:
            limit, found = params["limit_value"], params["show_value"]
            return f"{_subject(name)} must be {limit:,} characters or fewer; there are {found:,}"
        case "min_length" if "limit_value" in params:
            limit, found = params["limit_value"], params["show_value"]
            return f"{_subject(name)} must be {limit:,} characters or more; there are {found:,}"
        case "min_value":
            return f"{_subject(name)} must be {params['limit_value']} or more"
        case "max_value":
            return f"{_subject(name)} must be {params['limit_value']} or less"
        case "invalid_choice":
            return f"{_subject(name)} must be one of the answers shown"
        case "invalid" if isinstance(bound.field, forms.EmailField):
            return f"{_subject(name)} must be an e-mail address, like name@example.org.uk"
        case "invalid" if isinstance(bound.field, forms.DecimalField | forms.FloatField):
            return f"{_subject(name)} must be a number, like 2.5"
        case "invalid" if isinstance(bound.field, forms.IntegerField):
            return f"{_subject(name)} must be a whole number, like 2"
    return f"{name if asked else name + ':'} {written[:1].lower() + written[1:]}"


def _required(field: forms.Field, name: str, asked: bool) -> str:
    if asked:
        return f"Answer the question “{name}”"
    inside = name[:1].lower() + name[1:] if name[1:2].islower() else name
    if isinstance(field, forms.BooleanField):
        return f"Tick “{name}” to go on"
    if isinstance(field, forms.FileField):
        return f"Choose a file for {inside}"
    if isinstance(field, forms.ChoiceField):
        return f"Choose an answer for {inside}"
    return f"Enter {inside}"


def _subject(name: str) -> str:
    """What a sentence is about: a label, or "Your answer" to a question."""
    return f"Your answer to “{name}”" if name.endswith("?") else name


def _django_words(field: forms.Field) -> set[str]:
    """The messages that Django wrote, for this field's class and its validators."""
    words: set[str] = set()
    for cls in type(field).__mro__:
        if cls.__module__.startswith("django."):
            words.update(str(message) for message in getattr(cls, "default_error_messages", {}).values())
    for validator in field.validators:
        if type(validator).__module__ == validators.__name__:
            words.add(str(getattr(type(validator), "message", "")))
    return words
