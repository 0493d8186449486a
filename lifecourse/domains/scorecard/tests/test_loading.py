"""Management commands that load: each of the Department's files whole, twice is once, and a sentence for a bad one."""

import shutil
from decimal import Decimal as D
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lifecourse.domains.scorecard import queries
from lifecourse.domains.scorecard.models import LocalFigure, PublishedFigure
from lifecourse.engines.figures.value import known
from lifecourse.kernel.access import context

from .factories import AT, SHARED, a_reader, an_office

pytestmark = pytest.mark.django_db
needs_files = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the Department’s published files are not beside the checkout (../shared/data/dfe)"
)
WORKBOOK = "Characteristics_of_children_in_need_main_tables_2018.xlsx"


def told(*options: object) -> str:
    out = StringIO()
    call_command(*map(str, options), stdout=out)
    return out.getvalue()


def load(layout: str, name: str, vintage: str, *more: object) -> str:
    options = ("--vintage", vintage, "--published-on", "2018-10-25", *more)
    return told("load_publication", layout, SHARED / name, *options)


@needs_files
def test_the_department_s_files_are_loaded_and_the_mean_of_neighbours_is_the_printed_one() -> None:
    assert load("workbook_2018", WORKBOOK, "2018 tables").startswith("Loaded 1312 figures and 984 populations")
    assert load("workbook_2018", WORKBOOK, "2018 tables").startswith("Nothing to change")
    with pytest.raises(CommandError, match="load a population first"):
        load("c4", "c4_children_in_need_section_47s_and_icpcs_2013_to_2025.csv", "c4 2025")
    told_so = load(
        "c4", "c4_children_in_need_section_47s_and_icpcs_2013_to_2025.csv", "c4 2025", "--population", "2018 tables"
    )
    assert "rates were left out: the population '2018 tables' has no such area and mid-year" in told_so
    for layout, name in (
        ("d3", "d3_cpps_subsequent_plan_2013_to_2025.csv"),
        ("c1", "c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv"),
        ("cla", "cla_number_and_rate_per_10k_children.csv"),
        ("ons", "ons_mid-year_population_estimates_2012_to_2024.csv"),
    ):
        assert load(layout, name, f"{layout} 2025").startswith("Loaded ")
    for layout, name in (
        ("d5", "d5_cpps_at31march_by_duration_2013_to_2025.csv"),
        ("b1", "b1_children_in_need_2013_to_2025.csv"),
    ):
        assert load(layout, name, f"{layout} 2025", "--population", "ons 2025").startswith("Loaded ")
    told_so = load("lait", "bds_long_0.parquet", "LAIT", "--dictionary", SHARED / "lait_data_dictionary.csv")
    assert told_so.startswith("Loaded ")
    reader = a_reader()
    with context.viewing(reader, at=AT):
        found = queries.book(viewer=reader, indicators=["icpc_rate_per_10000"], years=[2018])
        by_vintage = {one.vintage: one for one in found.all_of("icpc_rate_per_10000", "sn", 2018)}
        assert by_vintage["2018 tables"].value == known(D("87.50"))
        own = {one.vintage: one.value for one in found.all_of("icpc_rate_per_10000", "359", 2018)}
        assert own["2018 tables"] == known(D("62.1")) and own["LAIT"] == known(63), "two vintages side by side"
        figures = queries.figures(viewer=reader, indicators=["cpp_reviews_in_timescale_pct"], years=[2018])
        assert figures["scorecard.cpp_reviews_in_timescale_pct@2018"].value == known(D("91.8"))


@needs_files
def test_the_page_of_section_3_is_as_it_would_be_written() -> None:
    assert "as it would be written" in told("reconcile_section3", SHARED, "--check")
    assert told("reconcile_section3", SHARED) == "113 exact, 11 differs, 50 not computable\n"


def test_the_core_data_is_loaded_once() -> None:
    assert told("load_core_data") == "Loaded 174 figures of Annual report 2017/18.\n"
    assert told("load_core_data") == "Nothing to change: Annual report 2017/18.\n"


def test_a_bad_file_is_told_and_nothing_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "d3.csv"
    path.write_text("nothing,here\n1,2\n", encoding="utf-8")
    options = ("--vintage", "x", "--published-on", "2018-10-25")
    with pytest.raises(CommandError, match=r"d3\.csv, line 1: the column 'time_period' is missing"):
        told("load_publication", "d3", path, *options)
    with pytest.raises(CommandError, match="is not a file"):
        told("load_publication", "d3", tmp_path / "none.csv", *options)
    with pytest.raises(CommandError, match="name it with --dictionary"):
        told("load_publication", "lait", path, *options)
    with pytest.raises(CommandError, match="no population of the vintage 'moon'"):
        told("load_publication", "c4", path, *options, "--population", "moon")
    assert not PublishedFigure.objects.exists()


def test_what_the_census_engine_printed_is_taken_into_a_circle(tmp_path: Path) -> None:
    path = tmp_path / "indicators.json"
    entry = (
        '{"indicator": "icpc_rate_per_10000", "year": 2018, "numerator": 423, "denominator": 68076, "value": "62.1"}'
    )
    path.write_text(f"[{entry}]", encoding="utf-8")
    office = an_office()
    with pytest.raises(CommandError, match="There is no circle 'moon'"):
        told("load_local_indicators", path, "--circle", "moon")
    assert "Taken 1 figures into" in told("load_local_indicators", path, "--circle", office.code)
    path.write_text(f"[{entry}, {entry}]", encoding="utf-8")
    with pytest.raises(CommandError, match="stands there twice for one year"):
        told("load_local_indicators", path, "--circle", office.code)
    path.write_text("[", encoding="utf-8")
    with pytest.raises(CommandError, match="cannot be read as JSON"):
        told("load_local_indicators", path, "--circle", office.code)
    with context.as_system("test"):
        assert LocalFigure.objects.get().number == D("62.1")


def test_a_changed_register_is_loaded_with_a_new_version_and_refused_without(tmp_path: Path, settings) -> None:
    folder = tmp_path / "data"
    shutil.copytree(settings.REFERENCE_DATA, folder)
    settings.REFERENCE_DATA = folder
    path = folder / "indicators" / "cla_rate_per_10000.yaml"
    text = path.read_text(encoding="utf-8").replace("polarity: none", "polarity: low", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match="give the indicator version 2 to change it"):
        told("sync_reference_data")
    path.write_text(text.replace("version: 1", "version: 2"), encoding="utf-8")
    assert told("sync_reference_data") == "Changed: indicator cla_rate_per_10000.\n"
    assert told("sync_reference_data").startswith("Nothing to change")
    versions = queries.indicator_versions(viewer=None, key="cla_rate_per_10000")
    assert [(one.version, one.polarity) for one in versions] == [(2, "low"), (1, "none")]
    (folder / "areas" / "england.yaml").write_text("areas: []\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"england\.yaml, line 1: 'areas' must be a list"):
        told("sync_reference_data", "--check")
