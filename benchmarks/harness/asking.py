"""Asking the house's own engine who somebody may be, and keeping count of what came back."""

import datetime as dt
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .crowd import TODAY, id_of
from .machine import percentile
from .spoiling import Question

AT = dt.datetime(TODAY.year, TODAY.month, TODAY.day, 9, 0, tzinfo=dt.UTC)
BANDS = ((0, "0 to 4"), (5, "5 to 10"), (11, "11 to 17"), (18, "18 to 39"), (40, "40 to 64"), (65, "65 and over"))


@dataclass
class Answer:
    """What one question brought: where the right person stood (0 is first; None is nowhere), what was called strong."""

    question: Question
    place: int | None
    right_band: str
    strong: int
    wrong_strong: bool
    truncated: bool
    seconds: float
    shown: int = 0


def person_query(asked: Question) -> Any:
    """As the search page would hand it to the engine."""
    from lifecourse.kernel.matching.rules import PersonQuery
    from lifecourse.kernel.people.rules import birth as births

    birth = births.UNKNOWN
    if asked.born:
        birth = births.known(asked.born)
    elif asked.expected:
        birth = births.expected(asked.expected)
    elif asked.year:
        birth = births.in_year(asked.year)
    return PersonQuery(
        given=asked.given,
        family=asked.family,
        birth=birth,
        sex=asked.sex if asked.sex != "unknown" else "",
        address=asked.address,
        postcode=asked.postcode,
        mother_given=asked.mother_given,
        mother_family=asked.mother_family,
    )


def ask_engine(viewer: Any, questions: Iterable[Question]) -> list[Answer]:
    """Find and weigh, as the application's role and behind row security; without the trail and without a page."""
    from lifecourse.engines.linkage.score import Band
    from lifecourse.kernel.access import context
    from lifecourse.kernel.matching import queries, rules

    answers = []
    for question in questions:
        with context.viewing(viewer, at=AT):
            query = rules.checked(person_query(question))
            began = time.perf_counter()
            found, truncated = queries.look(viewer=viewer, query=query)
            took = time.perf_counter() - began
        right = {id_of(number) for number in question.right}
        wrong = {id_of(number) for number in question.wrong}
        place = next((n for n, (person, _) in enumerate(found) if right & set(person.ids)), None)
        strong = [person for person, weighed in found if weighed.band == Band.STRONG]
        answers.append(
            Answer(
                question=question,
                place=place,
                right_band=str(found[place][1].band) if place is not None else "",
                strong=sum(not right & set(person.ids) for person in strong),
                wrong_strong=any(wrong & set(person.ids) for person in strong),
                truncated=truncated,
                seconds=took,
                shown=len(found),
            )
        )
    return answers


@dataclass
class Tally:
    """Shares over some answers."""

    asked: int = 0
    first: int = 0
    in_ten: int = 0
    strong: int = 0
    other_strong: int = 0
    truncated: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, answer: Answer) -> None:
        self.asked += 1
        self.first += answer.place == 0
        self.in_ten += answer.place is not None and answer.place < 10
        self.strong += answer.right_band == "strong"
        self.other_strong += answer.strong > 0
        self.truncated += answer.truncated
        self.seconds.append(answer.seconds)

    def share(self, name: str) -> float:
        return float(getattr(self, name)) / self.asked if self.asked else 0.0

    def took(self, part: float) -> float:
        return percentile(self.seconds, part)


def tally(answers: Iterable[Answer], by: Callable[[Answer], str] = lambda answer: "all") -> dict[str, Tally]:
    """One tally for each value of `by`, in the order met."""
    made: dict[str, Tally] = {}
    for answer in answers:
        made.setdefault(by(answer), Tally()).add(answer)
    return made


def age_band(answer: Answer) -> str:
    age = answer.question.about.age
    if age is None:
        return "not known or not born"
    return next(words for least, words in reversed(BANDS) if age >= least)


def culture(answer: Answer) -> str:
    return answer.question.about.culture


def sex(answer: Answer) -> str:
    someone = answer.question.about
    return "unborn" if someone.expected else "female" if someone.girl else "male"


def ratio(shares: Sequence[float]) -> float:
    """The highest over the lowest; infinite if the lowest is nought and the highest is not."""
    if not shares or max(shares) == 0:
        return 1.0
    return max(shares) / min(shares) if min(shares) else float("inf")
