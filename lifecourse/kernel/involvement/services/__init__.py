"""Every write about services, their lists and who is open to them."""

from .agreeing import switch_linking_off, switch_linking_on
from .loading import LOAD_JOB, defer_load, load_list, queue_load
from .parting import part_from_person
from .receiving import AlreadyLoaded, abandon_list, check_list, match_columns, receive_list, refuse_list
from .recording import end_involvement, record_involvement
from .setup import change_source, create_service, create_source

__all__ = [
    "LOAD_JOB",
    "AlreadyLoaded",
    "abandon_list",
    "change_source",
    "check_list",
    "create_service",
    "create_source",
    "defer_load",
    "end_involvement",
    "load_list",
    "match_columns",
    "part_from_person",
    "queue_load",
    "receive_list",
    "record_involvement",
    "refuse_list",
    "switch_linking_off",
    "switch_linking_on",
]
