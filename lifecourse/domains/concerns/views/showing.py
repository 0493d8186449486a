"""How a concern's record is put into words for its page: cards, facts, next acts and the timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from lifecourse.kernel.codelists import queries as codelists
from lifecourse.kernel.ui.shapes import Act, Fact, Moment

from .. import policy, queries, rules

_KINDS = {
    rules.SubjectKind.CHILD: "Child",
    rules.SubjectKind.UNBORN: "Unborn baby",
    rules.SubjectKind.ADULT: "Adult",
    rules.SubjectKind.SOMEBODY: "Somebody, age not known",
    rules.SubjectKind.HOUSEHOLD: "Household",
    rules.SubjectKind.PLACE: "Place",
}
_RESOLUTIONS = {
    rules.Resolution.UNRESOLVED: ("Not looked for yet", "yellow"),
    rules.Resolution.MATCHED: ("Found in the index", "green"),
    rules.Resolution.NEW_PERSON: ("New to the index", "blue"),
    rules.Resolution.NOT_SURE: ("Not sure who", "purple"),
    rules.Resolution.NOT_IDENTIFIED: ("Could not be identified", "grey"),
}


@dataclass(frozen=True)
class SubjectCard:
    """One subject, ready to show."""

    id: Any
    heading: str
    resolution_words: str
    resolution_colour: str
    person_id: Any
    can_be_found: bool
    facts: tuple[Fact, ...]


def _labels(viewer: Any, list_code: str, codes: Sequence[str]) -> str:
    return ", ".join(codelists.labels_of(viewer=viewer, list_code=list_code, codes=codes))


def _label(viewer: Any, list_code: str, code: str) -> str:
    return codelists.label_of(viewer=viewer, list_code=list_code, code=code) if code else ""


def _facts(rows: Sequence[tuple[str, object]]) -> tuple[Fact, ...]:
    return tuple(Fact(key=key, value=value) for key, value in rows if value not in ("", None))


def _day(value: date | None) -> str:
    return f"{value.day} {value:%B %Y}" if value else ""


def subject_cards(found: queries.ConcernRecord) -> list[SubjectCard]:
    """The people, household or place of a concern, as told."""
    cards = []
    for subject in found.subjects:
        kind = rules.SubjectKind(subject.kind)
        name = f"{subject.given_name} {subject.family_name}".strip()
        words, colour = _RESOLUTIONS[rules.Resolution(subject.resolution)]
        cards.append(
            SubjectCard(
                id=subject.pk,
                heading=f"{name or 'Not named'} ({_KINDS[kind].lower()})" if kind in rules.PEOPLE else _KINDS[kind],
                resolution_words=words if kind in rules.PEOPLE else "",
                resolution_colour=colour,
                # A record sealed since is not there for everybody: what cannot be opened is not offered.
                person_id=subject.person.pk if subject.person else None,
                can_be_found=kind in rules.PEOPLE,
                facts=_facts(
                    [
                        ("Born", _day(subject.born_on)),
                        ("Expected", _day(subject.expected_on)),
                        ("Age, as told", subject.age_words),
                        ("Sex", subject.sex),
                        ("Address", ", ".join(part for part in (subject.address_words, subject.postcode) if part)),
                        ("School", subject.school_words),
                        ("To the others", subject.relation_words),
                        ("Description", subject.description),
                        ("Why", subject.resolution_reason),
                    ]
                ),
            )
        )
    return cards


def concern_facts(*, viewer: Any, found: queries.ConcernRecord) -> tuple[Fact, ...]:
    """What else was told, each code in its words."""
    one = found.concern
    return _facts(
        [
            ("Seen or heard", _labels(viewer, "what_was_seen", one.seen)),
            ("Factors", _labels(viewer, "presenting_factors_child", one.factors)),
            ("When", one.when_words),
            ("Where", ", ".join(part for part in (one.place_words, one.postcode) if part)),
            ("Ward", one.area.name if one.area else ""),
            ("In danger now", "Yes" if one.danger_now else "No"),
            ("In the child’s words", one.child_voice),
            ("Consent to share", _label(viewer, "consent_state", one.consent_to_share)),
            ("Not sought because", _label(viewer, "reason_consent_not_sought", one.consent_not_sought_because)),
            ("About consent", one.consent_words),
            ("Lawful basis", _label(viewer, "lawful_basis_art6", one.lawful_basis)),
            ("Condition", _label(viewer, "lawful_condition_art9", one.lawful_condition)),
            ("Asked about domestic abuse", _label(viewer, "asked_about", one.asked_domestic_abuse)),
            ("Asked about mental ill health", _label(viewer, "asked_about", one.asked_mental_health)),
            ("Asked about substance misuse", _label(viewer, "asked_about", one.asked_substance_misuse)),
            ("Asked about learning disability", _label(viewer, "asked_about", one.asked_learning_disability)),
        ]
    )


def reporter_facts(found: queries.ConcernRecord) -> tuple[Fact, ...]:
    """Who told us, as far as they said, and whether they want to hear back."""
    one, who = found.concern, found.reporter
    back = "Told" if one.feedback_at else "Waiting to be told" if one.feedback_wanted else "Not wanted"
    return _facts(
        [
            ("Came by", rules.CHANNEL_WORDS[rules.Channel(one.channel)]),
            ("Name", "Wishes to stay anonymous" if who.is_anonymous else who.name or "Not given"),
            ("Agency", who.organisation.name if who.organisation else ""),
            ("Team", one.team.name if one.team else ""),
            ("Job", who.job_title),
            ("Knows them as", who.relationship),
            ("Phone", who.phone),
            ("E-mail", who.email),
            ("Safe to contact", who.safe_contact_words),
            ("To be kept from the family", "Yes" if who.identity_to_be_kept_from_family else "No"),
            ("To hear back", back),
        ]
    )


def moments(found: queries.ConcernRecord) -> list[Moment]:
    """One timeline of a concern, newest first; what was struck out shows as struck out."""
    one = found.concern
    told = [Moment(at=one.received_at, title="Received", text=rules.CHANNEL_WORDS[rules.Channel(one.channel)])]
    for change in found.ratings:
        title = f"Rated {change.rating}" + (f", was {change.previous}" if change.previous else "")
        told.append(Moment(at=change.at, title=title, text=change.reason, by=_name(change.by)))
    for written in found.notes:
        struck = f"{written.struck_reason} ({_name(written.struck_by)})" if written.struck_at else ""
        told.append(Moment(at=written.at, title="Note", text=written.text, by=_name(written.by), deleted=struck))
    for check in found.checks:
        told.append(Moment(at=check.asked_at, title="Agencies asked", text=check.purpose, by=_name(check.asked_by)))
        for request in check.requests.all():
            if request.answered_at:
                by = "their list" if request.by_list else _name(request.answered_by)
                told.append(Moment(at=request.answered_at, title=f"{request.organisation.name} {request.state}", by=by))
    for decision in found.decisions:
        told.append(Moment(at=decision.made_at, title=f"Decided: level {decision.level}", by=_name(decision.made_by)))
        if decision.signed_at:
            told.append(Moment(at=decision.signed_at, title="Decision signed", by=_name(decision.signed_by)))
    if one.feedback_at:
        told.append(Moment(at=one.feedback_at, title="Reporter told"))
    if one.closed_at:
        told.append(Moment(at=one.closed_at, title="Closed"))
    return sorted(told, key=lambda moment: moment.at, reverse=True)


def _name(user: Any) -> str:
    return user.full_name if user else ""


def acts(*, viewer: Any, found: queries.ConcernRecord, is_open: bool = False) -> list[Act]:
    """What can be done now, the likeliest next first; what cannot be done yet, with the reason.

    `is_open`: a service works with one of the people already, so their lead professional can be told at once.
    """
    one, state = found.concern, rules.State(found.concern.state)
    working = state in {rules.State.SCREENING, rules.State.CHECKING, rules.State.DECIDING}
    unresolved = [
        s
        for s in found.subjects
        if rules.SubjectKind(s.kind) in rules.PEOPLE and s.resolution == rules.Resolution.UNRESOLVED
    ]
    waiting = [r for r in found.requests if r.state == rules.RequestState.ASKED]
    standing = found.standing
    own = bool(standing and standing.made_by_id == viewer.pk)
    rate_first = "" if one.rating else "Rate it first."
    no_feedback = "" if one.feedback_wanted or found.reporter.user_id else "They did not ask to hear back."

    # Whoever told the same worry again is told once the concern it repeats is decided.
    other = one.linked_to if state is rules.State.LINKED and one.feedback_wanted else None
    to_tell = state is rules.State.FOLLOWING_UP or other is not None
    if other is not None and other.state not in {rules.State.FOLLOWING_UP, rules.State.CLOSED}:
        no_feedback = "The concern it repeats is not decided yet."

    def url(name: str) -> str:
        return reverse(f"concerns:{name}", args=[one.pk])

    def act(label: str, name: str, **more: Any) -> Act:
        return Act(label=label, url=url(name), **more)

    # (capability, when, act), in the order in which they are shown.
    table: list[tuple[str, bool, Act]] = [
        (policy.SCREEN, state is rules.State.RECEIVED, act("Start screening", "screen", post=True)),
        (policy.DECIDE, working and is_open, _straight_to_the_lead(url("decide"))),
        (policy.DECIDE, state is rules.State.DECIDING and not unresolved, act("Decide", "decide", why_not=rate_first)),
        (policy.SCREEN, working and not one.rating, act("Rate it", "rate")),
    ]
    if unresolved:
        find = reverse("concerns:subject_find", args=[unresolved[0].pk])
        table.append((policy.SCREEN, working, Act(label="Find who it is about", url=find)))
    ask = "Ask more agencies" if found.checks else "Ask agencies"
    hint = "An agency has not answered yet: say why it does not wait." if waiting else ""
    late = working and (state is not rules.State.DECIDING or bool(unresolved))
    table += [
        (policy.SCREEN, working and not found.checks, act(ask, "ask", why_not=rate_first)),
        (policy.DECIDE, late, act("Decide", "decide", why_not=rate_first, hint=hint)),
        (policy.SCREEN, working and bool(found.checks), act(ask, "ask")),
        (policy.FEEDBACK, to_tell and not one.feedback_at, act("Tell the reporter", "feedback", why_not=no_feedback)),
        (policy.SCREEN, state is rules.State.FOLLOWING_UP, act("Close", "close", post=True)),
        (policy.FEEDBACK, to_tell and bool(one.feedback_at), act("Tell the reporter again", "feedback")),
        (policy.SCREEN, working and bool(one.rating), act("Change the rating", "rate")),
        (policy.SCREEN, state in rules.OPEN, act("Write a note", "note")),
        (policy.SCREEN, working, act("Add somebody it is about", "subject_add")),
        (policy.SCREEN, working or state is rules.State.RECEIVED, act("Link to the concern it repeats", "link")),
        (policy.ASSIGN, state in rules.OPEN, act("Give to a colleague", "assign")),
        (policy.SCREEN, bool(one.decided_at), act("Say whether it was news", "new_fact")),
        (policy.DECIDE, state in {rules.State.FOLLOWING_UP, rules.State.CLOSED}, act("Open again", "reopen")),
        (policy.SEAL, True, act("Seal", "seal", warning=True)),
    ]
    if standing and state is rules.State.AWAITING_SIGNATURE:
        why_not = "You made this decision; somebody else signs it." if own else ""
        sign = Act(label="Sign or return", url=reverse("concerns:sign", args=[standing.pk]), why_not=why_not)
        table.insert(0, (policy.SIGN, True, sign))
    return [one_act for capability, now, one_act in table if now and policy.may(viewer, capability, one)]


def _straight_to_the_lead(decide: str) -> Act:
    hint = "Somebody works with them already. No rating and no check is needed to pass this on."
    return Act(label="Tell the lead professional now", url=f"{decide}?to=lead", hint=hint)


@dataclass(frozen=True)
class DecisionCard:
    """One decision, its outcomes in words."""

    decision: Any
    lines: tuple[str, ...]


def outcome_lines(*, viewer: Any, decision: Any) -> tuple[str, ...]:
    """The outcomes of a decision: what, by whom, for whom."""
    lines = []
    for row in decision.outcomes.all():
        words = _label(viewer, "concern_outcome", row.outcome)
        by = f", by {row.organisation.name}" if row.organisation else ""
        name = f"{row.subject.given_name} {row.subject.family_name}".strip() if row.subject else ""
        lines.append(f"{words}{by}{f', for {name}' if name else ''}")
    return tuple(lines)


def decision_cards(*, viewer: Any, found: queries.ConcernRecord) -> list[DecisionCard]:
    """Every decision on a concern, newest first."""
    return [DecisionCard(one, outcome_lines(viewer=viewer, decision=one)) for one in found.decisions]


@dataclass(frozen=True)
class CheckCard:
    """One check: why, on what basis, and each agency's part with its reason in words if it declined."""

    check: Any
    basis: str
    parts: tuple[tuple[Any, str], ...]


def check_cards(*, viewer: Any, found: queries.ConcernRecord) -> list[CheckCard]:
    """Every check of a concern, newest first."""
    return [
        CheckCard(
            check=check,
            basis=_label(viewer, "lawful_basis_art6", check.lawful_basis),
            parts=tuple(
                (request, _label(viewer, "check_decline_reason", request.decline_code))
                for request in check.requests.all()
            ),
        )
        for check in found.checks
    ]
