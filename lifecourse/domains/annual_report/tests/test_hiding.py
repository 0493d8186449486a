"""Which figures of a report are hidden: small counts of people, what gives them away, and nobody else's."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lifecourse.domains.annual_report.rules.hiding import SAME, to_hide
from lifecourse.domains.annual_report.rules.layouts import Layout, layout_for, read_layout
from lifecourse.domains.annual_report.rules.placing import used
from lifecourse.engines.figures.figure import Figure
from lifecourse.engines.figures.value import known
from lifecourse.engines.suppression import Adds


def figure(key: str, number: str, unit: str = "children", **provenance: str) -> Figure:
    decimals = len(number.partition(".")[2])
    period = key.split("@")[1]
    return Figure(
        key, key.partition("@")[0], period, known(Decimal(number)), decimals, unit, "x", "v1", provenance=provenance
    )


def shown(*figures: Figure) -> dict[str, Figure]:
    return {one.key: one for one in figures}


TABLES = shown(
    figure("r.boys@2018", "3"), figure("r.girls@2018", "9"), figure("r.all@2018", "12"),
    figure("r.neglect@2018", "7"), figure("r.other@2018", "5"),
)  # fmt: skip
BY_SEX = Adds("r.all@2018", ("r.boys@2018", "r.girls@2018"))
BY_NEED = Adds("r.all@2018", ("r.neglect@2018", "r.other@2018"))


def test_a_total_that_stands_in_two_tables_gives_nobody_away() -> None:
    hidden = to_hide(TABLES, [BY_SEX, BY_NEED], threshold=5)
    assert {"r.boys@2018", "r.other@2018"} < hidden
    assert {"r.girls@2018", "r.all@2018"} & hidden and {"r.neglect@2018", "r.all@2018"} & hidden


def test_courses_and_pounds_are_nobody_and_what_was_published_stays() -> None:
    figures = shown(
        figure("r.courses@2018", "2", "courses"), figure("r.spent@2018", "4", "£"),
        figure("r.deaths@2018", "4", "deaths", Status="published before"),
        figure("s.x.numerator@2018", "4", "", place="Published"),
    )  # fmt: skip
    assert to_hide(figures, [], threshold=5) == frozenset()


def test_a_rate_of_ours_with_a_small_numerator_is_hidden_and_so_is_the_numerator() -> None:
    figures = shown(
        figure("s.x@2018", "0.6", "per 10,000", place="Our own records", numerator="4"),
        figure("s.x.numerator@2018", "4", "", place="Our own records"),
        figure("s.y@2018", "0.6", "per 10,000", place="Our own records", numerator="6"),
    )
    assert to_hide(figures, [], threshold=5) == {"s.x@2018", "s.x.numerator@2018"}


OURS = "Our own records"


def share(key: str, number: str, numerator: str, denominator: str, place: str = OURS) -> Figure:
    return figure(key, number, "%", place=place, numerator=numerator, denominator=denominator)


def test_a_share_of_a_small_number_of_people_is_hidden_and_so_is_that_number() -> None:
    figures = shown(
        share("s.x_pct@2018", "0.0", "0", "4"),
        figure("s.x_pct.denominator@2018", "4", "", place=OURS, numerator="0", denominator="4"),
        share("s.x_pct@2017", "0.0", "0", "6"),
        figure("s.y_pct.denominator@2018", "5", "", place=OURS),
        figure("s.z.denominator@2018", "41000", "", place=OURS),
    )
    assert to_hide(figures, [], threshold=5) == {
        "s.x_pct@2018", "s.x_pct.denominator@2018", "s.y_pct.denominator@2018",
    }  # fmt: skip


def test_a_small_share_that_somebody_published_stays() -> None:
    figures = shown(
        share("s.x_pct@2018", "25.0", "1", "4", place="Published"),
        figure("s.x_pct.denominator@2018", "4", "", place="Typed from a source", numerator="1", denominator="4"),
    )
    assert to_hide(figures, [], threshold=5) == frozenset()


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_count_under_two_keys_is_hidden_under_both(one: str, other: str) -> None:
    """A count that is large, and hidden so that a small one beside it is not worked back."""
    figures = shown(
        figure(f"scorecard.{one}@2018", "9", "", place=OURS), figure(f"scorecard.{other}@2018", "9", "", place=OURS),
        figure(f"scorecard.{other}@2017", "9", "", place=OURS),
        figure("r.boys@2018", "3"), figure("r.all@2018", "12"), figure("r.rest@2018", "100"),
        figure("r.whole@2018", "112"),
    )  # fmt: skip
    sums = [
        Adds("r.all@2018", ("r.boys@2018", f"scorecard.{one}@2018")),
        Adds("r.whole@2018", ("r.all@2018", "r.rest@2018")),
    ]
    hidden = to_hide(figures, sums, threshold=5)
    assert hidden == {"r.boys@2018", f"scorecard.{one}@2018", f"scorecard.{other}@2018"}


def test_what_says_a_hidden_count_is_hidden_with_it() -> None:
    """9 of 40 is hidden because 3 and 9 are published to come to 12: the share that says so goes with it."""
    figures = shown(
        figure("r.boys@2018", "3"), figure("r.all@2018", "12"), share("s.x_pct@2018", "22.5", "9", "40"),
    )  # fmt: skip
    hidden = to_hide(figures, [Adds("r.all@2018", ("r.boys@2018", "s.x_pct.numerator@2018"))], threshold=5)
    assert hidden == {"r.boys@2018", "s.x_pct@2018"}


def test_a_printed_total_that_is_wrong_tells_nobody_a_number() -> None:
    figures = {**TABLES, "r.all@2018": figure("r.all@2018", "99")}
    assert to_hide(figures, [BY_SEX], threshold=5) == {"r.boys@2018", "r.other@2018"}


def test_what_a_report_shows_is_what_its_words_refer_to_and_place() -> None:
    layout = Layout(
        "sexes", "By sex", ("", "2018"), (("Boys", ("r.boys@2018",)), ("Girls", ("r.girls@2018",))), (BY_SEX,)
    )
    made = used([("One", "{all@2018}\n\n{table: sexes}\n\n{table: nothing}")], TABLES, {"sexes": layout})
    assert set(made.figures) == {"r.all@2018", "r.boys@2018", "r.girls@2018"} and made.sums == [BY_SEX]
    assert [one.said for one in made.findings] == ["{table: nothing}"]
    assert read_layout(layout.to_json()) == layout


def test_rows_of_one_indicator_are_called_by_their_areas_and_the_caption_says_the_indicator() -> None:
    title = "Conferences, per 10,000 children"
    figures = shown(
        replace(figure("s.rate@2018", "4.0", "per 10,000"), title=title),
        replace(figure("s.rate@2018@england", "4.0", "per 10,000"), title=f"{title}, England"),
        replace(figure("s.plans@2018", "8", "plans"), title="Plans"),
    )
    made = layout_for("rate, rate@england over 2018", {}, figures)
    assert isinstance(made, Layout) and made.title == title
    assert [label for label, _ in made.rows] == ["Our area", "England"]
    other = layout_for("plans, rate@england over 2018", {}, figures)
    assert isinstance(other, Layout) and [label for label, _ in other.rows] == ["Plans", f"{title}, England"]
    alone = layout_for("plans over 2018", {}, figures)
    assert isinstance(alone, Layout) and (alone.title, alone.rows[0][0]) == ("Plans", "Plans")


def test_a_table_of_series_has_a_row_each_and_says_what_is_missing() -> None:
    figures = shown(
        *(figure(f"s.rate@{year}{area}", "4.0", "per 10,000") for year in (2017, 2018) for area in ("", "@england"))
    )
    made = layout_for("rate, s.rate@england over 2016 2017, 2018", {}, figures)
    assert isinstance(made, Layout) and made.columns == ("", "2016", "2017", "2018")
    assert made.rows[0][1] == ("", "s.rate@2017", "s.rate@2018") and made.rows[1][1][2] == "s.rate@2018@england"
    assert [label for label, _ in made.rows] == ["s.rate", "s.rate"]
    assert layout_for("none over 2018", {}, figures) == "there is no figure “none” in 2018"
    assert "name one, or write" in str(layout_for("none", {}, figures))
