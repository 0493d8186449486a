"""Charts and tables of figures: a gap, a hidden number and a zero never look alike; the table holds every number."""

import re
from decimal import Decimal

import pytest
from django.template import Context, Template

from lifecourse.kernel.ui.charts import RATINGS, Limits, bar_chart, line_chart, stacked_bar
from lifecourse.kernel.ui.charts.drawing import ink_on, scale_for
from lifecourse.kernel.ui.tables import (
    NOT_APPLICABLE,
    SUPPRESSED,
    UNAVAILABLE,
    Cell,
    CellKind,
    Table,
    number,
    text,
)
from lifecourse.kernel.ui.tests.page_source import Page


@pytest.mark.parametrize(
    ("cell", "shown", "said"),
    [
        (number(1234), "1,234", ""),
        (number(0), "0", ""),
        (number(0, places=1, unit="%"), "0%", ""),
        (number(12.345, places=1, unit="%"), "12.3%", ""),
        (number(Decimal("0.03"), places=1, unit="%"), "<0.1%", "less than 0.1%"),
        (number(-3), "−3", ""),
        (number(40, unit="£"), "£40", ""),
        (SUPPRESSED, "c", "hidden so that nobody can be recognised"),
        (number(None), "..", "not available"),
        (NOT_APPLICABLE, "–", "not applicable"),
        (text("Ashby"), "Ashby", ""),
    ],
)
def test_a_cell_says_what_it_is_to_eye_and_ear(cell, shown, said):
    assert (cell.shown, cell.said) == (shown, said)


def test_a_hidden_cell_cannot_carry_its_number():
    with pytest.raises(ValueError, match="may not carry"):
        Cell(CellKind.SUPPRESSED, 3)
    with pytest.raises(ValueError, match="needs a"):
        Cell(CellKind.NUMBER)


def test_a_row_of_the_wrong_length_is_refused_by_name():
    with pytest.raises(ValueError, match="Row “Ashby” of “Rates” has 1 cells under 2 headings"):
        Table(caption="Rates", columns=("Area", "2025", "2026"), rows=[("Ashby", [number(1)])])


PERIODS = ["Q1 2026", "Q2 2026", "Q3 2026", "Q4 2026"]
OURS = [number(11.5, places=1), UNAVAILABLE, SUPPRESSED, number(29.5, places=1)]
THEIRS = [number(n, places=1) for n in (20.25, 21, 22, 23)]


def line(**options):
    return line_chart(
        title="Re-referrals",
        measure="Rate",
        periods=PERIODS,
        series={"Ashby": OURS, "England": THEIRS},
        own="Ashby",
        **options,
    )


def bars():
    return bar_chart(
        title="Concerns",
        measure="Rate",
        bars=[("Hollin", number(312)), ("Ashby", number(288)), ("Dale", SUPPRESSED), ("Marsh", number(0))],
        own="Ashby",
    )


def stack():
    return stacked_bar(
        title="Ratings",
        measure="Concerns",
        categories=["Police", "Schools"],
        parts={"Red": [number(40), SUPPRESSED], "Amber": [number(120), number(7)], "Green": [number(1), number(2)]},
        colours=RATINGS,
    )


CHARTS = {"line": line, "bars": bars, "stack": stack}


@pytest.mark.parametrize("name", CHARTS)
def test_the_table_under_a_chart_has_every_number_and_every_gap(name):
    chart = CHARTS[name]()
    page = Page(Template("{% chart chart csv_url='/f.csv' %}").render(Context({"chart": chart})))
    cells = [cell for _row, cells in chart.table.rows for cell in cells]
    assert cells
    for cell in cells:
        assert cell.shown in page.text and cell.said in page.text
    for row, _cells in chart.table.rows:
        assert row in page.text
    assert "/f.csv" in [attrs["href"] for attrs in page.all("a")]
    assert page.doubled() == set()


@pytest.mark.parametrize("name", CHARTS)
def test_a_picture_is_one_named_image_that_the_content_policy_lets_stand(name):
    svg = CHARTS[name]().svg
    head = re.match(r"<svg[^>]*>", svg)[0]
    assert 'role="img"' in head and "aria-label=" in head and "viewBox" in head
    assert "<title>" in svg and "<desc>" in svg
    for forbidden in ("style=", "<style", "<script", "href", "url(", "@font-face", "<image", " on"):
        assert forbidden not in re.sub(r"<(title|desc)>.*?</\1>|aria-label=\"[^\"]*\"", "", svg), forbidden
    assert set(re.findall(r'role="([^"]*)"', svg)) == {"img"}


def test_two_charts_on_a_page_share_no_id():
    assert " id=" not in line().svg + bars().svg


@pytest.mark.parametrize("name", ["Dale", "Statistical neighbours, median"])
def test_the_name_and_the_number_at_a_lines_end_are_not_cut_short(name):
    svg = line_chart(title="t", measure="m", periods=PERIODS, series={name: THEIRS, "Ashby": OURS}, own="Ashby").svg
    assert f">{name} 23.0</text>" in svg and "…" not in svg


def test_lines_of_equals_are_told_apart_by_more_than_where_they_end():
    both = {"Spent": THEIRS, "Received": [number(n) for n in (3, 2, 1, 2)]}
    equals = line_chart(title="t", measure="m", periods=PERIODS, series=both).svg
    inks = re.findall(r'fill="(#[0-9a-f]{6})"[^>]*>(?:Spent|Received) ', equals)
    assert len(set(inks)) == 2 and all(f'stroke="{ink}"' in equals for ink in inks)
    # The control: beside a line of one's own the others are all alike.
    others = line_chart(title="t", measure="m", periods=PERIODS, series=both | {"Us": OURS}, own="Us").svg
    assert len(set(re.findall(r'fill="(#[0-9a-f]{6})"[^>]*>(?:Spent|Received) ', others))) == 1


def test_a_gap_is_a_gap_and_a_hidden_point_is_marked():
    svg = line().svg
    assert svg.count(">c</text>") == 1
    whole = line_chart(title="t", measure="m", periods=PERIODS, series={"Ashby": THEIRS}, own="Ashby").svg
    assert ">c</text>" not in whole

    def moves(source):
        """How many pieces the strong line is in."""
        paths = re.findall(r'<path[^>]*d="(M[^"]*)"[^>]*stroke="#0f3d4c"[^>]*stroke-width="3"', source)
        paths += re.findall(r'<path[^>]*stroke="#0f3d4c"[^>]*stroke-width="3"[^>]*d="(M[^"]*)"', source)
        return sum(path.count("M") for path in paths)

    assert moves(svg) == 2 and moves(whole) == 1


def test_a_bar_without_a_value_keeps_its_place_and_says_why():
    svg = bars().svg
    assert "hidden so that nobody can be recognised" in svg
    labels = [label for label in re.findall(r">([^<>]+)</text>", svg) if label in {"Hollin", "Ashby", "Dale", "Marsh"}]
    assert labels == ["Hollin", "Ashby", "Dale", "Marsh"]


def test_a_point_beyond_its_limits_is_ringed_and_told():
    limits = Limits(centre=20, lower=[10] * 4, upper=[26] * 4)
    chart = line(limits=limits)
    assert "a ring marks a point beyond them" in chart.note
    assert chart.svg.count("#a3261f") == 1
    assert "#a3261f" not in line(limits=Limits(centre=20, lower=[10] * 4, upper=[40] * 4)).svg


def test_a_scale_starts_from_zero_unless_the_chart_says_so():
    assert scale_for([11.5, 29.5], from_zero=True).low == 0
    assert scale_for([101, 107], from_zero=False).low > 90
    assert "The scale does not start at zero." in line(from_zero=False).note
    assert "zero" not in line().note


@pytest.mark.parametrize("values", [[], [0], [0.004], [5, 5], [-3, 8], [1e9], [0.1, 0.3, 1234.5]])
def test_a_scale_holds_every_value_in_a_few_round_steps(values):
    scale = scale_for(values, from_zero=True)
    assert all(scale.low <= value <= scale.high for value in values)
    assert scale.low < scale.high and 2 <= len(scale.ticks) <= 8


def test_the_description_tells_the_first_and_the_last_known_point():
    assert line().description.startswith("Line chart of Rate, Ashby: Q1 2026 11.5; Q4 2026 29.5.")


def test_a_label_from_data_cannot_become_markup():
    nasty = '<script>alert("x")</script>&'
    chart = bar_chart(title=nasty, measure=nasty, bars=[(nasty, number(3))], own=nasty)
    page = Template("{% chart chart %}").render(Context({"chart": chart}))
    assert "<script" not in page and "&lt;script" in page


@pytest.mark.parametrize(
    "chart",
    [
        lambda: bar_chart(title="None", measure="m", bars=[]),
        lambda: line_chart(
            title="None", measure="m", periods=PERIODS, series={"Ashby": [UNAVAILABLE] * 4}, own="Ashby"
        ),
        lambda: line_chart(title="None", measure="m", periods=[], series={}),
        lambda: stacked_bar(title="None", measure="m", categories=[], parts={"Red": []}),
    ],
)
def test_a_chart_of_nothing_is_still_a_page(chart):
    assert "<svg" in Template("{% chart chart %}").render(Context({"chart": chart()}))


def test_too_many_parts_are_refused():
    with pytest.raises(ValueError, match="7 parts cannot be read"):
        stacked_bar(title="t", measure="m", categories=["a"], parts={str(n): [number(1)] for n in range(7)})


def test_series_of_the_wrong_length_are_refused_by_name():
    with pytest.raises(ValueError, match="“Ashby” has 1 points over 4 periods"):
        line_chart(title="t", measure="m", periods=PERIODS, series={"Ashby": [number(1)]})


def test_words_on_a_colour_can_be_read():
    assert ink_on("#12436d") == "#ffffff" and ink_on("#f2b134") == "#0b0c0c"


def test_figures_stand_alone_too():
    table = Table(caption="Rates", columns=("Area", "2026"), rows=[("Ashby", [SUPPRESSED])], source="Hub", note="N")
    page = Page(Template("{% figures table %}").render(Context({"table": table})))
    assert "Rates" in page.text and "Source: Hub" in page.text and "c hidden so that nobody" in page.text
    assert table.flat() == [["Area", "2026"], ["Ashby", "c"]]
