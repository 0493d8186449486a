"""The same figures for every naming culture, sex and age band; as Markdown too, for the page about matching."""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

from .asking import BANDS, Answer, Tally, age_band, culture, ratio, sex, tally
from .machine import Report, machine
from .naming import CULTURES

DOCS = Path(__file__).parents[2] / "docs" / "domains" / "matching.md"
MARKS = ("<!-- fairness: written by ./run bench matching --write-docs -->", "<!-- end of fairness -->")


def fairness(report: Report, found: dict[str, list[Answer]], people: int, *, write: bool) -> None:
    """Tell them, require what the design asks of them, and write them into the page if `write` says so."""
    head = ["group", "asked", "first", "in ten", "known called strong", "strangers", "stranger called strong",
            "unknown twin called strong", "wrong twin called strong"]  # fmt: skip
    table: list[list[object]] = []
    strangers = [answer for answer in found["strangers"]]
    twins = found["unknown twins"]
    wrong = [answer for answer in found["known"] if answer.question.wrong]
    by: tuple[tuple[str, Callable[[Answer], str]], ...] = (("culture", culture), ("sex", sex), ("age", age_band))
    false: dict[str, float] = {}
    ten: dict[str, float] = {}
    for what, how in by:
        known, other = tally(found["known"], how), tally(strangers, how)
        for group in sorted(known, key=_place):
            one, stranger = known[group], other.get(group, Tally())
            table.append([
                group, one.asked, f"{one.share('first'):.3f}", f"{one.share('in_ten'):.3f}",
                f"{one.share('strong'):.3f}", stranger.asked, f"{stranger.share('other_strong'):.2%}",
                share_of(twins, how, group), share_of(wrong, how, group),
            ])  # fmt: skip
            if what == "culture":
                false[group], ten[group] = stranger.share("other_strong"), one.share("in_ten")
    every, stranger = tally(found["known"])["all"], tally(strangers)["all"]
    table.append([
        "all", every.asked, f"{every.share('first'):.3f}", f"{every.share('in_ten'):.3f}",
        f"{every.share('strong'):.3f}",
        stranger.asked, f"{stranger.share('other_strong'):.2%}", share_of(twins), share_of(wrong),
    ])  # fmt: skip
    report.table("By naming culture, sex and age (wrong and unknown twins: of those asked)", head, table)
    gap = max(ten.values()) - min(ten.values())
    report.require(f"recall in ten differs between naming cultures by at most 0.01 ({gap:.4f})", gap <= 0.01)
    share = stranger.share("other_strong")
    report.require(f"strangers called strong at most 1 % ({share:.2%})", share <= 0.01)
    report.require(
        f"strangers called strong: the highest culture at most twice the lowest ({ratio(list(false.values())):.1f})",
        ratio(list(false.values())) <= 2,
    )
    unknown = sum(answer.wrong_strong for answer in twins) / max(1, len(twins))
    report.require(f"unknown twin called strong at most 0.5 % ({unknown:.2%} of {len(twins)})", unknown <= 0.005)
    bad = sum(answer.wrong_strong for answer in wrong)
    report.require(f"wrong twin called strong never ({bad} of {len(wrong)})", bad == 0)
    if write:
        write_docs(head, table, people)
        report.say(f"written into {DOCS.name}")


def _place(group: str) -> tuple[int, str]:
    """Naming cultures and age bands in their own order, whatever has none at the end."""
    order = [*CULTURES, *(words for _, words in BANDS)]
    return (order.index(group) if group in order else len(order), group)


def share_of(answers: Sequence[Answer], how: Callable[[Answer], str] = lambda answer: "", group: str = "") -> str:
    some = [answer for answer in answers if how(answer) == group]
    return f"{sum(answer.wrong_strong for answer in some)} of {len(some)}" if some else "–"


def write_docs(head: Sequence[str], table: Sequence[Sequence[object]], people: int) -> None:
    """Put the table between the two marks of the page."""
    text = DOCS.read_text(encoding="utf-8")
    before, _, rest = text.partition(MARKS[0])
    _, _, after = rest.partition(MARKS[1])
    lines = [" | ".join(str(cell) for cell in row) for row in (head, ["---"] * len(head), *table)]
    made = "\n".join(f"| {one} |" for one in lines)
    day = f"{dt.datetime.now(dt.UTC):%d %B %Y}"
    note = f"{people:,} people on the index; questions held out. {machine()}. Measured on {day}."
    DOCS.write_text(f"{before}{MARKS[0]}\n\n{note}\n\n{made}\n\n{MARKS[1]}{after}", encoding="utf-8")
