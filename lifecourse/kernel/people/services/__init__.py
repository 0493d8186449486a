"""Every write about people."""

from .adding import SEARCH_HOLDS, Added, AddressGiven, IdentifierGiven, NameGiven, add_person

__all__ = ["SEARCH_HOLDS", "Added", "AddressGiven", "IdentifierGiven", "NameGiven", "add_person"]
