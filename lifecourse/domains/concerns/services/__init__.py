"""Commands on concerns: the only code that writes them. Split by the moment in a concern's life."""

from .asking import AnswerTold, answer_check, ask_agencies, decline_check, withdraw_request
from .coming_in import (
    HUB,
    discard_draft,
    forget_arrivals,
    receive_professional_concern,
    receive_public_concern,
    save_draft,
    subject_columns,
)
from .deciding import OutcomeTold, decide, return_decision, sign_decision
from .finishing import (
    close_concern,
    explain_delay,
    give_feedback,
    record_new_fact,
    reopen_concern,
    seal_concern,
)
from .linking import link_concern, unlink_concern
from .screening import (
    BulkResult,
    add_note,
    add_subject,
    assign,
    assign_many,
    match_subject,
    rate,
    set_subject_unidentified,
    start_screening,
    strike_note,
)
from .told import ReporterTold, SubjectTold, Told

__all__ = [
    "AnswerTold",
    "BulkResult",
    "HUB",
    "OutcomeTold",
    "ReporterTold",
    "SubjectTold",
    "Told",
    "add_note",
    "add_subject",
    "answer_check",
    "ask_agencies",
    "assign",
    "assign_many",
    "close_concern",
    "decide",
    "decline_check",
    "discard_draft",
    "explain_delay",
    "forget_arrivals",
    "give_feedback",
    "link_concern",
    "match_subject",
    "rate",
    "receive_professional_concern",
    "receive_public_concern",
    "record_new_fact",
    "reopen_concern",
    "return_decision",
    "save_draft",
    "seal_concern",
    "set_subject_unidentified",
    "sign_decision",
    "start_screening",
    "strike_note",
    "subject_columns",
    "unlink_concern",
    "withdraw_request",
]
