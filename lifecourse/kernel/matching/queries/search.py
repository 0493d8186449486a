"""Who may this be? Candidates with the evidence for and against; searching and what was shown are logged."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from lifecourse.engines.linkage import marks
from lifecourse.engines.linkage.keys import asked_keys, tells_too_little
from lifecourse.engines.linkage.ranking import likeliest
from lifecourse.engines.linkage.records import Asked
from lifecourse.engines.linkage.score import Band, Evidence, Score, score, strong_among
from lifecourse.engines.linkage.twins import told_apart
from lifecourse.kernel.access import policy as access
from lifecourse.kernel.access.models import CircleKind
from lifecourse.kernel.audit.trail import record, record_many
from lifecourse.kernel.base.errors import NotPermitted, Refused
from lifecourse.kernel.matching import rules
from lifecourse.kernel.matching.rules import PersonQuery, Purpose
from lifecourse.kernel.matching.tables import tables
from lifecourse.kernel.people import policy
from lifecourse.kernel.people import queries as people
from lifecourse.kernel.people.models import Person
from lifecourse.kernel.people.queries import Compared, KnownPerson

SEARCHED, SHOWN = "people.searched", "people.shown"


@dataclass(frozen=True)
class Candidate:
    """One person it may be, with what speaks for and against. `ids`: every record of theirs that the viewer sees."""

    id: UUID
    ids: tuple[UUID, ...]
    circle_id: int
    name: str
    other_names: tuple[str, ...]
    birth_words: str
    sex: str
    address: str
    numbers: tuple[tuple[str, str], ...]
    is_sealed: bool
    band: Band
    bits: float
    evidence: tuple[Evidence, ...]
    cautions: tuple[str, ...]

    @property
    def speaks_for(self) -> tuple[Evidence, ...]:
        return tuple(line for line in self.evidence if line.side == "for")

    @property
    def speaks_against(self) -> tuple[Evidence, ...]:
        return tuple(line for line in self.evidence if line.side != "for")


@dataclass(frozen=True)
class SearchResult:
    """Candidates, likeliest first. `truncated`: there are more than were compared, so "none" is never said.

    `too_little`: one name or one date alone, which is no key to anybody; so "none" is not said of it either.
    """

    candidates: tuple[Candidate, ...]
    truncated: bool
    searched: tuple[str, ...]
    too_little: bool = False

    @property
    def strong(self) -> tuple[Candidate, ...]:
        return tuple(candidate for candidate in self.candidates if candidate.band == Band.STRONG)


def find_candidates(
    *, viewer: Any, at: datetime, query: PersonQuery, purpose: Purpose, leave_out: Sequence[UUID] = ()
) -> SearchResult:
    """Whoever the person described may be, of those the viewer may search for.

    The search and each person shown are written to the trail in the same transaction; no name is. `leave_out`: records
    not to be offered (the one in hand, when its doubles are looked for).
    Raises `NotPermitted` without leave to search, `Refused` if nothing was asked or a number cannot be right.
    """
    circles = access.circles_with(viewer, policy.SEARCH)
    if not circles:
        raise NotPermitted("You do not have permission to search the index of people.")
    try:
        query = rules.checked(query)
    except ValueError as error:
        sentence, field = error.args
        raise Refused(str(sentence), field=str(field)) from error
    if query.is_empty:
        raise Refused("Say something to search for: a name, an age, an address or a number.", field="family")
    found, truncated = look(viewer=viewer, query=query, leave_out=frozenset(leave_out))
    shown = _to_show(viewer, found, at=at)
    _log(viewer, query, purpose, shown, truncated, circles, at=at)
    too_little = not shown and tells_too_little(rules.asked(query), tables())
    return SearchResult(tuple(shown), truncated, rules.in_words(query), too_little)


def look(
    *, viewer: Any, query: PersonQuery, leave_out: frozenset[UUID] = frozenset()
) -> tuple[list[tuple[Compared, Score]], bool]:
    """People worth showing for a checked query, likeliest first; and whether more shared a key than were looked at.

    Writes nothing to the trail: whoever shows them does (`find_candidates`).
    """
    asked = rules.asked(query)
    near, more, strong = nearest(viewer=viewer, asked=asked)
    near = [person for person in near if not leave_out & set(person.ids)]
    scores = told_apart([(person.known, score(asked, person.known, tables(), strong)) for person in near])
    found = [(person, result) for person, result in zip(near, scores, strict=True) if result.band is not None]
    found.sort(key=lambda pair: (-pair[1].bits, pair[0].id))
    return found, more


def nearest(*, viewer: Any, asked: Asked) -> tuple[list[Compared], bool, float]:
    """The people who share keys with the question, likeliest first, as many as are weighed; whether there are more than
    were looked at; and the bits that make a match strong here. Two queries; three if a mother was asked for.
    """
    wanted = asked_keys(settings.HASH_KEY.encode(), asked, tables())
    found = people.find(viewer=viewer, wanted=wanted, most=rules.MOST_FOUND)
    ids = [one.id for one in likeliest(asked, found.near, rules.MOST_WEIGHED)]
    near = people.to_compare(viewer=viewer, ids=ids, with_mothers=bool(asked.mother.tokens))
    return near, found.more, strong_among(found.among)


def strong_here(*, viewer: Any) -> float:
    """The bits that make a match strong on this index, as `nearest` tells them. One query."""
    return strong_among(people.indexed(viewer=viewer))


def _to_show(viewer: Any, weighed: Sequence[tuple[Compared, Score]], *, at: datetime) -> list[Candidate]:
    """Everything to recognise them by, of those few who are shown."""
    ids = [pk for person, _ in weighed for pk in person.ids]
    by_id = {person.id: person for person in people.known_people(viewer=viewer, at=at, ids=ids)}
    return [_candidate(by_id[person.id], result) for person, result in weighed if person.id in by_id]


def _candidate(person: KnownPerson, weighed: Score) -> Candidate:
    assert weighed.band is not None
    return Candidate(
        id=person.id,
        ids=person.ids,
        circle_id=person.circle_id,
        name=person.name,
        other_names=person.other_names,
        birth_words=person.birth_words,
        sex=person.sex,
        address=person.address,
        numbers=person.numbers,
        is_sealed=person.is_sealed,
        band=weighed.band,
        bits=weighed.bits,
        evidence=weighed.evidence,
        cautions=weighed.cautions,
    )


def _log(
    viewer: Any,
    query: PersonQuery,
    purpose: Purpose,
    shown: Sequence[Candidate],
    truncated: bool,
    circles: frozenset[int],
    *,
    at: datetime,
) -> None:
    """The search itself, then every person shown: who was looked for stays hashed, who was seen does not."""
    made = marks.of(
        settings.HASH_KEY.encode(),
        given=[query.given, query.known_as],
        family=[query.family],
        other=[
            query.birth.on.isoformat() if query.birth.on else "",
            query.postcode,
            query.nhs_number,
            query.upn,
        ],
    )
    where = min(circles & access.circles_of_kind(viewer, CircleKind.INDEX) or circles)
    record(
        SEARCHED,
        subject=None,
        actor=viewer,
        at=at,
        circle_id=where,
        purpose=purpose.value,
        found=sum(not candidate.is_sealed for candidate in shown),
        truncated=truncated,
        marks=made.flat(),
    )
    subjects = [Person(id=candidate.id, circle_id=candidate.circle_id) for candidate in shown]
    record_many(SHOWN, subjects=subjects, actor=viewer, at=at, purpose=purpose.value)


def possible_doubles(*, viewer: Any, at: datetime, person: people.PersonRecord) -> SearchResult:
    """Other records that may be of this same person; logged as a search to keep records right."""
    known = people.to_compare(viewer=viewer, ids=[person.id], with_mothers=False)
    if not known:
        return SearchResult((), False, ())
    facts = known[0].known
    first = facts.names[0] if facts.names else None
    place = facts.places[0] if facts.places else None
    numbers = {kind: sorted(values)[0] for kind, values in facts.numbers.items() if values}
    query = PersonQuery(
        given=first.said_given if first else "",
        family=first.said_family if first else "",
        birth=person.birth,
        sex=person.sex.value,
        postcode=place.postcode if place else "",
        nhs_number=numbers.get("nhs_number", ""),
        upn=numbers.get("upn", ""),
    )
    if query.is_empty:
        return SearchResult((), False, ())
    decided = {
        line.other_id for line in people.comparisons_of(viewer=viewer, ids=person.ids) if line.verdict == "different"
    }
    result = find_candidates(
        viewer=viewer, at=at, query=query, purpose=Purpose.RECORDS, leave_out=[*person.ids, *decided]
    )
    return replace(result, candidates=tuple(c for c in result.candidates if c.band != Band.WEAK))
