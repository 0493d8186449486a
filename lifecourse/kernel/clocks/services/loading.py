"""Loading the calendar and the rules of the clocks from reviewed files. Neither ever touches a clock that runs."""

from collections.abc import Sequence
from datetime import datetime

from lifecourse.kernel.audit.actors import Actor, Machine
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotPermitted, Refused

from .. import calendars, queries
from ..models import Calendar, ClockRule, Holiday, RuleVersion
from ..rules import reference
from ..rules.reference import CalendarRow, RuleRow


@command("clocks.calendar_loaded")
def load_calendar(*, actor: Actor, at: datetime, calendar: CalendarRow) -> bool:
    """Put a version of the calendar beside those in the table; whether it was new.

    Raises `Refused`, naming the day, if that version is there and differs, or a newer one is there.
    """
    _check_machine(actor)
    if wrong := reference.faults_of_calendar(calendar):
        raise Refused(f"england: {wrong[0]}.")
    before = queries.stored_calendar(viewer=actor, version=calendar.version)
    newest = Calendar.objects.order_by("-version").values_list("version", flat=True).first() or 0
    if sentence := reference.refusal_of_calendar(before, newest, calendar):
        raise Refused(sentence)
    if before is None:
        row = Calendar(
            version=calendar.version,
            covers_from=calendar.covers_from,
            covers_to=calendar.covers_to,
            source=calendar.source,
            checked_by=calendar.checked_by,
            next_review=calendar.next_review,
        )
        row.save(force_insert=True)
        Holiday.objects.bulk_create(
            [Holiday(calendar=row, on=day.on, title=day.title, kind=day.kind) for day in calendar.days]
        )
        calendars.forget()
    record("clocks.calendar_loaded", subject=None, actor=actor, at=at, version=calendar.version, new=before is None)
    return before is None


@command("clocks.rules_loaded")
def load_rules(*, actor: Actor, at: datetime, rules: Sequence[RuleRow]) -> list[str]:
    """Put rules into the table and give back the kinds that changed; all of them, or on any fault none.

    Raises `Refused`, naming kind and version, if a version in use would be rewritten instead of closed.
    """
    _check_machine(actor)
    stored = queries.stored_rules(viewer=actor)
    changed = []
    for rule in rules:
        before = stored.get(rule.kind)
        if before == rule:
            continue
        if wrong := reference.faults_of_rule(rule):
            raise Refused(f"{wrong[0]}.")
        if before and (sentence := reference.refusal_of_rule(before, rule)):
            raise Refused(sentence)
        _write(rule, before)
        changed.append(rule.kind)
    record("clocks.rules_loaded", subject=None, actor=actor, at=at, kinds=changed)
    return changed


def _write(rule: RuleRow, before: RuleRow | None) -> None:
    head = ClockRule(
        kind=rule.kind,
        title=rule.title,
        register=rule.register,
        starts_with=rule.starts_with,
        legal_basis=rule.legal_basis,
    )
    head.save()
    had = {one.number: one for one in before.versions} if before else {}
    for one in rule.versions:
        fields = {name: getattr(one, name) for name in reference.VERSION_FIELDS}
        if one.number not in had:
            RuleVersion(rule=head, **fields).save()
        elif had[one.number] != one:
            RuleVersion.objects.filter(rule=head, number=one.number).update(**fields)


def _check_machine(actor: Actor) -> None:
    if not isinstance(actor, Machine):
        raise NotPermitted("Rules and calendars are loaded from reviewed files, not by a person.")
