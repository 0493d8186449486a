"""What a search may say. No Django, no clock, no query."""

from .search import AT_ONCE, MOST_COMPARED, MOST_SHOWN, PersonQuery, Purpose, asked, checked, in_words

__all__ = ["AT_ONCE", "MOST_COMPARED", "MOST_SHOWN", "PersonQuery", "Purpose", "asked", "checked", "in_words"]
