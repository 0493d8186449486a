"""Every write about people."""

from .adding import SEARCH_HOLDS, SEARCHED, add_person
from .details import (
    add_address,
    add_contact,
    add_identifier,
    add_name,
    correct_details,
    end_fact,
    mark_address_protected,
    record_birth,
    record_death,
)
from .facts import Added, AddressGiven, IdentifierGiven, NameGiven
from .loading import rebuild_keys
from .merging import merge_people, record_comparison, separate_record, unmerge_people, withdraw_comparison
from .sealing import protect_identity, seal_person, unseal_person
from .ties import add_relationship, end_flag, end_relationship, raise_flag

__all__ = [
    "SEARCHED",
    "SEARCH_HOLDS",
    "Added",
    "AddressGiven",
    "IdentifierGiven",
    "NameGiven",
    "add_address",
    "add_contact",
    "add_identifier",
    "add_name",
    "add_person",
    "add_relationship",
    "correct_details",
    "end_fact",
    "end_flag",
    "end_relationship",
    "mark_address_protected",
    "merge_people",
    "protect_identity",
    "raise_flag",
    "rebuild_keys",
    "record_birth",
    "record_comparison",
    "record_death",
    "seal_person",
    "separate_record",
    "unmerge_people",
    "unseal_person",
    "withdraw_comparison",
]
