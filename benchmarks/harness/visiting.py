"""Pages asked for in the process, signed in: how long each takes and how many queries it makes."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.harness.database import counting
from benchmarks.harness.machine import Report, ms, percentile


@dataclass(frozen=True)
class Page:
    """A page that is measured. `bar`: seconds, within which 19 of 20 visits must be answered."""

    name: str
    path: str
    bar: float


def signed_in(user: Any) -> Any:
    """A client that is past the second factor."""
    from django.test import Client

    client = Client()
    client.force_login(user)
    session = client.session
    session["lifecourse.second_factor"] = "benchmark"
    session.save()
    return client


def queries_of(client: Any, pages: Sequence[Page]) -> dict[str, int]:
    """Queries of each page: the least of three, for once a minute a request also says that its session is in use."""
    return {page.name: min(_asked(client, page.path) for _ in range(3)) for page in pages}


def _asked(client: Any, path: str) -> int:
    with counting() as queries:
        answer = client.get(path)
        _size(answer)
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code}")
    return len(queries)


def _size(answer: Any) -> int:
    """Bytes of an answer, read to its end."""
    return len(b"".join(answer.streaming_content) if answer.streaming else answer.content)


def measure(
    report: Report, client: Any, pages: Sequence[Page], *, visits: int, few: dict[str, int], title: str
) -> None:
    """Visit each page so often; it must be there in time, with as many queries as when there was little (`few`)."""
    many, rows, late = queries_of(client, pages), [], []
    for page in pages:
        took = []
        for _ in range(visits):
            began = time.perf_counter()
            answer = client.get(page.path)
            size = _size(answer)
            took.append(time.perf_counter() - began)
        p50, p95 = percentile(took, 0.5), percentile(took, 0.95)
        asked = str(many[page.name])
        rows.append((page.name, ms(p50), ms(p95), ms(page.bar), asked, str(few[page.name]), f"{size / 1024:,.0f} kB"))
        if p95 > page.bar:
            late.append(page.name)
    report.table(title, ("page", "p50", "p95", "at most", "queries", "with little", "size"), rows)
    report.require(f"19 of 20 visits in time{': not ' + ', '.join(late) if late else ''}", not late)
    more = [name for name in many if many[name] > few[name]]
    report.require(f"as many queries as with little{': not ' + ', '.join(more) if more else ''}", not more)
