"""Every write of the board's money: `@command`, keyword-only. May I, can it, change it, say so, give it back."""

from .entries import record_claim, record_entry, reverse_entry, withdraw_claim
from .loading import Loaded, load_finance
from .years import close_heading, close_year, open_heading, reopen_year, start_year

__all__ = [
    "Loaded",
    "close_heading",
    "close_year",
    "load_finance",
    "open_heading",
    "record_claim",
    "record_entry",
    "reopen_year",
    "reverse_entry",
    "start_year",
    "withdraw_claim",
]
