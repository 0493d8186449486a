"""Numbers that pass their checks and belong to nobody: NHS numbers of the test range, pupil numbers of no authority."""

from lifecourse.kernel.people.rules.identifiers import UPN_LETTERS


def nhs_number(count: int) -> str:
    """The `count`th valid number beginning with 999, a range that is never given to a patient."""
    serial = 0
    while True:
        # Spread out, so that neighbours do not look alike; one body in eleven has no check digit.
        body = f"999{(count * 7_919 + serial * 13) % 1_000_000:06d}"
        check = 11 - sum(int(digit) * weight for digit, weight in zip(body, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            return body + str(check % 11)
        serial += 1


def upn(count: int, *, school: int, year: int) -> str:
    """A unique pupil number of an authority (000) that does not exist, given in `year` by its `school`th school."""
    rest = f"000{4000 + school}{year % 100:02d}{count % 1000:03d}"
    total = sum(weight * int(digit) for weight, digit in enumerate(rest, start=2))
    return UPN_LETTERS[total % 23] + rest
