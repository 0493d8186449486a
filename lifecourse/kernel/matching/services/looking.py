"""The machine looks for doubles inside the index and puts them into the review queue."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from lifecourse.kernel.matching import queries
from lifecourse.kernel.matching.rules.review import shared_words

from .proposing import Proposed, propose_pairs

ORIGIN = "The index itself"


def look_for_doubles(*, actor: Any, at: datetime, ids: Sequence[UUID]) -> int:
    """Compare these people with everybody in the index; gives back how many new pairs wait for review."""
    found = queries.doubles_of(viewer=actor, ids=ids)
    pairs = [
        Proposed(
            person_id=double.person_id,
            other_id=double.other_id,
            origin=ORIGIN,
            bits=double.weighed.bits,
            band=str(double.weighed.band),
            reason=" ".join([shared_words(double.weighed.evidence), *double.weighed.cautions[:1]]).strip(),
        )
        for double in found
    ]
    return propose_pairs(actor=actor, at=at, pairs=pairs)
