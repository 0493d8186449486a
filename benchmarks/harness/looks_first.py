"""The house with a fault put in, for a control: it looks the person up before it takes the public's concern in."""

import io
import os
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lifecourse.config.settings")

from lifecourse.config.wsgi import application as the_house


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """As the house, but whoever is named is looked up first, and what services say is fetched if there is somebody."""
    if environ["REQUEST_METHOD"] == "POST":
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        sent = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        for _ in range(int(os.environ.get("BENCH_LOOKS", "1"))):
            look_up(sent.get("p1-given_name", ""), sent.get("p1-family_name", ""))
    return the_house(environ, start_response)


def look_up(given: str, family: str) -> int:
    """How many services know somebody of that name: one query, and for each found another, as careless code would."""
    from lifecourse.kernel.access.context import as_system
    from lifecourse.kernel.involvement.models import Involvement
    from lifecourse.kernel.people.models import PersonName

    with as_system("careless"):
        found = list(PersonName.objects.filter(given=given, family=family).select_related("person"))
        return sum(
            len(Involvement.objects.filter(person=name.person).select_related("service", "service__organisation"))
            for name in found
        )
