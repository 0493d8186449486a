"""Every read of matching. Not visible means not found."""

from .search import Candidate, SearchResult, find_candidates, possible_doubles

__all__ = ["Candidate", "SearchResult", "find_candidates", "possible_doubles"]
