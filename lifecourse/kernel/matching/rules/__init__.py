"""What a search may say. No Django, no clock, no query."""

from .search import MOST_COMPARED, MOST_SHOWN, PersonQuery, Purpose, asked, checked, in_words

__all__ = ["MOST_COMPARED", "MOST_SHOWN", "PersonQuery", "Purpose", "asked", "checked", "in_words"]
