"""An office that writes reports, the people in it, and reports with words; made by commands."""

import datetime as dt
from typing import Any

from lifecourse.domains.annual_report import queries, services
from lifecourse.domains.annual_report.models import Edition, Report
from lifecourse.domains.annual_report.rules import SectionState, blocks
from lifecourse.kernel.access import context
from lifecourse.kernel.access import services as access
from lifecourse.kernel.access.models import Circle, CircleKind, User
from lifecourse.kernel.audit.actors import Machine
from lifecourse.kernel.involvement.tests import factories as lists

MACHINE = Machine("test")
AT = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)


def an_office(code: str = "reports") -> Circle:
    found = Circle.objects.filter(code=code).first()
    return found or access.create_circle(
        actor=MACHINE, at=AT - dt.timedelta(days=1), code=code, name="Business unit", kind=CircleKind.OFFICE
    )


def somebody(role: str, name: str = "") -> User:
    email = f"{role}-{name or 'one'}@example.test".lower().replace(" ", "")
    user = lists.member(an_office(), role, email=email)
    return user


def a_report(
    editor: User, *, period: int = 2018, kind: str = "children", regime: str = "wt2015", **more: Any
) -> Report:
    with context.viewing(editor, at=AT):
        return services.start_report(
            actor=editor, at=AT, circle_id=an_office().pk, title="Annual report", kind=kind, regime=regime,
            period_from=dt.date(period - 1, 4, 1), period_to=dt.date(period, 3, 31), **more,
        )  # fmt: skip


def write_all(
    report: Report, editor: User, *, words: str = "What was done.", agree: bool = True, **by_code: str
) -> None:
    """Words in every section, all of them agreed. `by_code`: words of one section."""
    with context.viewing(editor, at=AT):
        for section in queries.report_record(viewer=editor, pk=report.pk).sections:
            services.write_section(actor=editor, at=AT, section_id=section.pk, words=by_code.get(section.code, words))
            for to in (SectionState.REVIEW, SectionState.AGREED) if agree else ():
                services.move_section(actor=editor, at=AT, section_id=section.pk, to=to)


def excuse_all(report: Report, editor: User, words: str = "Printed so at the time.") -> int:
    """A reason for everything that does not add up and stands in the way; how many there were."""
    with context.viewing(editor, at=AT):
        record = queries.report_record(viewer=editor, pk=report.pk)
        found = list(filter(blocks, queries.findings(viewer=editor, record=record)))
        for one in found:
            services.give_reason(actor=editor, at=AT, report_id=report.pk, finding=one, words=words)
        return len(found)


def a_frozen(editor: User, *, figures_as_of: dt.date | None = None, **more: Any) -> Edition:
    report = a_report(editor, figures_as_of=figures_as_of)
    write_all(report, editor, **more)
    excuse_all(report, editor)
    with context.viewing(editor, at=AT):
        return services.freeze_report(actor=editor, at=AT, report_id=report.pk)
