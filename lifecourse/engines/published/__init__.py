"""Published statistics read as they are published: long files, LAIT, the 2018 workbook, populations."""

from .reading import BadFile, Population, Publication, Reading

__all__ = ["BadFile", "Population", "Publication", "Reading"]
