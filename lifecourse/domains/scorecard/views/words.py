"""A change in words, and why there is no rank: what it means, whether it may be chance. Never by colour alone."""

from django.utils.html import format_html

from lifecourse.engines.comparison import Direction
from lifecourse.engines.figures.rounding import half_up

from ..queries import IndicatorPage, Moved
from ..rules.register import IndicatorRow

_MEANS = {
    Direction.BETTER: "better",
    Direction.WORSE: "worse",
    Direction.UP: "higher",
    Direction.DOWN: "lower",
    Direction.SAME: "no change",
}
# What a publication is loaded with; published figures of all authorities are nobody's to ship.
LOADING = "./run manage load_publication LAYOUT FILE --vintage NAME --published-on DATE"
POLARITY = {
    "low": "Lower is better",
    "high": "Higher is better",
    "none": "Neither higher nor lower is better by itself",
}


def change_words(row: IndicatorRow, moved: Moved | None) -> str:
    """ "Down 9.7: lower"; "Up 7.4: better"; empty where there is no change to tell."""
    if moved is None:
        return ""
    if moved.means is Direction.SAME:
        return "No change"
    size = half_up(abs(moved.by), row.decimals)
    points = " points" if row.unit == "%" else ""
    return f"{'Up' if moved.by > 0 else 'Down'} {size:,}{points}: {_MEANS[moved.means]}"


def chance_words(moved: Moved | None) -> str:
    """Whether the change is more than chance, or why that cannot be said."""
    if moved is None or moved.means is Direction.SAME:
        return ""
    told = {
        None: "Without the counts it cannot be said whether it is chance",
        True: "No more than chance would make",
        False: "More than chance would make",
    }[moved.is_chance]
    return told if moved.same_publication else f"{told}; the year before is from another publication"


def no_rank_words(found: IndicatorPage) -> str:
    """Why there is no rank and no quarter, and what would give one; empty where there is one, or never can be."""
    row, latest = found.row, found.line.latest
    if found.standing is not None or latest is None or not row.national:
        return ""
    if row.polarity == "none":
        return f"Not ranked: {POLARITY[row.polarity].lower()}."
    if latest.value.number is None:
        return f"No rank: our own figure of {latest.year} is {latest.value.shown()}."
    return format_html(
        "No rank: the figures of all authorities of {} have not been loaded. <code>{}</code> loads the Department’s "
        "own file.",
        latest.year,
        LOADING,
    )


def no_funnel_words(found: IndicatorPage) -> str:
    """The same of the funnel, which needs England's figure and counts of the publication that our own is from."""
    row, latest = found.row, found.line.latest
    if found.funnel or latest is None or not (row.national and row.per):
        return ""
    return format_html(
        "No funnel: England’s figure of {} and the counts behind ours have not been loaded from one publication. "
        "<code>{}</code> loads the Department’s own file.",
        latest.year,
        LOADING,
    )
