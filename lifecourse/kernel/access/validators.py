"""A password check beyond Django's: is it in the lists of breached passwords?"""

import hashlib
import logging
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.core.exceptions import ImproperlyConfigured, ValidationError

log = logging.getLogger(__name__)


class BreachedPasswordValidator:
    """Refuses a password that is in a published breach.

    Without `range_url` nothing is asked: Django's own list of 20,000 common passwords, which needs no network, stands
    alone. With it (for example a mirror of the Pwned Passwords range API) the first 5 of 40 characters of the SHA-1 are
    sent, never the password and never its whole hash. If the list cannot be reached the password is taken: nobody is
    kept from their work by somebody else's server.
    """

    def __init__(self, range_url: str = "", minimum: int = 1) -> None:
        if range_url and not range_url.startswith("https://"):
            raise ImproperlyConfigured("LIFECOURSE_BREACHED_PASSWORDS_URL must begin with https://")
        self.range_url, self.minimum = range_url.rstrip("/"), minimum

    def validate(self, password: str, user: object = None) -> None:
        """Raise `ValidationError` if the password was breached."""
        if self.range_url and self._seen(password) >= self.minimum:
            raise ValidationError(
                "This password is in a published list of stolen passwords. Choose another.", code="password_breached"
            )

    def get_help_text(self) -> str:
        """One line for the form."""
        return "Not a password that has been stolen somewhere before." if self.range_url else ""

    def _seen(self, password: str) -> int:
        digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
        try:
            for line in self.fetch(digest[:5]).splitlines():
                suffix, _, count = line.partition(":")
                if suffix.strip().upper() == digest[5:]:
                    return int(count.strip() or 0)
        except (URLError, TimeoutError, ValueError) as problem:
            log.warning("The list of breached passwords could not be asked: %s", type(problem).__name__)
        return 0

    def fetch(self, prefix: str) -> str:
        """The lines `SUFFIX:COUNT` of every breached hash that begins with `prefix`."""
        # Padding makes answers the same length, so that a watcher of the line cannot guess the prefix.
        request = Request(f"{self.range_url}/{prefix}", headers={"Add-Padding": "true"})
        with urlopen(request, timeout=3) as answer:
            return str(answer.read(2_000_000).decode("ascii", "replace"))
