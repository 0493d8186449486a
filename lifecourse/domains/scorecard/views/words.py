"""A change in words: which way, what that means, and whether it may be chance. Never by colour alone."""

from lifecourse.engines.comparison import Direction
from lifecourse.engines.figures.rounding import half_up

from ..queries import Moved
from ..rules.register import IndicatorRow

_MEANS = {
    Direction.BETTER: "better",
    Direction.WORSE: "worse",
    Direction.UP: "higher",
    Direction.DOWN: "lower",
    Direction.SAME: "no change",
}
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
