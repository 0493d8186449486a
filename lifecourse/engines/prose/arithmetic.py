"""Arithmetic that is said in prose, done again: a share, a change in per cent, parts that are said to make a whole.

Nothing is said of a percentage whose base stands nowhere near it ("a 7% increase from the previous year"): what cannot
be worked out is neither right nor wrong. What may have been meant in two ways, neither said, is unclear.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from lifecourse.engines.figures.rounding import half_up

from .finding import Finding, Kind
from .tokens import Number, Span, sentences

_DOWN = r"drop|fall|decrease|reduction|decline|cut"
_UP = r"increase|rise|growth"
_VERBS_DOWN, _VERBS_UP = r"fell|fallen|dropped|decreased|declined|reduced|down", r"rose|risen|increased|grew|grown|up"
_ROUGHLY = r"(?:about|around|approximately|roughly|circa|c\.|nearly|almost|some)"
_BOUND = rf"(?P<bound>over|more than|at least|under|less than|fewer than|{_ROUGHLY})"
_AFTER = re.compile(rf"\s*(?:(?P<down>{_DOWN})|(?P<up>{_UP}))\b", re.IGNORECASE)
_BEFORE = re.compile(
    rf"(?:\b(?P<down>{_DOWN})\s+of|\b(?P<up>{_UP})\s+of|\b(?P<fell>{_VERBS_DOWN})(?:\s+by)?|\b(?P<rose>{_VERBS_UP})(?:\s+by)?)"
    rf"\s+(?:just\s+)?(?:{_BOUND}\s+)?$",
    re.IGNORECASE,
)
_BOUND_BEFORE = re.compile(rf"\b{_BOUND}\s+$", re.IGNORECASE)
_EARLIER = re.compile(
    r"\b(?:from|on|than|compared (?:to|with))\s+(?:the\s+)?(?:previous|last|prior)\s+year|\byear before\b", re.I
)
_MORE = re.compile(r"\s+(?P<more>more|additional|extra|further)\b|\s+(?P<fewer>fewer|less)\b", re.IGNORECASE)
_OF = re.compile(
    r"\s*(?:[A-Za-z-]+\s+){0,3}(?:out\s+)?of\s+(?:(?:the|all|our|its|these|those)\s+)?(?:[A-Za-z-]+\s+){0,1}", re.I
)
_DUE = re.compile(
    r"\s+(?:[a-z]+\s+){0,2}?(?:was|were)\s+(?:cancelled\s+|closed\s+)?(?:due to|because of|for lack)", re.IGNORECASE
)


@dataclass
class Checked:
    """What came of it: what is wrong, and where the percentages and parts stand that were worked out."""

    findings: list[Finding] = field(default_factory=list)
    done: list[Span] = field(default_factory=list)


def check_arithmetic(text: str, numbers: Sequence[Number], *, where: str) -> Checked:
    """Do again what a text says that its numbers come to."""
    work = _Work(text, list(numbers), sentences(text), where)
    for number in numbers:
        if number.unit == "%":
            work.percentage(number)
    work.parts_of_wholes()
    work.totals()
    work.enumerations()
    work.lists()
    return work.checked


@dataclass
class _Work:
    text: str
    numbers: list[Number]
    parts: list[Span]
    where: str
    checked: Checked = field(default_factory=Checked)

    def _sentence(self, at: int) -> int:
        return next((i for i, (a, b) in enumerate(self.parts) if a <= at < b), 0)

    def _within(self, first: int, last: int) -> list[Number]:
        """The plain numbers, no percentages, of these sentences."""
        a, b = self.parts[max(first, 0)][0], self.parts[last][1]
        return [one for one in self.numbers if a <= one.start < b and one.unit != "%"]

    def _words(self, first: int, last: int) -> str:
        return " ".join(self.text[self.parts[max(first, 0)][0] : self.parts[last][1]].split())[:300]

    def _wrong(self, said: str, computed: str, how: str, *, kind: Kind = Kind.ARITHMETIC, rule: str) -> None:
        self.checked.findings.append(Finding(kind, rule, self.where, said, computed, how))

    def percentage(self, said: Number) -> None:
        """A percentage: of a change, if a word beside it says so; else of a part, if it stands beside one."""
        wrong = len(self.checked.findings)
        self._percentage(said)
        if len(self.checked.findings) > wrong:
            self.checked.done.append((said.start, said.end))

    def _percentage(self, said: Number) -> None:
        here = self._sentence(said.start)
        begin = self.parts[here][0]
        after, before = _AFTER.match(self.text, said.end), _BEFORE.search(self.text[begin : said.start])
        if after or before:
            words = {k for m in (after, before) if m for k, v in m.groupdict().items() if v}
            self._change(said, here, down=bool(words & {"down", "fell"}), bound=self._bound(said, begin))
        else:
            self._share(said, here, bound=self._bound(said, begin))

    def _bound(self, said: Number, begin: int) -> str:
        found = _BOUND_BEFORE.search(self.text[begin : said.start])
        return found.group("bound").lower() if found else ""

    def _change(self, said: Number, here: int, *, down: bool, bound: str) -> None:
        other = [
            one for one in self.numbers
            if one.unit == "%" and one is not said and self._sentence(one.start) == here and one.start < said.start
        ]  # fmt: skip
        if other and not self._within(here, here):
            self._change_of_percentage(said, other, here, down=down)
            return
        if self._more_or_fewer(said, here, bound):
            return
        near = self._within(here - 1, here)
        own = [one for one in near if self._sentence(one.start) == here]
        if not own or len(near) < 2 or (_EARLIER.search(self._words(here, here)) and len(own) < 2):
            return
        pairs = [(a, b) for i, a in enumerate(near) for b in near[i + 1 :] if a.value > 0 and b in own]
        right = [(a, b) for a, b in pairs if (b.value < a.value) == down and a.value != b.value]
        for a, b in right:
            if _agrees(said, _percent(a.value, b.value), bound):
                self.checked.done.append((said.start, said.end))
                return
        if right:
            a, b = right[-1]
            came = _percent(a.value, b.value)
            self._wrong(
                self._words(here - 1 if self._sentence(a.start) < here else here, here),
                f"a {'drop' if down else 'rise'} of {half_up(came, 1)}%",
                f"from {a.text} to {b.text}: ({a.text} − {b.text}) ÷ {a.text} × 100 = {half_up(came, 1)}"
                if down
                else f"from {a.text} to {b.text}: ({b.text} − {a.text}) ÷ {a.text} × 100 = {half_up(came, 1)}",
                rule="a change in per cent is as it is said",
            )

    def _more_or_fewer(self, said: Number, here: int, bound: str) -> bool:
        """ "There were 60 more bookings … an increase of 2%": of what there were before, told a little earlier."""
        for step in self._within(here - 2, here):
            grew = _MORE.match(self.text, step.end)
            if not grew:
                continue
            sooner = [
                one for one in self.numbers if one.end <= step.start and one.unit != "%" and one.value > step.value
            ]
            sooner = [one for one in sooner if self._sentence(one.start) >= self._sentence(step.start) - 4]
            if not sooner:
                return True  # the base stands nowhere: nothing to be worked out
            sign = -1 if grew.group("more") else 1
            worked = [(one, step.value / (one.value + sign * step.value) * 100) for one in sooner]
            if any(_agrees(said, came, bound) for _, came in worked):
                self.checked.done.append((said.start, said.end))
                return True
            one, came = max(worked, key=lambda pair: pair[0].value)
            self._wrong(
                self._words(self._sentence(step.start), here),
                f"{half_up(came, 1)}%",
                f"{step.text} of the {one.text} {'−' if sign < 0 else '+'} {step.text} before",
                rule="a change in per cent is as it is said",
            )
            return True
        return False

    def _change_of_percentage(self, said: Number, other: Sequence[Number], here: int, *, down: bool) -> None:
        rule = "a change of a percentage says whether it is points or per cent"
        if len(other) >= 2:
            a, b = other[-2], other[-1]
            points, relative = abs(b.value - a.value), _percent(a.value, b.value)
            if _agrees(said, relative, "") and not _agrees(said, points, ""):
                self.checked.done.append((said.start, said.end))
                return
            kind = Kind.UNCLEAR if _agrees(said, points, "") else Kind.ARITHMETIC
            self._wrong(
                self._words(here, here),
                f"{half_up(points, said.places or 1)} percentage points, or {half_up(relative, 1)} per cent",
                f"from {a.text} to {b.text}", kind=kind, rule=rule,
            )  # fmt: skip
            return
        now = other[-1]
        sign = 1 if down else -1
        points = now.value + sign * said.value
        relative = now.value / (1 - sign * said.value / 100)
        self._wrong(
            self._words(here, here),
            f"before: {half_up(points, 1)}% if {said.text} means points, {half_up(relative, 1)}% if it means per cent",
            f"{now.text} {'+' if down else '−'} {said.text}; {now.text} ÷ (1 {'−' if down else '+'} {said.text})",
            kind=Kind.UNCLEAR, rule=rule,
        )  # fmt: skip

    def _pairs(self, here: int) -> list[tuple[Number, Number]]:
        """ "251 of 2,663" and "3,525 out of 5,000"."""
        row = self._within(here, here)
        return [
            (a, b)
            for a, b in zip(row, row[1:], strict=False)
            if _OF.fullmatch(self.text[a.end : b.start]) and a.unit == b.unit
        ]

    def _share(self, said: Number, here: int, *, bound: str) -> None:
        pairs = [(a, b) for a, b in self._pairs(here) if b.value > 0]
        rule = "a share in per cent is as it is said"
        if pairs:
            for a, b in pairs:
                if _agrees(said, a.value / b.value * 100, bound):
                    self.checked.done.append((said.start, said.end))
                    return
            own = [one for one in self.numbers if one.unit == "%" and self._sentence(one.start) == here]
            if len(own) == 1 and len(pairs) == 1:
                a, b = pairs[0]
                came = a.value / b.value * 100
                self._wrong(
                    self._words(here, here), f"{half_up(came, max(said.places, 1))}%",
                    f"{a.text} ÷ {b.text} × 100", rule=rule,
                )  # fmt: skip
            return
        if self.text[max(said.start - 1, 0)] != "(":
            return
        sooner = [one for one in self._within(here, here) if one.end <= said.start]
        if not sooner:
            return
        part = sooner[-1]
        wholes = [one for one in self._within(here - 2, here) if one.end <= part.start and one.value > part.value]
        if any(_agrees(said, part.value / one.value * 100, bound) for one in wholes):
            self.checked.done.append((said.start, said.end))
        elif wholes:
            whole = max(wholes, key=lambda one: one.value)
            came = part.value / whole.value * 100
            self._wrong(
                self._words(here, here), f"{half_up(came, max(said.places, 1))}%",
                f"{part.text} ÷ {whole.text} × 100", rule=rule,
            )  # fmt: skip

    def parts_of_wholes(self) -> None:
        """No part is larger than its whole."""
        for here in range(len(self.parts)):
            for a, b in self._pairs(here):
                if a.value > b.value:
                    self._wrong(
                        self._words(here, here), f"{a.text} is more than {b.text}", "a part is at most the whole",
                        rule="a part is at most its whole",
                    )  # fmt: skip

    def totals(self) -> None:
        """ "A total of 13 … 12 were due to … and 1 was due to …"."""
        for total in self.numbers:
            if not re.search(r"\btotal of\s+$", self.text[: total.start], re.IGNORECASE):
                continue
            here = self._sentence(total.start)
            row = self._within(here, min(here + 4, len(self.parts) - 1))
            parts = [one for one in row if one.start > total.end and _DUE.match(self.text, one.end)]
            self._sum(parts, total, least=2)

    def enumerations(self) -> None:
        """ "(3 x under 1 year of age, 1 x 10 yrs …)": as many as were told of before."""
        for inside in re.finditer(r"\(([^()]*)\)", self.text):
            within = [one for one in self.numbers if inside.start() < one.start < inside.end()]
            parts = [one for one in within if re.match(r"\s?[x×]\s?", self.text[one.end : one.end + 3])]
            self._sum(parts, self._last_before(inside.start()), least=3)

    def lists(self) -> None:
        """Items of a list that each begin with a count of the same thing: as many as were told of before."""
        items = list(re.finditer(r"^\s{0,3}[-*•]\s+", self.text, re.MULTILINE))
        begins = {one.start: one for one in self.numbers}
        run: list[Number] = []
        for item in [*items, None]:
            number = begins.get(item.end()) if item else None
            noun = re.match(r"\s+([a-z]+)", self.text[number.end :]) if number else None
            first = re.match(r"\s+([a-z]+)", self.text[run[0].end :]) if run else None
            if number and noun and (not first or noun.group(1).rstrip("s") == first.group(1).rstrip("s")):
                run.append(number)
                continue
            if run:
                self._sum(run, self._last_before(run[0].start), least=3)
            run = [number] if number and noun else []

    def _last_before(self, at: int) -> Number | None:
        near = [
            one for one in self.numbers if one.end <= at and at - one.end < 600 and one.unit == "" and not one.places
        ]
        return near[-1] if near else None

    def _sum(self, parts: Sequence[Number], whole: Number | None, *, least: int) -> None:
        if whole is None or len(parts) < least:
            return
        total = sum((one.value for one in parts), Fraction(0))
        if total == whole.value:
            self.checked.done.extend((one.start, one.end) for one in parts)
            return
        here, told = self._sentence(parts[0].start), self._sentence(whole.start)
        self._wrong(
            self._words(told if told >= here - 3 else here, here),
            f"{total}, where {whole.text} are told of",
            " + ".join(one.text for one in parts) + f" = {total}",
            rule="parts add up to the whole",
        )  # fmt: skip


def _percent(old: Fraction, new: Fraction) -> Fraction:
    """By how many per cent, without its sign."""
    return abs(new - old) / old * 100


def _agrees(said: Number, came: Fraction, bound: str) -> bool:
    """Whether a percentage is what it is said to be, with as many decimals as are said."""
    if bound in {"over", "more than", "at least"}:
        return came >= said.value
    if bound in {"under", "less than", "fewer than"}:
        return came <= said.value
    if bound:
        return abs(came - said.value) <= max(Fraction(1), said.value / 20)
    return half_up(came, said.places) == half_up(abs(said.value), said.places)
