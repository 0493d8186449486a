"""What a search may say. No Django, no clock, no query."""

from .search import MOST_FOUND, MOST_WEIGHED, PersonQuery, Purpose, asked, checked, in_words

__all__ = ["MOST_FOUND", "MOST_WEIGHED", "PersonQuery", "Purpose", "asked", "checked", "in_words"]
