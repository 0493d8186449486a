"""What a session remembers about its own age, and whether a second factor was shown in it."""

from datetime import datetime

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

_BEGAN = "lifecourse.began"
_SEEN = "lifecourse.seen"
_FACTOR = "lifecourse.second_factor"
_METHODS = "account_authentication_methods"  # allauth's own record of how this session signed in
# Writing the time of every click would write a row a click; this much early is nobody's loss.
WRITTEN_EVERY = 15
# A page that refreshes itself says so: nobody is there when a timer asks.
PASSIVE_HEADERS = ("X-Lifecourse-Passive", "X-Lifecourse-Poll")


def begin(session: SessionBase, *, at: datetime) -> None:
    """A session begins: its idle and absolute limits count from here."""
    session[_BEGAN] = session[_SEEN] = int(at.timestamp())


def over(session: SessionBase, *, at: datetime) -> str:
    """Why the session is over: "too_long" (absolute limit), "idle", or "" while it is not."""
    now = int(at.timestamp())
    if _BEGAN not in session:
        begin(session, at=at)
    if now - int(session[_BEGAN]) >= settings.SESSION_ABSOLUTE_SECONDS:
        return "too_long"
    return "idle" if now - int(session[_SEEN]) >= settings.SESSION_IDLE_SECONDS else ""


def age(session: SessionBase, *, at: datetime) -> int:
    """Seconds since the session began; very many if it never did."""
    return int(at.timestamp()) - int(session.get(_BEGAN, 0))


def touch(session: SessionBase, *, at: datetime) -> None:
    """Somebody did something."""
    now = int(at.timestamp())
    if now - int(session.get(_SEEN, 0)) >= WRITTEN_EVERY:
        session[_SEEN] = now


def is_passive(request: HttpRequest) -> bool:
    """Whether a timer on a page asks, and not a person."""
    return any(request.headers.get(name) == "1" for name in PASSIVE_HEADERS)


def methods(session: SessionBase) -> list[str]:
    """How this session signed in, in order: "password", "totp", "webauthn", "recovery_codes", "single_sign_on"."""
    words = []
    for row in session.get(_METHODS, []):
        method = str(row.get("type") if row.get("method") == "mfa" else row.get("method"))
        words.append("single_sign_on" if method == "socialaccount" else method)
    return list(dict.fromkeys(words))


def has_second_factor(session: SessionBase) -> bool:
    """Whether a second factor was shown (or set up, or vouched for by a trusted provider) in this session."""
    return bool(session.get(_FACTOR)) or any(row.get("method") == "mfa" for row in session.get(_METHODS, []))


def mark_second_factor(session: SessionBase, how: str) -> None:
    """`how`: "set_up", "provider", or "skipped" in the demo."""
    session[_FACTOR] = how


def forget_second_factor(session: SessionBase) -> None:
    """The last second factor was removed: the next page asks for a new one."""
    session.pop(_FACTOR, None)
    session[_METHODS] = [row for row in session.get(_METHODS, []) if row.get("method") != "mfa"]


def provider_vouched(session: SessionBase) -> bool:
    """Whether a provider whose second factor we trust vouched for this session."""
    return session.get(_FACTOR) == "provider"
