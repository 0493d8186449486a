"""Commands on concerns: the only code that writes them. Split by the moment in a concern's life."""

from .coming_in import (
    HUB,
    discard_draft,
    receive_professional_concern,
    receive_public_concern,
    save_draft,
    subject_columns,
)
from .screening import (
    BulkResult,
    add_note,
    add_subject,
    assign,
    assign_many,
    link_concern,
    match_subject,
    rate,
    set_subject_unidentified,
    start_screening,
    strike_note,
    unlink_concern,
)
from .told import ReporterTold, SubjectTold, Told

__all__ = [
    "BulkResult",
    "HUB",
    "ReporterTold",
    "SubjectTold",
    "Told",
    "add_note",
    "add_subject",
    "assign",
    "assign_many",
    "discard_draft",
    "link_concern",
    "match_subject",
    "rate",
    "receive_professional_concern",
    "receive_public_concern",
    "save_draft",
    "set_subject_unidentified",
    "start_screening",
    "strike_note",
    "subject_columns",
    "unlink_concern",
]
