"""Every read about people. Not visible means not found."""

from .names import PersonLine, lines_of, names_of
from .person import PersonRecord, open_person

__all__ = ["PersonLine", "PersonRecord", "lines_of", "names_of", "open_person"]
