"""Whoever is refused reads the one sentence that says why, whichever page it lands on."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.utils import timezone

from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.involvement.tests import factories
from lifecourse.web.errors import DomainErrors


@pytest.mark.django_db
def test_a_file_that_stops_being_csv_is_told_on_the_page_to_match_its_columns(client):
    source = factories.a_source()
    user = factories.member(source.service.organisation.desk, "list_manager")
    client.force_login(user)
    today = timezone.now().astimezone(dt.UTC).date()
    # A quotation mark in the first row is never closed: the heading can be read, and nothing after it.
    file = SimpleUploadedFile("list.csv", ",".join(factories.HEADERS).encode() + b'\n1,"abc\n' + b"def\n" * 50)
    sent = client.post(
        f"/lists/{source.pk}/send/",
        {
            "file": file,
            "kind": "full",
            "taken_on_day": today.day,
            "taken_on_month": today.month,
            "taken_on_year": today.year,
        },
    )
    assert sent.status_code == 302
    page = client.get(sent["Location"])
    assert page.status_code == 200
    assert page.text.count("a quotation mark is opened and not closed") == 1
    assert "Forename" in page.text  # the columns are there to be matched


@pytest.mark.django_db
def test_a_refusal_with_no_better_place_is_read_on_the_page_of_bad_requests():
    def refuse(request):
        raise Refused("The <moon> is full.")

    answer = DomainErrors(refuse).process_exception(HttpRequest(), Refused("The <moon> is full."))
    assert answer is not None and answer.status_code == 400
    assert "The &lt;moon&gt; is full." in answer.text
