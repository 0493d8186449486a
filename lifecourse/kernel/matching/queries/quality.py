"""How good the matching is, from what reviewers decided: counts only, never a pair."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When

from lifecourse.engines.linkage import quality
from lifecourse.engines.linkage.quality import Agreement, Estimate, Stratum
from lifecourse.engines.linkage.score import Band
from lifecourse.kernel.access import policy as access
from lifecourse.kernel.audit.trail import record
from lifecourse.kernel.base.errors import NotPermitted
from lifecourse.kernel.matching import policy
from lifecourse.kernel.matching.models import Pair, PairVerdict
from lifecourse.kernel.matching.rules.review import DECIDED, PairState
from lifecourse.kernel.people.rules.days import day_of
from lifecourse.kernel.people.rules.words import Precision, Sex

# The ages at which other services take over; each up to, and without, the next.
AGES = ((0, "Under 5"), (5, "5 to 10"), (11, "11 to 15"), (16, "16 and 17"), (18, "18 to 24"), (25, "25 to 64"))
OLDEST, UNBORN, UNKNOWN = "65 and over", "Not born yet", "Age not known"
SEXES = {sex.value: sex.label for sex in Sex}


@dataclass(frozen=True)
class BandLine:
    """The pairs of one band: proposed, and what they came to. `precision`: None where too few were decided."""

    band: Band
    stratum: Stratum
    unsure: int
    waiting: int
    share: Estimate | None


@dataclass(frozen=True)
class GroupLine:
    """One group of people: how many of its pairs were decided, and both estimates, None where there are too few."""

    name: str
    decided: int
    precision: Estimate | None
    recall: Estimate | None


@dataclass(frozen=True)
class Quality:
    """Everything on the page. `groups`: by sex, by age, by what found the pair."""

    bands: tuple[BandLine, ...]
    precision: Estimate | None
    recall: Estimate | None
    agreement: Agreement | None
    two_reviewers: int
    groups: tuple[tuple[str, tuple[GroupLine, ...]], ...]

    @property
    def proposed(self) -> int:
        return sum(line.stratum.proposed for line in self.bands)

    @property
    def decided(self) -> int:
        return sum(line.stratum.decided + line.unsure for line in self.bands)


def estimate(*, viewer: Any, at: datetime) -> Quality:
    """The estimate over the circles whose quality the viewer may see; that it was looked at is recorded.

    Two queries, whatever there is. Sealed pairs are in it only for those of the sealed circle.
    Raises `NotPermitted` without leave.
    """
    circles = access.circles_with(viewer, policy.SEE_QUALITY)
    if not circles:
        raise NotPermitted("You do not have permission to see how good the matching is.")
    record("matching.quality_seen", subject=None, actor=viewer, at=at, circle_id=min(circles))
    seen = Pair.objects.filter(circle_id__in=circles, other__circle_id__in=circles)
    counted = list(
        seen.annotate(age=_age(day_of(at)))
        .order_by()
        .values_list("band", "state", "person__sex", "age", "origin")
        .annotate(n=Count("pk"))
    )
    everybody: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    by: tuple[dict[str, dict[Band, Stratum]], ...] = tuple(defaultdict(dict) for _ in range(3))
    for band, state, sex, age, origin, n in counted:
        everybody[band][state] += n
        for place, name in zip(by, (SEXES[sex], age, origin), strict=True):
            held = place[name].get(Band(band), Stratum())
            place[name][Band(band)] = held + _stratum({state: n})
    strata = {band: _stratum(everybody[band]) for band in Band}
    agreed = _verdicts(seen)
    return Quality(
        bands=tuple(_band_line(band, everybody[band]) for band in Band),
        precision=quality.precision(strata[Band.STRONG]),
        recall=_recall(strata),
        agreement=quality.agreement(agreed),
        two_reviewers=len(agreed),
        groups=tuple(
            (title, _groups(place, order))
            for title, place, order in zip(
                ("By sex", "By age", "By what found the pair"),
                by,
                (tuple(SEXES.values()), _AGE_ORDER, ()),
                strict=True,
            )
        ),
    )


def _band_line(band: Band, states: Mapping[str, int]) -> BandLine:
    stratum, unsure = _stratum(states), states.get(PairState.UNSURE, 0)
    waiting = stratum.proposed - stratum.decided - unsure
    return BandLine(band, stratum, unsure, waiting, quality.share(stratum.same, stratum.decided))


def _stratum(states: Mapping[str, int]) -> Stratum:
    return Stratum(sum(states.values()), states.get(PairState.SAME, 0), states.get(PairState.DIFFERENT, 0))


def _recall(strata: Mapping[Band, Stratum]) -> Estimate | None:
    return quality.recall(
        strata.get(Band.STRONG, Stratum()), [found for band, found in strata.items() if band is not Band.STRONG]
    )


def _groups(place: Mapping[str, Mapping[Band, Stratum]], order: tuple[str, ...]) -> tuple[GroupLine, ...]:
    names = [name for name in order if name in place] or sorted(place)
    return tuple(
        GroupLine(
            name,
            sum(stratum.decided for stratum in place[name].values()),
            quality.precision(place[name].get(Band.STRONG, Stratum())),
            _recall(place[name]),
        )
        for name in names
    )


def _verdicts(seen: QuerySet[Pair]) -> list[tuple[str, str]]:
    """What the first and the second reviewer said, of every pair that two people reviewed without seeing each other's.

    While a pair waits for its second reviewer it has one verdict, and is not among them.
    """
    rows = (
        PairVerdict.objects.filter(pair__in=seen.filter(needed=2, state__in=[*_DONE]))
        .order_by("pair_id", "given_at", "created_at")
        .values_list("pair_id", "verdict")
    )
    said: dict[Any, list[str]] = defaultdict(list)
    for pair_id, verdict in rows:
        said[pair_id].append(verdict)
    return [(first, second) for first, second, *_ in (one for one in said.values() if len(one) > 1)]


_DONE = [state.value for state in (*DECIDED, PairState.DISPUTED)]
_AGE_ORDER = (UNBORN, *(name for _, name in AGES), OLDEST, UNKNOWN)


def _age(today: date) -> Case:
    """The age band of the first person of a pair, from the date of birth or the earliest of an estimate."""
    whens = [When(person__birth_precision=Precision.EXPECTED, then=Value(UNBORN))]
    ends = [(years, name) for (_, name), years in zip(AGES, [*(y for y, _ in AGES[1:]), 65], strict=True)]
    for years, name in ends:
        after = _years_before(today, years)
        whens.append(When(Q(person__born_on__gt=after) | Q(person__born_earliest__gt=after), then=Value(name)))
    whens.append(When(Q(person__born_on__isnull=False) | Q(person__born_earliest__isnull=False), then=Value(OLDEST)))
    return Case(*whens, default=Value(UNKNOWN), output_field=CharField())


def _years_before(day: date, years: int) -> date:
    """Born after this day means younger than `years`; 29 February counts as 1 March in other years."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, month=3, day=1)
