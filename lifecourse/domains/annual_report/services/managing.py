"""Commands on a report: started with the sections that the guidance asks for; a reason written down, or taken back."""

from datetime import date, datetime
from uuid import UUID

from lifecourse.engines.prose import Finding
from lifecourse.kernel.access.models import User
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.base.references import new_reference

from .. import policy, queries, rules
from ..models import Reason, Report, Section
from ..rules.regimes import in_force
from .holding import hold_report


@command("annual_report.started")
def start_report(
    *,
    actor: User,
    at: datetime,
    circle_id: int,
    title: str,
    kind: str,
    regime: str,
    period_from: date,
    period_to: date,
    figures_as_of: date | None = None,
) -> Report:
    """Start a report in an office, with an empty section for everything that the regime asks for.

    `figures_as_of`: its figures are those published by that day; the newest of each, if none is given.
    Raises `NotFound` or `NotPermitted` without leave there, `Refused` for a regime that is not in force that year.
    """
    policy.check_in(actor, policy.MANAGE, circle_id=circle_id, at=at)
    if not title.strip():
        raise Refused("Give the report a title.", field="title")
    if period_to <= period_from:
        raise Refused("The last day must be after the first day.", field="period_to")
    allowed = [one for one in in_force(queries.regimes(), period_to) if one.kind == kind]
    chosen = next((one for one in allowed if one.code == regime), None)
    if chosen is None:
        names = " or ".join(one.title for one in allowed)
        raise Refused(
            f"That guidance was not in force on the last day of the year{f': choose {names}' if names else ''}.",
            field="regime",
        )
    report = Report(
        circle_id=circle_id,
        reference=new_reference("A"),
        title=title.strip(),
        kind=kind,
        regime=regime,
        period_from=period_from,
        period_to=period_to,
        figures_as_of=figures_as_of,
        owner=actor,
    )
    report.save()
    Section.objects.bulk_create(
        Section(
            circle_id=circle_id,
            report=report,
            code=one.code,
            title=one.title,
            help=one.help,
            order=number,
            owner=actor,
        )
        for number, one in enumerate(chosen.sections, start=1)
    )
    record("annual_report.started", subject=report, actor=actor, at=at, regime=regime)
    return report


@command("annual_report.reason_given")
def give_reason(*, actor: User, at: datetime, report_id: UUID, finding: Finding, words: str) -> Reason:
    """Write down why something that does not add up stays; it is printed.

    Raises `Refused` without words, and for a hint.
    """
    report = hold_report(actor, report_id, policy.MANAGE, at=at)
    rules.check_open(report.state)
    rules.check_excusable(finding)
    if not words.strip():
        raise Refused("Say why it stays: the reason is printed in the report.", field="words")
    key = queries.finding_id(finding)
    made = Reason.objects.filter(report=report, finding=key).first() or Reason(
        circle_id=report.circle_id, report=report, finding=key
    )
    made.about = rules.about(finding)[:1000]
    made.words, made.by, made.at = words.strip(), actor, at
    made.save()
    record("annual_report.reason_given", subject=report, actor=actor, at=at, rule=finding.rule)
    return made


@command("annual_report.reason_taken_back")
def take_back_reason(*, actor: User, at: datetime, report_id: UUID, reason_id: UUID) -> Report:
    """Take a reason back: the finding stands in the way again."""
    report = hold_report(actor, report_id, policy.MANAGE, at=at)
    rules.check_open(report.state)
    Reason.objects.filter(report=report, pk=reason_id).delete()
    record("annual_report.reason_taken_back", subject=report, actor=actor, at=at)
    return report
