"""The figures that go up to a report: keys, provenance, which one stands, and that a later one overwrites nothing."""

import datetime as dt
from decimal import Decimal as D

import pytest

from lifecourse.domains.scorecard import queries
from lifecourse.domains.scorecard.models import PublishedFigure
from lifecourse.engines.figures.value import NOT_APPLICABLE, SUPPRESSED, Kind, known
from lifecourse.engines.published.reading import Reading
from lifecourse.kernel.access import context
from lifecourse.kernel.base.errors import NotPermitted, Refused

from . import factories
from .factories import AT, a_publication, a_reader, load, the_printed_report

pytestmark = pytest.mark.django_db
SN = ("342", "372", "807", "371", "370", "384", "808", "332", "357", "841")
PCT = "icpc_within_15_working_days_pct"


def figures(**asked):
    reader = a_reader()
    with context.viewing(reader, at=AT):
        return queries.figures(viewer=reader, **asked)


def test_the_printed_section_3_comes_back_as_printed() -> None:
    load_made = the_printed_report()
    found = figures()
    assert load_made.figures == 174  # 7 tables of 24 cells and one of 6 left blank
    assert found["scorecard.icpc_rate_per_10000@2018"].value == known(D("62.1"))
    assert found["scorecard.icpc_rate_per_10000@2018@sn"].value.shown(2) == "87.50"
    assert found["scorecard.cpp_reviews_in_timescale_count@2018@england"].value == known(33980)
    assert found["scorecard.cpp_reviews_in_timescale_count@2013"].value.kind is Kind.UNAVAILABLE
    assert found["scorecard.cpp_repeat_within_2_years_pct@2018"].value.kind is Kind.BLANK
    assert found["scorecard.cpp_rate_per_10000.numerator@2018"].value == known(200)
    one = found["scorecard.cla_rate_per_10000@2018@north_west"]
    assert (one.title, one.period, one.unit) == (
        "Children looked after at 31 March, per 10,000 children, North West", "2018", "per 10,000",
    )  # fmt: skip
    assert one.provenance["vintage"] == "Annual report 2017/18" and "version 1" in one.definition
    assert "scorecard.cla_rate_per_10000@2019" not in found


def test_nothing_for_who_may_not_see_the_scorecard() -> None:
    the_printed_report()
    stranger = factories.a_user("Sid Stranger-Invented")
    with context.viewing(stranger, at=AT):
        assert queries.figures(viewer=stranger) == {}


def test_a_later_publication_stands_beside_the_first_and_overwrites_nothing() -> None:
    the_printed_report()
    first = Reading("icpc_rate_per_10000", "359", 2018, known(D("62.1")), 423, 68_076)
    later = Reading("icpc_rate_per_10000", "359", 2018, known(D("63.0")), 423, 67_142)
    load(a_publication(first, vintage="Main tables 2018", published_on=dt.date(2018, 10, 25)))
    load(a_publication(later, vintage="Revised 2025", published_on=dt.date(2025, 10, 30)))
    key = "scorecard.icpc_rate_per_10000@2018"
    assert figures()[key].value == known(63)
    then = figures(as_of=dt.date(2018, 12, 31))[key]
    assert then.value == known(D("62.1")) and then.provenance["denominator"] == "68,076"
    assert PublishedFigure.objects.filter(indicator="icpc_rate_per_10000", area="359", year=2018).count() == 3
    wrong = Reading("icpc_rate_per_10000", "359", 2018, known(D("64.0")))
    with pytest.raises(Refused, match=r"is 64\.00, and 'Revised 2025' holds 63\.00"):
        load(a_publication(wrong, vintage="Revised 2025"))
    assert figures()[key].value == known(63)


def test_the_same_file_again_changes_nothing() -> None:
    made = a_publication(Reading(PCT, "359", 2018, known(D("91.5")), 387, 423))
    assert load(made).pk == load(made).pk
    assert PublishedFigure.objects.count() == 1


def test_nothing_of_a_bad_publication_is_kept() -> None:
    good = Reading(PCT, "359", 2018, known(D("91.5")))
    for bad, said in (
        (Reading(PCT, "999", 2018, known(1)), "data/areas has no such area"),
        (Reading("moonlight_pct", "359", 2018, known(1)), "no such indicator is in the register"),
        (good, "it stands there twice"),
    ):
        with pytest.raises(Refused, match=said):
            load(a_publication(good, bad))
        assert not PublishedFigure.objects.exists()


def test_a_person_loads_no_publication() -> None:
    from lifecourse.domains.scorecard import services

    keeper = factories.a_keeper()
    with context.viewing(keeper, at=AT), pytest.raises(NotPermitted):
        services.load_publication(actor=keeper, at=AT, publication=a_publication())


def test_the_mean_of_neighbours_is_worked_out_without_the_suppressed_and_says_so() -> None:
    values = [known(D(n)) for n in ("80", "70", "90", "60")] + [SUPPRESSED, NOT_APPLICABLE] + [known(75)] * 4
    load(a_publication(*(Reading(PCT, code, 2018, value) for code, value in zip(SN, values, strict=True))))
    one = figures()[f"scorecard.{PCT}@2018@sn"]
    assert one.value == known(D("75.00"))
    assert one.provenance["neighbours used"] == "8 of 10"
    assert one.provenance["average"] == "unweighted mean of published values"
    assert one.provenance["list"] == "Statistical neighbours, As in the report of 2017/18"


def test_the_counts_are_another_source_s_only_where_it_tells_the_same() -> None:
    load(a_publication(Reading(PCT, "359", 2018, known(D("91.5")), 387, 423), vintage="c4"))
    load(a_publication(Reading(PCT, "359", 2018, known(D("91.5"))), vintage="LAIT", published_on=dt.date(2025, 1, 1)))
    reader = a_reader()
    with context.viewing(reader, at=AT):
        found = queries.book(viewer=reader, indicators=[PCT])
        one = found.one(PCT, "359", 2018)
        assert one is not None and one.vintage == "LAIT" and one.pair is None
        assert found.pair_of(one) == (387, 423)
    load(a_publication(Reading(PCT, "359", 2018, known(90)), vintage="Revised", published_on=dt.date(2026, 1, 1)))
    with context.viewing(reader, at=AT):
        found = queries.book(viewer=reader, indicators=[PCT])
        assert found.pair_of(found.one(PCT, "359", 2018)) is None


def test_no_mean_where_a_neighbour_is_not_in_the_publication() -> None:
    load(a_publication(*(Reading(PCT, code, 2018, known(75)) for code in SN[:9])))
    assert f"scorecard.{PCT}@2018@sn" not in figures()


def test_the_list_of_neighbours_is_that_of_the_year() -> None:
    new = ("888", "925", "343", "877", "860", "332", "929", "884", "808", "893")
    every = [Reading(PCT, code, 2026, known(50 if code in SN else 60)) for code in {*SN, *new}]
    load(a_publication(*every, vintage="Invented 2026"))
    one = figures()[f"scorecard.{PCT}@2026@sn"]
    assert one.provenance["list"] == "Statistical neighbours, May 2025"
    assert one.value == known(58)  # Dudley and Stockton are in both
