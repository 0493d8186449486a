"""Pages of the board's money, asked for as staff with shipped roles and without JavaScript."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lifecourse.domains.board import rules
from lifecourse.domains.board.models import Claim, Entry, Heading, Year
from lifecourse.kernel.access import context
from lifecourse.kernel.agencies.tests.factories import a_user
from lifecourse.kernel.audit.models import Event

from .factories import AT as WHEN
from .factories import a_heading, a_manager, a_member, a_year, an_entry, as_csv, loaded

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="lifecourse.kernel.access.backends.CurrentStaffBackend")
    return client


def all_of(model) -> list:
    with context.as_system("test"):
        return list(model.objects.all())


def body(response) -> str:
    return response.content.decode()


ON = {"on_day": "31", "on_month": "3", "on_year": "2018"}


def test_from_starting_a_year_to_closing_and_reopening_it() -> None:
    client = signed_in(a_manager())
    assert "no financial year" in body(client.get("/board/"))
    assert client.post("/board/start/", {"year": "2017/18"}).status_code == 302
    (year,) = all_of(Year)
    at = f"/board/{year.pk}"
    opened = {"opened_on_day": "1", "opened_on_month": "4", "opened_on_year": "2017"}
    for name, kind in (("Salaries", "spending"), ("Homes", "contribution")):
        assert client.post("/board/headings/open/", {"name": name, "kind": kind, **opened}).status_code == 302
    keys = {one.name: str(one.pk) for one in all_of(Heading)}
    for slug, heading, amount in (
        ("opening", "", "1,000"), ("spend", "Salaries", "£250.50"), ("budget", "Salaries", "200"),
        ("pledge", "Homes", "400"), ("invoice", "Homes", "400"), ("receipt", "Homes", "300"), ("transfer", "", "49.50"),
    ):  # fmt: skip
        assert client.get(f"{at}/record/{slug}/").status_code == 200
        fields = {"amount": amount, **ON} | ({"heading": keys[heading]} if heading else {})
        assert client.post(f"{at}/record/{slug}/", fields).status_code == 302, slug
    page = body(client.get(f"{at}/"))
    for words in ("£250.50", "£50.50", "£100", "£1,049.50", "<svg", "Contributions by partner"):
        assert words in page, words
    spent = next(one for one in all_of(Entry) if one.fact == "spent")
    assert client.post(f"/board/entries/{spent.pk}/reverse/", {"because": ""}).status_code == 400
    assert client.post(f"/board/entries/{spent.pk}/reverse/", {"because": "Twice."}).status_code == 302
    assert "Reversed: Twice." in body(client.get(f"{at}/entries/"))
    closing = client.post(f"{at}/close/", {"despite": ""})
    assert closing.status_code == 400 and "record the rest as a transfer" in body(closing)
    assert client.post(f"{at}/close/", {"despite": "Next year.", "version": "9"}).status_code == 409
    assert client.post(f"{at}/close/", {"despite": "Next year."}).status_code == 302
    assert client.post(f"{at}/record/spend/", {"amount": "1", "heading": keys["Salaries"], **ON}).status_code >= 400
    assert client.post(f"{at}/reopen/", {"because": "A late bill."}).status_code == 302
    page = body(client.get(f"{at}/"))
    assert "A late bill." in page and "Next year." in page
    assert client.get(f"{at}/record/gift/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"amount": "lots"}, "“lots” is not a sum in pounds"),
        ({"amount": ""}, "Enter the sum."),
        ({"amount": "-5"}, "must not be below zero"),
        ({"on_year": "2099"}, "must not be after today"),
        ({"heading": ""}, "Choose a heading."),
    ],
)
def test_a_form_that_cannot_be_says_why_and_keeps_what_was_typed(fields: dict, words: str) -> None:
    keeper = a_manager()
    with context.viewing(keeper, at=WHEN):
        year, pay = a_year(keeper), a_heading(keeper)
    given = {"amount": "12", "heading": str(pay.pk), "words": "The June invoice", **ON, **fields}
    page = signed_in(keeper).post(f"/board/{year.pk}/record/spend/", given)
    assert page.status_code == 400 and words in body(page) and "The June invoice" in body(page)
    assert all_of(Entry) == []


def send(client: Client, data: bytes):
    return client.post("/board/load/", {"file": SimpleUploadedFile("finance.csv", data), "source": "Report, page 60"})


def test_a_file_is_loaded_from_the_page_and_what_does_not_add_up_is_shown() -> None:
    client = signed_in(a_manager())
    bad = send(client, as_csv() + b"gifts,A,2017/18,1\nincome,B,2017/18,x\n")
    assert bad.status_code == 400 and "Line 86: section is" in body(bad) and "Line 87: actual_gbp" in body(bad)
    assert all_of(Entry) == [] and all_of(Year) == []
    assert send(client, as_csv()).status_code == 302
    page = body(client.get("/board/reconciliation/"))
    assert page.count("is printed as") == 3 and "Report, page 60" in page and "£199,523" in page
    count = len(all_of(Entry))
    assert "nothing was changed" in body(
        client.post("/board/load/", {"file": SimpleUploadedFile("again.csv", as_csv())}, follow=True)
    )
    assert len(all_of(Entry)) == count
    page = body(client.get("/board/"))
    assert "−£22,985" in page and "3 findings" in page and "<svg" in page
    for data in (b"", b"PK\x03\x04", b"\x00", b"x" * (1024 * 1024 + 1)):
        assert send(client, data).status_code == 400


def test_the_ledger_is_taken_out_as_a_file_in_which_nothing_runs_and_that_is_logged() -> None:
    keeper = a_manager()
    with context.viewing(keeper, at=WHEN):
        year, pay = a_year(keeper), a_heading(keeper, "=HYPERLINK(1)")
        an_entry(keeper, year, rules.Fact.SPENT, 10_50, pay)
    client = signed_in(keeper)
    for url in (f"/board/{year.pk}/ledger.csv", "/board/finance.csv"):
        answer = client.get(url)
        text = answer.content.decode("utf-8-sig")
        assert answer["Content-Type"].startswith("text/csv") and "'=HYPERLINK" in text and '"=HYPERLINK' not in text
        assert '"1050"' in text
    assert '"-1050"' in text, "a deficit stays a number"
    with context.as_system("test"):
        assert Event.objects.filter(event="board.ledger_exported").count() == 2


def test_who_only_reads_is_shown_the_ledger_and_no_way_to_change_it() -> None:
    keeper = a_manager()
    loaded(keeper)
    year = all_of(Year)[0]
    claim, entry, heading = all_of(Claim)[0], all_of(Entry)[0], all_of(Heading)[0]
    reader, stranger = signed_in(a_member()), signed_in(a_user("Ned Nobody-Invented"))
    shown = ["/board/", "/board/headings/", "/board/reconciliation/", "/board/finance.csv"]
    shown += [f"/board/{year.pk}/", f"/board/{year.pk}/entries/", f"/board/{year.pk}/ledger.csv"]
    for url in shown:
        assert reader.get(url).status_code == 200 and stranger.get(url).status_code == 404, url
    page = body(reader.get(f"/board/{year.pk}/"))
    assert "Record spending" not in page and "Withdraw" not in page
    barred = ["/board/start/", "/board/headings/open/", "/board/load/", f"/board/headings/{heading.pk}/close/"]
    barred += [f"/board/{year.pk}/{what}/" for what in ("record/spend", "close", "reopen", "printed")]
    barred += [f"/board/entries/{entry.pk}/reverse/", f"/board/printed/{claim.pk}/withdraw/"]
    for url in barred:
        assert reader.post(url, {}).status_code == 403 and stranger.post(url, {}).status_code == 404, url


def test_printed_totals_and_headings_by_their_pages() -> None:
    keeper = a_manager()
    loaded(keeper)
    client = signed_in(keeper)
    claim = next(one for one in all_of(Claim) if one.pence == 199_214_00)
    assert client.post(f"/board/printed/{claim.pk}/withdraw/", {"because": "Read anew."}).status_code == 302
    again = {"printed": claim.printed, "amount": "-22,985", "source": "Report, mended"}
    assert client.post(f"/board/{claim.year_id}/printed/", again).status_code == 302
    assert client.post(f"/board/{claim.year_id}/printed/", again).status_code == 400
    assert "199,214" in body(client.get(f"/board/{claim.year_id}/")), "it stays, withdrawn"
    heading = all_of(Heading)[0]
    assert client.post(f"/board/headings/{heading.pk}/close/", ON).status_code == 302
    assert "31 March 2018" in body(client.get("/board/headings/"))


def test_the_pages_ask_as_often_for_many_entries_as_for_few(django_assert_max_num_queries) -> None:
    keeper = a_manager()
    loaded(keeper)
    year = all_of(Year)[0]
    with context.viewing(keeper, at=WHEN):
        pay = Heading.objects.filter(kind="spending").first()
        for _ in range(60):
            an_entry(keeper, year, rules.Fact.SPENT, 1_00, pay)
    client = signed_in(keeper)
    for url, most in (
        ("/board/", 18), (f"/board/{year.pk}/", 22), (f"/board/{year.pk}/entries/", 14), ("/board/headings/", 12),
        ("/board/reconciliation/", 14),
    ):  # fmt: skip
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200, url
    assert "page=2" in body(client.get(f"/board/{year.pk}/entries/"))
