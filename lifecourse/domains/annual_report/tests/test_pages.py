"""The pages of annual reports: who sees what, what is asked before it is done, and how often the database is asked."""

import json

import pytest
from django.test import Client

from lifecourse.domains.annual_report import queries, services
from lifecourse.domains.annual_report.models import Edition, FrozenFigure, Report, Section
from lifecourse.kernel.access import context

from .factories import AT, a_frozen, a_report, excuse_all, somebody, write_all
from .test_services import figures, live  # noqa: F401 a fixture

pytestmark = pytest.mark.django_db
BACKEND = "lifecourse.kernel.access.backends.CurrentStaffBackend"


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def the(model):
    with context.as_system("test"):
        return model.objects.order_by("created_at").first()


def test_a_report_is_started_from_the_page_with_its_sections() -> None:
    client = signed_in(somebody("report_editor"))
    assert "There is no report yet" in client.get("/annual_report/").content.decode()
    dates = {f"{name}_{part}": value for name, day in (("period_from", (1, 4, 2017)), ("period_to", (31, 3, 2018)))
             for part, value in zip(("day", "month", "year"), day, strict=True)}  # fmt: skip
    wrong = client.post("/annual_report/start/", {"title": "Yearly", "regime": "children:wt2026", **dates})
    assert wrong.status_code == 400 and "not in force on the last day" in wrong.content.decode()
    made = client.post("/annual_report/start/", {"title": "Yearly", "regime": "children:wt2015", **dates}, follow=True)
    page = made.content.decode()
    assert "whenever they were published" in page
    day = dict(zip(("figures_as_of_day", "figures_as_of_month", "figures_as_of_year"), (1, 12, 2018), strict=True))
    page = client.post(
        "/annual_report/start/", {"title": "Yearly", "regime": "children:wt2015", **dates, **day}, follow=True
    ).content.decode()
    assert "Figures as of" in page and "1 December 2018" in page
    assert "Yearly 2017/18" in page and "Lessons from reviews" in page and "Empty" in page and "not yet" in page


def test_a_section_is_written_saved_by_itself_and_told_what_does_not_add_up() -> None:
    editor = somebody("report_editor")
    a_report(editor)
    section, client = the(Section), signed_in(editor)
    url = f"/annual_report/sections/{section.pk}/"
    words = "33 were planned and only 14 agreed, a 40% drop."
    live = client.post(f"{url}save/", {"words": words, "version": 1}).content.decode()
    assert "Saved" in live and "57.6%" in live and 'value="2"' in live and "hx-swap-oob" in live
    late = client.post(f"{url}save/", {"words": "Mine", "version": 1}).content.decode()
    assert "Not saved" in late and the(Section).words == words
    page = client.get(url).content.decode()
    assert words in page and "57.6%" in page and "Version 1" in page
    stale = client.post(url, {"words": "Mine", "version": 1})
    assert stale.status_code == 409 and "Mine" in stale.content.decode() and 'value="2"' in stale.content.decode()
    assert client.post(url, {"words": "Mine", "version": 2}).status_code == 302
    assert "33 were" in client.get(f"{url}versions/1/").content.decode()
    assert client.get(f"{url}versions/9/").status_code == 404
    client.post(f"{url}comment/", {"comment": "Say more of it."})
    assert "Say more of it." in client.get(url).content.decode()
    client.post(f"{url}move/review/")
    client.post(f"{url}move/agreed/")
    assert the(Section).state == "agreed"
    assert client.post(f"{url}move/nowhere/").status_code == 404


def test_every_figure_that_can_be_placed_is_listed_by_its_room(figures) -> None:  # noqa: F811
    figures |= {one.key: one for one in (live(f"scorecard.x{n:04d}@2018", 40) for n in range(500))}
    editor = somebody("report_editor")
    a_report(editor)
    page = signed_in(editor).get(f"/annual_report/sections/{the(Section).pk}/").content.decode()
    assert "{scorecard.x0499@2018}" in page and "{room.large@2018}" in page and "{training.booked@2017/18}" in page
    rooms = [page.index(f">{room}: ") for room in ("Reviews", "Room", "Scorecard", "Training")]
    assert rooms == sorted(rooms) and ">Scorecard: 500<" in page


def test_what_does_not_add_up_is_one_page_and_a_reason_is_asked_for_on_its_own() -> None:
    editor = somebody("report_editor")
    report = a_report(editor)
    client = signed_in(editor)
    page = client.get(f"/annual_report/{report.pk}/wrong/").content.decode()
    for words in (
        "90 is more than 5",
        "535 are unexplained",
        "does not say “within 3 months”",
        "missing is not nought",
    ):
        assert words in page
    with context.viewing(editor, at=AT):
        found = queries.findings(viewer=editor, record=queries.report_record(viewer=editor, pk=report.pk))
    url = f"/annual_report/{report.pk}/wrong/{queries.finding_id(found[-1])}/"
    assert found[-1].how in client.get(url).content.decode().replace("&#x27;", "'")
    assert "Say why it stays" in client.post(url, {"words": ""}).content.decode()
    assert client.post(url, {"words": "Printed so."}).status_code == 302
    assert "Printed so." in client.get(f"/annual_report/{report.pk}/wrong/").content.decode()
    assert client.get(f"/annual_report/{report.pk}/wrong/nothing/").status_code == 404


def test_a_report_is_frozen_published_and_a_figure_followed_home(figures) -> None:  # noqa: F811
    editor = somebody("report_editor")
    report = a_report(editor)
    words = "There were {large@2018} and {small@2018}.\n\n{chart: room.large over 2018}"
    write_all(report, editor, words=words)
    client = signed_in(editor)
    assert "stands in the way" in client.get(f"/annual_report/{report.pk}/").content.decode()
    excuse_all(report, editor)
    page = client.get(f"/annual_report/{report.pk}/read/").content.decode()
    assert "40 children" in page and "3 children" not in page and "<svg" in page and "not for publication" in page
    assert client.post(f"/annual_report/{report.pk}/freeze/", {"version": 1}).status_code == 400
    made = client.post(f"/annual_report/{report.pk}/freeze/", {"read": "on", "version": 1}, follow=True)
    page = made.content.decode()
    assert made.status_code == 200 and "Follow this figure home" in page and "3 children" not in page
    edition = the(Edition)
    with context.as_system("test"):
        row = FrozenFigure.objects.get(key="room.large@2018")
    home = client.get(f"/annual_report/figures/{row.pk}/").content.decode()
    assert "Our system" in home and "40 children" in home and editor.full_name in home
    client.post(f"/annual_report/editions/{edition.pk}/publish/", {"sure": "on"})
    public = Client()
    assert "Annual report 2017/18" in public.get("/annual_report/published/").content.decode()
    shown = public.get("/annual_report/published/children-2017-18/", follow=True).content.decode()
    assert "40 children" in shown and "3 children" not in shown and editor.full_name not in shown
    assert 'id="figure-1"' in shown and "<svg" in shown
    base = "/annual_report/published/children-2017-18/1/"
    assert public.get(f"{base}report.pdf").content.startswith(b"%PDF")
    assert public.get(f"{base}report.docx").content.startswith(b"PK")
    assert b"room.large@2018" in public.get(f"{base}figures.csv").content
    data = json.loads(public.get(f"{base}figures.json").content)
    assert {one["key"]: one["number"] for one in data["figures"]}["room.small@2018"] is None
    assert public.get(f"{base}secrets.txt").status_code == 404
    assert public.get("/annual_report/published/children-2017-18/2/").status_code == 404
    assert client.post(f"/annual_report/{report.pk}/correct/", {"because": "A slip.", "version": 2}).status_code == 302
    assert the(Report).state == "correcting"


def test_a_published_page_names_nobody_and_needs_nobody(figures) -> None:  # noqa: F811
    edition = a_frozen(somebody("report_editor"), words="{large@2018}")
    assert Client().get(f"/annual_report/editions/{edition.pk}/").status_code == 302
    assert "No annual report is published here yet" in Client().get("/annual_report/published/").content.decode()


@pytest.mark.parametrize(("role", "starts", "writes"), [("report_reader", 403, 403), ("report_writer", 403, 302)])
def test_who_may_less_is_shown_less(role: str, starts: int, writes: int) -> None:
    a_report(somebody("report_editor"))
    section, client = the(Section), signed_in(somebody(role))
    assert client.get("/annual_report/start/").status_code == starts
    page = client.get(f"/annual_report/sections/{section.pk}/")
    assert page.status_code == 200 and ("<textarea" in page.content.decode()) is (writes == 302)
    assert client.post(f"/annual_report/sections/{section.pk}/", {"words": "x", "version": 1}).status_code == writes
    report = the(Report)
    assert client.get(f"/annual_report/{report.pk}/freeze/").status_code == 403
    assert client.get(f"/annual_report/sections/{section.pk}/give/").status_code == 403


def test_a_stranger_finds_nothing() -> None:
    report = a_report(somebody("report_editor"))
    section, client = the(Section), signed_in(somebody("cohort_reader"))
    for url in ("", f"{report.pk}/", f"{report.pk}/wrong/", f"{report.pk}/read/", f"sections/{section.pk}/", "start/"):
        assert client.get(f"/annual_report/{url}").status_code == 404, url


def test_the_pages_ask_as_often_for_many_as_for_few(figures, django_assert_max_num_queries) -> None:  # noqa: F811
    editor = somebody("report_editor")
    for _ in range(3):
        a_report(editor)
    edition = a_frozen(editor, words="{large@2018} and {small@2018}")
    with context.viewing(editor, at=AT):
        services.publish_edition(actor=editor, at=AT, edition_id=edition.pk)
    client, report = signed_in(editor), edition.report_id
    section = the(Section)
    for url, most in (
        ("", 14),
        (f"{report}/", 16),
        (f"{report}/wrong/", 16),
        (f"{report}/read/", 17),
        (f"sections/{section.pk}/", 15),
        (f"editions/{edition.pk}/", 15),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(f"/annual_report/{url}").status_code == 200
    with django_assert_max_num_queries(5):
        assert Client().get("/annual_report/published/children-2017-18/1/").status_code == 200
