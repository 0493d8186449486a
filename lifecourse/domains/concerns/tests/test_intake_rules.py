"""The rules of coming in: dates of birth, where a concern comes from, floods."""

import pytest

from lifecourse.domains.concerns import rules
from lifecourse.domains.concerns.rules import SubjectKind
from lifecourse.kernel.base.errors import Refused


@pytest.mark.parametrize(
    ("kind", "born", "expected", "field"),
    [
        (SubjectKind.CHILD, True, False, None),
        (SubjectKind.CHILD, False, False, None),
        (SubjectKind.UNBORN, False, True, None),
        (SubjectKind.UNBORN, False, False, None),
        (SubjectKind.UNBORN, True, False, "born_on"),
        (SubjectKind.CHILD, False, True, "expected_on"),
        (SubjectKind.ADULT, False, True, "expected_on"),
        (SubjectKind.UNBORN, True, True, "expected_on"),
    ],
)
def test_only_the_unborn_are_expected(kind: SubjectKind, born: bool, expected: bool, field: str | None) -> None:
    if field is None:
        rules.check_birth(kind=kind, born=born, expected=expected)
        return
    with pytest.raises(Refused) as refusal:
        rules.check_birth(kind=kind, born=born, expected=expected)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("told", "anonymous", "agency", "local", "code"),
    [
        ("", True, "", (), "9"),
        ("", False, "", (), "10"),
        ("1B", True, "", (), "1B"),
        ("1A", False, "6", (), "6"),
        ("", False, "5B", ("5B-EE",), "5B-EE"),
        ("", False, "4", ("5B-EE",), "4"),
    ],
)
def test_where_it_comes_from(told: str, anonymous: bool, agency: str, local: tuple[str, ...], code: str) -> None:
    assert rules.source_of(told=told, is_anonymous=anonymous, agency=agency, team_subcodes=local) == code


def test_a_flood_begins_at_its_limit() -> None:
    assert not rules.is_flood(rules.FLOOD_LIMIT - 1)
    assert rules.is_flood(rules.FLOOD_LIMIT)
