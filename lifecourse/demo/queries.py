"""How far the demonstration has been built."""

from enum import StrEnum
from typing import Any

from lifecourse.kernel.access.models import Circle, User
from lifecourse.kernel.agencies.models import Organisation
from lifecourse.kernel.audit.models import Event

from .services import BUILT


class Standing(StrEnum):
    """What there is in this database."""

    EMPTY = "empty"
    HALF_MADE = "half made"
    BUILT = "built"
    SOMEBODY_ELSES = "somebody else's"


def standing(*, viewer: Any) -> Standing:
    """Whether the demonstration is here: wholly, half, not at all, or a real partnership is."""
    if Event.objects.filter(event=BUILT, circle_id__isnull=True).exists():
        return Standing.BUILT
    if Organisation.objects.filter(code="harbour-light").exists() or Circle.objects.filter(code="mash").exists():
        return Standing.HALF_MADE
    return Standing.SOMEBODY_ELSES if User.objects.exists() or Circle.objects.exists() else Standing.EMPTY
