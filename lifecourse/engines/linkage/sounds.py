"""How a name sounds: two codes, one by English spelling, one coarse enough for names written as they were heard."""

import re
from functools import lru_cache

import jellyfish

# Spellings of one sound across English, Polish, Urdu, Bengali, Punjabi, Arabic and Irish names as written here.
_SAME = (
    (r"^(?:wr|rh)", "r"),
    (r"^(?:kn|gn|pn)", "n"),
    (r"^x", "s"),
    (r"ph|ff", "f"),
    (r"sch|sh|ch(?=[ei])|sz|cz|tch|zh", "s"),
    (r"ck|kh|ch|qu|kw|q", "k"),
    (r"gh(?=[aeiou])", "g"),
    (r"gh", ""),
    (r"dge?(?=[eiy])|dj", "j"),
    (r"c(?=[eiy])", "s"),
    (r"c", "k"),
    (r"x", "ks"),
    (r"z", "s"),
    (r"g(?=[eiy])", "j"),
    (r"w|bh", "v"),
    (r"th|dh", "t"),
    (r"d(?![aeiou])", "t"),
)
_COMPILED = tuple((re.compile(pattern), sound) for pattern, sound in _SAME)


@lru_cache(maxsize=65_536)
def coarse(token: str) -> str:
    """Consonant classes without vowels: "mohammed" and "muhamad" are one; a leading vowel is kept as "a"."""
    text = token
    for pattern, sound in _COMPILED:
        text = pattern.sub(sound, text)
    first = "a" if text[:1] in "aeiouy" and text else ""
    body = re.sub(r"[aeiouyh]", "", text)
    return (first + re.sub(r"(.)\1+", r"\1", body)) or token


@lru_cache(maxsize=65_536)
def english(token: str) -> str:
    """Metaphone, for sounds that English spells in many ways."""
    return jellyfish.metaphone(token).lower() or token


def codes(token: str) -> frozenset[str]:
    """Both codes of a token; two tokens sound alike if they share one."""
    return frozenset((f"c{coarse(token)}", f"e{english(token)}"))


def alike(one: str, other: str) -> bool:
    """Whether two tokens sound alike."""
    return coarse(one) == coarse(other) or english(one) == english(other)
