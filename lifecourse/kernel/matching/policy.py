"""Who may review pairs, and who may see how good the matching is."""

from datetime import datetime
from typing import Any

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.base.errors import NotFound, NotPermitted
from lifecourse.kernel.matching.models import Pair
from lifecourse.kernel.people import policy as people

# Whoever may join two records may review a pair: the verdict is that decision.
REVIEW = people.MERGE
SEE_QUALITY = "matching.see_quality"

CAPABILITIES = {SEE_QUALITY: "See how good the matching of people is, as figures"}


def check_may_review(actor: Any, pair: Pair, *, at: datetime) -> None:
    """Raise `NotFound` unless the actor may join both records of the pair: of whom they do not see, nothing is said."""
    try:
        for person in (pair.person, pair.other):
            access.check(actor, people.VIEW, circle_id=person.circle_id, at=at)
            access.check(actor, REVIEW, circle_id=person.circle_id, at=at)
    except NotPermitted as error:
        raise NotFound(f"pair {pair.pk}") from error


def may_review(viewer: Any) -> bool:
    """Whether the viewer may review pairs anywhere."""
    return access.may(viewer, REVIEW)


def may_see_quality(viewer: Any) -> bool:
    """Whether the viewer may see the figures anywhere."""
    return access.may(viewer, SEE_QUALITY)
