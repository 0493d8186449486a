"""The agreed rule: who is strong and alone is linked by the engine; all others are left to review; off is off."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import Circle, CircleKind
from lifecourse.kernel.access.services import create_circle
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.base.errors import NotPermitted, Refused
from lifecourse.kernel.involvement import services
from lifecourse.kernel.involvement.models import Involvement, LinkRule, ListSource
from lifecourse.kernel.matching.models import Pair
from lifecourse.kernel.people.models import Person

from .factories import AT, MACHINE, a_file, a_service, a_source, an_agency, an_index, load, member, row

ONE = {"Surname": "Quistcombe", "Forename": "Perpetua", "DOB": "01/03/2015", "Postcode": "WN1 1AA"}


@pytest.fixture
def everything(db: None) -> Iterator[None]:
    an_index()
    an_agency("housing")
    an_agency("health")
    with context.as_system("test"):
        yield


def other() -> ListSource:
    return a_source(a_service(an_agency("health"), "visitors"), "health-list")


def agreed(source: ListSource | None = None) -> LinkRule:
    return services.switch_linking_on(actor=MACHINE, at=AT, source=source, reason="Board, 2 March 2026")


CASES: dict[str, tuple[dict[str, str], bool, int]] = {
    # What the second list says otherwise; whether it is linked; how many pairs go to review.
    "a slip in the family name": ({"Surname": "Quistcomb"}, True, 0),
    "day and month swapped": ({"DOB": "03/01/2015"}, True, 0),
    "a twin": ({"Forename": "Felicity"}, False, 1),
    "another number": ({"Surname": "Quistcomb", "NHS number": "9990000026"}, False, 1),
    "somebody else": ({"Surname": "Zorham", "Forename": "Otho", "DOB": "09/09/1950", "Postcode": "AA9 9AA"}, False, 0),
}


@pytest.mark.parametrize("name", CASES)
def test_the_rule_links_who_is_strong_and_alone_and_nobody_else(everything: None, name: str) -> None:
    cells, linked, pairs = CASES[name]
    load(a_source(), a_file(row("1", **(ONE | {"NHS number": "9990000018"}))))
    rule, source = agreed(), other()
    load(source, a_file(row("7", **(ONE | cells))))
    assert Person.objects.count() == (1 if linked else 2)
    assert Pair.objects.count() == pairs
    events = Event.objects.filter(event="involvement.linked_by_rule")
    assert [event.data["rule"] for event in events] == ([str(rule.pk)] if linked else [])


@pytest.mark.parametrize("switch", ["never", "off again", "on for another list"])
def test_without_the_rule_only_exact_agreement_links(everything: None, switch: str) -> None:
    first, source = a_source(), other()
    load(first, a_file(row("1", **ONE)))
    if switch == "off again":
        services.switch_linking_off(actor=MACHINE, at=AT, rule_id=agreed().pk, reason="Too many doubts")
    elif switch == "on for another list":
        agreed(first)
    load(source, a_file(row("7", **(ONE | {"Surname": "Quistcomb"}))))
    assert Person.objects.count() == 2 and not Pair.objects.exists()


def test_two_candidates_are_left_to_review(everything: None) -> None:
    load(a_source(), a_file(row("1", **ONE), row("2", **(ONE | {"Surname": "Quistcombs"}))))
    agreed()
    load(other(), a_file(row("7", **(ONE | {"Surname": "Quistcomb"}))))
    assert Person.objects.count() == 3 and Pair.objects.count() == 2


def test_nobody_is_linked_twice_by_one_list(everything: None) -> None:
    source = a_source()
    load(source, a_file(row("1", **ONE)))
    agreed()
    # On the list already under another reference; and two rows of one file about one person.
    load(source, a_file(row("1", **ONE), row("2", **(ONE | {"Surname": "Quistcomb"}))))
    assert Person.objects.count() == 2 and Pair.objects.count() == 1
    assert Involvement.objects.values("person").distinct().count() == 2


def test_a_rule_is_switched_once_with_a_reason_by_who_may(everything: None) -> None:
    rule = agreed()
    with pytest.raises(Refused, match="on already"):
        agreed()
    with pytest.raises(Refused, match="who agreed"):
        services.switch_linking_on(actor=MACHINE, at=AT, source=a_source(), reason=" ")
    with pytest.raises(Refused, match="Say why"):
        services.switch_linking_off(actor=MACHINE, at=AT, rule_id=rule.pk, reason="")
    services.switch_linking_off(actor=MACHINE, at=AT, rule_id=rule.pk, reason="Ended")
    assert agreed().pk != rule.pk and LinkRule.objects.count() == 2


@pytest.mark.django_db
def test_only_who_keeps_the_directory_switches_it_on_the_page(client: Client) -> None:
    an_index()
    office = create_circle(actor=MACHINE, at=AT, code="office", name="Office", kind=CircleKind.OFFICE)
    index = Circle.objects.get(kind=CircleKind.INDEX)
    keeper, reader = member(office, "access_administrator"), member(index, "index_reader")
    url = reverse("involvement:linking")

    def as_user(user: Any) -> None:
        client.force_login(user)

    as_user(reader)
    assert client.get(url).status_code == 404
    with context.viewing(reader, at=AT + dt.timedelta(hours=1)), pytest.raises(NotPermitted):
        services.switch_linking_on(actor=reader, at=AT, source=None, reason="Mine")
    as_user(keeper)
    assert b"never switched on" in client.get(url).content
    assert client.post(url, {"source": "", "reason": ""}).status_code == 400
    assert client.post(url, {"source": "", "reason": "Board, 2 March 2026"}).status_code == 302
    rule = LinkRule.objects.get()
    assert b"Board, 2 March 2026" in client.get(url).content
    assert client.post(url, {"rule": str(rule.pk), "why": "Ended by the board"}).status_code == 302
    rule.refresh_from_db()
    assert rule.off_reason == "Ended by the board"
