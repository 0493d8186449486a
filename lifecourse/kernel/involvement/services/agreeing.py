"""Commands on the rule by which the engine may link new rows to the index: switched on and off, with who and why."""

from datetime import datetime
from uuid import UUID

from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotFound, Refused
from lifecourse.kernel.involvement import policy
from lifecourse.kernel.involvement.models import LinkRule, ListSource


@command("involvement.linking_on")
def switch_linking_on(*, actor: Actor, at: datetime, source: ListSource | None, reason: str) -> LinkRule:
    """Agree that strong and unambiguous matches are linked by the engine: on one list, or (None) on every list.

    `reason` says who agreed to it. Raises `Refused` if that is switched on already, or no reason is given.
    """
    policy.check_may_set_up(actor, at=at)
    if not reason.strip():
        raise Refused("Say who agreed to this, and when.", field="reason")
    if LinkRule.objects.filter(source=source, off_at__isnull=True).exists():
        raise Refused("This is switched on already.", field="source")
    rule = LinkRule(source=source, on_at=at, on_by=str(actor)[:200], reason=reason.strip())
    rule.save()
    record("involvement.linking_on", subject=rule, actor=actor, at=at, list=source.code if source else "")
    return rule


@command("involvement.linking_off")
def switch_linking_off(*, actor: Actor, at: datetime, rule_id: UUID, reason: str) -> LinkRule:
    """Switch it off again. What was linked stays. Raises `Refused`, or `NotFound` if it does not stand."""
    policy.check_may_set_up(actor, at=at)
    rule = LinkRule.objects.select_for_update().filter(pk=rule_id, off_at__isnull=True).first()
    if rule is None:
        raise NotFound(f"rule {rule_id}")
    if not reason.strip():
        raise Refused("Say why.", field="reason")
    rule.off_at, rule.off_by, rule.off_reason = at, str(actor)[:200], reason.strip()
    rule.save()
    record("involvement.linking_off", subject=rule, actor=actor, at=at)
    return rule
