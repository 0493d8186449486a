"""The tables and the chart of the data quality page, from the estimate."""

from fractions import Fraction
from typing import Any

from lifecourse.engines.linkage import quality
from lifecourse.engines.linkage.quality import Estimate
from lifecourse.kernel.ui.charts import bar_chart
from lifecourse.kernel.ui.tables import Cell, Table, number, text

from .queries import Quality

TOO_FEW = "Too few to say"


def drawn(found: Quality) -> dict[str, Any]:
    """What the page shows beside words: the table of bands, the chart, a table for each kind of group."""
    bars = [(line.band.label, _percent(line.share.value)) for line in found.bands if line.share is not None]
    title = "Decided as one person, by band"
    chart = bar_chart(title=title, measure="Per cent", bars=bars) if bars else None
    return {
        "headline": [
            ("Precision", "Of the pairs called strong, those that people decided are one person", found.precision),
            ("Recall", "Of all proposed pairs that are one person, those called strong", found.recall),
        ],
        "said": {"precision": in_words(found.precision), "recall": in_words(found.recall)},
        "bands": _bands(found),
        "chart": chart,
        "chart_title": title,
        "groups": [_groups(title, lines) for title, lines in found.groups if lines],
        "agreement": _agreement(found),
    }


def in_words(estimate: Estimate | None) -> str:
    """ "91.2% (between 85.0% and 95.1%)", or that there are too few."""
    if estimate is None:
        return TOO_FEW
    value, low, high = (quality.percent(part) for part in (estimate.value, estimate.low, estimate.high))
    return f"{value}% (between {low}% and {high}%)"


def _percent(value: Fraction) -> Cell:
    return number(quality.percent(value), places=1, unit="%")


def _bands(found: Quality) -> Table:
    rows = [
        (
            line.band.label,
            [
                number(line.stratum.proposed),
                number(line.stratum.same),
                number(line.stratum.different),
                number(line.unsure),
                number(line.waiting),
                text(in_words(line.share)),
            ],
        )
        for line in found.bands
    ]
    return Table(
        caption="Pairs ever proposed, and what they came to",
        columns=["Band", "Proposed", "The same", "Different", "Not sure", "Waiting", "Share that is one person"],
        rows=rows,
    )


def _groups(title: str, lines: Any) -> Table:
    rows = []
    for line in lines:
        few = line.decided < quality.FEWEST
        rows.append(
            (
                line.name,
                [text(f"Fewer than {quality.FEWEST}") if few else number(line.decided)]
                + [text(in_words(None if few else one)) for one in (line.precision, line.recall)],
            )
        )
    return Table(caption=title, columns=["Group", "Decided", "Precision of strong", "Recall"], rows=rows)


def _agreement(found: Quality) -> dict[str, Any] | None:
    if found.agreement is None:
        return None
    kappa = found.agreement.kappa
    return {
        "pairs": found.agreement.pairs,
        "agreed": found.agreement.agreed,
        "percent": quality.percent(found.agreement.share),
        "kappa": None if kappa is None else quality.rounded(kappa, 2),
        "words": quality.kappa_words(kappa),
    }
