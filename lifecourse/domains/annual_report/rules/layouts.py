"""Tables made of figures: which stand where, and which of them are published to add up."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lifecourse.engines.figures.figure import Figure
from lifecourse.engines.suppression import Adds

_SERIES = re.compile(r"(?P<names>.+?)\s+over\s+(?P<periods>.+?)(?:\s+as\s+(?P<title>.+))?", re.DOTALL)


@dataclass(frozen=True)
class Layout:
    """A table of figures. `columns`: headings, that of the first column among them; `rows`: a label and keys.

    A cell without a figure is "". `sums`: what of it adds up, by key.
    """

    code: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    sums: tuple[Adds, ...] = ()
    source: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(key for _, keys in self.rows for key in keys if key)

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "title": self.title,
            "columns": list(self.columns),
            "rows": [[label, list(keys)] for label, keys in self.rows],
            "sums": [[one.total, list(one.parts)] for one in self.sums],
            "source": self.source,
        }


def read_layout(kept: Mapping[str, Any]) -> Layout:
    """A layout as it was kept."""
    return Layout(
        kept["code"],
        kept["title"],
        tuple(kept["columns"]),
        tuple((label, tuple(keys)) for label, keys in kept["rows"]),
        tuple(Adds(total, tuple(parts)) for total, parts in kept["sums"]),
        kept["source"],
    )


def layout_for(body: str, layouts: Mapping[str, Layout], figures: Mapping[str, Figure]) -> Layout | str:
    """The table that `{table: body}` names: a named one, or series over periods; else a sentence that says why.

    "cpp_rate, cpp_rate@england over 2016 2017 2018 as Plans": a row each series, a column each period, and its title.
    """
    if (named := layouts.get(body)) is not None:
        return named
    match = _SERIES.fullmatch(body)
    if not match:
        return f"there is no table “{body}”; name one, or write: name, name@area over 2017 2018"
    periods = tuple(part.strip(",") for part in match.group("periods").split())
    rows, units = [], set()
    for series in (part.strip() for part in match.group("names").split(",")):
        name, _, area = series.partition("@")
        keys = []
        for period in periods:
            wanted = f"{name}@{period}" + (f"@{area}" if area else "")
            close = [wanted] if wanted in figures else [key for key in figures if key.partition(".")[2] == wanted]
            if len(close) > 1:
                return f"“{wanted}” may be {' or '.join(sorted(close)[:3])}: write the one that is meant"
            keys.append(close[0] if close else "")
        known = [figures[key] for key in keys if key]
        if not known:
            return f"there is no figure “{series}” in {', '.join(periods)}"
        units |= {one.unit for one in known}
        rows.append((known[0].title, tuple(keys)))
    labels = [label for label, _ in rows]
    names = short_names(labels)
    # Rows of one indicator are called by their areas, and the indicator once, in the caption.
    is_one = names != labels or len(rows) == 1
    title = match.group("title") or (labels[0] if is_one else _common(labels))
    unit = next(iter(units)) if len(units) == 1 else ""
    caption = title if unit.lower() in title.lower() else f"{title} ({unit})"
    return Layout(body, caption, ("", *periods), tuple(zip(names, (keys for _, keys in rows), strict=True)))


def short_names(labels: Sequence[str]) -> list[str]:
    """Of "X", "X, England" they are "Our area" and "England"; as they are where they are not all of one indicator."""
    first, *others = labels
    if others and all(one.startswith(f"{first}, ") for one in others):
        return ["Our area", *(one[len(first) + 2 :] for one in others)]
    return list(labels)


def _common(labels: list[str]) -> str:
    """What several titles begin with, up to a comma or colon; the first where they share nothing."""
    heads = {re.split(r"[,:(–]", label)[0].strip() for label in labels}
    return heads.pop() if len(heads) == 1 else "; ".join(labels)[:120]
