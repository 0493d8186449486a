"""Team codes, e-mail domains and postcodes: what is well formed. Pure Python."""

import re
from collections.abc import Collection
from enum import StrEnum

from lifecourse.kernel.base.errors import Refused


class ReachedThrough(StrEnum):
    """How an agency answers the hub's checks: from a list it loads, on its own page, or both."""

    LIST = "list"
    PAGE = "page"
    BOTH = "both"


class AreaKind(StrEnum):
    """What a piece of the map is for. A ward lies in a service delivery area; both lie in a borough."""

    BOROUGH = "borough"
    SERVICE_DELIVERY_AREA = "service_delivery_area"
    WARD = "ward"


class ContactKind(StrEnum):
    """The ways to reach an agency."""

    EMAIL = "email"
    PHONE = "phone"
    POST = "post"


class ContactPurpose(StrEnum):
    """What a contact point may be used for."""

    CHECKS = "checks"
    FEEDBACK = "feedback"
    NOTIFICATIONS = "notifications"


# Team codes ---------------------------------------------------------------------------------------------------------
# Three letters that say whose it is, a digit, and a check: "BIN7Q". Typed on a phone in the rain, so a letter O is read
# as a nought, I and L as a one, and one wrong character or two swapped never gives another team's code.
CODE_LENGTH = 5
_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {symbol: value for value, symbol in enumerate(_SYMBOLS)}
_LOOKALIKES = str.maketrans("OILU", "011V")
_WEIGHTS = (2, 3, 5, 7)
_MODULUS = 37  # a prime above 32, so that no single slip and no swap of neighbours goes unseen
_DIGITS = "23456789"


def fold_team_code(text: str) -> str:
    """A team code as it is compared: capitals, no spaces or dashes, and look-alikes made one."""
    return re.sub(r"[\s\-–—.]", "", text).upper().translate(_LOOKALIKES)


def _check_symbol(folded: str) -> str:
    """The check of four folded characters; empty where it would need a symbol that is no letter or digit."""
    number = sum(weight * _VALUE[symbol] for weight, symbol in zip(_WEIGHTS, folded, strict=True)) % _MODULUS
    return _SYMBOLS[number] if number < len(_SYMBOLS) else ""


def read_team_code(text: str) -> str:
    """The folded form of a team code somebody typed. Raises `Refused`, in one sentence, if it cannot be one."""
    folded = fold_team_code(text)
    if len(folded) != CODE_LENGTH or any(symbol not in _VALUE for symbol in folded):
        raise Refused("A team code has 5 letters and figures, such as BIN7Q.", field="team_code")
    if _check_symbol(folded[:-1]) != folded[-1]:
        raise Refused("One character of that team code is wrong: please look at your card again.", field="team_code")
    return folded


def make_team_code(letters: str, *, taken: Collection[str]) -> str:
    """The first free code that begins with three of `letters`; `taken` are folded codes.

    A team code is no secret: it says who reports, and opens nothing.

    Raises `Refused` if the letters are too few or every code with that beginning is taken.
    """
    start = "".join(re.findall(r"[A-Z]", letters.upper()))[:3]
    if len(start) < 3:
        raise Refused("Give three letters for the team code, such as BIN.", field="code_letters")
    for digit in _DIGITS:
        folded = fold_team_code(start + digit)
        check = _check_symbol(folded)
        # A check of 0 or 1 would be read as a letter; such a code is not given out.
        if check and check not in "01" and folded + check not in taken:
            return start + digit + check
    raise Refused(f"No team code beginning with {start} is free: choose three other letters.", field="code_letters")


# E-mail -------------------------------------------------------------------------------------------------------------
_LABEL = r"[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-]{1,64}")


def read_domain(text: str) -> str:
    """An e-mail domain in its proper form: small letters, nothing but letters, figures, dashes and dots.

    Raises `Refused` for anything else, so that a look-alike in another alphabet is not taken for the real one.
    """
    domain = text.strip().lower().removeprefix("@").rstrip(".")
    if len(domain) > 253 or not _DOMAIN.fullmatch(domain):
        raise Refused(f"“{text.strip()[:60]}” is not an e-mail domain, such as housing.example.", field="domain")
    return domain


def domain_of(address: str) -> str:
    """The domain of one e-mail address. Raises `Refused` if it is not one address."""
    local, at, domain = address.strip().rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or local.startswith(".") or local.endswith(".") or ".." in local:
        raise Refused(
            f"“{address.strip()[:80]}” is not an e-mail address, such as duty@housing.example.", field="value"
        )
    try:
        return read_domain(domain)
    except Refused:
        raise Refused(
            f"“{address.strip()[:80]}” is not an e-mail address, such as duty@housing.example.", field="value"
        ) from None


# Postcodes ----------------------------------------------------------------------------------------------------------
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_PREFIX = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?(?: [0-9](?:[A-Z]{2})?)?")


def postcode_prefixes(postcode: str) -> tuple[str, ...]:
    """What an area may list to own this postcode, most exact first: "WN1 1AA", "WN1 1", "WN1". Empty if it is none."""
    match = _POSTCODE.fullmatch(re.sub(r"\s", "", postcode).upper())
    if match is None:
        return ()
    outward, inward = match.groups()
    return f"{outward} {inward}", f"{outward} {inward[0]}", outward


def read_prefix(text: str) -> str:
    """An outward code, sector or whole postcode that an area owns ("WN1", "WN1 1"). Raises `Refused` otherwise."""
    prefix = re.sub(r"\s+", " ", text.strip().upper())
    if not _PREFIX.fullmatch(prefix):
        raise Refused(
            f"“{text.strip()[:20]}” is not the beginning of a postcode, such as WN1 or WN1 1.",
            field="postcode_prefixes",
        )
    return prefix
