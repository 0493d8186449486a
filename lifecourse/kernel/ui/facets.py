"""Facets of a list: filters as links with counts, kept in the address, which never holds anything personal."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict


@dataclass(frozen=True)
class FacetOption:
    """One answer of a facet: its words, how many it would show, the address that turns it on or off."""

    label: str
    count: int | None
    url: str
    current: bool


@dataclass(frozen=True)
class Facet:
    """One question of the filter, and its answers."""

    title: str
    options: tuple[FacetOption, ...]

    @property
    def current(self) -> tuple[FacetOption, ...]:
        """The answers that are turned on."""
        return tuple(option for option in self.options if option.current)


def facet(
    query: QueryDict, *, name: str, title: str, options: Iterable[tuple[str, str, int | None]], several: bool = True
) -> Facet:
    """A facet from (value, label, count) rows. `several`: answers add up; otherwise one replaces another.

    Changing a filter goes back to the first page, and leaves the view of filters alone open as it was.
    """
    chosen = query.getlist(name)
    made = []
    for value, label, count in options:
        current = value in chosen
        changed = query.copy()
        changed.pop("page", None)
        if several:
            changed.setlist(name, [v for v in chosen if v != value] if current else [*chosen, value])
        else:
            changed.setlist(name, [] if current else [value])
        made.append(FacetOption(label, count, f"?{changed.urlencode()}", current))
    return Facet(title, tuple(made))


def filters_open(query: QueryDict) -> bool:
    """Whether a small screen shows the filters as a page of their own."""
    return query.get("filters") == "open"


def toggle_filters(query: QueryDict) -> str:
    """The address that opens or closes the filters on a small screen, keeping what is chosen."""
    changed = query.copy()
    if filters_open(query):
        changed.pop("filters", None)
    else:
        changed["filters"] = "open"
    return f"?{changed.urlencode()}"


def clear_filters(query: QueryDict, *, names: Iterable[str]) -> str:
    """The address without these filters and from the first page."""
    changed = query.copy()
    for name in (*names, "page"):
        changed.pop(name, None)
    return f"?{changed.urlencode()}"
