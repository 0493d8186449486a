"""References that a person can read out over the phone: random, checksummed, and useless by themselves."""

import secrets

from .errors import Refused

# Crockford's base 32: no I, L, O or U, so nothing is misheard or misread as something else or as a word.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_CHECK_ALPHABET = ALPHABET + "*~$=U"
LENGTH = 10


def _check_character(body: str) -> str:
    """Crockford's check: the number modulo 37, which finds every single slip and every swap of neighbours.

    A body is drawn again until the check is an ordinary letter or digit, so nobody has to say "tilde".
    """
    number = 0
    for character in body:
        number = number * 32 + _VALUE[character]
    return _CHECK_ALPHABET[number % 37]


def new_reference(prefix: str = "") -> str:
    """A new reference such as `C-7KQ2-M4XW-9DH`: 50 random bits and one check character."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        check = _check_character(body)
        if check in ALPHABET:
            break
    text = body + check
    grouped = f"{text[:4]}-{text[4:8]}-{text[8:]}"
    return f"{prefix}-{grouped}" if prefix else grouped


def read_reference(text: str, prefix: str = "") -> str:
    """The reference somebody typed, in its proper form.

    Raises `Refused` if a character is wrong, saying so in one sentence.
    """
    cleaned = text.strip().upper().replace(" ", "").replace("-", "")
    if prefix and cleaned.startswith(prefix) and len(cleaned) == len(prefix) + LENGTH + 1:
        cleaned = cleaned[len(prefix) :]
    cleaned = cleaned.replace("O", "0").replace("I", "1").replace("L", "1")
    if len(cleaned) != LENGTH + 1 or any(character not in _VALUE for character in cleaned):
        raise Refused("That is not a reference: it has 11 letters and digits, such as 7KQ2-M4XW-9DH.")
    if _check_character(cleaned[:LENGTH]) != cleaned[LENGTH]:
        raise Refused("One character of that reference is wrong: please check it against your receipt.")
    grouped = f"{cleaned[:4]}-{cleaned[4:8]}-{cleaned[8:]}"
    return f"{prefix}-{grouped}" if prefix else grouped
