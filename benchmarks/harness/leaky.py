"""The house with a fault put in, for a control: it looks up whom a question is about, and may even tell by the way."""

import io
import os
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lifecourse.config.settings")

from lifecourse.config.wsgi import application as the_house

ID = re.compile(r"/people/([0-9a-f-]{36})/")


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """As the house, but whoever is named or opened is looked up first; BENCH_TELLS adds a header for who is known."""
    known = 0
    for _ in range(int(os.environ.get("BENCH_LOOKS", "1"))):
        if opened := ID.match(environ["PATH_INFO"]):
            known = look_up(pk=opened[1])
        elif environ["REQUEST_METHOD"] == "POST":
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = io.BytesIO(body)
            sent = {name: values[0] for name, values in parse_qs(body.decode(errors="replace")).items()}
            given, family = (sent.get(name) or sent.get(f"p1-{name}_name") or "" for name in ("given", "family"))
            known = look_up(names__given=given, names__family=family) if given else 0

    def begin(status: str, headers: list[tuple[str, str]], problem: Any = None) -> Any:
        told = [("X-Known", "1")] if known and os.environ.get("BENCH_TELLS") else []
        return start_response(status, [*headers, *told], problem)

    return the_house(environ, begin)


def look_up(**who: str) -> int:
    """How many records there are of them, whoever may see them; of each its names and services are fetched."""
    from lifecourse.kernel.access.context import as_system
    from lifecourse.kernel.people.models import Person

    with as_system("careless"):
        found = list(Person.objects.filter(**who).prefetch_related("names", "addresses", "involvements__service"))
        return len(found)
