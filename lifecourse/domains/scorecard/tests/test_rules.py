"""Rules of the scorecard: which figure stands, what may be typed, what a reviewed file may not say."""

import datetime as dt
import shutil
from decimal import Decimal as D
from pathlib import Path

import pytest
from django.conf import settings

from lifecourse.domains.scorecard import rules
from lifecourse.domains.scorecard.rules import Held, Level, Place, key_of, read_key, standing
from lifecourse.domains.scorecard.rules.local import period_of, period_words, read_census, year_of
from lifecourse.domains.scorecard.rules.register import list_for, read_areas, read_indicators, read_sets, refusal
from lifecourse.domains.scorecard.rules.reports import read_report
from lifecourse.engines.figures.value import UNAVAILABLE, Kind, Value, known
from lifecourse.kernel.base.errors import Refused

DATA = settings.REFERENCE_DATA


def held(place: Place, day: int, number: int = 1, *, worked_out: bool = False) -> Held:
    on = dt.date(2020, 1, day)
    return Held("x", "359", 2019, place, f"v{day}", on, known(number), None, None, "", worked_out, {})


def test_published_stands_before_typed_before_local_and_then_the_latest() -> None:
    rows = [held(Place.LOCAL, 30), held(Place.TYPED, 20), held(Place.PUBLISHED, 1), held(Place.PUBLISHED, 5)]
    assert standing(rows) is rows[3]
    assert standing(rows[:3]) is rows[2]
    assert standing(rows[:2]) is rows[1]
    assert standing(rows[:1]) is rows[0]
    assert standing([]) is None
    assert standing(rows, as_of=dt.date(2020, 1, 2)) is rows[2]
    assert standing(rows, as_of=dt.date(2019, 1, 2)) is None
    printed, ours = held(Place.PUBLISHED, 5), held(Place.PUBLISHED, 5, worked_out=True)
    assert standing([ours, printed]) is printed


def test_a_key_goes_out_and_comes_back() -> None:
    for indicator, year, area in (("icpc_rate", 2018, ""), ("icpc_rate.numerator", 2018, ""), ("x_pct", 2019, "342")):
        assert read_key(key_of(indicator, year, area)) == (indicator, year, area)
    for wrong in ("icpc_rate@2018", "scorecard.x@18", "scorecard.x@2018@", "board.x@2018", "scorecard.X@2018"):
        with pytest.raises(Refused, match="is no key of a figure"):
            read_key(wrong)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"year": 1066}, "year"),
        ({"year": 2030}, "year"),
        ({"source": " "}, "source"),
        ({"value": known(101)}, "value"),
        ({"value": known(-1)}, "value"),
        ({"value": known(D("1.2345"))}, "value"),
        ({"value": known(5), "measure": "count"}, "value"),
    ],
)
def test_what_may_not_be_typed_names_its_field(fields, field: str) -> None:
    good = {"level": Level.AUTHORITY, "value": known(D("91.5")), "decimals": 1, "measure": "percentage",
            "source": "Table", "year": 2018, "last_year": 2027}  # fmt: skip
    rules.check_typed(**good)
    rules.check_typed(**{**good, "value": UNAVAILABLE})
    rules.check_typed(**{**good, "value": known(5), "measure": "count", "level": Level.NATIONAL})
    with pytest.raises(Refused) as refused:
        rules.check_typed(**{**good, **fields})
    assert refused.value.field == field


def test_the_register_of_this_repository_is_whole() -> None:
    indicators, faults = read_indicators(DATA / "indicators")
    areas, more = read_areas(DATA / "areas" / "england.yaml")
    sets, most = read_sets(DATA / "comparators", areas)
    assert faults + more + most == []
    assert {"icpc_rate_per_10000", "icpc_within_15_working_days_pct", "cpp_rate_per_10000", "cpp_ceased_rate_per_10000",
            "cpp_second_or_subsequent_pct", "cpp_repeat_within_2_years_pct", "cpp_reviews_in_timescale_count",
            "cpp_reviews_in_timescale_pct", "cpp_ceased_within_3_months_pct", "cla_rate_per_10000",
            } <= {one.key for one in indicators}  # fmt: skip
    assert sum(one.level == "authority" for one in areas) == 158
    assert all(len(one.members) == 10 for one in sets[0].lists)
    assert [list_for(sets[0], year).name for year in (2013, 2018, 2021, 2022, 2025, 2026)] == [
        "As in the report of 2017/18", "As in the report of 2017/18", "As in the report of 2017/18", "April 2021",
        "April 2021", "May 2025",
    ]  # fmt: skip
    assert list_for(sets[0], 2012) is None


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the reviewed files to spoil."""
    for name in ("indicators", "areas", "comparators", "reports"):
        shutil.copytree(DATA / name, tmp_path / name)
    return tmp_path


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("measure: rate", "measure: guess", "'measure' is 'guess'; it must be one of count, percentage, rate"),
        ("polarity: none", "polarity: up", "'polarity' is 'up'"),
        ("decimals: 1", "decimals: -1", "it must be a whole number of at least 0"),
        ("key: icpc", "key: cpi", "it must be the name of the file"),
        ("order: 10", "order: 20", "'order' is 20, as in icpc_rate_per_10000.yaml"),
        ("next_review: 2027-09-01", "next_review: soon", "'next_review' is 'soon'; it must be a date"),
        ("why: ", "because: ", "'because', which nothing reads"),
        ("version: 1", "version: 0", "'version' is 0"),
    ],
)
def test_a_fault_of_an_indicator_has_its_line(data: Path, old: str, new: str, said: str) -> None:
    spoil(data / "indicators" / "icpc_rate_per_10000.yaml", old, new)
    _, faults = read_indicators(data / "indicators")
    assert any(said in fault and "line " in fault for fault in faults), faults


def test_faults_of_areas_sets_and_reports_have_their_line(data: Path) -> None:
    spoil(data / "areas" / "england.yaml", "within: north_west", "within: nowhere")
    spoil(data / "areas" / "england.yaml", 'code: "202"', 'code: "201"')
    areas, faults = read_areas(data / "areas" / "england.yaml")
    assert any("'nowhere', which is no area" in fault for fault in faults)
    assert any("the area '201' stands there twice" in fault for fault in faults)
    path = data / "comparators" / "statistical_neighbours_359.yaml"
    spoil(path, '"841"]', '"342"]')
    spoil(path, '"812"]', '"000"]')
    spoil(path, "valid_from: 2021-04-01", "valid_from: 2021-03-31")
    spoil(path, "average: mean", "average: mode")
    _, faults = read_sets(data / "comparators", areas)
    for said in (
        "each of them once",
        "'000' is no area",
        "while the list before it is in force",
        "'average' is 'mode'",
    ):
        assert any(said in fault for fault in faults), (said, faults)
    path = data / "reports" / "2017_18" / "core_data.yaml"
    spoil(path, '"62.10"', '"62.1O"')
    spoil(path, ', "87.50"', "")
    _, faults = read_report(path)
    assert any("the cell of 2018 is wrong: '62.1O' is neither a number" in fault for fault in faults)
    assert any("'Stat Neighbour' has 5 cells for 6 years" in fault for fault in faults)


def test_a_version_in_use_is_not_rewritten(data: Path) -> None:
    before = {one.key: one for one in read_indicators(DATA / "indicators")[0]}["cla_rate_per_10000"]
    path = data / "indicators" / "cla_rate_per_10000.yaml"
    spoil(path, "polarity: none", "polarity: low")
    changed = {one.key: one for one in read_indicators(data / "indicators")[0]}["cla_rate_per_10000"]
    assert refusal(before, changed) == (
        "cla_rate_per_10000: 'polarity' is not as version 1 in use has it; give the indicator version 2 to change it."
    )
    spoil(path, "version: 1", "version: 2")
    newer = {one.key: one for one in read_indicators(data / "indicators")[0]}["cla_rate_per_10000"]
    assert refusal(before, newer) is None
    assert "older than version 2 in use" in (refusal(newer, before) or "")


def test_the_year_is_named_by_the_march_on_which_it_ends() -> None:
    assert (year_of(dt.date(2018, 3, 31)), year_of(dt.date(2018, 4, 1))) == (2018, 2019)
    since, until = period_of(2018, at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert period_words(since, until) == "1 April 2017 to 31 March 2018"
    since, until = period_of(2026, at=dt.datetime(2025, 8, 9, 12, tzinfo=dt.UTC))
    assert period_words(since, until) == "1 April 2025 to 9 August 2025, the year not over"
    with pytest.raises(Refused, match="has not begun"):
        period_of(2027, at=dt.datetime(2026, 3, 31, tzinfo=dt.UTC))


MEASURES = {"icpc_rate_per_10000": ("rate", 1), "cpp_reviews_in_timescale_pct": ("percentage", 1), "n": ("count", 0)}
ENTRY = {"indicator": "icpc_rate_per_10000", "year": 2018, "numerator": 423, "denominator": 68076, "value": "62.1",
         "parameters": {"clock": "working days after"}}  # fmt: skip


def test_what_the_census_engine_prints_is_read() -> None:
    (one, other) = read_census([ENTRY, {**ENTRY, "year": 2017, "value": None, "denominator": None}], measures=MEASURES)
    assert (one.value, one.numerator, one.parameters) == (known(D("62.1")), 423, {"clock": "working days after"})
    assert other.value == UNAVAILABLE


@pytest.mark.parametrize("kind", [one for one in Kind if one is not Kind.KNOWN])
def test_why_the_census_engine_has_no_number_is_kept(kind: Kind) -> None:
    entry = {**ENTRY, "value": None, "numerator": 0, "denominator": 0, "kind": kind.value, "note": "nothing to share"}
    (one,) = read_census([entry], measures=MEASURES)
    assert one.value == Value(kind) and one.parameters["note"] == "nothing to share"


def test_what_the_engine_itself_makes_of_a_year_without_a_plan_is_not_applicable() -> None:
    from lifecourse.engines.census.indicators.computing import Computed, as_record

    made = Computed("cpp_reviews_in_timescale_pct", 2026, 0, 0, Value(Kind.NOT_APPLICABLE), {"a": 1}, "nothing")
    (one,) = read_census([as_record(made)], measures=MEASURES)
    assert one.value == Value(Kind.NOT_APPLICABLE)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"indicator": "moonlight"}, "entry 1: 'moonlight' is no indicator"),
        ({"year": "2018"}, "the year is '2018'"),
        ({"year": True}, "the year is 'True'"),
        ({"numerator": -1}, "the numerator is '-1'"),
        ({"denominator": 1.5}, "the denominator is '1.5'"),
        ({"value": 62.1}, "the value is '62.1'; wanted is a number as text"),
        ({"value": "NaN"}, "the value is 'NaN'"),
        ({"kind": "lost"}, "the kind is 'lost'; wanted is one of known, rounds_to_zero"),
        ({"kind": ["known"]}, r"the kind is "),
        ({"kind": "known", "value": None}, "it is known, and its value is 'None'"),
        ({"kind": "suppressed"}, "it is suppressed, and its value is '62.1'; only what is known has a value"),
        ({"value": "62.2"}, "the value is 62.2, and 423 of 68076 makes 62.1"),
    ],
)
def test_a_wrong_entry_of_the_census_engine_is_told(changed, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_census([{**ENTRY, **changed}], measures=MEASURES)


@pytest.mark.parametrize("content", [[], {}, "x", [3], [{"indicator": "n"}]])
def test_what_is_no_list_of_indicators_is_told(content) -> None:
    with pytest.raises(Refused):
        read_census(content, measures=MEASURES)
