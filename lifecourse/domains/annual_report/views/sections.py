"""Pages of a section: its editor with live findings, saving by itself, moving it on, comments, versions."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifecourse.engines.documents.page import parts_html
from lifecourse.engines.figures.figure import Figure
from lifecourse.kernel.access.http import Request
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused, StaleRecord
from lifecourse.kernel.ui.shapes import Act, Moment, RecordHeader

from .. import forms, policy, queries, rules, services
from .forming import MEANWHILE, post_or_show


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: Request, pk: UUID) -> HttpResponse:
    """One section: write it, see what does not add up, send it on."""
    record = queries.section_record(viewer=request.user, pk=pk)
    one = record.section
    may_write = policy.may(request.user, policy.WRITE, one.circle_id) and one.report.state in rules.OPEN
    if request.method == "POST" and not may_write:
        raise NotPermitted("You do not have permission to write in this section.")
    form = forms.WordsForm(request.POST or None, initial={"words": one.words, "version": one.version})
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                data = form.cleaned_data
                services.write_section(
                    actor=request.user, at=request.now, section_id=pk, words=data["words"], seen=data["version"]
                )
                messages.success(request, "Saved.")
                return redirect("annual_report:section", pk)
            except StaleRecord:
                form.add_error(None, MEANWHILE)
                form.data = {**form.data.dict(), "version": str(one.version)}  # type: ignore[attr-defined]
                status = 409
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return render(request, "annual_report/section_show.html", _context(request, record, form, may_write), status=status)


def _context(request: Request, record: queries.SectionRecord, form: forms.WordsForm, may_write: bool) -> dict[str, Any]:
    one = record.section
    words = form.data.get("words", one.words) if form.is_bound else one.words
    found = queries.sources(viewer=request.user, as_of=one.report.figures_as_of)
    return {
        "section": one,
        "record": RecordHeader(
            kind=f"Section of {one.report.title} {one.report.period}", reference=one.report.reference, title=one.title,
            state=rules.SECTION_WORDS[rules.SectionState(one.state)], holder=str(one.owner),
            circle=one.report.circle.name,
        ),
        "acts": _acts(request, one) if one.report.state in rules.OPEN else [],
        "form": form,
        "may_write": may_write,
        "findings": _said(request, one, words, found),
        "layouts": sorted(found.layouts.values(), key=lambda layout: layout.code),
        "rooms": _rooms(found) if may_write else [],
        "comments": record.comments,
        "comment_form": forms.CommentForm(auto_id="id_%s"),
        "moments": [
            Moment(
                at=v.at, title=f"Version {v.number}", by=str(v.by), text="Saved by itself" if v.by_itself else "Saved",
                url=reverse("annual_report:section_version", args=[one.pk, v.number]),
            )
            for v in record.versions
        ],
        "at": request.now,
    }  # fmt: skip


def _rooms(found: queries.Sources) -> list[tuple[str, list[Figure]]]:
    """Every figure there is to place, by the room it is from."""
    by_room: dict[str, list[Figure]] = defaultdict(list)
    for key in sorted(found.figures):
        by_room[key.partition(".")[0]].append(found.figures[key])
    return [(room.replace("_", " ").capitalize(), figures) for room, figures in sorted(by_room.items())]


def _said(request: Request, one: Any, words: str, found: queries.Sources) -> list[Any]:
    return queries.section_findings(viewer=request.user, section=one, words=words, figures=found.figures)


def _acts(request: Request, one: Any) -> list[Act]:
    user, state = request.user, rules.SectionState(one.state)

    def url(to: rules.SectionState) -> str:
        return reverse("annual_report:section_move", args=[one.pk, to.value])

    acts = []
    empty = "" if one.words.strip() else "It is empty: write it first."
    if policy.may(user, policy.WRITE, one.circle_id) and state == rules.SectionState.DRAFTING:
        acts.append(Act(label="Send to review", url=url(rules.SectionState.REVIEW), post=True, why_not=empty))
    if state == rules.SectionState.REVIEW and policy.may(user, policy.AGREE, one.circle_id):
        acts.append(Act(label="Agree it", url=url(rules.SectionState.AGREED), post=True))
    if state != rules.SectionState.DRAFTING and policy.may(user, policy.WRITE, one.circle_id):
        acts.append(Act(label="Take it back to be written", url=url(rules.SectionState.DRAFTING), post=True))
    if policy.may(user, policy.MANAGE, one.circle_id):
        acts.append(Act(label="Give it to somebody", url=reverse("annual_report:section_give", args=[one.pk])))
    return acts


@require_POST
def save(request: Request, pk: UUID) -> HttpResponse:
    """Save what is being written, by itself; back comes what does not add up, and the version that was saved."""
    record = queries.section_record(viewer=request.user, pk=pk)
    form = forms.WordsForm(request.POST)
    saved, problem = record.section, ""
    if form.is_valid():
        try:
            saved = services.write_section(
                actor=request.user, at=request.now, section_id=pk, words=form.cleaned_data["words"],
                seen=form.cleaned_data["version"], by_itself=True,
            )  # fmt: skip
        except NotPermitted:
            raise
        except StaleRecord:
            problem = "Not saved: somebody else changed this section. Press Save to see both."
        except Refused as refusal:
            problem = f"Not saved: {refusal}"
    else:
        problem = "Not saved: the section is too long."
    found = queries.sources(viewer=request.user, as_of=record.section.report.figures_as_of)
    context = {
        "findings": _said(request, record.section, request.POST.get("words", ""), found),
        "version": saved.version,
        "problem": problem,
        "saved_at": None if problem else request.now,
        "at": request.now,
    }
    return render(request, "annual_report/_section_live.html", context)


@require_POST
def move(request: Request, pk: UUID, to: str) -> HttpResponse:
    """Send a section to review, agree it, or take it back."""
    if to not in set(rules.SectionState):
        raise NotFound(to)
    try:
        services.move_section(actor=request.user, at=request.now, section_id=pk, to=rules.SectionState(to))
    except NotPermitted:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, {"review": "Sent to review.", "agreed": "Agreed."}.get(to, "Taken back."))
    return redirect("annual_report:section", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: Request, pk: UUID) -> HttpResponse:
    """Give a section to somebody who may write here."""
    one = queries.section_record(viewer=request.user, pk=pk).section
    if not policy.may(request.user, policy.MANAGE, one.circle_id):
        raise NotPermitted("You do not have permission to give this section to somebody.")
    people = queries.writers(viewer=request.user, circle_id=one.circle_id, at=request.now)
    form = forms.GiveForm(
        request.POST or None, initial={"owner": str(one.owner_id), "version": one.version},
        people=[(str(user.pk), user.full_name) for user in people],
    )  # fmt: skip

    def act(data: dict[str, Any]) -> str:
        services.give_section(
            actor=request.user, at=request.now, section_id=pk, owner_id=UUID(data["owner"]), seen=data["version"]
        )
        return "Given."

    return post_or_show(
        request, form=form, act=act, back=reverse("annual_report:section", args=[pk]), title="Who writes this section?",
        press="Give it to them", now={"version": one.version}, report=one.report,
    )  # fmt: skip


@require_POST
def comment(request: Request, pk: UUID) -> HttpResponse:
    """Say something of a section."""
    form = forms.CommentForm(request.POST)
    queries.section_record(viewer=request.user, pk=pk)
    if form.is_valid():
        services.comment(actor=request.user, at=request.now, section_id=pk, words=form.cleaned_data["comment"])
        messages.success(request, "Your comment is added.")
    else:
        messages.error(request, "Write what you have to say.")
    return redirect("annual_report:section", pk)


@require_POST
def settle(request: Request, pk: UUID, comment: UUID) -> HttpResponse:
    """Say that a comment was seen to."""
    services.settle_comment(actor=request.user, at=request.now, section_id=pk, comment_id=comment)
    messages.success(request, "Seen to.")
    return redirect("annual_report:section", pk)


@require_safe
def version(request: Request, pk: UUID, number: int) -> HttpResponse:
    """A section as somebody saved it once."""
    record = queries.section_record(viewer=request.user, pk=pk)
    found = record.section.versions.select_related("by").filter(number=number).first()
    if found is None:
        raise NotFound(f"version {number}")
    document = queries.version_document(viewer=request.user, section=record.section, version=found)
    context = {
        "section": record.section,
        "version": found,
        "html": mark_safe(parts_html(document, {})[0][2]),
        "back": reverse("annual_report:section", args=[pk]),
        "at": request.now,
    }
    return render(request, "annual_report/section_version.html", context)
