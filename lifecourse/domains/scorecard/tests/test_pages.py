"""Pages of the scorecard, asked for as staff with shipped roles: what each shows, takes, refuses and gives."""

import datetime as dt
import io
import json
from dataclasses import replace
from decimal import Decimal as D

import pytest
from django.core.management import get_commands, load_command_class
from django.test import Client
from django.utils.html import escape
from openpyxl import load_workbook

from lifecourse.domains.concerns.tests.factories import a_hub, a_public_concern
from lifecourse.domains.scorecard import queries, services
from lifecourse.domains.scorecard.models import LocalFigure, Narrative, PublishedFigure
from lifecourse.domains.scorecard.views.words import LOADING
from lifecourse.engines.figures.value import SUPPRESSED, UNAVAILABLE, known
from lifecourse.engines.published.reading import Reading
from lifecourse.kernel.access import context
from lifecourse.kernel.actions.models import Action
from lifecourse.kernel.agencies.tests.factories import an_organisation
from lifecourse.kernel.involvement.tests.factories import join

from . import factories
from .factories import AT, a_keeper, a_publication, a_reader, load, the_printed_report

pytestmark = pytest.mark.django_db
SN = ("342", "372", "807", "371", "370", "384", "808", "332", "357", "841")
PCT = "icpc_within_15_working_days_pct"
RATE = "icpc_rate_per_10000"


@pytest.fixture(autouse=True)
def _no_second_factor(settings) -> None:
    settings.MFA_SKIP_ALLOWED = True


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="lifecourse.kernel.access.backends.CurrentStaffBackend")
    return client


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_an_empty_scorecard_says_what_would_fill_it() -> None:
    client = signed_in(a_reader())
    assert "No figure is held yet" in page(client, "/scorecard/")
    assert "No figure of this indicator is held yet" in page(client, f"/scorecard/{PCT}/")
    assert "Nothing was loaded yet" in page(client, "/scorecard/quality/")
    assert client.get("/scorecard/moonlight_pct/").status_code == 404


def test_the_scorecard_shows_the_printed_figures_and_what_changed_in_words() -> None:
    the_printed_report()
    shown = page(signed_in(a_reader()), "/scorecard/")
    assert "91.5%" in shown and "Up 7.4 points: better" in shown, "84.1 to 91.5, higher is better"
    assert "Down 10.2: lower" in shown, "72.3 to 62.1, neither is better by itself"
    assert "Up 2.8 points: worse" in shown, "18.6 to 21.4 second plans, lower is better"
    assert "Without the counts it cannot be said whether it is chance" in shown and "<svg" in shown
    assert "From 49.8 in 2013 to 62.1 in 2018" in shown
    assert "81.01%" in shown and "Concerns received" in shown


def test_an_indicator_has_its_chart_table_definition_rank_funnel_and_sources() -> None:
    the_printed_report()
    others = [Reading(RATE, str(code), 2018, known(code % 100), code, 50_000) for code in range(301, 321)]
    neighbours = [Reading(RATE, code, 2018, known(D("70.5")), 352, 50_000) for code in SN]
    load(
        a_publication(
            Reading(RATE, "359", 2018, known(D("62.1")), 423, 68_076),
            Reading(RATE, "359", 2017, known(D("72.3")), 491, 67_933),
            Reading(RATE, "359", 2016, known(D("83.9")), 567, 67_610),
            Reading(RATE, "E92000001", 2018, known(67), 79_470, 11_866_960),
            *others,
            *neighbours,
            vintage="Tables of 2018",
            published_on=dt.date(2018, 10, 25),
        )
    )
    shown = page(signed_in(a_reader()), f"/scorecard/{RATE}/")
    assert "Down 10.2: lower" in shown and "More than chance would make" in shown
    assert "Not ranked among the 31 authorities" in shown
    assert "Statistical neighbours (mean): 70.50, unweighted mean of published values (10 of 10)" in shown
    assert "Their median, which newer dashboards print, is 70.50 (10 of 10)" in shown
    assert "Funnel: what chance allows" in shown and "Within" in shown
    assert "control limits of our own figure" in shown and "ourselves and our neighbours" in shown
    assert "Annual report 2017/18" in shown and "2018 (stands)" in shown
    assert "What it means" not in shown, "narratives are for those who see our own figures"
    load(
        a_publication(
            Reading(PCT, "359", 2018, known(80)), *[Reading(PCT, str(c), 2018, known(c % 100)) for c in range(301, 321)]
        )
    )
    ranked = page(signed_in(a_reader()), f"/scorecard/{PCT}/")
    assert "1st of 21 authorities (1st is best), in quarter A of A to D, Green" in ranked


def test_without_every_authority_s_figures_the_page_says_what_to_load() -> None:
    """Published figures of all authorities are not ours to ship: a page without a rank must say why, and what to do."""
    the_printed_report()
    client = signed_in(a_reader())
    shown = page(client, f"/scorecard/{PCT}/")
    how = f"<code>{escape(LOADING)}</code> loads the Department’s own file."
    assert f"No rank: the figures of all authorities of 2018 have not been loaded. {how}" in shown
    assert "No funnel: England’s figure of 2018 and the counts behind ours have not been loaded" in shown
    name = LOADING.split()[2]
    asked = load_command_class(get_commands()[name], name).create_parser("./run", name)
    words = LOADING.replace("LAYOUT", "c4").replace("NAME", "x").replace("DATE", "2018-10-25").split()[3:]
    assert asked.parse_args(words).layout == "c4", "the command that the page names takes what the page says"
    rate = page(client, f"/scorecard/{RATE}/")
    assert "Not ranked: neither higher nor lower is better by itself." in rate and "No rank" not in rate
    count = page(client, "/scorecard/cpp_reviews_in_timescale_count/")
    assert "Not ranked" in count and "No funnel" not in count, "a count has no funnel"
    local = page(client, "/scorecard/front_door_concerns_received/")
    assert "No rank" not in local and "No funnel" not in local, "nobody publishes what is ours alone"
    load(a_publication(*[Reading(PCT, str(c), 2019, known(c % 100)) for c in (359, *range(301, 321))], vintage="All"))
    assert "No rank" not in page(client, f"/scorecard/{PCT}/")


def test_hidden_and_missing_figures_are_told_apart_on_every_page() -> None:
    load(a_publication(Reading(PCT, "359", 2018, SUPPRESSED), Reading(RATE, "359", 2018, UNAVAILABLE)))
    client = signed_in(a_reader())
    shown = page(client, "/scorecard/")
    assert "hidden so that nobody can be recognised" in shown and "not available" in shown
    quality = page(client, "/scorecard/quality/")
    assert "hidden, small number" in quality and "not available" in quality


def test_data_quality_tells_what_differs_and_what_is_old() -> None:
    the_printed_report()
    load(a_publication(Reading(RATE, "359", 2018, known(63)), vintage="Revised"))
    shown = page(signed_in(a_reader()), "/scorecard/quality/")
    assert "the latest published year is 2018" in shown
    assert "Revised" in shown and "62.1" in shown and "63.0" in shown
    assert "Ceased within Three Months" in shown and "left blank" in shown
    assert "Published against our own records" not in shown


def test_a_figure_is_typed_with_its_source_and_a_wrong_one_is_told_by_field() -> None:
    client = signed_in(a_keeper())
    good = {
        "area": "359", "year": "2018", "kind": "number", "value": "91.8", "numerator": "123", "denominator": "134",
        "vintage": "Main tables 2018", "published_on_day": "25", "published_on_month": "10",
        "published_on_year": "2018", "source": "Table D6, row 48",
    }  # fmt: skip
    url = "/scorecard/cpp_reviews_in_timescale_pct/type/"
    for wrong, said in (
        ({"value": "lots"}, "is neither a number nor one of the signs"),
        ({"value": "101"}, "The figure must be from 0 to 100"),
        ({"value": ""}, "choose what the source says"),
        ({"value": "91.8123"}, "more decimals than its source can have"),
        ({"year": "1066"}, "The year must be from 1990"),
        ({"source": ""}, "Say where the figure is from"),
        ({"published_on_year": "2999"}, "A publication of the future"),
        ({"kind": "suppressed"}, "Leave the number empty"),
        ({"area": "Atlantis"}, "Choose whose figure it is: one of those shown"),
    ):
        answer = client.post(url, {**good, **wrong})
        assert answer.status_code == 400 and said in answer.content.decode(), wrong
    assert not PublishedFigure.objects.exists()
    assert client.post(url, good).status_code == 302
    one = PublishedFigure.objects.get()
    assert (one.place, one.number, one.numerator, one.typed_by.full_name[:3]) == ("typed", D("91.8"), 123, "Kay")
    again = client.post(url, {**good, "value": "90"})
    assert again.status_code == 400 and "was typed from" in again.content.decode()
    assert PublishedFigure.objects.get().number == D("91.8")
    count = client.post("/scorecard/cpp_reviews_in_timescale_count/type/", {**good, "value": "4"})
    assert "A count of 1 to 5 is not published" in count.content.decode()
    hidden = client.post(url, {**good, "kind": "suppressed", "value": "", "vintage": "Another"})
    assert hidden.status_code == 302


def test_a_reader_sees_and_does_nothing_more() -> None:
    the_printed_report()
    client = signed_in(a_reader())
    assert "Say what it means" not in page(client, f"/scorecard/{RATE}/")
    for part in ("type", "say", "act"):
        assert client.get(f"/scorecard/{RATE}/{part}/").status_code == 403
    assert client.post(f"/scorecard/{RATE}/own/").status_code == 403
    assert client.post("/scorecard/take/").status_code == 403
    stranger = signed_in(factories.a_user("Sid Stranger-Invented"))
    for url in ("", "quality/", "api/", "api/figures/", "figures.csv", f"{RATE}/", f"{RATE}/type/"):
        assert stranger.get(f"/scorecard/{url}").status_code == 404, url


def test_our_own_figures_are_seen_in_their_circle_alone() -> None:
    keeper, reader = a_keeper(), a_reader()
    taken = factories.counted_pct(PCT, 2026, 4, 5)
    with context.viewing(keeper, at=AT):
        services.take_local(actor=keeper, at=AT, circle_id=factories.an_office().pk, taken=[taken])
    assert "80.0%" in page(signed_in(keeper), "/scorecard/")
    assert "80.0%" not in page(signed_in(reader), "/scorecard/")
    rows = signed_in(reader).get("/scorecard/api/figures/").json()["figures"]
    assert rows == []
    mine = signed_in(keeper).get(f"/scorecard/api/figures/?indicator={PCT}&year=2026").json()["figures"]
    assert [(one["place"], one["value"], one["numerator"]) for one in mine] == [("local", "80.0", 4)]
    load(a_publication(Reading(PCT, "359", 2026, known(79)), vintage="Published 2026"))
    shown = page(signed_in(keeper), "/scorecard/quality/")
    assert "Published figures and our own" in shown
    assert "Published figures and our own" not in page(signed_in(reader), "/scorecard/quality/")


def test_the_front_door_s_year_is_taken_by_who_may_see_it() -> None:
    keeper = a_keeper()
    client = signed_in(keeper)
    assert client.post("/scorecard/take/").status_code == 403, "a keeper who may not see the front door’s figures"
    join(keeper, a_hub(), "analyst")
    assert client.post("/scorecard/take/").status_code == 302
    shown = page(client, "/scorecard/front_door_concerns_received/")
    assert "the year not over" in "".join(
        str(one.parameters) for one in _local() if one.indicator == "front_door_concerns_received"
    )
    assert "Concerns received at the front door" in shown and "our own records" in shown.lower()
    assert {one.indicator for one in _local()} >= {"front_door_decided_in_time_pct", "eyes_and_ears_helped_pct"}
    assert next(one for one in _local() if one.indicator == "eyes_and_ears_helped_pct").kind == "not_applicable"


def test_the_year_that_is_over_can_still_be_taken_from_1_april(monkeypatch) -> None:
    """The running year alone would never be whole: on 1 April the one that has just ended must still be had."""
    keeper = a_keeper()
    join(keeper, a_hub(), "analyst")
    a_public_concern(at=dt.datetime(2026, 3, 30, 9, tzinfo=dt.UTC))
    at = dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC)
    with context.viewing(keeper, at=at):
        services.take_front_door(actor=keeper, at=at, circle_id=factories.an_office().pk, year=2027)
    received = {one.year: one for one in _local() if one.indicator == "front_door_concerns_received"}
    assert {year: one.number for year, one in received.items()} == {2026: 1, 2027: 0}
    assert received[2026].parameters["period"] == "1 April 2025 to 31 March 2026"
    assert received[2027].parameters["period"].endswith("the year not over")


def _local() -> list[LocalFigure]:
    with context.as_system("test"):
        return list(LocalFigure.objects.all())


def test_a_narrative_an_owner_and_an_action() -> None:
    the_printed_report()
    keeper, other = a_keeper(), a_keeper()
    client = signed_in(keeper)
    url = f"/scorecard/{PCT}/"
    words = {"year": "2018", "words": "More chairs were found.", "is_off_course": "on"}
    assert client.post(f"{url}say/", words).status_code == 302
    shown = page(client, url)
    assert "More chairs were found." in shown and "Off course" in shown and keeper.full_name in shown
    assert "Off course" in page(client, "/scorecard/")
    late = signed_in(other).post(f"{url}say/", {**words, "words": "Late.", "version": "0"})
    assert late.status_code == 409 and "Somebody else wrote about this" in late.content.decode()
    assert signed_in(other).post(f"{url}own/").status_code == 302
    assert f"Owned by {other.full_name}" in page(client, url)
    organisation = an_organisation("childrens-care")
    ask = {"title": "Train two chairs", "request": "", "organisation": str(organisation.pk), "due_on_day": "1",
           "due_on_month": "9", "due_on_year": "2031"}  # fmt: skip
    assert client.post(f"{url}act/", {**ask, "due_on_year": "2001"}).status_code == 400
    assert client.post(f"{url}act/", {**ask, "organisation": ""}).status_code == 400
    assert client.post(f"{url}act/", ask).status_code == 302
    assert "Train two chairs" in page(client, url)
    with context.as_system("test"):
        assert Narrative.objects.count() == 1
        assert Action.objects.get().circle.code == "insight-office"
    assert client.post(f"{url}say/", {"year": "2018", "words": " "}).status_code == 400


def test_files_and_the_interface_for_programs() -> None:
    the_printed_report()
    load(a_publication(Reading(RATE, "359", 2018, known(63), 423, 67_142), vintage="=Revised()"))
    client = signed_in(a_reader())
    table = client.get("/scorecard/figures.csv")
    lines = table.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith('"key","indicator"') and len(lines) == 1 + 174 + 1
    assert '"\'=Revised()"' in table.content.decode(), "no cell of it can run in a spreadsheet"
    book = load_workbook(io.BytesIO(client.get("/scorecard/figures.xlsx").content))
    assert book["Figures"].max_row == 176 and book["Figures"].freeze_panes == "A2"
    assert not any(cell.data_type == "f" for row in book["Figures"].iter_rows() for cell in row)
    told = client.get(f"/scorecard/api/figures/?indicator={RATE}&year=2018").json()
    own = [one for one in told["figures"] if one["area"] == "359"]
    assert [(one["value"], one["stands"], one["vintage"]) for one in own] == [
        ("63.0", True, "=Revised()"), ("62.1", False, "Annual report 2017/18"),
    ]  # fmt: skip
    assert own[0]["key"] == f"scorecard.{RATE}@2018"
    names = [one["key"] for one in client.get("/scorecard/api/indicators/").json()["indicators"]]
    assert RATE in names and "eyes_and_ears_helped_pct" in names
    for query in ("indicator=moonlight", "year=soon", "year=20181"):
        wrong = client.get(f"/scorecard/api/figures/?{query}")
        assert wrong.status_code == 400 and "wanted is" in json.loads(wrong.content)["error"]
    about = page(client, "/scorecard/api/")
    assert "Read only" in about and "definition_version" in about
    assert client.post("/scorecard/api/figures/").status_code == 405


def test_the_neighbours_are_named_as_their_mean_or_median_wherever_they_are_shown() -> None:
    """Newer dashboards print the median under the same words: a figure without either can be read as the other."""
    the_printed_report()
    values = [SUPPRESSED, *[known(D(n)) for n in (60, 70, 80, 81, 82, 83, 84, 85, 95)]]
    neighbours = [Reading(PCT, code, 2018, value) for code, value in zip(SN, values, strict=True)]
    load(a_publication(*neighbours, Reading(PCT, "359", 2018, known(D("91.5")))))
    client = signed_in(a_reader())
    shown = page(client, "/scorecard/")
    assert '<th role="columnheader" scope="col">Statistical neighbours (mean)</th>' in shown
    assert 'data-label="Statistical neighbours (mean)"' in shown and 'data-label="Neighbours"' not in shown
    whole = page(client, f"/scorecard/{PCT}/")
    assert "Statistical neighbours (mean): 80.00, unweighted mean of published values (9 of 10)" in whole
    assert "Their median, which newer dashboards print, is 82.00 (9 of 10)" in whole
    assert (
        '<th scope="col" class="govuk-table__header govuk-table__header--numeric">Statistical neighbours</th>'
        not in whole
        and whole.count("Statistical neighbours (mean)") > 2
    )
    assert "Statistical neighbours (mean)" in page(client, "/scorecard/quality/")
    rows = client.get(f"/scorecard/api/figures/?indicator={PCT}").json()["figures"]
    asked = ("area_name", "average", "neighbours_used", "neighbours_list")
    of_2018 = {one["place"]: tuple(one[name] for name in asked) for one in rows
               if (one["area"], one["year"]) == ("sn", 2018)}  # fmt: skip
    name = "Statistical neighbours (mean)"
    listed = "Statistical neighbours, As in the report of 2017/18"
    assert of_2018 == {"published": (name, "mean", "9 of 10", listed), "typed": (name, "mean", "", "")}
    assert {one["average"] for one in rows if one["area"] != "sn"} == {""}
    lines = client.get("/scorecard/figures.csv").content.decode("utf-8-sig").splitlines()
    assert lines[0].endswith('"average","neighbours_used","neighbours_list"')
    assert any(line.endswith(f'"mean","9 of 10","{listed}"') for line in lines)
    book = load_workbook(io.BytesIO(client.get("/scorecard/figures.xlsx").content))
    assert [cell.value for cell in book["Figures"][1]][-3:] == ["average", "neighbours_used", "neighbours_list"]
    assert "neighbours_used" in [row[0].value for row in book["About"].iter_rows()]
    about = page(client, "/scorecard/api/")
    assert "<code>average</code> is mean or median" in about and "neighbours_list" in about


def test_a_list_that_asks_for_the_median_says_median_and_the_printed_means_stay_means() -> None:
    the_printed_report()
    with context.as_system("test") as machine:
        ours = replace(queries.set_rows(viewer=machine)["359"], average="median")
        services.load_register(actor=machine, at=AT, indicators=[], areas=[], sets=[ours])
    neighbours = [Reading(PCT, code, 2018, known(D(n))) for n, code in enumerate(SN)]
    load(a_publication(*neighbours, Reading(PCT, "359", 2018, known(D("91.5")))))
    client = signed_in(a_reader())
    assert "Statistical neighbours (median)" in page(client, "/scorecard/")
    whole = page(client, f"/scorecard/{PCT}/")
    assert "Statistical neighbours (median): 4.50, unweighted median of published values (10 of 10)" in whole
    assert "Their mean is 4.50 (10 of 10)" in whole
    rows = client.get(f"/scorecard/api/figures/?indicator={PCT}").json()["figures"]
    named = {one["place"]: (one["area_name"], one["average"]) for one in rows if one["area"] == "sn"}
    assert named == {
        "published": ("Statistical neighbours (median)", "median"), "typed": ("Statistical neighbours (mean)", "mean"),
    }  # fmt: skip


def test_the_pages_ask_as_often_for_much_as_for_little(django_assert_max_num_queries) -> None:
    client = signed_in(a_keeper())
    for round_ in range(2):
        if round_:
            the_printed_report()
            every = [Reading(PCT, str(code), year, known(50)) for code in range(301, 321) for year in range(2013, 2026)]
            load(a_publication(*every, *(Reading(PCT, "359", year, known(60)) for year in range(2013, 2026))))
        for url, most in (
            ("/scorecard/", 20),
            (f"/scorecard/{PCT}/", 26),
            ("/scorecard/quality/", 18),
            ("/scorecard/api/figures/", 18),
        ):
            with django_assert_max_num_queries(most):
                assert client.get(url).status_code == 200
