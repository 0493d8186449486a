"""The Department's files made again: every rate of 2018, section 3, and controls; and what a bad file is told."""

import csv
import datetime as dt
from collections import Counter
from decimal import Decimal as D
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
import yaml

from lifecourse.engines.figures.rounding import half_up
from lifecourse.engines.figures.value import NOT_APPLICABLE, SUPPRESSED, UNAVAILABLE, Kind, known, read_value
from lifecourse.engines.published import BadFile
from lifecourse.engines.published.lait import read_dictionary, read_lait
from lifecourse.engines.published.longfile import read_long
from lifecourse.engines.published.section3 import FILES, Verdict, reconcile
from lifecourse.engines.published.tables_2018 import Found, check_d3, check_tables, tally
from lifecourse.engines.published.workbook import Workbook, read_workbook

ROOT = Path(__file__).parents[4]
SHARED = ROOT.parent / "shared" / "data" / "dfe"
needs_files = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the Department’s published files are not beside the checkout (../shared/data/dfe)"
)
ABOUT = {"vintage": "test", "published_on": dt.date(2018, 10, 25), "source": "DfE"}
SN = ["342", "372", "807", "371", "370", "384", "808", "332", "357", "841"]
INDICATORS = {
    "icpc_rate": "icpc_rate_per_10000",
    "icpc_15wd_pct": "icpc_within_15_working_days_pct",
    "cpp_rate": "cpp_rate_per_10000",
    "cpp_subsequent_pct": "cpp_second_or_subsequent_pct",
    "cpp_ceased_rate": "cpp_ceased_rate_per_10000",
    "cpp_reviewed_n": "cpp_reviews_in_timescale_count",
    "lac_rate": "cla_rate_per_10000",
}
AREAS = {"Wigan": "359", "Stat Neighbour": "sn", "North West": "north_west", "England": "england"}


def to_even(number: Fraction, places: int) -> D:
    """The control: ties to the even digit, as `round` does on a fraction."""
    return D(round(number * 10**places)).scaleb(-places)


def by_float(number: Fraction, places: int) -> D:
    """The control: Python's `round` on a float."""
    return D(repr(round(float(number), places))).quantize(D(1).scaleb(-places))


@needs_files
def test_every_rate_and_percentage_of_2018_is_made_again() -> None:
    cells = check_tables(SHARED / FILES["workbook"])
    found = tally(cells, authorities=True)
    assert found["C4", Found.EXACT] + found["D1", Found.EXACT] == 1660
    assert found["D3", Found.EXACT] == 148
    assert [one for one in cells if one.found is Found.UNEXPLAINED] == []
    assert len({one.area for one in cells if one.is_authority}) == 152
    assert sum(found.values()) == 152 * 12, "no cell is left out: 4 rates in C4, 7 in D1, 1 percentage in D3"


@needs_files
def test_every_percentage_of_d3_of_every_year_is_made_again() -> None:
    cells = check_d3(SHARED / FILES["d3"])
    assert Counter(one.found for one in cells)[Found.EXACT] == 1924
    assert [one for one in cells if one.found is Found.UNEXPLAINED] == []


@needs_files
def test_the_wrong_rounding_or_the_wrong_mid_year_is_found_out() -> None:
    workbook, d3 = SHARED / FILES["workbook"], SHARED / FILES["d3"]

    def wrong(cells) -> int:
        return sum(one.found is Found.UNEXPLAINED for one in cells if one.is_authority)

    assert wrong(check_d3(d3, rounding=to_even)) == 2
    assert wrong(check_d3(d3, rounding=by_float)) >= 1
    assert wrong(check_tables(workbook, mid_year=2016)) > 900
    assert wrong(check_tables(workbook, rounding=lambda number, places: half_up(number, places + 1))) > 1000


def printed_section_3():
    report = yaml.safe_load((ROOT / "data" / "reports" / "2017_18" / "core_data.yaml").read_text(encoding="utf-8"))
    return {
        (table["indicator"], row["area"], year): read_value(cell)
        for table in report["tables"]
        for row in table["rows"]
        if "area" in row
        for year, cell in zip(report["years"], row["cells"], strict=True)
    }


def earlier_reconciliation():
    with (SHARED / "section3_reconciliation.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            slot = INDICATORS[row["indicator"]], AREAS[row["area"]], int(row["year"])
            yield slot, row["recomputed"] and D(row["recomputed"]), row["exact"] == "True"


@needs_files
def test_section_3_as_the_annex_is_headed_comes_out_as_before() -> None:
    checked = reconcile(SHARED, printed_section_3(), own="359", neighbours=SN, as_headed=True)
    ours = {(one.indicator, one.area, one.year): one for one in checked}
    earlier = [(slot, found, exact) for slot, found, exact in earlier_reconciliation() if found]
    assert (len(earlier), sum(exact for _, _, exact in earlier)) == (100, 84)
    for slot, found, exact in earlier:
        assert (ours[slot].found, ours[slot].verdict is Verdict.EXACT) == (found, exact), slot


@needs_files
def test_section_3_is_made_again() -> None:
    checked = reconcile(SHARED, printed_section_3(), own="359", neighbours=SN)
    ours = {(one.indicator, one.area, one.year): one for one in checked}
    assert Counter(one.verdict for one in checked) == {
        Verdict.EXACT: 113, Verdict.DIFFERS: 11, Verdict.NOT_COMPUTABLE: 50,
    }  # fmt: skip
    assert all(one.verdict is not Verdict.DIFFERS for one in checked if one.year == 2018)
    assert sum(one.verdict is Verdict.EXACT for one in checked if one.year == 2018) == 28
    for slot, found, exact in earlier_reconciliation():
        if found:
            assert ours[slot].verdict is not Verdict.NOT_COMPUTABLE
        if exact:
            assert ours[slot].verdict is Verdict.EXACT, "nothing that was exact has been lost"
    assert all(one.why for one in checked if one.verdict is not Verdict.EXACT)


@needs_files
def test_a_cell_that_is_printed_wrong_is_found() -> None:
    slot = "icpc_rate_per_10000", "359", 2018
    (one,) = reconcile(SHARED, {slot: known(D("61.2"))}, own="359", neighbours=SN)
    assert (one.verdict, one.found, one.apart) == (Verdict.DIFFERS, D("62.1"), D("0.9"))
    printed = {("icpc_rate_per_10000", "sn", 2018): known(D("87.50"))}
    (one,) = reconcile(SHARED, printed, own="359", neighbours=[*SN[:9], "812"])
    assert one.verdict is Verdict.DIFFERS, "another list of neighbours has another mean"


@needs_files
def test_the_first_two_columns_of_the_annex_are_exchanged() -> None:
    book = Workbook(SHARED / FILES["workbook"])
    right, headed = ({(p.area, p.mid_year): p.people for p in book.populations(as_headed=how)} for how in (False, True))
    assert right["359", 2012] == headed["359", 2013] == 67_712
    england = [right["E92000001", year] for year in range(2012, 2018)]
    assert england == sorted(england), "England’s children grew every year"
    ons = read_long(SHARED / "ons_mid-year_population_estimates_2012_to_2024.csv", "ons", **ABOUT)
    later = {(p.area, p.mid_year): p.people for p in ons.populations}
    nearer = Counter()
    for area in {area for area, _ in right}:
        if (area, 2012) in later:
            off = [sum(abs(one[area, year] - later[area, year]) for year in (2012, 2013)) for one in (right, headed)]
            nearer["right" if off[0] < off[1] else "headed" if off[1] < off[0] else "even"] += 1
    assert nearer["headed"] == 0 and nearer["right"] == 119


@needs_files
def test_the_signs_of_the_long_files_are_not_those_of_2018() -> None:
    people = {("204", 2020): 60_000}
    c4 = read_long(SHARED / FILES["c4"], "c4", people=people, population_vintage="test", **ABOUT)
    hackney = {one.indicator: one.value for one in c4.readings if (one.area, one.year) == ("204", 2021)}
    assert set(hackney.values()) == {UNAVAILABLE}, "Hackney lost its systems: nothing is suppressed there"
    d3 = read_workbook(SHARED / FILES["workbook"], **ABOUT)
    hidden = [one for one in d3.readings if one.indicator == "cpp_ceased_within_3_months_pct" and one.area == "806"]
    assert hidden[0].value == SUPPRESSED


@needs_files
def test_the_workbook_and_lait_have_what_the_report_printed() -> None:
    read = {(one.indicator, one.area): one for one in read_workbook(SHARED / FILES["workbook"], **ABOUT).readings}
    reviews = read["cpp_reviews_in_timescale_pct", "359"]
    assert (reviews.value, reviews.numerator, reviews.denominator) == (known(D("91.8")), 123, 134)
    assert read["cpp_ceased_within_3_months_pct", "359"].value == known(D("23"))
    lait = read_lait(
        SHARED / FILES["lait"], SHARED / FILES["dictionary"], measures={"CP_conf_15days": "x", "LAC": "y"}, **ABOUT
    )
    found = {(one.indicator, one.area, one.year): one.value for one in lait.readings}
    assert found["x", "359", 2017] == known(D("84.1")), "the file has 84.100000000000009"
    assert found["y", "970", 2018] == known(64)


HEAD = (
    "time_period,geographic_level,country_code,region_code,old_la_code,la_name,"
    "CPP_start,CPP_subsequent,CPP_subsequent_percent\n"
)
GOOD = "2018,Local authority,E92000001,E12000002,359,Wigan,387,83,21.4\n"


def d3(tmp_path: Path, text: str):
    path = tmp_path / "d3.csv"
    path.write_text(text, encoding="utf-8")
    return read_long(path, "d3", **ABOUT).readings


def test_a_good_line_is_read(tmp_path: Path) -> None:
    (one,) = d3(tmp_path, HEAD + GOOD)
    assert (one.area, one.year, one.value, one.numerator, one.denominator) == ("359", 2018, known(D("21.4")), 83, 387)
    (one,) = d3(tmp_path, HEAD + GOOD.replace("387,83,21.4", "c,c,c"))
    assert one.value.kind is Kind.SUPPRESSED
    (one,) = d3(tmp_path, HEAD + GOOD.replace("387,83,21.4", "0,0,z"))
    assert one.value == NOT_APPLICABLE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: the column 'time_period' is missing"),
        (HEAD, "has no line of figures"),
        (HEAD.replace("CPP_start,", ""), "line 1: the column 'CPP_start' is missing"),
        (HEAD + GOOD.replace("2018", "2018/19"), "line 2: time_period is '2018/19'; wanted is a year such as 2018"),
        (HEAD + GOOD.replace("Local authority", "Parish"), "geographic_level is 'Parish'"),
        (HEAD + GOOD.replace(",359,", ",,"), "old_la_code is empty"),
        (HEAD + GOOD + GOOD, "line 3: area 359 and 2018 stand in line 2 already"),
        (HEAD + GOOD.replace("387", "38?"), "line 2, column CPP_start: '38\\?' is neither a number"),
        (HEAD + GOOD.replace("387", "387.5"), "line 2: CPP_start is 387.5; it must be a whole number"),
        (HEAD + GOOD.replace("387", "NaN"), "column CPP_start: 'NaN' is neither"),
        (HEAD + "2018,National\n", "line 2: it has not as many cells as the heading"),
        (HEAD + '2018,"National', "cannot be read as CSV"),
        (HEAD + "\x00", "."),
    ],
)  # fmt: skip
def test_a_bad_line_is_told_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadFile, match=said):
        d3(tmp_path, text)


def test_a_spoilt_file_is_read_or_told_and_never_crashes(tmp_path: Path) -> None:
    chance = Random("spoilt")
    good = (HEAD + GOOD + GOOD.replace("2018", "2017")).encode()
    told = 0
    for _ in range(400):
        spoilt = bytearray(good)
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(spoilt))
            spoilt[place : place + chance.randint(0, 3)] = bytes(
                chance.choices(b'\x00\xff,"\n9-.e\xc3', k=chance.randint(0, 3))
            )
        path = tmp_path / "spoilt.csv"
        path.write_bytes(bytes(spoilt))
        try:
            read_long(path, "d3", **ABOUT)
        except BadFile as fault:
            told += 1
            assert "spoilt.csv" in str(fault)
    assert 100 < told < 400, "some were spoilt beyond reading, and some only in their words"


@needs_files
def test_the_polarity_of_the_register_is_lait_s() -> None:
    dictionary = read_dictionary(SHARED / FILES["dictionary"])
    rows = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in (ROOT / "data" / "indicators").glob("*.yaml")]
    ours = {row["lait"]: row["polarity"] for row in rows if "lait" in row}
    assert len(ours) == 8
    assert ours == {short: dictionary[short].polarity for short in ours}


def test_what_is_no_workbook_no_parquet_and_no_layout_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04 not at all")
    with pytest.raises(BadFile, match="x.xlsx is not a workbook"):
        Workbook(path)
    dictionary = tmp_path / "d.csv"
    dictionary.write_text("Measure_short,Measure,Polarity,dps\nLAC,Looked after,-,0\n", encoding="utf-8")
    with pytest.raises(BadFile, match="is not LAIT’s parquet"):
        read_lait(path, dictionary, measures={"LAC": "x"}, **ABOUT)
    with pytest.raises(BadFile, match="has no measure 'MOON'"):
        read_lait(path, dictionary, measures={"MOON": "x"}, **ABOUT)
    with pytest.raises(BadFile, match="the layout 'z9' is not known"):
        read_long(path, "z9", **ABOUT)
    with pytest.raises(BadFile, match="load a population first"):
        read_long(path, "c4", **ABOUT)
    with pytest.raises(BadFile, match="is not in the folder"):
        reconcile(tmp_path, {}, own="359", neighbours=SN)
