"""Which of many are weighed: the keys they share, and how alike the names are written."""

import json

from lifecourse.engines.linkage import ranking
from lifecourse.engines.linkage.ranking import Near
from lifecourse.engines.linkage.records import Asked, Name


def found(*people: tuple[int, list[tuple[str, str]] | None]) -> list[Near]:
    """Records called by their place in the list, those with most points first, as the database gives them."""
    told = sorted(enumerate(people), key=lambda one: -one[1][0])
    return [Near(str(place), points, json.dumps(names) if names else None) for place, (points, names) in told]


def likeliest(question: Asked, near: list[Near], most: int) -> list[int]:
    return [int(one.id) for one in ranking.likeliest(question, near, most)]


def asked(given: str = "", family: str = "") -> Asked:
    return Asked(name=Name.of(given, family))


def test_those_written_alike_come_before_those_who_share_as_much() -> None:
    near = found((8, [("zoe", "abbott")]), (8, [("adam", "jones")]), (8, [("amal", "khan")]))
    assert likeliest(asked("Adm", "Jones"), near, 1) == [1]
    assert likeliest(asked("Jones", "Adam"), near, 1) == [1], "in either order"
    assert likeliest(asked("", "Khan"), near, 1) == [2], "half a name"


def test_who_shares_much_more_comes_first_whatever_the_name() -> None:
    near = found((8, [("adam", "jones")]), (48, [("zoe", "abbott")]))
    assert likeliest(asked("Adam", "Jones"), near, 2) == [1, 0]


def test_namesakes_leave_room_for_who_shares_most_and_is_called_otherwise() -> None:
    """Somebody has married: the date and the postcode agree, and a dozen bear the name that was hers."""
    married = (25, [("mary", "stewart")])
    namesakes = [(20, [("mary", "quinn")])] * 12
    assert 0 in likeliest(asked("Mary", "Quinn"), found(married, *namesakes), 4)
    assert 0 not in likeliest(asked("Mary", "Quinn"), found(married, *namesakes), 1), "the control: by names alone"


def test_a_name_kept_in_two_halves_is_alike_in_both() -> None:
    near = found((8, [("sophia", "johnson"), ("", "bennett")]), (8, [("sophie", "bell")]))
    assert likeliest(asked("Sophia", "Bennett"), near, 1) == [0]


def test_without_a_name_the_keys_decide_and_a_record_not_yet_kept_is_not_left_out() -> None:
    near = found((5, None), (15, [("zoe", "abbott")]), (8, [("adam", "jones")]))
    assert likeliest(Asked(), near, 2) == [1, 2]
    assert likeliest(asked("Zoe", "Abbott"), near, 3) == [1, 2, 0]
    assert likeliest(asked("Zoe", "Abbott"), [], 3) == []
