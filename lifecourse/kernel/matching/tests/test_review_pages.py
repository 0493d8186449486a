"""The pages of the review queue: by plain buttons, one pair after the other, and the figures of data quality."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lifecourse.kernel.access import context
from lifecourse.kernel.matching import figures, queries, services
from lifecourse.kernel.matching.models import Pair
from lifecourse.kernel.matching.rules.review import Verdict
from lifecourse.kernel.matching.services import Proposed
from lifecourse.kernel.people import services as people
from lifecourse.kernel.people.rules.words import Sex
from lifecourse.kernel.people.tests.factories import AT, a_person, a_user, kept

pytestmark = pytest.mark.django_db
QUEUE, QUALITY, NEXT = (reverse(f"matching:{name}") for name in ("queue", "quality", "next"))


def signed_in(*roles, name: str = "Ed Itor") -> Client:
    client = Client()
    client.force_login(a_user(name, *roles), backend="lifecourse.kernel.access.backends.CurrentStaffBackend")
    return client


@pytest.fixture
def editor() -> Client:
    return signed_in("index_editor")


def propose(count: int = 1, *, band: str = "possible", bits: float = 15.0, grave: bool = False, **more) -> list[Pair]:
    made = []
    for number in range(count):
        one = a_person("Jon", f"Example{chr(97 + number)}", **more)
        other = a_person("Jonathan", f"Example{chr(97 + number)}", **more)
        with context.as_system("test") as machine:
            if grave:
                people.raise_flag(
                    actor=machine,
                    at=AT,
                    person_id=one.pk,
                    kind="missing",
                    text="Ring first.",
                    review_on=timezone.now().date() + dt.timedelta(days=90),
                )
            services.propose_pairs(
                actor=machine, at=AT, pairs=[Proposed(one.pk, other.pk, "School roll", bits + number / 4, band, "")]
            )
            made.append(Pair.objects.get(person=one))
    return made


def page_of(pair: Pair) -> str:
    return reverse("matching:pair", args=[pair.pk])


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_one_pair_after_the_other_by_buttons_alone(editor) -> None:
    propose(3)
    expected = [page_of(pair) for pair in propose_order()]
    assert editor.get(NEXT).headers["Location"] == expected[0]
    shown = text_of(editor.get(expected[0]))
    for button in ("same", "different", "unsure", "skip"):
        assert f'name="verdict" value="{button}"' in shown and 'accesskey="' in shown
    assert "matching/review" in shown and "<script>" not in shown
    answered = editor.post(expected[0], {"verdict": "different", "reason": "Cousins", "version": "1"})
    assert answered.headers["Location"] == expected[1]
    assert "Noted: different people" in text_of(editor.get(expected[1]))
    skipped = editor.post(expected[1], {"verdict": "skip"})
    assert skipped.headers["Location"] == expected[2]
    done = editor.post(expected[2], versions(editor, expected[2]) | {"verdict": "same"})
    assert done.headers["Location"] == expected[1]  # what was skipped comes again
    assert len(kept("Merge")) == 1
    last = editor.post(expected[1], {"verdict": "unsure"})
    assert last.headers["Location"] == QUEUE
    assert "No pair waits for you." in text_of(editor.get(QUEUE))
    assert [one.verdict for one in kept("Comparison")] == ["different", "unsure"]


def propose_order() -> list[Pair]:
    with context.as_system("test"):
        return list(Pair.objects.order_by("-harm", "distance", "id"))


def versions(client: Client, address: str) -> dict[str, str]:
    body = client.get(address).content.decode()
    found = dict(re.findall(r'name="(version|loser_version|survivor_version)" value="(\d+)"', body))
    assert set(found) == {"version", "loser_version", "survivor_version"}
    return found


def test_filters_stay_through_a_review(editor) -> None:
    propose(2), propose(1, band="weak", bits=6.0, born=dt.date(2001, 1, 1))
    listed = text_of(editor.get(f"{QUEUE}?band=weak"))
    assert "1 reviewers" not in listed and f"{NEXT}?band=weak" in listed
    first = editor.get(f"{NEXT}?band=weak").headers["Location"]
    assert first.endswith("/?band=weak")
    after = editor.post(first, {"verdict": "skip"})
    assert after.headers["Location"] == first  # the only one that fits
    after = editor.post(first, {"verdict": "different"})
    assert after.headers["Location"] == f"{QUEUE}?band=weak"
    assert editor.get(f"{QUEUE}?band=nonsense&state=nonsense&harm=high&page=x").status_code == 200


def test_two_reviewers_through_the_pages() -> None:
    first, second, third = (signed_in("index_editor", name=f"Edi Tor{number}") for number in range(3))
    (pair,) = propose(1, grave=True)
    assert "Two people review this pair" in text_of(first.get(page_of(pair)))
    said = first.post(page_of(pair), {"verdict": "same", "reason": "Zzqxcanary"})
    assert "gives the second" in text_of(first.get(said.headers["Location"]))
    assert "You have given your verdict" in text_of(first.get(page_of(pair)))
    again = first.post(page_of(pair), {"verdict": "same"})
    assert again.status_code == 400 and "Another reviewer gives the next" in text_of(again)
    assert "Zzqxcanary" not in text_of(second.get(page_of(pair)))
    second.post(page_of(pair), {"verdict": "different"})
    page = text_of(third.get(page_of(pair)))
    assert "Two reviewers disagree" in page and "Zzqxcanary" in page
    listed = text_of(third.get(f"{QUEUE}?state=disputed"))
    assert "Two reviewers disagree" in listed and page_of(pair) in listed
    assert kept("Merge") == [] and kept("Comparison") == []


def test_a_pair_that_cannot_be_joined_offers_no_such_button(editor) -> None:
    (pair,) = propose()
    assert 'value="same"' in text_of(editor.get(page_of(pair)))  # the control
    with context.as_system("test") as machine:
        people.protect_identity(actor=machine, at=AT, person_id=pair.other_id)
    assert editor.get(page_of(pair)).status_code == 404


def test_who_may_not_see_both_finds_no_page() -> None:
    reader, outsider = signed_in("index_reader"), signed_in(("index_editor", "sealed-a"), name="Out Sider")
    (pair,) = propose()
    for client in (reader, outsider):
        assert client.get(page_of(pair)).status_code == 404
        assert client.post(page_of(pair), {"verdict": "skip"}).status_code == 404
        assert client.post(page_of(pair), {"verdict": "different"}).status_code == 404
    for address in (QUEUE, NEXT):
        assert reader.get(address).status_code == 404
        assert "Example" not in text_of(outsider.get(address))
    assert reader.get(QUALITY).status_code == 403


def test_nothing_personal_in_title_or_address(editor) -> None:
    (pair,) = propose()
    for address in (QUEUE, page_of(pair), QUALITY):
        title = re.search(r"<title>(.*?)</title>", editor.get(address).content.decode(), re.S).group(1)
        assert "Example" not in title and "Example" not in address


def test_the_number_of_queries_does_not_grow_with_the_list(editor) -> None:
    editor.get(QUEUE)
    counts = []
    for more in (2, 9):
        propose(more, born=dt.date(2010, 1, more))
        with CaptureQueriesContext(connection) as seen:
            page = text_of(editor.get(QUEUE))
        assert page.count('id="row-') >= more
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_pair_is_shown_in_a_bounded_number_of_queries(editor) -> None:
    (pair,) = propose()
    editor.get(page_of(pair))
    with CaptureQueriesContext(connection) as seen:
        editor.get(page_of(pair))
    bare = len(seen)
    with context.as_system("test") as machine:
        for number in range(5):
            people.add_address(
                actor=machine,
                at=AT,
                person_id=pair.person_id,
                address=people.AddressGiven(f"{number} Invented Street", "WN1 1AA"),
                source="Test",
            )
    with CaptureQueriesContext(connection) as seen:
        editor.get(page_of(pair))
    assert len(seen) <= bare + 5  # a label for each kind of address is all that may come with more facts


def test_quality_from_what_was_decided() -> None:
    first, second = a_user("Edi Tor1", "index_editor"), a_user("Edi Tor2", "index_editor")
    strong = propose(8, band="strong", bits=24.0, sex=Sex.FEMALE)
    possible = propose(12, born=dt.date(1990, 2, 3), sex=Sex.MALE)
    grave = propose(6, grave=True, born=dt.date(1950, 2, 3))

    def says(user, pair: Pair, verdict: Verdict) -> None:
        with context.viewing(user, at=AT):
            services.give_verdict(actor=user, at=AT, pair_id=pair.pk, verdict=verdict)

    for number, pair in enumerate(strong[:6]):
        says(first, pair, Verdict.SAME if number else Verdict.DIFFERENT)
    for number, pair in enumerate(possible[:6]):
        says(first, pair, Verdict.DIFFERENT if number else Verdict.SAME)
    for number, pair in enumerate(grave):
        says(first, pair, Verdict.DIFFERENT)
        says(second, pair, Verdict.DIFFERENT if number else Verdict.SAME)
    with context.viewing(first, at=AT):
        found = queries.estimate(viewer=first, at=AT)
    by_band = {line.band.value: line for line in found.bands}
    assert (by_band["strong"].stratum.proposed, by_band["strong"].waiting) == (8, 2)
    assert found.precision is not None and found.precision.value == by_band["strong"].share.value
    assert figures.in_words(found.precision).startswith("83.3% (between ")
    # 8 strong by 5 of 6; 18 possible by 1 of 11: 20/3 of 20/3 + 18/11.
    assert found.recall is not None and figures.in_words(found.recall).startswith("80.3% ")
    assert found.agreement is not None and (found.agreement.pairs, found.agreement.agreed) == (6, 5)
    groups = {title: {line.name: line for line in lines} for title, lines in found.groups}
    assert groups["By sex"]["Female"].precision is not None
    assert groups["By sex"]["Male"].precision is None  # none of them was called strong
    assert set(groups["By age"]) == {"5 to 10", "25 to 64", "65 and over"}
    editor = signed_in("index_editor")
    page = text_of(editor.get(QUALITY))
    assert "83.3%" in page and "Too few to say" in page and "kappa" in page and "<svg" in page


def test_quality_of_sealed_pairs_is_for_those_inside_alone() -> None:
    inside = a_user("Insi Der", "index_editor", ("index_editor", "sealed-a"))
    outside = a_user("Out Sider", "index_editor")
    one, other = a_person(circle="sealed-a"), a_person("Jonathan")
    with context.as_system("test") as machine:
        services.propose_pairs(
            actor=machine, at=AT, pairs=[Proposed(one.pk, other.pk, "School roll", 15.0, "possible", "")]
        )
    for user, count in ((inside, 1), (outside, 0)):
        with context.viewing(user, at=AT):
            assert queries.estimate(viewer=user, at=AT).proposed == count


def test_an_empty_quality_page_says_what_would_fill_it(editor) -> None:
    page = text_of(editor.get(QUALITY))
    assert "No pair has been proposed yet" in page and "svg" not in page.split("<main")[1]
