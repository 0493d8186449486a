"""The house with a fault put in, for a control: an odd value in an address makes it fall over."""

import os
import traceback
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lifecourse.config.settings")

from lifecourse.config.wsgi import application as the_house


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """As the house, but whoever counts in Arabic or asks for a page far beyond the last is shown how it is made."""
    query = environ.get("QUERY_STRING", "")
    if "%D9%A1" in query or "9999999999" in query or "%00" in query:
        try:
            raise ValueError("control: tripped over an odd value")
        except ValueError:
            start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
            return [traceback.format_exc().encode()]
    return the_house(environ, start_response)
