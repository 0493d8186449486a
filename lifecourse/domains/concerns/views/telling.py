"""What somebody with no account has answered so far: kept in their session, enciphered, until it is sent."""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest

from .keys import new_key, read_key

# Neutral words: the table of sessions says of nobody that they told us something.
_ANSWERS, _RECEIPTS = "form", "receipts"
_RECEIPTS_KEPT = 10
QUESTIONS = ("what", "when", "danger", "you", "reply")
_MUST_HAVE = {"what": "narrative", "danger": "danger", "you": "say_who", "reply": "reply"}


@dataclass
class Telling:
    """One form being filled in, a question a page. `people` are answers too, one dictionary a person.

    `looked` is whether the answers were looked through, after which each change goes back there.
    """

    key: str
    answers: dict[str, Any] = field(default_factory=dict)
    people: list[dict[str, Any]] = field(default_factory=list)
    looked: bool = False

    def missing(self) -> list[str]:
        """The pages that must still be answered, in their order."""
        found = [] if self.people else ["who"]
        return found + [page for page in QUESTIONS if (name := _MUST_HAVE.get(page)) and not self.answers.get(name)]


def _cipher() -> Fernet:
    secret = hashlib.sha256(b"concerns.telling:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(secret))


def begin(*, at: datetime) -> Telling:
    """An empty form with a new key."""
    return Telling(key=new_key(at=at))


def load(request: HttpRequest) -> Telling | None:
    """What this session's person has answered so far; None if nothing, or if it cannot be read any more."""
    token = request.session.get(_ANSWERS)
    if not token:
        return None
    try:
        return Telling(**json.loads(_cipher().decrypt(str(token).encode())))
    except (InvalidToken, TypeError, ValueError):
        return None


def save(request: HttpRequest, telling: Telling) -> None:
    """Keep the answers until they are sent, thrown away, or the browser is closed."""
    request.session[_ANSWERS] = _cipher().encrypt(json.dumps(asdict(telling)).encode()).decode()


def drop(request: HttpRequest) -> None:
    """Forget the answers."""
    request.session.pop(_ANSWERS, None)


def keep_receipt(request: HttpRequest, key: UUID, reference: str) -> None:
    """Remember that this form was sent, and its reference: going back and sending again shows the same receipt."""
    kept = [one for one in request.session.get(_RECEIPTS, []) if one[0] != key.hex]
    request.session[_RECEIPTS] = [*kept, [key.hex, reference]][-_RECEIPTS_KEPT:]


def receipt_of(request: HttpRequest, key_text: str, *, at: datetime) -> str:
    """The reference of the form with this key, if it was sent from this session."""
    key = read_key(key_text, at=at)
    kept = dict(request.session.get(_RECEIPTS, []))
    return str(kept.get(key.hex, "")) if key else ""


def show_next(request: HttpRequest, key_text: str, *, at: datetime) -> None:
    """Make the receipt of this key the one that is shown."""
    reference = receipt_of(request, key_text, at=at)
    key = read_key(key_text, at=at)
    if key and reference:
        keep_receipt(request, key, reference)


def last_receipt(request: HttpRequest) -> str:
    """The reference of what was sent last from this session."""
    kept = request.session.get(_RECEIPTS, [])
    return str(kept[-1][1]) if kept else ""


def forget_all(request: HttpRequest) -> None:
    """Leave nothing behind: of somebody not signed in the whole session, of a colleague only what is ours."""
    if request.user.is_authenticated:
        drop(request)
        request.session.pop(_RECEIPTS, None)
    else:
        request.session.flush()
