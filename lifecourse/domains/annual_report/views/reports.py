"""Pages of reports: the list, starting one, one whole, reading it through, and what does not add up."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifecourse.engines.documents.page import notes_html, parts_html
from lifecourse.engines.prose import Finding
from lifecourse.engines.prose.finding import Kind
from lifecourse.kernel.access.http import Request
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused
from lifecourse.kernel.ui.shapes import Act, Fact, RecordHeader
from lifecourse.kernel.ui.words import calendar_day

from .. import exports, forms, policy, queries, rules, services
from .forming import post_or_show

KIND_WORDS = {
    Kind.UNKNOWN_REFERENCE: "A reference that leads nowhere",
    Kind.TYPED_NUMBER: "A typed number that no figure has",
    Kind.ARITHMETIC: "Arithmetic said in words",
    Kind.UNCLEAR: "Said in a way that can mean two things",
    Kind.DATA: "Figures that do not fit each other",
    Kind.LABEL: "A label that does not fit what it is on",
    Kind.MISSING: "Missing",
    Kind.NOTE: "Hints: nothing that stands in the way",
}


@require_safe
def index(request: Request) -> HttpResponse:
    """Every report the viewer may see."""
    if not policy.may(request.user, policy.VIEW):
        raise NotFound("reports")
    context = {
        "rows": queries.reports(viewer=request.user),
        "may_start": policy.office_to_start_in(request.user) is not None,
        "at": request.now,
    }
    return render(request, "annual_report/report_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request) -> HttpResponse:
    """Start a report in the office where the viewer may."""
    office = policy.office_to_start_in(request.user)
    if office is None:
        if policy.may(request.user, policy.VIEW):
            raise NotPermitted("You do not have permission to start a report.")
        raise NotFound("start")
    regimes = [
        (f"{one.kind}:{one.code}", f"{one.kind_title}: {one.title}, from {calendar_day(one.valid_from)}"
         + (f" to {calendar_day(one.valid_to)}" if one.valid_to else ""))
        for one in queries.regimes()
    ]  # fmt: skip
    made: list[Any] = []

    def act(data: dict[str, Any]) -> str:
        kind, _, regime = data["regime"].partition(":")
        made.append(
            services.start_report(
                actor=request.user, at=request.now, circle_id=office, title=data["title"], kind=kind, regime=regime,
                period_from=data["period_from"], period_to=data["period_to"], figures_as_of=data["figures_as_of"],
            )
        )  # fmt: skip
        return "Started, with a section for everything that the guidance asks for."

    return post_or_show(
        request, form=forms.StartForm(request.POST or None, regimes=regimes), act=act,
        back=reverse("annual_report:list"), title="Start an annual report", press="Start report",
        after=lambda: reverse("annual_report:report", args=[made[0].pk]),
    )  # fmt: skip


@require_safe
def report(request: Request, pk: UUID) -> HttpResponse:
    """One report: its sections, what does not add up, its editions."""
    record = queries.report_record(viewer=request.user, pk=pk)
    found = queries.findings(viewer=request.user, record=record)
    kept = {one.finding for one in record.reasons}
    blocking = [one for one in found if rules.blocks(one)]
    left = [one for one in blocking if queries.finding_id(one) not in kept]
    one = record.report
    regime = next((r for r in queries.regimes() if (r.kind, r.code) == (one.kind, one.regime)), None)
    context = {
        "record": RecordHeader(
            kind="Annual report", reference=one.reference, title=f"{one.title} {one.period}",
            state=rules.WORDS[rules.State(one.state)], holder=str(one.owner), circle=one.circle.name,
        ),
        "acts": _acts(request, record, left),
        "facts": [
            Fact(key="Year", value=f"{calendar_day(one.period_from)} to {calendar_day(one.period_to)}"),
            Fact(key="Partnership", value=regime.kind_title if regime else one.kind),
            Fact(key="Guidance", value=regime.title if regime else one.regime, source=regime.source if regime else ""),
            Fact(key="Figures as of", value=calendar_day(one.figures_as_of) if one.figures_as_of else
                 "The newest there are, whenever they were published"),
            *([Fact(key="Being corrected", value=one.correcting_because)] if one.correcting_because else []),
        ],
        "report": one,
        "rows": [
            (s, rules.SECTION_WORDS[rules.SectionState(s.state)], sum(f.where == s.title for f in left))
            for s in record.sections
        ],
        "editions": record.editions,
        "wrong": len(left),
        "excused": len(blocking) - len(left),
        "at": request.now,
    }  # fmt: skip
    return render(request, "annual_report/report_show.html", context)


def _acts(request: Request, record: queries.ReportRecord, left: list[Finding]) -> list[Act]:
    one, user = record.report, request.user
    acts = []
    if policy.may(user, policy.MANAGE, one.circle_id):
        if one.state == rules.State.FINAL:
            acts.append(Act(label="Start a correction", url=reverse("annual_report:correct", args=[one.pk])))
        else:
            waiting = [s.title for s in record.sections if s.words.strip() and s.state != rules.SectionState.AGREED]
            try:
                reasons = {f.key for f in left} - {f.key for f in left}
                rules.check_final(findings=left, reasons=reasons, not_agreed=waiting)
                acts.append(Act(label="Freeze it", url=reverse("annual_report:freeze", args=[one.pk])))
            except Refused as refusal:
                acts.append(Act(label="Freeze it", why_not=str(refusal)))
    acts.append(Act(label="Read it through", url=reverse("annual_report:read", args=[one.pk])))
    acts.append(Act(label="What does not add up", url=reverse("annual_report:wrong", args=[one.pk])))
    return acts


@require_safe
def read(request: Request, pk: UUID) -> HttpResponse:
    """The whole report as it would be frozen now."""
    record = queries.report_record(viewer=request.user, pk=pk)
    document = queries.draft(viewer=request.user, at=request.now, record=record)
    parts = parts_html(document, exports.pictures_of(document))
    context = {
        "report": record.report,
        "document": document,
        "parts": [(code, title, mark_safe(html)) for code, title, html in parts],
        "notes": mark_safe(notes_html(document.notes)),
        "back": reverse("annual_report:report", args=[pk]),
    }
    return render(request, "annual_report/report_read.html", context)


@require_safe
def wrong(request: Request, pk: UUID) -> HttpResponse:
    """What does not add up, by kind; each with what is said, what it comes to, how, and the reason if it stays."""
    record = queries.report_record(viewer=request.user, pk=pk)
    found = queries.findings(viewer=request.user, record=record)
    reasons = {one.finding: one for one in record.reasons}
    may_say = policy.may(request.user, policy.MANAGE, record.report.circle_id) and record.report.state in rules.OPEN
    groups = []
    for kind, words in KIND_WORDS.items():
        rows = [
            (f, reasons.get(queries.finding_id(f)), queries.finding_id(f) if may_say and rules.blocks(f) else "")
            for f in found
            if f.kind is kind
        ]
        if rows:
            groups.append((kind.value, words, rows))
    blocking = [f for f in found if rules.blocks(f)]
    context = {
        "report": record.report,
        "groups": groups,
        "count": len(blocking),
        "excused": sum(queries.finding_id(f) in reasons for f in blocking),
        "may_say": may_say,
        "back": reverse("annual_report:report", args=[pk]),
        "at": request.now,
    }
    return render(request, "annual_report/finding_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reason(request: Request, pk: UUID, finding: str) -> HttpResponse:
    """Write down why one finding stays."""
    record = queries.report_record(viewer=request.user, pk=pk)
    if not policy.may(request.user, policy.MANAGE, record.report.circle_id):
        raise NotPermitted("You do not have permission to say why something stays.")
    found = queries.findings(viewer=request.user, record=record)
    one = next((f for f in found if rules.blocks(f) and queries.finding_id(f) == finding), None)
    if one is None:
        raise NotFound("finding")
    earlier = next((r.words for r in record.reasons if r.finding == finding), "")

    def act(data: dict[str, Any]) -> str:
        services.give_reason(actor=request.user, at=request.now, report_id=pk, finding=one, words=data["words"])
        return "Written down. It will be printed in the report."

    facts = [
        Fact(key="Where", value=one.where), Fact(key="What is said", value=one.said),
        Fact(key="What it comes to", value=one.computed), Fact(key="How", value=one.how),
    ]  # fmt: skip
    return post_or_show(
        request, form=forms.ReasonForm(request.POST or None, initial={"words": earlier}), act=act, facts=facts,
        back=reverse("annual_report:wrong", args=[pk]), title="Say why it stays", press="Write it down",
        report=record.report,
    )  # fmt: skip


@require_POST
def reason_back(request: Request, pk: UUID, reason: UUID) -> HttpResponse:
    """Take a reason back."""
    services.take_back_reason(actor=request.user, at=request.now, report_id=pk, reason_id=reason)
    messages.success(request, "Taken back.")
    return redirect("annual_report:wrong", pk)
