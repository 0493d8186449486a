"""What statute and guidance allow of an annual report. Pure Python: no Django, no clock, no query."""

import re
from collections.abc import Collection, Sequence
from enum import StrEnum

from lifecourse.engines.prose import Finding, Kind, read_references
from lifecourse.kernel.base.errors import Refused

_LINK = re.compile(r"\]\(https?://[^\s)]+\)|<https?://[^\s>]+>")


class State(StrEnum):
    """Where a report stands. A final one is only changed by a new edition."""

    DRAFTING = "drafting"
    FINAL = "final"
    CORRECTING = "correcting"


WORDS = {State.DRAFTING: "Being written", State.FINAL: "Final", State.CORRECTING: "Being corrected"}
TRANSITIONS: dict[State, frozenset[State]] = {
    State.DRAFTING: frozenset({State.FINAL}),
    State.FINAL: frozenset({State.CORRECTING}),
    State.CORRECTING: frozenset({State.FINAL}),
}
OPEN = frozenset({State.DRAFTING, State.CORRECTING})


class SectionState(StrEnum):
    """Where a section stands. Writing in an agreed one takes the agreement back."""

    DRAFTING = "drafting"
    REVIEW = "review"
    AGREED = "agreed"


SECTION_WORDS = {
    SectionState.DRAFTING: "Being written",
    SectionState.REVIEW: "To be reviewed",
    SectionState.AGREED: "Agreed",
}
SECTION_TRANSITIONS: dict[SectionState, frozenset[SectionState]] = {
    SectionState.DRAFTING: frozenset({SectionState.REVIEW}),
    SectionState.REVIEW: frozenset({SectionState.DRAFTING, SectionState.AGREED}),
    SectionState.AGREED: frozenset({SectionState.DRAFTING}),
}
LONGEST_WORDS = 60_000
# Versions that the editor saved by itself within this time of each other, by the same person, are one.
AUTOSAVE_SECONDS = 10 * 60


def check_move(current: str, to: State) -> None:
    """Raise `Refused` unless a report that is `current` may become `to`."""
    if to not in TRANSITIONS[State(current)]:
        raise Refused(
            "This report is final: start a correction to change it."
            if current == State.FINAL
            else "This report is being written already."
        )


def check_open(current: str) -> None:
    """Raise `Refused` unless sections of a report may be written now."""
    if current not in OPEN:
        raise Refused("This report is final: start a correction to change it.")


def check_section_move(current: str, to: SectionState, *, words: str) -> None:
    """Raise `Refused` unless a section may be moved so: nothing empty is reviewed or agreed."""
    if to not in SECTION_TRANSITIONS[SectionState(current)]:
        raise Refused(f"This section is “{SECTION_WORDS[SectionState(current)]}”: look at the page again.")
    if to != SectionState.DRAFTING and not words.strip():
        raise Refused("This section is empty: write it first.")


def empty_section(title: str) -> Finding:
    """What is amiss where a required section has no words."""
    return Finding(
        Kind.MISSING, "a required section has words", title, "nothing", "the guidance in force requires it",
        "looked whether anything is written",
    )  # fmt: skip


def no_evidence(title: str, words: str) -> Finding | None:
    """What is amiss where a section that the guidance asks for leans on nothing; None if it has a figure or a link."""
    if any(not one.problem for one in read_references(words)) or _LINK.search(words):
        return None
    return Finding(
        Kind.MISSING, "a required section shows its evidence", title, "words alone",
        "neither a figure, a table nor a link to what it says", "looked for references and for links",
    )  # fmt: skip


def blocks(finding: Finding) -> bool:
    """Whether a finding stands in the way of a report that is final: all but a mere hint do."""
    return finding.kind is not Kind.NOTE


def check_excusable(finding: Finding) -> None:
    """Raise `Refused` for a hint: it stands in nobody's way, so there is nothing to say of it in the report."""
    if not blocks(finding):
        raise Refused("This is only a hint: it stands in nobody’s way and needs no reason.")


def about(finding: Finding) -> str:
    """A finding as it is printed beside its reason: where, what is said and what it comes to, in sentences."""
    return f"{finding.where}: {_sentence(finding.said)} {_sentence(finding.computed)}"


def about_in_public(finding: Finding, hiding: Collection[str]) -> str:
    """The same for a report in which figures are hidden.

    `hiding`: places that tell of one. Of those only the rule is said: the sentence and its arithmetic have the number.
    """
    if finding.where not in hiding:
        return about(finding)
    return f"{finding.where}: {_sentence(finding.rule)} Not quoted, as a figure here is hidden."


def _sentence(words: str) -> str:
    """Words as a sentence, ended once: whatever was cut short with "…" is not ended again."""
    words = words.strip()
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "…", "?", "!")) else ".")


def unexcused(findings: Sequence[Finding], reasons: Collection[str]) -> list[Finding]:
    """The findings that stand in the way, without those for which a reason is written down. `reasons`: their keys."""
    return [one for one in findings if blocks(one) and one.key not in reasons]


def check_final(*, findings: Sequence[Finding], reasons: Collection[str], not_agreed: Sequence[str]) -> None:
    """Raise `Refused` unless a report may be final. `not_agreed`: sections with words that nobody has agreed."""
    if not_agreed:
        raise Refused(f"Not agreed yet: {', '.join(not_agreed)}. Each section is agreed before the report is final.")
    left = unexcused(findings, reasons)
    if left:
        first, said = left[0], left[0].computed.rstrip(".")
        others = f", and {len(left) - 1} more" if len(left) > 1 else ""
        raise Refused(
            f"What does not add up stands in the way: in “{first.where}”, {said}{others}. Mend each, or "
            "write down why it stays; the reason is printed in the report."
        )
