"""The means of the story-tellers: days, conferences, plans and reviews of one collection's year, drawn by chance."""

import datetime as dt
import random
from collections.abc import Sequence

from ..codes import codes_of
from ..working_days import holidays
from .people import Assessment, Case, Enquiry, ProtectionPlan

DAY = dt.timedelta(days=1)
# How many working days from the start of the enquiry to the conference, and how often.
WAITS = ((range(3, 16), 75), (range(16, 31), 19), (range(31, 46), 3), (range(1), 3))
ABUSE = (("NEG", 48), ("EMO", 35), ("PHY", 9), ("SAB", 5), ("MUL", 3))
NEEDS = (("N1", 56), ("N2", 9), ("N3", 4), ("N4", 10), ("N5", 12), ("N6", 4), ("N7", 1), ("N8", 2), ("N0", 2))


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many calendar months later; the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (dt.date(year + (month == 11), (month + 1) % 12 + 1, 1) - DAY).day
    return dt.date(year, month + 1, min(day.day, last))


def is_working(day: dt.date) -> bool:
    return day.weekday() < 5 and day not in holidays()


def working_days_after(day: dt.date, count: int) -> dt.date:
    """The count-th working day after the day; before it, if the count is negative. 0 is the day itself."""
    step = DAY if count > 0 else -DAY
    left = abs(count)
    while left:
        day += step
        left -= is_working(day)
    return day


def weekday_from(day: dt.date, *, back: bool = False) -> dt.date:
    """The day if it is a working day, else the next, or with `back` the last before it."""
    return day if is_working(day) else working_days_after(day, -1 if back else 1)


class Teller:
    """Draws what a story needs. `starts`, `ends`: first and last day of the collection's year."""

    def __init__(self, chance: random.Random, year: int) -> None:
        self.chance, self.year = chance, year
        self.starts, self.ends = dt.date(year - 1, 4, 1), dt.date(year, 3, 31)
        codes = codes_of(year)
        self.sources = sorted(codes["referral_source"])
        # 18A and 19A were split by who did it; 21 stands alone and is given where a story says so.
        old = {"18A", "19A", "21"} if "18B" in codes["factor"] else {"21"}
        self.factors = sorted(codes["factor"] - old)
        self.early_help = "RC9" in codes["closure_reason"]

    def day(self, first: dt.date, last: dt.date) -> dt.date:
        """Any day from the first to the last; the first if the last is before it."""
        return first + DAY * self.chance.randint(0, max(0, (last - first).days))

    def working_day(self, first: dt.date, last: dt.date) -> dt.date:
        """Any working day from the first to the last; there must be one."""
        day = weekday_from(self.day(first, last))
        return day if day <= last else weekday_from(last, back=True)

    def one_of(self, weighed: Sequence[tuple[str, int]]) -> str:
        return self.chance.choices([one for one, _ in weighed], [weight for _, weight in weighed])[0]

    def likely(self, share: float) -> bool:
        return self.chance.random() < share

    # Cases

    def case(self, referred: dt.date) -> Case:
        return Case(referred, source=self.chance.choice(self.sources), need=self.one_of(NEEDS))

    def assess(self, case: Case) -> None:
        """Assess the case as its dates allow: nothing if the assessment was done before the year."""
        start = min(case.referred + DAY * self.chance.randrange(0, 8), case.closed or self.ends, self.ends)
        done = start + DAY * self.chance.randrange(5, 62)
        if case.closed:
            done = min(done, case.closed)
        if done >= self.starts and (done <= self.ends or start >= self.starts):
            case.assessments.append(self.assessment(start, done))

    def assessment(self, start: dt.date, done: dt.date) -> Assessment:
        if done > self.ends:
            return Assessment(start)
        return Assessment(start, done, self.chance.sample(self.factors, self.chance.randrange(1, 5)))

    def close(self, case: Case, first: dt.date, last: dt.date | None = None, *, reason: str = "RC7") -> None:
        """Close the case on a day from the first, in the year."""
        case.closed = self.day(max(first, self.starts), max(first, last or self.ends))
        case.reason = reason

    # Protection

    def wait(self) -> int:
        """Working days from the start of an enquiry to its conference."""
        spans = [span for span, _ in WAITS]
        return self.chance.choice(self.chance.choices(spans, [weight for _, weight in WAITS])[0])

    def enquiry(self, conference: dt.date, wait: int | None = None) -> Enquiry:
        """The enquiry that led to a conference on that working day."""
        start = working_days_after(conference, -(self.wait() if wait is None else wait))
        return Enquiry(start, working_days_after(start, 15), conference)

    def case_of(self, enquiry: Enquiry) -> Case:
        """A case that was referred shortly before the enquiry, and assessed."""
        case = self.case(enquiry.started - DAY * self.chance.randrange(0, 15))
        case.need = "N1"
        case.enquiries.append(enquiry)
        self.assess(case)
        return case

    def plan(
        self, started: dt.date, ended: dt.date | None = None, *, previous: int | None = None, care: str = ""
    ) -> ProtectionPlan:
        """A plan with reviews. `care`: "late", "missing" or "good"; empty: by chance, mostly good."""
        first = self.one_of(ABUSE)
        if previous is None:
            previous = self.chance.choices((0, 1, 2, 3), (78, 16, 5, 1))[0]
        latest = self.one_of(ABUSE) if self.likely(0.15) else first
        reviews = self.reviews(started, ended, care or self.one_of((("good", 88), ("late", 8), ("missing", 4))))
        return ProtectionPlan(started, ended, first, latest, previous, reviews)

    def reviews(self, started: dt.date, ended: dt.date | None, care: str) -> list[dt.date]:
        """Reviews up to the plan's end or the year's: the first within three months, the next within six each."""
        last, held, before, months = ended or self.ends, list[dt.date](), started, 3
        if care == "missing":
            return held
        late = self.chance.randrange(0, 2) if care == "late" else -1
        while True:
            due = months_after(before, months)
            if len(held) == late:
                day = due + DAY * self.chance.randrange(1, 30)
            else:
                day = due - DAY * self.chance.randrange(0, 25)
            if day > last:
                return held
            held.append(day)
            before, months = day, 6
