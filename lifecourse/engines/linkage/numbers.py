"""NHS number and unique pupil number: are their check digits right?"""

import re

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def read_nhs_number(text: str) -> str:
    """The ten digits of a valid NHS number.

    Raises `ValueError` with one sentence. Check digit: weights 10 to 2, modulus 11 (NHS Data Dictionary, "NHS number").
    """
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise ValueError("An NHS number has 10 digits, such as 999 123 4560.")
    remainder = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    if remainder == 10 or remainder % 11 != int(digits[9]):
        raise ValueError("That is not a valid NHS number: one of its digits is wrong.")
    if digits == "0000000000":
        raise ValueError("That is not a valid NHS number: it is all noughts.")
    return digits


def upn_check_letter(rest: str) -> str:
    """The first letter of a UPN from its other twelve characters (DfE: weights 2 to 13, modulus 23)."""
    total = 0
    for weight, character in enumerate(rest, start=2):
        total += weight * (int(character) if character.isdigit() else UPN_LETTERS.index(character))
    return UPN_LETTERS[total % 23]


def read_upn(text: str) -> str:
    """A valid unique pupil number, permanent or temporary (temporary: its last character is a letter).

    Raises `ValueError` with one sentence.
    """
    upn = re.sub(r"\s", "", text).upper()
    if not re.fullmatch(rf"[{UPN_LETTERS}][0-9]{{11}}[0-9{UPN_LETTERS}]", upn):
        raise ValueError("A unique pupil number has a letter, 11 digits and a digit or letter, such as M999999100001.")
    if upn_check_letter(upn[1:]) != upn[0]:
        raise ValueError("That is not a valid unique pupil number: one of its characters is wrong.")
    return upn
