"""The key of a form: issued by us, so that a double press, a retry or a lost answer is one concern and not two."""

import hashlib
import hmac
import ipaddress
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.core import signing
from django.http import HttpRequest

# A page may lie open over a holiday; after this its key is old, and the page asks to be sent again with a new one.
KEY_AGE = timedelta(days=30)
_signer = signing.Signer(salt="concerns.form")

NOT_OUR_KEY = "This page was open for too long, or was not ours. Nothing is lost: look it through and send it again."


def new_key(*, at: datetime, key: UUID | None = None) -> str:
    """A new key, signed, with the time of issue; or the key that a draft has already, signed anew."""
    return _signer.sign(f"{(key or uuid4()).hex}.{int(at.timestamp())}")


def read_key(text: str, *, at: datetime) -> UUID | None:
    """The key, if it is one we issued and not too long ago."""
    try:
        plain, issued = _signer.unsign(text).split(".")
        key = UUID(hex=plain)
    except (signing.BadSignature, ValueError):
        return None
    return key if at.timestamp() - int(issued) <= KEY_AGE.total_seconds() else None


def sender_of(request: HttpRequest) -> str:
    """A keyed hash of the address a request came from (of its network, for the newer addresses); empty if unknown."""
    text = get_client_ip_address(request) or ""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    if address.version == 6:
        # One household has 2 to the power of 64 of these.
        text = str(ipaddress.ip_network((address, 64), strict=False))
    return hmac.new(settings.HASH_KEY.encode(), f"concerns.sender:{text}".encode(), hashlib.sha256).hexdigest()
