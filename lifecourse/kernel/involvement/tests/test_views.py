"""The lists' pages: a file sent, matched, reported, agreed to, loaded; for its own agency only, and harmless."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import User
from lifecourse.kernel.involvement import services, tasks
from lifecourse.kernel.involvement.models import FilePiece, Involvement, ListLoad, ListSource
from lifecourse.kernel.involvement.rules import LoadState
from lifecourse.kernel.involvement.rules.columns import Field
from lifecourse.kernel.people.models import Person

from .factories import a_file, a_service, a_source, an_agency, an_index, load, member, row

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="lifecourse.kernel.access.backends.CurrentStaffBackend")
    session = client.session
    from lifecourse.kernel.access.session import mark_second_factor

    mark_second_factor(session, "totp")
    session.save()
    return client


def manager_of(source: ListSource) -> User:
    return member(source.service.organisation.desk, "list_manager")


def sent(data: bytes, name: str = "list.csv", **more: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "file": SimpleUploadedFile(name, data),
        "taken_on_day": today.day,
        "taken_on_month": today.month,
        "taken_on_year": today.year,
        "kind": "full",
        **more,
    }


def url(name: str, *args: Any) -> str:
    return reverse(f"involvement:{name}", args=args)


def the_load() -> ListLoad:
    with context.as_system("test"):
        return ListLoad.objects.order_by("-received_at", "-created_at")[0]


def the_worker_loads(user: User) -> None:
    tasks.load_file(load_id=str(the_load().pk), user_id=str(user.pk))


def test_a_first_file_is_matched_checked_agreed_to_and_loaded() -> None:
    source = a_source(columns=None)
    user = manager_of(source)
    client = signed_in(user)
    data = b"Case ref;Surname;DOB;Status\n1;Example;01/03/2015;PEND\n2;Sample;31/02/2015;PEND\n"
    response = client.post(url("send", source.pk), sent(data))
    pk = the_load().pk
    assert response.status_code == 302 and response["Location"] == url("columns", pk)
    page = client.get(url("columns", pk)).content.decode()
    assert "31/02/2015" in page and re.search(r'<option value="Case ref" selected', page)
    match = {"source_ref": "Case ref", "family_name": "Surname", "born_on": "DOB", "state": "Status"}
    wrong = client.post(url("columns", pk), match | {"date_formats": ["dd/mm/yyyy"], "states": "PEND: open"})
    assert wrong.status_code == 400 and "must be a code, an equals sign" in wrong.content.decode()
    right = client.post(url("columns", pk), match | {"date_formats": ["dd/mm/yyyy"], "states": "PEND = open"})
    assert right["Location"] == url("file", pk)
    report = client.get(url("file", pk)).content.decode()
    assert "Line 3" in report and "is not a real date" in report and "without the 1 rejected" in report
    refused = client.post(url("load", pk), {})
    assert refused.status_code == 400 and "Tick to load the list" in refused.content.decode()
    assert the_load().state == LoadState.CHECKED
    waits = client.post(url("load", pk), {"without_rejected": "on"}, follow=True)
    assert "Loading 1 row." in waits.content.decode()
    the_worker_loads(user)
    assert "What loading this file did" in client.get(url("file", pk)).content.decode()
    with context.as_system("test"):
        assert Involvement.objects.count() == 1 and not FilePiece.objects.exists()
    # The next file needs no matching.
    client.post(url("send", source.pk), sent(b"Case ref;Surname;DOB;Status\n1;Example;01/03/2015;PEND\n"))
    assert the_load().state == LoadState.CHECKED


def test_the_same_file_again_says_so() -> None:
    source = a_source()
    user = manager_of(source)
    client = signed_in(user)
    data = a_file(row("1")).getvalue()
    client.post(url("send", source.pk), sent(data))
    client.post(url("load", the_load().pk), {})
    the_worker_loads(user)
    client.post(url("send", source.pk), sent(data))
    with context.as_system("test"):
        assert [one.state for one in ListLoad.objects.all()] == [LoadState.LOADED]
    again = client.post(url("send", source.pk), sent(data), follow=True)
    assert "nothing was changed" in again.content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04 and more", "workbook is damaged"),
        (b"", "The file is empty"),
        (b"a,a\n1,2\n", "are both called"),
    ],
)
def test_a_hostile_file_is_refused_beside_its_field(data: bytes, words: str) -> None:
    source = a_source()
    response = signed_in(manager_of(source)).post(url("send", source.pk), sent(data))
    assert response.status_code == 400 and words in response.content.decode()
    with context.as_system("test"):
        assert not ListLoad.objects.exists()


def test_an_endless_upload_is_stopped_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    from lifecourse.kernel.base import uploads

    monkeypatch.setattr(uploads, "MOST", 100_000)
    source = a_source()
    response = signed_in(manager_of(source)).post(url("send", source.pk), sent(b"a,b\n" + b"1,2\n" * 100_000))
    assert response.status_code == 400 and "must not be larger than 300 MB" in response.content.decode()


def test_the_rejected_rows_are_downloaded_harmless() -> None:
    source = a_source()
    client = signed_in(manager_of(source))
    rows = [row("1"), row("2", Surname="=cmd()", DOB="x"), row("3")]
    client.post(url("send", source.pk), sent(a_file(*rows).getvalue()))
    response = client.get(url("rejected", the_load().pk))
    text = response.content.decode("utf-8-sig")
    assert response["Content-Disposition"] == 'attachment; filename="rejected-rows.csv"'
    assert text.splitlines()[1].startswith('"3","no","“DOB”: “x” is not a date') and '"\'=cmd()"' in text


def test_a_list_is_loaded_by_the_worker() -> None:
    source = a_source()
    user = manager_of(source)
    client = signed_in(user)
    client.post(url("send", source.pk), sent(a_file(row("1"), row("2")).getvalue()))
    pk = the_load().pk
    page = client.post(url("load", pk), {}, follow=True).content.decode()
    assert the_load().state == LoadState.QUEUED and "Loading 2 rows" in page and "every 3s" in page
    part = client.get(url("progress", pk), headers={"HX-Request": "true"})
    assert "Loading 2 rows" in part.content.decode() and "HX-Refresh" not in part
    the_worker_loads(user)
    assert the_load().state == LoadState.LOADED
    assert client.get(url("progress", pk), headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_the_worker_loads_nothing_for_who_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    source = a_source()
    user = manager_of(source)
    with context.viewing(user, at=timezone.now()):
        got = services.receive_list(
            actor=user, at=timezone.now(), source=source, file=a_file(row("1")), taken_on=timezone.localdate()
        )
        services.check_list(actor=user, at=timezone.now(), load_id=got.pk)
        services.queue_load(actor=user, at=timezone.now(), load_id=got.pk)
    from lifecourse.kernel.access.services import record_leaver

    with context.as_system("test") as machine:
        record_leaver(actor=machine, at=timezone.now(), user=user)
    tasks.load_file(load_id=str(got.pk), user_id=str(user.pk))
    assert the_load().state == LoadState.REFUSED
    with context.as_system("test"):
        assert not Person.objects.exists()


def test_forgotten_files_are_thrown_away_and_lost_loads_queued_again() -> None:
    source = a_source()
    user = manager_of(source)
    client = signed_in(user)
    client.post(url("send", source.pk), sent(a_file(row("1")).getvalue()))
    tasks.sweep_files()
    assert the_load().state == LoadState.CHECKED
    with context.as_system("test"):
        from lifecourse.kernel.base.guard import writing

        with writing("test"):
            ListLoad.objects.update(updated_at=timezone.now() - dt.timedelta(days=8))
    tasks.sweep_files()
    assert the_load().state == LoadState.ABANDONED
    with context.as_system("test"):
        assert not FilePiece.objects.exists()


def test_a_file_can_be_thrown_away() -> None:
    source = a_source()
    client = signed_in(manager_of(source))
    client.post(url("send", source.pk), sent(a_file(row("1")).getvalue()))
    assert client.post(url("abandon", the_load().pk), follow=True).status_code == 200
    assert the_load().state == LoadState.ABANDONED


CANARY = "Zzqxname"


def test_who_sees_what() -> None:
    source = a_source()
    other = a_source(a_service(an_agency("health"), "v"), "health-list")
    manager, stranger = manager_of(source), manager_of(other)
    reader, analyst = member(an_index(), "index_reader"), member(an_index(), "analyst")
    client = signed_in(manager)
    client.post(url("send", source.pk), sent(a_file(row("1"), row("2", Surname=CANARY, DOB="x")).getvalue()))
    pk = the_load().pk
    client.post(url("load", pk), {"without_rejected": "on"})
    the_worker_loads(manager)
    with context.as_system("test"):
        known = Involvement.objects.get().pk
    expected = {
        # name, args: own manager, other agency's manager, hub's reader, analyst
        ("lists",): (200, 200, 200, 404),
        ("source", source.pk): (200, 404, 200, 404),
        ("send", source.pk): (200, 404, 404, 404),
        ("file", pk): (200, 404, 404, 404),
        ("progress", pk): (302, 404, 404, 404),
        ("columns", pk): (404, 404, 404, 404),
        ("rejected", pk): (200, 404, 404, 404),
        ("involvement", known): (404, 404, 200, 404),
    }
    for (name, *args), wanted in expected.items():
        for user, status in zip((manager, stranger, reader, analyst), wanted, strict=True):
            response = signed_in(user).get(url(name, *args))
            assert response.status_code == status, (name, user.full_name)
            if user is not manager:
                assert CANARY not in response.content.decode()
    for name in ("load", "abandon", "check"):
        for user in (stranger, reader, analyst):
            assert signed_in(user).post(url(name, pk), {}).status_code == 404
    assert CANARY in signed_in(manager).get(url("rejected", pk)).content.decode()
    # A list manager sees the list of their own agency only, and nobody of the index.
    assert "List housing-list" not in signed_in(stranger).get(url("lists")).content.decode()


def test_no_page_runs_script_or_style_of_its_own_and_no_title_is_personal() -> None:
    source = a_source()
    client = signed_in(manager_of(source))
    client.post(url("send", source.pk), sent(a_file(row("1", Surname="Zzqxname"), row("2", DOB="x")).getvalue()))
    pk = the_load().pk
    pages = [url("lists"), url("source", source.pk), url("send", source.pk), url("columns", pk), url("file", pk)]
    for address in pages:
        page = client.get(address).content.decode()
        assert not re.search(r'\sstyle="|\son\w+="|<script>', page), address
        assert "Zzqxname" not in page.partition("</title>")[0]


def test_no_cells_of_a_file_break_a_page() -> None:
    source = a_source(columns=None)
    client = signed_in(manager_of(source))
    data = b'<b>x</b>,"a""b",{{ y }}\n<script>alert(1)</script>,2,3\n'
    client.post(url("send", source.pk), sent(data))
    page = client.get(url("columns", the_load().pk)).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    assert len(Field) == page.count("<select")


def test_a_public_visitor_is_sent_to_sign_in() -> None:
    assert Client().get(url("lists")).status_code == 302


def test_the_freshness_page_names_what_is_stale() -> None:
    fresh, old = a_source(), a_source(a_service(an_agency("health"), "v"), "health-list")
    load(fresh, a_file(row("1")), taken_on=timezone.localdate(), at=timezone.now())
    load(old, a_file(row("1")))
    a_source(a_service(an_agency("police"), "p"), "police-list")
    page = signed_in(member(an_index(), "index_reader")).get(url("lists")).content.decode()
    assert "2 of 3 lists are stale or not loaded yet" in page
    assert "This list was taken today." in page and "it should be renewed every 7 days" in page
    assert "Nothing has been loaded from this list yet." in page


def test_what_somebody_told_us_is_written_down_and_ended() -> None:
    source = a_source()
    load(source, a_file(row("1")))
    police = a_service(an_agency("police"), "p", name="Liaison")
    with context.as_system("test"):
        person = Person.objects.get()
    reader, editor = member(an_index(), "index_reader"), member(an_index(), "index_editor")
    assert signed_in(reader).get(url("told", person.pk)).status_code == 404
    client = signed_in(editor)
    assert client.get(url("told", person.pk)).status_code == 200
    day = {"told_on_day": 2, "told_on_month": 3, "told_on_year": 2026}
    empty = client.post(url("told", person.pk), {"service": str(police.pk), **day})
    assert empty.status_code == 400 and "Who told you" in empty.content.decode()
    data = {"service": str(police.pk), "told_by": "Sergeant, by phone", "lead_name": "Sgt Sample", **day}
    page = client.post(url("told", person.pk), data, follow=True)
    assert page.status_code == 200 and "Sgt Sample" in page.content.decode() and "It has ended" in page.content.decode()
    again = client.post(url("told", person.pk), data)
    assert again.status_code == 400 and "open to this person already" in again.content.decode()
    with context.as_system("test"):
        made, listed = Involvement.objects.get(service=police), Involvement.objects.get(source=source)
    assert client.get(url("ended", listed.pk)).status_code == 404
    assert signed_in(reader).get(url("ended", made.pk)).status_code == 404
    closing = {"closed_on_day": 1, "closed_on_month": 3, "closed_on_year": 2026, "told_by": "The same", **day}
    stale = client.post(url("ended", made.pk), {**closing, "version": 99})
    assert stale.status_code == 409
    done = client.post(url("ended", made.pk), {**closing, "version": 1}, follow=True)
    assert "closed now" in done.content.decode()


def test_a_person_s_page_shows_the_services_without_their_leads() -> None:
    load(a_source(), a_file(row("1")))
    with context.as_system("test"):
        person = Person.objects.get()
    page = signed_in(member(an_index(), "index_editor")).get(reverse("web:person", args=[person.pk])).content.decode()
    assert "Housing support" in page and "Known and open" in page and "Ann Sample" not in page
    assert url("told", person.pk) in page
    assert url("told", person.pk) not in (
        signed_in(member(an_index(), "index_reader")).get(reverse("web:person", args=[person.pk])).content.decode()
    )


def test_possible_duplicates_wait_in_the_review_queue() -> None:
    load(a_source(), a_file(row("1", Surname="Same"), row("2", Surname="Same")))
    queue = reverse("matching:queue")
    assert "Same" in signed_in(member(an_index(), "index_editor")).get(queue).content.decode()
    assert "Same" not in signed_in(member(an_index(), "analyst")).get(queue).content.decode()
