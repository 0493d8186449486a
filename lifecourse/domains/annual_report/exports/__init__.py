"""Files of a report: one document set as PDF and DOCX, its figures as CSV and JSON, its charts drawn once for all."""

from .files import FILES, file_of
from .pictures import pictures_of

__all__ = ["FILES", "file_of", "pictures_of"]
