"""What the sign-in templates need beyond the `ui` tags."""

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def in_fours(value: str) -> str:
    """A long key in groups of four, to be read across and to fit a narrow screen."""
    return " ".join(value[start : start + 4] for start in range(0, len(value), 4))


@register.filter
def as_json(value: Any) -> str:
    """A value as JSON for a data attribute; the template escapes it. Our pages have no script bodies to put it in."""
    return json.dumps(value, cls=DjangoJSONEncoder)
