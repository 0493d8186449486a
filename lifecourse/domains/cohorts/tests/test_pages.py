"""Pages of cohorts, asked for as staff with shipped roles: from starting one to a concern, and what none may say."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from lifecourse.domains.cohorts.models import Cohort, Member, Run
from lifecourse.domains.concerns.models import Concern
from lifecourse.kernel.access import context
from lifecourse.kernel.involvement.tests import factories as lists

from . import factories
from .factories import a_list, a_person, an_analyst, an_approver, an_office, on_list

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings) -> None:
    settings.MFA_SKIP_ALLOWED = True


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="lifecourse.kernel.access.backends.CurrentStaffBackend")
    return client


def form(**fields):
    last = timezone.now().date() + dt.timedelta(days=90)
    return {
        "name": "On no school list",
        "purpose": "To see that they are safe.",
        "lawful_basis": "public_task",
        "lawful_condition": "safeguarding",
        "expires_on_day": last.day,
        "expires_on_month": last.month,
        "expires_on_year": last.year,
        "rule": "on_no_list",
        "ages": "standard",
        **fields,
    }


def only(model):
    with context.as_system("test"):
        return model.objects.get()


@pytest.fixture
def started():
    """An officer's cohort, started and agreed through the pages, over a roll and two children of whom one is on it."""
    officer, approver = an_analyst("Olive Officer-Invented", hub=True), an_approver()
    roll = a_list("school_roll", ages=(4, 19), taken_on=factories.TODAY)
    born = timezone.now().date() - dt.timedelta(days=3650)
    on_list(a_person("Pupil", born=born), roll)
    a_person("Katy", born=born)
    assert signed_in(officer).post("/cohorts/start/", form()).status_code == 302
    cohort = only(Cohort)
    done = signed_in(approver).post(f"/cohorts/{cohort.pk}/agree/", {"agreed": "on", "number": "1"})
    assert done.status_code == 302
    return officer, approver, cohort


def test_from_starting_a_cohort_to_a_concern(started) -> None:
    officer, approver, cohort = started
    client = signed_in(officer)
    page = client.get(f"/cohorts/{cohort.pk}/").content.decode()
    assert "Run it now" in page and "School rolls" in page and approver.full_name in page
    assert client.post(f"/cohorts/{cohort.pk}/run/").status_code == 302
    run = only(Run)
    page = client.get(f"/cohorts/runs/{run.pk}/").content.decode()
    assert "1 person belongs" in page and "<svg" in page and "On a list that was looked at" in page
    assert "Katy" not in page
    page = client.get(f"/cohorts/runs/{run.pk}/members/").content.decode()
    assert "Katy" in page and "Pupil" not in page and "is out of date" in page
    member = only(Member)
    page = client.get(f"/cohorts/members/{member.pk}/").content.decode()
    assert "No record found" in page and "List list-" in page and "out of date (renewed every 7 days)" in page
    assert "Invented Street" not in page, "an address is the index's to show"
    assert client.get(f"/cohorts/members/{member.pk}/move/").status_code == 200
    sent = client.post(f"/cohorts/members/{member.pk}/move/", {"words": "No school knows her.", "version": "1"})
    assert sent.status_code == 302
    concern = only(Concern)
    page = client.get(f"/cohorts/members/{member.pk}/").content.decode()
    assert concern.reference in page and f"/concerns/{concern.pk}/" in page and "Say what you found" not in page
    assert cohort.reference in client.get(f"/concerns/{concern.pk}/").content.decode()


def test_deciding_says_what_is_missing_and_keeps_what_was_typed(started) -> None:
    officer, _, cohort = started
    client = signed_in(officer)
    client.post(f"/cohorts/{cohort.pk}/run/")
    member = only(Member)
    url = f"/cohorts/members/{member.pk}/decide/"
    assert client.get(url).status_code == 200
    wrong = client.post(url, {"standing": "explained", "words": "Rang the school", "version": "1"})
    assert wrong.status_code == 400 and "Choose what explains it." in wrong.content.decode()
    assert "Rang the school" in wrong.content.decode()
    good = {"standing": "explained", "reason": "home_educated", "version": "1"}
    assert client.post(url, good).status_code == 302
    again = client.post(url, good)
    assert again.status_code == 409 and "Somebody else changed this" in again.content.decode()
    page = client.get(f"/cohorts/runs/{only(Run).pk}/members/?standing=explained").content.decode()
    assert "Katy" in page
    assert "fits these filters" in client.get(f"/cohorts/runs/{only(Run).pk}/members/?standing=moved").content.decode()


def test_counts_are_published_small_ones_hidden_and_taken_out_as_a_file(started) -> None:
    officer, approver, cohort = started
    client = signed_in(officer)
    client.post(f"/cohorts/{cohort.pk}/run/")
    run = only(Run)
    assert client.post(f"/cohorts/runs/{run.pk}/publish/").status_code == 302
    page = signed_in(approver).get(f"/cohorts/{cohort.pk}/").content.decode()
    assert "hidden so that nobody can be recognised" in page and "Counts from 1 to 5 are hidden" in page
    (address,) = re.findall(r"/cohorts/published/[^\"]+", page)
    found = signed_in(approver).get(address)
    assert found.status_code == 200 and found["Content-Type"].startswith("text/csv")
    assert '"c"' in found.content.decode("utf-8-sig")
    for url in (f"/cohorts/runs/{run.pk}/", f"/cohorts/runs/{run.pk}/members/"):
        assert signed_in(approver).get(url).status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "Give the cohort a name."),
        ({"purpose": ""}, "Say what the cohort is for"),
        ({"expires_on_year": "2099"}, "a year at most"),
        ({"rule": "everybody"}, "Choose whom it looks for: one of those shown."),
        ({"ages": "between", "from_years": "9", "until_years": "8"}, "The oldest age must be above the youngest."),
        ({"absent_from": "kind:gossip"}, "Choose from the lists that are shown."),
    ],
)
def test_a_form_that_cannot_be_says_why_beside_the_field(fields: dict, words: str) -> None:
    page = signed_in(an_analyst()).post("/cohorts/start/", form(**fields))
    assert page.status_code == 400 and words in page.content.decode()
    with context.as_system("test"):
        assert not Cohort.objects.exists()


def test_a_cohort_is_started_with_ages_and_lists_of_ones_own() -> None:
    analyst = an_analyst()
    source = a_list("early_help")
    fields = {
        "ages": "between", "from_years": "2", "from_months": "6", "until_years": "5",
        "absent_from": ["kind:early_years", f"service:{source.service_id}"],
    }  # fmt: skip
    assert signed_in(analyst).post("/cohorts/start/", form(**fields)).status_code == 302
    page = signed_in(analyst).get(f"/cohorts/{only(Cohort).pk}/").content.decode()
    assert "From 2 years and 6 months until 5 years" in page
    assert "Early years places; Service early_help" in page and "Waiting to be agreed" in page
    changing = signed_in(analyst).get(f"/cohorts/{only(Cohort).pk}/change/").content.decode()
    assert 'value="kind:early_years"' in changing and 'name="name"' not in changing


def test_a_long_run_is_left_to_the_worker_and_its_page_says_so(started, monkeypatch) -> None:
    from lifecourse.domains.cohorts import tasks
    from lifecourse.domains.cohorts.views import runs

    officer, _, cohort = started
    monkeypatch.setattr(runs, "INLINE_PEOPLE", 0)
    client = signed_in(officer)
    assert client.post(f"/cohorts/{cohort.pk}/run/").status_code == 302
    run = only(Run)
    page = client.get(f"/cohorts/runs/{run.pk}/").content.decode()
    assert "Waiting for the worker" in page and f"/cohorts/runs/{run.pk}/progress/" in page
    waiting = client.get(f"/cohorts/runs/{run.pk}/progress/", headers={"HX-Request": "true"})
    assert "HX-Refresh" not in waiting
    tasks.carry_out(str(run.pk), str(officer.pk))
    assert only(Run).state == "done"
    assert client.get(f"/cohorts/runs/{run.pk}/progress/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_a_run_whose_asker_has_left_ends_with_the_reason(started, monkeypatch) -> None:
    from lifecourse.domains.cohorts import tasks
    from lifecourse.domains.cohorts.views import runs
    from lifecourse.kernel.access import services as access

    officer, _, cohort = started
    monkeypatch.setattr(runs, "INLINE_PEOPLE", 0)
    signed_in(officer).post(f"/cohorts/{cohort.pk}/run/")
    with context.as_system("test"):
        for place in officer.memberships.filter(circle=cohort.members_circle):
            access.end_membership(actor=factories.MACHINE, at=timezone.now(), membership=place, reason="left")
    tasks.carry_out(str(only(Run).pk), str(officer.pk))
    assert only(Run).state == "failed" and "may not run this cohort any more" in only(Run).problem


@pytest.mark.parametrize("role", ["cohort_reader", "cohort_approver"])
def test_who_only_reads_sees_what_cohorts_are_and_nobody_in_them(started, role: str) -> None:
    _, _, cohort = started
    client = signed_in(lists.member(an_office(), role, email=f"{role}@example.test"))
    assert cohort.name in client.get("/cohorts/").content.decode()
    assert client.get("/cohorts/start/").status_code == 403
    assert client.get(f"/cohorts/{cohort.pk}/change/").status_code == 403
    assert "own circle" in client.get(f"/cohorts/{cohort.pk}/").content.decode()


def test_the_pages_ask_as_often_for_many_as_for_few(started, django_assert_max_num_queries) -> None:
    officer, _, cohort = started
    born = timezone.now().date() - dt.timedelta(days=3000)
    for number in range(20):
        a_person(f"Child{number}", born=born)
    client = signed_in(officer)
    client.post(f"/cohorts/{cohort.pk}/run/")
    run = only(Run)
    for url, most in (("/cohorts/", 14), (f"/cohorts/{cohort.pk}/", 20), (f"/cohorts/runs/{run.pk}/members/", 18)):
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200
