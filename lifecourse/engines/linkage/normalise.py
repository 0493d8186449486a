"""Names and addresses as they are compared: folded, joined and split the same way however they were typed."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# Letters that no decomposition turns into plain ones.
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ə": "e"}
)
# Joined to the word after them: "Mc Donald" and "McDonald", "Al Hassan" and "Al-Hassan" are one name.
PARTICLES = frozenset(
    ["mc", "mac", "o", "al", "el", "ul", "ur", "bin", "ibn", "bint", "st", "saint", "de", "la", "le", "del", "van"]
    + ["von", "der", "den", "di", "da", "du", "dos", "abd", "abdul", "abdel", "ap", "ferch", "ben"]
)
HONORIFICS = frozenset(["mr", "mrs", "ms", "miss", "mx", "dr", "sir", "lady", "rev", "prof", "master"])


# The same for text that is plain already, which most is: an apostrophe is nothing, every other sign a blank.
_PLAIN = {code: None if chr(code) in "'`" else " " for code in range(128) if not chr(code).isalnum()}
_DULL = frozenset(
    ["street", "st", "road", "rd", "avenue", "ave", "lane", "ln", "close", "cl", "drive", "dr", "court", "ct"]
    + ["flat", "apartment", "the", "house", "of", "way", "place", "pl", "crescent", "grove", "terrace", "near"]
)
# Said before what it is a part of: "Flat 2", "Room B".
_INSIDE = frozenset(["flat", "apartment", "apt", "room", "unit", "floor"])


def fold(text: str) -> str:
    """Lower case without accents; apostrophes gone; everything else that is no letter or digit a blank."""
    if text.isascii():
        return " ".join(text.lower().translate(_PLAIN).split())
    lowered = text.casefold().translate(_LETTERS)
    plain = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    plain = re.sub(r"['’‘`´ʼʻ]", "", plain)
    return re.sub(r"[\W_]+", " ", plain).strip()


@lru_cache(maxsize=131_072)
def name_tokens(text: str) -> tuple[str, ...]:
    """The words of a name: particles joined to what follows, honorifics dropped, split on hyphens and blanks."""
    tokens: list[str] = []
    prefix = ""
    for word in fold(text).split():
        if word in HONORIFICS and not prefix:
            continue
        if word in PARTICLES:
            prefix += "st" if word == "saint" else word
            continue
        tokens.append(prefix + word)
        prefix = ""
    if prefix:
        tokens.append(prefix)
    return tuple(tokens)


def outward(postcode: str) -> str:
    """The first half of a postcode: "WN1" of "WN1 1AA"."""
    compact = postcode.replace(" ", "").upper()
    return compact[:-3] if len(compact) > 4 else compact


@lru_cache(maxsize=32_768)
def address_words(text: str) -> frozenset[str]:
    """The words of an address that say something; the kind of street is left out, for it is often told wrong."""
    return frozenset(word for word in fold(text).split() if word not in _DULL)


@lru_cache(maxsize=32_768)
def house_and_street(text: str) -> tuple[str, str]:
    """Number and street, and street alone, by its first telling word: "Flat 2, 14 Mill Lane" is ("14 mill", "mill").

    A street without a number is taken from the first part of the address that has one. Empty where there is none.
    """
    parts: list[list[str]] = []
    for part in re.split(r"[,;\n]", text):
        words = fold(part).split()
        before = parts[-1] if parts else []
        if before and before[-1][0].isdigit() and _INSIDE.isdisjoint(before):
            words = [*parts.pop(), *words]  # "12, Mill Lane"
        parts.append(words)
    for words in parts:
        for at, word in enumerate(words):
            inner = at > 0 and words[at - 1] in _INSIDE
            if not word[0].isdigit() or inner or (at + 1 < len(words) and words[at + 1][0].isdigit()):
                continue
            if telling := _telling(words[at + 1 :]) or _telling(words[:at]):
                return f"{word} {telling}", telling
    streets = [words for words in parts if not _DULL.isdisjoint(words)]
    return "", next((telling for words in (*streets, *parts) if (telling := _telling(words))), "")


def _telling(words: Sequence[str]) -> str:
    """The first word that names a street; the kind of street only where there is no other ("The Avenue")."""
    plain = [word for word in words if word.isalpha() and word not in _INSIDE | {"number"}]
    return next((word for word in plain if len(word) > 2 and word not in _DULL), "") or next(
        (word for word in plain if len(word) > 2 and word != "the"), ""
    )
