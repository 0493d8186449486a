"""NHS number, unique pupil number and postcode: are they well formed, and how are they written?"""

import re

from lifecourse.engines.linkage.numbers import UPN_LETTERS, read_nhs_number, read_upn, upn_check_letter

__all__ = [
    "UPN_LETTERS",
    "is_pseudo_postcode",
    "is_test_nhs_number",
    "read_nhs_number",
    "read_postcode",
    "read_upn",
    "show_nhs_number",
    "upn_check_letter",
]

_POSTCODE = re.compile(r"(GIR|[A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][ABD-HJLNP-UW-Z]{2})")


def show_nhs_number(digits: str) -> str:
    """As it is read out: 3, 3 and 4 digits."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


def is_test_nhs_number(digits: str) -> bool:
    """Whether the number is of the range never given to a patient (999)."""
    return digits.startswith("999")


def read_postcode(text: str) -> str:
    """A UK postcode in capitals with its one blank. Raises `ValueError` with one sentence."""
    compact = re.sub(r"[\s.-]", "", text).upper()
    match = _POSTCODE.fullmatch(compact)
    if match is None:
        raise ValueError("That is not a UK postcode: it looks like WN1 1AA.")
    return f"{match[1]} {match[2]}"


def is_pseudo_postcode(postcode: str) -> bool:
    """Whether the postcode stands for no fixed abode or an address unknown (ZZ99), so that it says nothing."""
    return postcode.startswith("ZZ99")
