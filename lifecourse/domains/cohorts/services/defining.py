"""Commands on what a cohort is: started, changed, agreed by somebody else, ended."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lifecourse.kernel.access import services as access
from lifecourse.kernel.access.grants import valid_at
from lifecourse.kernel.access.models import CircleKind, Membership, Role, User
from lifecourse.kernel.audit.actors import Actor, Machine
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotFound, Refused, StaleRecord
from lifecourse.kernel.base.references import new_reference
from lifecourse.kernel.codelists import queries as codelists
from lifecourse.kernel.people.rules.days import day_of

from .. import policy, rules
from ..models import Cohort, Definition
from ..rules.definition import Definition as Rules
from ..rules.definition import check_definition

# What the owner may do in the cohort's own circle; others are let in by the access administrator.
OWN_ROLE = "cohort_analyst"
_HOUSE = Machine("cohorts")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One version of what a cohort is for and looks for, as somebody wrote it."""

    purpose: str
    lawful_basis: str
    lawful_condition: str
    expires_on: date
    definition: Rules


@command("cohorts.started")
def start_cohort(*, actor: User, at: datetime, circle_id: int, name: str, wanted: Wanted) -> Cohort:
    """Start a cohort in an office. Its own circle is made with it, with the owner in it; it waits to be agreed.

    Raises `NotFound` or `NotPermitted` without leave in that office, `Refused` for what cannot be.
    """
    policy.check_in(actor, policy.START, seen_by=policy.VIEW, circle_id=circle_id, at=at)
    if not name.strip():
        raise Refused("Give the cohort a name.", field="name")
    reference = new_reference("K")
    # By the house, for who starts a cohort keeps no circles; what it makes is empty, and about this cohort alone.
    own = access.create_circle(
        actor=_HOUSE,
        at=at,
        code=f"cohort-{reference.lower()}",
        name=f"Cohort {reference}",
        kind=CircleKind.OFFICE,
        purpose="Who belongs to one cohort, and what was decided about them.",
    )
    access.grant_membership(
        actor=_HOUSE, at=at, user=actor, circle=own, role=Role.objects.get(pk=OWN_ROLE), reason="Owner of the cohort"
    )
    cohort = Cohort(circle_id=circle_id, reference=reference, name=name.strip(), owner=actor, members_circle=own)
    cohort.save()
    _write(actor, at, cohort, wanted, number=1)
    record("cohorts.started", subject=cohort, actor=actor, at=at, rule=wanted.definition.rule.value)
    return cohort


@command("cohorts.changed")
def change_cohort(*, actor: User, at: datetime, cohort_id: UUID, wanted: Wanted, seen: int | None = None) -> Definition:
    """Write a new version, to be agreed; the one that stands stands until then. Raises `Refused`, `StaleRecord`."""
    cohort = _hold(actor, cohort_id, policy.START, at=at, seen=seen)
    rules.check_move(cohort.state, rules.State.AGREED)
    number = cohort.definitions.order_by("-number").values_list("number", flat=True).first() or 0
    cohort.save_changes(seen=seen)
    made = _write(actor, at, cohort, wanted, number=number + 1)
    record("cohorts.changed", subject=cohort, actor=actor, at=at, number=made.number)
    return made


@command("cohorts.agreed")
def agree_cohort(*, actor: User, at: datetime, cohort_id: UUID, number: int) -> Cohort:
    """Agree the version with this number as the second person. Raises `Refused`; `StaleRecord` if there is a later."""
    cohort = _hold(actor, cohort_id, policy.AGREE, at=at)
    rules.check_move(cohort.state, rules.State.AGREED)
    newest = cohort.definitions.order_by("-number").first()
    if newest is None or newest.number != number:
        raise StaleRecord("A newer version was written while you had this one open. Read that one first.")
    if newest.agreed_at is not None:
        raise Refused("This version is agreed already.")
    rules.check_agree(agreer=actor.pk, owner=cohort.owner_id, writer=newest.written_by_id)
    rules.check_expiry(newest.expires_on, today=day_of(at))
    newest.agreed_by, newest.agreed_at = actor, at
    newest.save(update_fields=["agreed_by", "agreed_at", "updated_at"])
    cohort.state = rules.State.AGREED.value
    cohort.save_changes("state")
    record("cohorts.agreed", subject=cohort, actor=actor, at=at, number=number)
    return cohort


@command("cohorts.ended")
def end_cohort(*, actor: User, at: datetime, cohort_id: UUID, because: str, seen: int | None = None) -> Cohort:
    """End a cohort: it is not run any more, and everybody is let out of its own circle. Raises `Refused`."""
    cohort = _hold(actor, cohort_id, policy.START, at=at, seen=seen)
    rules.check_move(cohort.state, rules.State.ENDED)
    if not because.strip():
        raise Refused("Say why the cohort ends.", field="because")
    cohort.state, cohort.ended_at, cohort.ended_because = rules.State.ENDED.value, at, because.strip()
    cohort.save_changes("state", "ended_at", "ended_because", seen=seen)
    let_out = Membership.objects.filter(valid_at(at), circle_id=cohort.members_circle_id).select_related("circle")
    for place in let_out.order_by("id"):
        access.end_membership(actor=_HOUSE, at=at, membership=place, reason="The cohort has ended")
    record("cohorts.ended", subject=cohort, actor=actor, at=at)
    return cohort


def _hold(actor: Actor, cohort_id: UUID, capability: str, *, at: datetime, seen: int | None = None) -> Cohort:
    """The cohort, locked, if the actor may do this to it and it is as they saw it."""
    cohort = Cohort.objects.select_for_update(of=("self",)).filter(pk=cohort_id).first()
    if cohort is None:
        raise NotFound(f"cohort {cohort_id}")
    policy.check_in(actor, capability, seen_by=policy.VIEW, circle_id=cohort.circle_id, at=at)
    if seen is not None and cohort.version != seen:
        raise StaleRecord("Somebody else changed this cohort while you had it open. Nothing of yours was saved yet.")
    return cohort


def _write(actor: User, at: datetime, cohort: Cohort, wanted: Wanted, *, number: int) -> Definition:
    today = day_of(at)
    if not wanted.purpose.strip():
        raise Refused("Say what the cohort is for: nobody can agree it without.", field="purpose")
    for list_code, name in (("lawful_basis_art6", "lawful_basis"), ("lawful_condition_art9", "lawful_condition")):
        codelists.check_choice(viewer=actor, list_code=list_code, code=getattr(wanted, name), on=today, field=name)
    rules.check_expiry(wanted.expires_on, today=today)
    kinds = [one.code for one in codelists.choices(viewer=actor, list_code="list_kind", on=today)]
    check_definition(wanted.definition, kinds=kinds)
    made = Definition(
        circle_id=cohort.circle_id,
        cohort=cohort,
        number=number,
        purpose=wanted.purpose.strip(),
        lawful_basis=wanted.lawful_basis,
        lawful_condition=wanted.lawful_condition,
        expires_on=wanted.expires_on,
        rule=wanted.definition.rule.value,
        parameters=wanted.definition.to_json(),
        written_by=actor,
        written_at=at,
    )
    made.save()
    return made
