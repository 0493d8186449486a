"""Pages of actions: the list, one action, and what can be done with it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.access.http import Request
from lifecourse.kernel.agencies import queries as agencies
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused, StaleRecord
from lifecourse.kernel.clocks import queries as clocks
from lifecourse.kernel.letters import queries as letters
from lifecourse.kernel.ui import facets
from lifecourse.kernel.ui.conflict import conflict_page, wants_to_edit
from lifecourse.kernel.ui.shapes import Act, ClockLine, Conflict, Fact, Moment, RecordHeader
from lifecourse.kernel.ui.words import LONDON

from . import policy, queries, rules, services
from .forms import EvidenceForm, GiveForm, ReasonForm, ResultForm, VersionedForm
from .models import Action
from .rules import Kind, State

PER_PAGE = 50
_FILTERS = ("show", "state", "kind")
_BOTH = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def action_list(request: Request) -> HttpResponse:
    """The actions of the viewer's desks, soonest due first, with filters."""
    if not access.circles_with(request.user, policy.VIEW):
        raise NotFound
    query = request.GET
    states = [s for s in query.getlist("state") if s in set(State)]
    kinds = [k for k in query.getlist("kind") if k in set(Kind)]
    show = query.getlist("show")
    rows = queries.actions_of_organisation(
        viewer=request.user,
        at=request.now,
        states=states,
        kinds=kinds,
        overdue_only="overdue" in show,
        mine="mine" in show,
    )
    page = Paginator(rows, PER_PAGE).get_page(query.get("page"))
    many = queries.counts(viewer=request.user, at=request.now)
    context = {
        "list_title": "Actions",
        "page": page,
        "rows": [_row(row, at=request.now) for row in page],
        "filtered": bool(states or kinds or show),
        "facets": [
            facets.facet(query, name="show", title="Show", options=[
                ("mine", "Mine", many["more"]["mine"]), ("overdue", "Overdue", many["more"]["overdue"])]),
            facets.facet(query, name="state", title="State", options=[
                (s.value, rules.WORDS[s], many["state"].get(s.value, 0)) for s in State]),
            facets.facet(query, name="kind", title="Kind", options=[
                (k.value, rule.title, many["kind"].get(k.value, 0)) for k, rule in rules.KINDS.items()]),
        ],
        "filters_open": facets.filters_open(query),
        "toggle_filters_url": facets.toggle_filters(query),
        "clear_url": facets.clear_filters(query, names=_FILTERS) if states or kinds or show else "",
    }  # fmt: skip
    return render(request, "actions/action_list.html", context)


def _row(row: Action, *, at: datetime) -> dict[str, Any]:
    return {
        "action": row,
        "state": rules.WORDS[State(row.state)],
        "result": queries.result_words(row.result),
        "late": rules.is_overdue(row.state, row.due_at, at=at),
        "to_do": State(row.state) in rules.TO_DO,
    }


@require_safe
def action_show(request: Request, action_id: UUID) -> HttpResponse:
    """One action: where it stands, what to do next, what was asked, and what came of it."""
    row = queries.action(viewer=request.user, action_id=action_id, at=request.now)
    context = {
        "record": RecordHeader(
            kind="Action",
            reference=row.reference,
            title=row.title,
            state=rules.WORDS[State(row.state)],
            tags=["Evidenced"] if row.evidenced_at else [],
            clock=_clock(request, row),
            holder=_holder(row),
            circle=row.circle.name,
        ),
        "action": row,
        "acts": _acts(request, row),
        "facts": _facts(row),
        "moments": _moments(row),
        "letters": letters.letters_about(viewer=request.user, subject_type="actions.action", subject_id=row.pk),
        "version": row.version,
    }
    return render(request, "actions/action_show.html", context)


def _holder(row: Action) -> str:
    who = row.owner_organisation.name
    return f"{row.owner_user.full_name}, {who}" if row.owner_user else who


def _clock(request: Request, row: Action) -> ClockLine | None:
    found = clocks.clocks_for(viewer=request.user, subject_type="actions.action", subject_ids=[row.pk], at=request.now)[
        row.pk
    ]
    if found:
        clock = clocks.most_urgent(found) or found[-1]
        if clock.stop_reason:
            return None
        return ClockLine(label=clock.title, due_at=clock.due_at, met_at=clock.met_at)
    if row.due_at is None or State(row.state) not in rules.TO_DO:
        return None
    return ClockLine(label=row.title, due_at=row.due_at)


def _acts(request: Request, row: Action) -> list[Act]:
    """What this viewer may do with it now; and, of that, what not yet, with the reason."""
    state = State(row.state)

    def may(capability: str) -> bool:
        return policy.may(request.user, capability, circle_id=row.circle_id)

    def url(name: str) -> str:
        return reverse(f"actions:{name}", args=[row.pk])

    acts: list[Act] = []
    visit = rules.family_of(row.kind) is rules.Family.VISIT
    if may(policy.ANSWER) and state in rules.TO_DO:
        if state is State.OPEN:
            acts.append(Act(label="Accept", url=url("accept"), post=True))
        acts.append(Act(label="Record the visit" if visit else "Record what came of it", url=url("result")))
        acts.append(Act(label="Decline", url=url("decline")))
    if state in rules.UNFINISHED and (may(policy.ANSWER) or may(policy.ASK)):
        acts.append(Act(label="Give to somebody else", url=url("give")))
    if may(policy.ASK) and State.WITHDRAWN in rules.TRANSITIONS[state]:
        acts.append(Act(label="Withdraw", url=url("withdraw"), warning=True))
    if may(policy.EVIDENCE) and not row.evidenced_at and state is not State.WITHDRAWN:
        why = ""
        if state is not State.DONE:
            why = "It is not done."
        elif row.result_by_id == request.user.pk:
            why = "You said that it is done, so somebody else must say that it is evidenced."
        acts.append(Act(label="Say that it is evidenced", url=url("evidence"), why_not=why))
    return acts


def _facts(row: Action) -> list[Fact]:
    facts = [
        Fact(key="What is asked", value=row.request, empty="Nothing more than the title."),
        Fact(key="Asked", value=row.asked_by.full_name if row.asked_by else "Lifecourse", told_at=row.asked_at),
    ]
    if row.subject_reference:
        facts.append(Fact(key="It belongs to", value=row.subject_reference))
    if row.accepted_at and row.accepted_by:
        facts.append(Fact(key="Accepted by", value=row.accepted_by.full_name, told_at=row.accepted_at))
    if row.reason:
        facts.append(Fact(key="Reason", value=row.reason))
    if row.result:
        by = row.result_by.full_name if row.result_by else ""
        facts.append(Fact(key="Result", value=queries.result_words(row.result), source=by, told_at=row.result_at))
    if row.evidenced_at and row.evidenced_by:
        facts.append(
            Fact(key="Evidence", value=row.evidence, source=row.evidenced_by.full_name, told_at=row.evidenced_at)
        )
    return facts


def _moments(row: Action) -> list[Moment]:
    return [
        Moment(at=one.made_at, title=queries.result_words(one.result), text=one.words, by=one.made_by_name)
        for one in row.tries  # type: ignore[attr-defined]
    ]


# What can be done ---------------------------------------------------------------------------------------------------
@require_POST
def action_accept(request: Request, action_id: UUID) -> HttpResponse:
    """The agency takes it on."""
    row = _opened(request, action_id, policy.ANSWER)
    services.accept_action(actor=request.user, at=request.now, action=row)
    messages.success(request, "Accepted. Say here what came of it when it is done.")
    return redirect("actions:show", row.pk)


@_BOTH
def action_decline(request: Request, action_id: UUID) -> HttpResponse:
    """The agency will not do it, and says why."""
    row = _opened(request, action_id, policy.ANSWER)

    def decline(form: forms.Form) -> str:
        services.decline_action(actor=request.user, at=request.now, action=row, **_reason(form))
        return "Declined. The hub sees the reason and will decide who does it."

    words = {
        "title": "Decline this action",
        "button": "Decline",
        "hint": "The hub sees your reason. Somebody is waiting.",
    }
    return _ask(request, row, ReasonForm(request.POST or None, initial=_seen(row)), decline, words, to=State.DECLINED)


@_BOTH
def action_withdraw(request: Request, action_id: UUID) -> HttpResponse:
    """The hub lets it go, and says why."""
    row = _opened(request, action_id, policy.ASK)

    def withdraw(form: forms.Form) -> str:
        services.withdraw_action(actor=request.user, at=request.now, action=row, **_reason(form))
        return "Withdrawn. The agency sees the reason."

    words = {"title": "Withdraw this action", "button": "Withdraw", "hint": "The agency sees your reason."}
    return _ask(request, row, ReasonForm(request.POST or None, initial=_seen(row)), withdraw, words, to=State.WITHDRAWN)


@_BOTH
def action_result(request: Request, action_id: UUID) -> HttpResponse:
    """Say what came of it: who went, when, what was seen, or why it was not done."""
    row = _opened(request, action_id, policy.ANSWER)
    now = request.now.astimezone(LONDON)
    initial = {**_seen(row), "made_on": now.date(), "made_by_name": request.user.full_name}
    form = ResultForm(request.POST or None, kind=row.kind, today=now.date(), initial=initial)

    def tell(form: forms.Form) -> str:
        data = form.cleaned_data
        done = services.record_result(
            actor=request.user,
            at=request.now,
            action=row,
            result=data["result"],
            words=data["words"],
            made_at=form.made_at(),  # type: ignore[attr-defined]
            made_by_name=data["made_by_name"],
            final=data.get("final", False),
            seen=data["version"],
        )
        return "Recorded. The action stays, to be tried again." if done.state in rules.TO_DO else "Recorded."

    visit = rules.family_of(row.kind) is rules.Family.VISIT
    words = {"title": "Record the visit" if visit else "Record what came of it", "button": "Record"}
    return _ask(request, row, form, tell, words, to=None)


@_BOTH
def action_evidence(request: Request, action_id: UUID) -> HttpResponse:
    """A second person says what shows that it was done."""
    row = _opened(request, action_id, policy.EVIDENCE)

    def evidence(form: forms.Form) -> str:
        services.evidence_action(
            actor=request.user,
            at=request.now,
            action=row,
            evidence=form.cleaned_data["evidence"],
            seen=form.cleaned_data["version"],
        )
        return "Recorded as evidenced."

    words = {"title": "Say that it is evidenced", "button": "Record"}
    return _ask(request, row, EvidenceForm(request.POST or None, initial=_seen(row)), evidence, words, to=None)


@_BOTH
def action_give(request: Request, action_id: UUID) -> HttpResponse:
    """Give it to a colleague, or (for whoever may ask at both desks) to another agency."""
    row = queries.action(viewer=request.user, action_id=action_id, at=request.now)
    if not any(policy.may(request.user, word, circle_id=row.circle_id) for word in (policy.ANSWER, policy.ASK)):
        raise NotPermitted("You do not have permission to do this.")
    others = []
    if policy.may(request.user, policy.ASK, circle_id=row.circle_id):
        desks = access.circles_with(request.user, policy.ASK) - {row.circle_id}
        found = agencies.organisations_of_desks(viewer=request.user, circle_ids=sorted(desks))
        others = sorted(found.values(), key=lambda one: one.name)
    people = queries.answerers(viewer=request.user, circle_id=row.circle_id, at=request.now)
    initial = {**_seen(row), "owner_user": str(row.owner_user_id or "")}
    form = GiveForm(request.POST or None, people=people, organisations=others, initial=initial)

    def give(form: forms.Form) -> str:
        data = form.cleaned_data
        services.reassign_action(
            actor=request.user,
            at=request.now,
            action=row,
            owner_organisation=form.organisations.get(data.get("organisation", "")),  # type: ignore[attr-defined]
            owner_user=form.people.get(data["owner_user"]),  # type: ignore[attr-defined]
            reason=data["reason"],
            seen=data["version"],
        )
        return "Given."

    return _ask(request, row, form, give, {"title": "Give to somebody else", "button": "Give"}, to=None)


def _opened(request: Request, action_id: UUID, capability: str) -> Action:
    """The action, for somebody who may see it (else 404) and may do this with it (else 403)."""
    row = queries.action(viewer=request.user, action_id=action_id, at=request.now)
    if not policy.may(request.user, capability, circle_id=row.circle_id):
        raise NotPermitted("You do not have permission to do this.")
    return row


def _seen(row: Action) -> dict[str, Any]:
    return {"version": row.version, "was": row.state}


def _reason(form: forms.Form) -> dict[str, Any]:
    return {"reason": form.cleaned_data["reason"], "seen": form.cleaned_data["version"]}


def _ask(
    request: Request,
    row: Action,
    form: VersionedForm,
    act: Callable[[forms.Form], str],
    words: dict[str, str],
    *,
    to: State | None,
) -> HttpResponse:
    """Show a form, or do what it says and go back to the action. A refusal stands beside its field."""
    if request.method == "POST" and not wants_to_edit(request) and form.is_valid():
        try:
            done = act(form)
        except StaleRecord:
            return _conflict(request, row, form, to=to)
        except NotPermitted:
            raise
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, done)
            # Whoever gave it to another agency may not see it any more.
            seen = access.may(request.user, policy.VIEW, row.circle_id)
            return redirect("actions:show", row.pk) if seen else redirect("actions:list")
    return render(request, "actions/action_act.html", {"action": row, "form": form, "words": words})


def _conflict(request: Request, row: Action, form: VersionedForm, *, to: State | None) -> HttpResponse:
    """Somebody else changed it first: before, theirs and yours, side by side."""
    now = queries.action(viewer=request.user, action_id=row.pk, at=request.now)
    was = form.cleaned_data["was"]
    before = rules.WORDS[State(was)] if was in set(State) else ""
    theirs = rules.WORDS[State(now.state)]
    fields = [Conflict(label="State", before=before, theirs=theirs, yours=rules.WORDS[to] if to else before)]
    mine = next(
        (form.cleaned_data[name] for name in ("words", "reason", "evidence") if form.cleaned_data.get(name)), ""
    )
    told = now.evidence or now.result_words or now.reason
    fields.append(Conflict(label="Words", before="", theirs=told, yours=mine))
    people = [p for p in (now.evidenced_by, now.result_by, now.accepted_by) if p is not None]
    return conflict_page(
        request,
        fields=fields,
        version=now.version,
        record_url=reverse("actions:show", args=[now.pk]),
        their_name=people[0].full_name if people else "Somebody else",
        their_at=now.updated_at,
    )
