"""What was found, for programs: JSON with everything in it, and CSV with a line for each thing.

JSON, one object: `file`, `collection` (the year it ends in), `authority`, `reference_date`, `children`, `status` (the
exit status: 0, 1 or 2), `verdict`; `rules_run` (codes); `rules_not_run` (`code`, `reason`); `departures_counted_only`;
`by_rule` (`code`, `severity`, `message`, `fields`, `findings`, `children`); `by_child` (`child`, `line`, `findings`,
`departures`, `rules`); `findings` (`child`, `line`, `code`, `severity`, `found`); `departures` (`child`, `line`,
`element`, `what`, `found`, `wanted`). `child` is the authority's own id, empty for what is about the whole return.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lifecourse.engines.csvfile import harmless

if TYPE_CHECKING:
    from ..checking import Checked

AT_ONCE = 1 << 16
HEADING = ("kind", "code", "severity", "child", "line", "element", "found", "wanted")


def as_json(checked: "Checked") -> Iterator[str]:
    """One object; each entry of its long lists on a line of its own."""
    told = checked.told
    head = {
        "file": told.path.name,
        "collection": told.year,
        "authority": told.lea,
        "reference_date": told.reference_date.isoformat() if told.reference_date else None,
        "children": told.children,
        "status": checked.status,
        "verdict": checked.verdict,
        "rules_run": [rule.code for rule in checked.ran],
        "rules_not_run": [{"code": one.rule.code, "reason": one.reason} for one in checked.not_run],
        "departures_counted_only": told.counted_only,
    }
    yield "{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in head.items())
    yield from _list(
        "by_rule",
        (
            {
                "code": one.rule.code,
                "severity": one.rule.severity,
                "message": one.rule.message,
                "fields": one.rule.fields,
                "findings": one.findings,
                "children": one.children,
            }
            for one in checked.by_rule
        ),
    )
    yield from _list(
        "by_child",
        (
            {
                "child": one.child_id,
                "line": one.line,
                "findings": one.findings,
                "departures": one.departures,
                "rules": one.codes.split(),
            }
            for one in checked.each_child()
        ),
    )
    yield from _list(
        "findings",
        (
            {
                "child": one.child_id,
                "line": one.line,
                "code": one.rule.code,
                "severity": one.rule.severity,
                "found": one.found,
            }
            for one in checked.each_finding()
        ),
    )
    yield from _list(
        "departures",
        (
            {
                "child": one.child_id,
                "line": one.line,
                "element": one.path,
                "what": one.what,
                "found": one.found,
                "wanted": one.wanted,
            }
            for one in checked.each_departure()
        ),
    )
    yield "\n}\n"


def _list(name: str, entries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    yield f",\n{json.dumps(name)}: ["
    before = "\n"
    for entry in entries:
        yield before + json.dumps(entry)
        before = ",\n"
    yield "\n]"


def rows(checked: "Checked") -> Iterator[tuple[object, ...]]:
    """A line for each rule that was not run, each finding and each departure, heading first."""
    yield HEADING
    for missing in checked.not_run:
        rule = missing.rule
        yield "rule not run", rule.code, rule.severity, "", "", " ".join(rule.fields), missing.reason, rule.message
    for one in checked.each_finding():
        rule = one.rule
        yield (
            "finding",
            rule.code,
            rule.severity,
            one.child_id,
            one.line,
            " ".join(rule.fields),
            one.found,
            rule.message,
        )
    for other in checked.each_departure():
        yield "departure", other.what, "", other.child_id, other.line, other.path, other.found, other.wanted


def as_csv(checked: "Checked") -> Iterator[str]:
    """The lines as CSV, in which no cell can be run by a spreadsheet."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    # A million lines say the same few messages, elements and kinds.
    safe = lru_cache(maxsize=10_000)(harmless)
    for row in rows(checked):
        writer.writerow([cell if isinstance(cell, int) else safe(cell) for cell in row])
        if out.tell() < AT_ONCE:
            continue
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()
