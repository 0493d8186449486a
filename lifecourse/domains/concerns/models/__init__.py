"""Tables of the front door. Nothing here decides anything."""

from .asking import Check, CheckAnswer, CheckRequest, CheckSubject
from .coming_in import Arrival, Concern, Draft, Reporter, Subject
from .deciding import Decision, DecisionOutcome, Note, RatingChange

__all__ = [
    "Arrival",
    "Check",
    "CheckAnswer",
    "CheckRequest",
    "CheckSubject",
    "Concern",
    "Decision",
    "DecisionOutcome",
    "Draft",
    "Note",
    "RatingChange",
    "Reporter",
    "Subject",
]
