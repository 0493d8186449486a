"""A report as a document: composed once from words and figures, then set as a web page, a tagged PDF or a Word file."""

from .blocks import Block, Cell, Document, Inline, Note, Part, Placed
from .composing import compose

__all__ = ["Block", "Cell", "Document", "Inline", "Note", "Part", "Placed", "compose"]
