"""Charts in the house style, drawn on the server as SVG, each with the table of its numbers.

Our own area in one strong colour, comparators muted, labels at the bars and lines themselves, scales from zero
unless said otherwise, gaps left as gaps, hidden points marked "c". Altair takes a second to import, so it is
imported when the first chart is drawn.
"""

from lifecourse.kernel.ui.charts.bars import bar_chart, stacked_bar
from lifecourse.kernel.ui.charts.drawing import RATINGS, Chart
from lifecourse.kernel.ui.charts.lines import Limits, line_chart

__all__ = ["RATINGS", "Chart", "Limits", "bar_chart", "line_chart", "stacked_bar"]
