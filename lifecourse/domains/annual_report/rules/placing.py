"""What a report shows: every figure its words refer to, every table they place, and what those publish to add up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lifecourse.engines.figures.figure import Figure
from lifecourse.engines.prose import Finding, Kind, read_references
from lifecourse.engines.prose.references import find
from lifecourse.engines.suppression import Adds

from .layouts import Layout, layout_for


@dataclass
class Used:
    """Figures by key, tables by what is written in the braces, sums; placed tables and keys that are not there."""

    figures: dict[str, Figure] = field(default_factory=dict)
    layouts: dict[str, Layout] = field(default_factory=dict)
    sums: list[Adds] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def used(sections: Iterable[tuple[str, str]], figures: Mapping[str, Figure], layouts: Mapping[str, Layout]) -> Used:
    """All that sections (title, words) show."""
    made = Used()
    for title, words in sections:
        for one in read_references(words):
            if one.problem:
                continue  # the check of the prose says so
            if not one.is_placed:
                for key in one.keys:
                    found = find(key, figures)
                    if isinstance(found, Figure):
                        made.figures[found.key] = found
                    else:
                        made.missing.append(key)
                continue
            layout = layout_for(one.keys[0], layouts, figures)
            if isinstance(layout, str):
                made.findings.append(
                    Finding(
                        Kind.UNKNOWN_REFERENCE, "a placed table is there", title, one.raw, layout, "looked for by name"
                    )
                )  # fmt: skip
                continue
            made.layouts[one.keys[0]] = layout
            made.figures |= {key: figures[key] for key in layout.keys if key in figures}
            made.sums += layout.sums
    return made
