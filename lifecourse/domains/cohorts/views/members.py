"""Pages of who belongs: the list, one member with the evidence, deciding, and moving them into a concern."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from lifecourse.domains.concerns.queries import intake
from lifecourse.kernel.access.http import Request
from lifecourse.kernel.base.errors import NotPermitted
from lifecourse.kernel.codelists import queries as codelists
from lifecourse.kernel.people.rules.days import day_of
from lifecourse.kernel.ui.facets import clear_filters, facet, filters_open, toggle_filters
from lifecourse.kernel.ui.shapes import Act, Fact, Moment, RecordHeader
from lifecourse.kernel.ui.words import calendar_day

from .. import forms, policy, queries, rules, services
from ..rules.fitting import DOUBT_WORDS, Doubt
from .forming import post_or_show


@require_safe
def index(request: Request, pk: UUID) -> HttpResponse:
    """Who belonged on the day of a run."""
    standing, doubt = request.GET.get("standing", ""), request.GET.get("doubt", "")
    filters = queries.Filters(
        standing=standing if standing in set(rules.Standing) else "",
        doubt=doubt if doubt in {*Doubt, "none"} else "",
    )
    number = request.GET.get("page", "1")
    page = int(number) if number.isdecimal() and len(number) < 7 else 1
    found = queries.members(viewer=request.user, at=request.now, pk=pk, filters=filters, page=page)
    doubts = [(doubt.value, DOUBT_WORDS[doubt]) for doubt in Doubt]
    context = {
        "found": found,
        "page": found.page,
        "rows": [
            (row, rules.STANDING_WORDS[rules.Standing(row.standing)], [DOUBT_WORDS[Doubt(one)] for one in row.doubts])
            for row in found.rows
        ],
        "facets": [
            facet(
                request.GET, name="standing", title="Decided", several=False,
                options=[
                    (one.value, rules.STANDING_WORDS[one], n) for one in rules.Standing
                    if (n := found.standings.get(one, 0)) or one == filters.standing
                ],
            ),
            facet(
                request.GET, name="doubt", title="May be missing because", several=False,
                options=[
                    (code, words, n) for code, words in [("none", "No such reason known"), *doubts]
                    if (n := found.doubts.get(code, 0)) or code == filters.doubt
                ],
            ),
        ],
        "filtered": bool(filters.standing or filters.doubt),
        "filters_open": filters_open(request.GET),
        "toggle_filters_url": toggle_filters(request.GET),
        "clear_url": clear_filters(request.GET, names=["standing", "doubt"]),
        "at": request.now,
    }  # fmt: skip
    return render(request, "cohorts/member_list.html", context)


@require_safe
def member(request: Request, pk: UUID) -> HttpResponse:
    """One member: what each list says of them, with its date, and what to do."""
    found = queries.open_member(viewer=request.user, at=request.now, pk=pk)
    one = found.member
    words = rules.STANDING_WORDS[rules.Standing(one.standing)]
    context = {
        "found": found,
        "member": one,
        "record": RecordHeader(
            kind="Member of the cohort",
            reference=one.run.cohort.reference,
            title=found.line.name,
            state=words,
            holder=str(one.run.cohort.owner),
            circle=one.circle.name,
            circle_url=reverse("access:circle", args=[one.circle_id]),
        ),
        "acts": _acts(request, found),
        # Who may not see it at the front door is told its reference, to ask there.
        "sees_concern": any(str(one.concern_id) in told.url for told in found.concerns),
        "facts": _facts(request, found),
        "doubts": [DOUBT_WORDS[doubt] for doubt in found.doubts],
        "evidence": [(line, _said(line), _list_words(line)) for line in found.evidence],
        "moments": [
            Moment(
                at=decision.at,
                title=rules.STANDING_WORDS[rules.Standing(decision.standing)],
                text=". ".join(filter(None, [_reason(request, decision.reason), decision.words])),
                by=str(decision.by),
            )
            for decision in found.decisions
        ],
        "at": request.now,
    }
    return render(request, "cohorts/member_show.html", context)


def _reason(request: Request, code: str) -> str:
    return codelists.label_of(viewer=request.user, list_code="cohort_explanation", code=code) if code else ""


def _facts(request: Request, found: queries.MemberRecord) -> list[Fact]:
    one = found.member
    concern = found.concerns[0].at if found.concerns else None
    rows = [
        Fact(key="Born", value=found.line.birth_words),
        Fact(
            key="Last heard of by a service",
            value=f"{calendar_day(one.last_on)}, {found.last_by}" if one.last_on else "",
            empty="No service says any day",
        ),
        Fact(
            key="Last concern you may see",
            value=calendar_day(day_of(concern)) if concern else "",
            empty="None that you may see",
        ),
        *([Fact(key="What explains it", value=_reason(request, one.reason))] if one.reason else []),
    ]
    return rows


def _said(line: Any) -> str:
    """What a service said on the day of the run, in a sentence that never says more than was looked at."""
    spell, service = line.spell, line.service
    if spell is None:
        if not any(sent["taken_on"] for sent in service.lists):
            return "Not searched: no list was ever sent"
        return "No record found"
    since = f" since {_day(spell['since'])}" if spell["since"] else ""
    if spell["open"]:
        return f"On the list{since}"
    if spell["left"]:
        return f"Was on the list; no longer on that of {_day(spell['until'])}"
    return f"Was on the list until {_day(spell['until'])}" if spell["until"] else "Was on the list; closed now"


def _list_words(line: Any) -> str:
    told = []
    for sent in line.service.lists:
        taken = f"taken on {_day(sent['taken_on'])}" if sent["taken_on"] else "never sent"
        stale = (
            f", out of date (renewed every {sent['renewed_every']} days)" if sent["stale"] and sent["taken_on"] else ""
        )
        told.append(f"{sent['name']}: {sent['covers'].rstrip('. ')}; {taken}{stale}.")
    ages = f" Asked about people aged {line.service.ages}." if line.service.ages != "any age" else ""
    return " ".join(told) + ages


def _day(text: str | None) -> str:
    return calendar_day(date.fromisoformat(text)) if text else "a day not known"


def _acts(request: Request, found: queries.MemberRecord) -> list[Act]:
    one, user = found.member, request.user
    if not policy.may(user, policy.DECIDE, one.circle_id):
        return []
    if one.standing == rules.Standing.MOVED:
        return []
    if not found.is_newest:
        why = "There is a newer run: decide about this person there, if they are still in it."
        return [Act(label="Decide", why_not=why)]
    decide = Act(label="Say what you found", url=reverse("cohorts:decide", args=[one.pk]))
    move = reverse("cohorts:move", args=[one.pk])
    if intake.may_receive_at_hub(viewer=user):
        return [Act(label="Move into a concern", url=move), decide]
    others = queries.people_to_ask(viewer=user, at=request.now, capability=policy.DECIDE, circle_id=one.circle_id)
    ask = f" Of this cohort’s circle you may ask: {', '.join(others)}." if others else ""
    why = f"Only who takes in and screens concerns at the hub may.{ask}"
    return [decide, Act(label="Move into a concern", why_not=why)]


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: Request, pk: UUID) -> HttpResponse:
    """Say that a member was looked at, or what explains that the name is missing."""
    found = _to_decide(request, pk)
    reasons = codelists.choices(viewer=request.user, list_code="cohort_explanation", on=day_of(request.now))
    one = found.member

    def act(data: dict[str, Any]) -> str:
        services.decide_member(
            actor=request.user,
            at=request.now,
            member_id=pk,
            standing=rules.Standing(data["standing"]),
            reason=data["reason"],
            words=data["words"],
            seen=data["version"],
        )
        return "Saved."

    return post_or_show(
        request,
        form=forms.DecideForm(
            request.POST or None,
            reasons=[(reason.code, reason.label) for reason in reasons],
            initial={"version": one.version},
        ),
        act=act,
        back=reverse("cohorts:member", args=[pk]),
        after=lambda: reverse("cohorts:members", args=[one.run_id]),
        title="Say what you found",
        press="Save",
        about=found.line.name,
        cohort=one.run.cohort,
        now={"version": one.version},
    )


def _to_decide(request: Request, pk: UUID) -> queries.MemberRecord:
    found = queries.open_member(viewer=request.user, at=request.now, pk=pk)
    if not policy.may(request.user, policy.DECIDE, found.member.circle_id):
        raise NotPermitted("You do not have permission to decide about members of this cohort.")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, pk: UUID) -> HttpResponse:
    """Move a member into a concern at the hub."""
    found = _to_decide(request, pk)
    if not intake.may_receive_at_hub(viewer=request.user):
        raise NotPermitted("Only who takes in and screens concerns at the hub may move somebody into one.")
    one = found.member
    moved: list[Any] = []

    def act(data: dict[str, Any]) -> str:
        moved.append(
            services.move_to_concern(
                actor=request.user, at=request.now, member_id=pk, words=data["words"], seen=data["version"]
            )
        )
        return f"Moved into the concern {moved[0].concern_reference}."

    return post_or_show(
        request,
        form=forms.MoveForm(request.POST or None, initial={"version": one.version}),
        act=act,
        back=reverse("cohorts:member", args=[pk]),
        title="Move into a concern",
        press="Send to the hub",
        about=found.line.name,
        lead="A concern is received at the hub about this person. It carries the lawful basis of the cohort.",
        cohort=one.run.cohort,
        now={"version": one.version},
    )
