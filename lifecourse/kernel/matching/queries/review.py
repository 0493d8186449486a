"""The review queue: which pairs wait for the viewer, in the order of harm and doubt, and one of them side by side."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When

from lifecourse.engines.linkage.records import Known
from lifecourse.engines.linkage.score import Band, Evidence, Score, score
from lifecourse.kernel.access import policy as access
from lifecourse.kernel.audit.trail import record_many
from lifecourse.kernel.base.errors import NotFound
from lifecourse.kernel.base.manifest import TimelineEntry, manifests
from lifecourse.kernel.matching import policy
from lifecourse.kernel.matching.models import Pair, PairVerdict
from lifecourse.kernel.matching.queries.search import strong_here
from lifecourse.kernel.matching.rules.review import (
    DECIDED,
    OPEN,
    Harm,
    HarmLevel,
    PairState,
    Side,
    Verdict,
    asked_of,
    loser_and_survivor,
)
from lifecourse.kernel.matching.tables import tables
from lifecourse.kernel.people import queries as people
from lifecourse.kernel.people.models import Person
from lifecourse.kernel.people.queries import Fact, MergePreview, PersonLine
from lifecourse.kernel.people.queries.person import PROTECTED

LEVELS = {level.rank: level for level in HarmLevel}
_ORDER = ("-harm", "distance", "id")


@dataclass(frozen=True)
class Wanted:
    """Which pairs are asked for; empty is all. `state` other than an open one shows what was decided."""

    origins: tuple[str, ...] = ()
    bands: tuple[Band, ...] = ()
    levels: tuple[HarmLevel, ...] = ()
    state: PairState | None = None


@dataclass(frozen=True)
class PairLine:
    """A pair in the list. `matter`: something is open about one of them that the viewer may see."""

    id: UUID
    one: PersonLine
    other: PersonLine
    band: Band
    level: HarmLevel
    harms: tuple[str, ...]
    matter: bool
    state: PairState
    needed: int
    origin: str
    reason: str
    proposed_at: datetime


@dataclass(frozen=True)
class SideBySide:
    """One kind of fact of both, each a list of lines. What may not be shown agrees with nothing."""

    title: str
    loser: tuple[str, ...]
    survivor: tuple[str, ...]

    @property
    def _sets(self) -> tuple[set[str], set[str]]:
        return set(self.loser) - {PROTECTED}, set(self.survivor) - {PROTECTED}

    @property
    def same(self) -> bool:
        """At least one line is on both."""
        one, other = self._sets
        return bool(one & other)

    @property
    def differs(self) -> bool:
        """Both say something, and nothing of it is the same."""
        one, other = self._sets
        return bool(one) and bool(other) and not one & other


@dataclass(frozen=True)
class Said:
    """An earlier verdict, shown to the third reviewer only."""

    by: str
    verdict: Verdict
    reason: str
    given_at: datetime


@dataclass(frozen=True)
class PairRecord:
    """One pair side by side. `mine`: the viewer has given a verdict, so the next is another's."""

    id: UUID
    version: int
    state: PairState
    band: Band
    level: HarmLevel
    harms: tuple[str, ...]
    matter: bool
    needed: int
    origin: str
    reason: str
    proposed_at: datetime
    preview: MergePreview
    rows: tuple[SideBySide, ...]
    evidence: tuple[Evidence, ...]
    cautions: tuple[str, ...]
    now_band: Band | None
    said: tuple[Said, ...]
    mine: bool

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def speaks_for(self) -> tuple[Evidence, ...]:
        return tuple(line for line in self.evidence if line.side == "for")

    @property
    def speaks_against(self) -> tuple[Evidence, ...]:
        return tuple(line for line in self.evidence if line.side != "for")


def pairs(*, viewer: Any, at: datetime, wanted: Wanted) -> QuerySet[Pair]:
    """Pairs of which the viewer may join both records, in the order in which they are to be reviewed.

    Open ones: those on which the viewer has not given a verdict yet. First those on which two reviewers disagree, then
    those with something open that the viewer may see, then by harm, and within it by doubt.
    """
    rows = _asked_for(_visible(viewer), wanted)
    if wanted.state in DECIDED:
        return rows.order_by("-decided_at", "id")
    rows = _mine_to_review(rows, viewer)
    matters = list(_matters(viewer, at))
    first = [When(state=PairState.DISPUTED.value, then=Value(0))]
    if matters:
        first.append(When(_about(matters), then=Value(1)))
    elif not rows.filter(state=PairState.DISPUTED.value).exists():
        return rows.order_by(*_ORDER)  # straight from the index
    return rows.annotate(first=Case(*first, default=Value(2), output_field=IntegerField())).order_by("first", *_ORDER)


def next_pair(*, viewer: Any, at: datetime, wanted: Wanted, leave_out: Collection[UUID] = ()) -> UUID | None:
    """The pair to review next, in the order of `pairs`, or None. At most three questions, each from an index."""
    rows = _mine_to_review(_asked_for(_visible(viewer), wanted), viewer).exclude(pk__in=list(leave_out))
    found = rows.filter(state=PairState.DISPUTED.value).order_by(*_ORDER).values_list("pk", flat=True).first()
    matters = list(_matters(viewer, at)) if found is None else []
    if found is None and matters:
        found = rows.filter(_about(matters)).order_by(*_ORDER).values_list("pk", flat=True).first()
    return found or rows.order_by(*_ORDER).values_list("pk", flat=True).first()


def how_many(*, viewer: Any, most: int, state: PairState | None = None) -> int:
    """How many pairs wait for the viewer, counted up to `most` and one more."""
    rows = _mine_to_review(_asked_for(_visible(viewer), Wanted(state=state)), viewer)
    return rows.order_by()[: most + 1].count()


@dataclass(frozen=True)
class Counts:
    """How many open pairs wait for the viewer, by what the list is filtered by."""

    origins: Counter[str]
    bands: Counter[str]
    levels: Counter[int]
    states: Counter[str]


def counts(*, viewer: Any) -> Counts:
    """For the filters of the list; one query."""
    rows = _mine_to_review(_visible(viewer), viewer).order_by()
    found = Counts(Counter(), Counter(), Counter(), Counter())
    for origin, band, harm, state, n in rows.values_list("origin", "band", "harm", "state").annotate(n=Count("pk")):
        found.origins[origin] += n
        found.bands[band] += n
        found.levels[harm] += n
        found.states[state] += n
    return found


def pairs_shown(*, viewer: Any, at: datetime, rows: Sequence[Pair]) -> list[PairLine]:
    """A page of pairs with the people's lines; each showing is logged. The same few queries for any page."""
    lines = people.lines_of(viewer=viewer, at=at, ids={pk for row in rows for pk in (row.person_id, row.other_id)})
    shown = [row for row in rows if row.person_id in lines and row.other_id in lines]
    record_many("matching.pairs_shown", subjects=shown, actor=viewer, at=at)
    matters = _matters(viewer, at) if shown else frozenset()
    return [
        PairLine(
            id=row.pk,
            one=lines[row.person_id],
            other=lines[row.other_id],
            band=Band(row.band),
            level=LEVELS[row.harm],
            harms=_words(row.harms),
            matter=bool(matters & {lines[row.person_id].root_id, lines[row.other_id].root_id}),
            state=PairState(row.state),
            needed=row.needed,
            origin=row.origin,
            reason=row.reason,
            proposed_at=row.proposed_at,
        )
        for row in shown
    ]


def open_pair(*, viewer: Any, at: datetime, pair_id: UUID) -> PairRecord:
    """One pair side by side, with the evidence as the viewer may see it; both people are logged as compared.

    Raises `NotFound` unless the viewer may join both, or if they are joined already.
    """
    rows = _visible(viewer).select_related("person__root__circle", "other__root__circle")
    pair = rows.filter(pk=pair_id).first()
    if pair is None:
        raise NotFound(f"pair {pair_id}")
    loser, survivor = loser_and_survivor(Side.of(pair.person.root), Side.of(pair.other.root))
    preview = people.merge_preview(viewer=viewer, at=at, loser_id=loser, survivor_id=survivor)
    if Person.objects.filter(root_id__in=(loser, survivor), never_merged=True).exists():
        raise NotFound(f"pair {pair_id}")
    near = people.to_compare(viewer=viewer, ids=(loser, survivor), with_mothers=True)
    known = {one.id: one.known for one in near}
    weighed = _weigh(viewer, known.get(loser), known.get(survivor))
    said = list(PairVerdict.objects.filter(pair=pair).order_by("given_at", "created_at"))
    shows_others = pair.state not in (PairState.WAITING, PairState.SECOND)
    return PairRecord(
        id=pair.pk,
        version=pair.version,
        state=PairState(pair.state),
        band=Band(pair.band),
        level=LEVELS[pair.harm],
        # The engine's own caution says it better.
        harms=_words(harm for harm in pair.harms if harm != Harm.TWIN or not (weighed and weighed.cautions)),
        matter=bool(_matters(viewer, at) & {loser, survivor}),
        needed=pair.needed,
        origin=pair.origin,
        reason=pair.reason,
        proposed_at=pair.proposed_at,
        preview=preview,
        rows=tuple(_side_by_side(viewer, preview, at)),
        evidence=weighed.evidence if weighed else (),
        cautions=weighed.cautions if weighed else (),
        now_band=weighed.band if weighed else None,
        said=tuple(Said(one.by_name, Verdict(one.verdict), one.reason, one.given_at) for one in said)
        if shows_others
        else (),
        mine=any(one.by_id == viewer.pk for one in said),
    )


def check_pair(*, viewer: Any, pair_id: UUID) -> None:
    """Raise `NotFound` unless the viewer may review this pair."""
    if not _visible(viewer).filter(pk=pair_id).exists():
        raise NotFound(f"pair {pair_id}")


def _visible(viewer: Any) -> QuerySet[Pair]:
    """Both records in circles where the viewer may join them; not yet one person; no new identity among them."""
    circles = access.circles_with(viewer, policy.REVIEW) & access.circles_with(viewer, "people.view")
    return Pair.objects.filter(
        circle_id__in=circles,
        person__circle_id__in=circles,
        other__circle_id__in=circles,
        person__never_merged=False,
        other__never_merged=False,
    ).exclude(person__root=F("other__root"), state__in=[state.value for state in OPEN])


def _asked_for(rows: QuerySet[Pair], wanted: Wanted) -> QuerySet[Pair]:
    states = (wanted.state,) if wanted.state else OPEN
    rows = rows.filter(state__in=[state.value for state in states])
    if wanted.origins:
        rows = rows.filter(origin__in=wanted.origins)
    if wanted.bands:
        rows = rows.filter(band__in=[band.value for band in wanted.bands])
    if wanted.levels:
        rows = rows.filter(harm__in=[level.rank for level in wanted.levels])
    return rows


def _mine_to_review(rows: QuerySet[Pair], viewer: Any) -> QuerySet[Pair]:
    """Open pairs without a verdict of the viewer's: nobody reviews a pair twice."""
    given = PairVerdict.objects.filter(pair=OuterRef("pk"), by_id=viewer.pk)
    return rows.filter(state__in=[state.value for state in OPEN]).exclude(Exists(given))


def _matters(viewer: Any, at: datetime) -> frozenset[UUID]:
    """People about whom something is open in a room above that the viewer may see."""
    asked = [manifest.open_matters for manifest in manifests() if manifest.open_matters is not None]
    return frozenset(pk for ask in asked for pk in ask(viewer=viewer, at=at))


def _about(roots: Collection[UUID]) -> Q:
    return Q(person__root_id__in=roots) | Q(other__root_id__in=roots)


def _words(harms: Iterable[str]) -> tuple[str, ...]:
    return tuple(Harm(word).label for word in harms)


def _weigh(viewer: Any, loser: Known | None, survivor: Known | None) -> Score | None:
    if loser is None or survivor is None:
        return None
    return score(asked_of(loser), survivor, tables(), strong_here(viewer=viewer))


def _side_by_side(viewer: Any, preview: MergePreview, at: datetime) -> Iterable[SideBySide]:
    """What the two records say, and then what each room tells of them, as far as the viewer may see it."""
    loser, survivor = preview.loser, preview.survivor
    for row in preview.rows:
        if row.title not in ("Name", "Address", "NHS number", "Unique pupil number"):
            yield SideBySide(row.title, _lines([row.loser]), _lines([row.survivor]))
    for title, field, shown in (
        ("Names", "names", _plain),
        ("Addresses", "addresses", _plain),
        ("Numbers", "identifiers", _labelled),
        ("Telephone and e-mail", "contacts", _plain),
    ):
        facts = [[fact for fact in getattr(one, field) if not fact.in_error] for one in (loser, survivor)]
        yield SideBySide(title, *(_lines(shown(fact) for fact in side) for side in facts))
    flags = [[flag for flag in one.flags if flag.ended_at is None] for one in (loser, survivor)]
    yield SideBySide("Flags", *(_lines(f"{flag.kind}: {flag.text}" for flag in side) for side in flags))
    for manifest in manifests():
        if manifest.timeline is None or manifest.app == "people":
            continue
        told = [manifest.timeline(viewer=viewer, person_ids=one.ids, at=at) for one in (loser, survivor)]
        if any(told):
            yield SideBySide(manifest.title, *(_latest(entries) for entries in told))


def _plain(fact: Fact) -> str:
    return fact.text if fact.standing else f"{fact.text}, no longer"


def _labelled(fact: Fact) -> str:
    return f"{fact.label}: {_plain(fact)}"


def _latest(entries: Sequence[TimelineEntry], most: int = 4) -> tuple[str, ...]:
    ordered = sorted(entries, key=lambda entry: entry.at, reverse=True)
    lines = [f"{entry.title}, {entry.at:%-d %B %Y}" for entry in ordered[:most]]
    return tuple(lines + ([f"and {len(ordered) - most} more"] if len(ordered) > most else []))


def _lines(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
