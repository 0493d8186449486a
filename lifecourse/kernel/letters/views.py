"""Pages of letters: what was sent (in a demonstration: what would have been), and what waits for a person."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.access.http import Request
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused, StaleRecord
from lifecourse.kernel.ui import facets
from lifecourse.kernel.ui.shapes import Act, Fact, RecordHeader

from . import policy, queries, services, wording
from .forms import BounceForm, ConfirmForm, ResendForm, VersionedForm
from .models import Letter, SentHow
from .rules import TRANSITIONS, Channel, State

PER_PAGE = 50
_BOTH = require_http_methods(["GET", "HEAD", "POST"])
WORDS: dict[State, str] = {
    State.QUEUED: "Waiting",
    State.SENDING: "Sending",
    State.SENT: "Sent",
    State.FAILED: "To be tried again",
    State.UNDELIVERABLE: "Undeliverable",
    State.TOLD_BY_PHONE: "Told by telephone",
}
_WAYS = {
    Channel.EMAIL: "E-mail",
    Channel.PHONE: "Telephone",
    Channel.POST: "Post",
    Channel.DESK: "On the desk",
}


@require_safe
def letter_list(request: Request) -> HttpResponse:
    """What was sent from the viewer's circles, newest first; in a demonstration, an outbox that nothing leaves."""
    if not access.circles_with(request.user, policy.VIEW):
        raise NotFound
    query = request.GET
    state = query.get("state", "") if query.get("state") in set(State) else ""
    codes = {one.code: one.title for one in wording.WORDINGS}
    code = query.get("code", "") if query.get("code") in codes else ""
    rows = queries.letters(viewer=request.user, at=request.now, state=state, code=code)
    page = Paginator(rows, PER_PAGE).get_page(query.get("page"))
    many = queries.counts_by_state(viewer=request.user)
    context = {
        "list_title": "Demo outbox" if settings.DEMO else "Letters",
        "page": page,
        "rows": [_row(row) for row in page],
        "filtered": bool(state or code),
        "facets": [
            facets.facet(query, name="state", title="State", several=False, options=[
                (s.value, WORDS[s], many[s.value]) for s in State]),
            facets.facet(query, name="code", title="Letter", several=False, options=[
                (value, title, None) for value, title in codes.items()]),
        ],
        "filters_open": facets.filters_open(query),
        "toggle_filters_url": facets.toggle_filters(query),
        "clear_url": facets.clear_filters(query, names=["state", "code"]) if state or code else "",
    }  # fmt: skip
    return render(request, "letters/letter_list.html", context)


def _row(row: Letter) -> dict[str, Any]:
    return {
        "letter": row,
        "title": wording.title_of(row.code),
        "state": WORDS[State(row.state)],
        "way": _WAYS[Channel(row.to_kind)],
        "told_at": row.told_at or row.sent_at,
    }


@require_safe
def letter_show(request: Request, letter_id: UUID) -> HttpResponse:
    """One letter: where it stands, its words, and to whom it went."""
    row = queries.letter(viewer=request.user, letter_id=letter_id, at=request.now)
    context = {
        "record": RecordHeader(
            kind="Letter",
            reference=row.reference,
            title=wording.title_of(row.code),
            state=WORDS[State(row.state)],
            holder="Lifecourse" if State(row.state) in {State.SENDING, State.FAILED} else row.circle.name,
            circle=row.circle.name,
        ),
        "letter": row,
        "acts": _acts(request, row),
        "facts": _facts(row),
    }
    return render(request, "letters/letter_show.html", context)


def _replacement(row: Letter) -> Letter | None:
    return getattr(row, "replacement", None)


def _facts(row: Letter) -> list[Fact]:
    facts = [
        Fact(key="By", value=_WAYS[Channel(row.to_kind)]),
        Fact(key="To", value=row.to_address or row.circle.name),
        Fact(key="Agency", value=row.organisation.name if row.organisation else "", empty="None"),
        Fact(key="About", value=row.subject_reference, empty="No reference"),
        Fact(key="Queued", value=row.queued_by.full_name if row.queued_by else "Lifecourse", told_at=row.queued_at),
        Fact(key="Wording", value=f"{wording.title_of(row.code)}, version {row.wording_version}"),
    ]
    if row.sent_at:
        facts.append(Fact(key="Sent", value=SentHow(row.sent_how).label, told_at=row.sent_at))
    if row.told_at:
        by = row.told_by.full_name if row.told_by else ""
        facts.append(Fact(key="Told by telephone", value=by, told_at=row.told_at))
    if row.attempts:
        facts.append(Fact(key="Attempts", value=row.attempts))
    if row.failure:
        facts.append(Fact(key="Why it did not arrive", value=row.failure))
    if row.replaces:
        url = reverse("letters:show", args=[row.replaces.pk])
        facts.append(Fact(key="Sent again for", value=row.replaces.reference, url=url, act="Show"))
    if again := _replacement(row):
        url = reverse("letters:show", args=[again.pk])
        facts.append(Fact(key="Sent again as", value=again.reference, url=url, act="Show"))
    return facts


def _acts(request: Request, row: Letter) -> list[Act]:
    if not access.may(request.user, policy.SEND, row.circle_id):
        return []

    def url(name: str) -> str:
        return reverse(f"letters:{name}", args=[row.pk])

    state, acts = State(row.state), []
    if state is State.UNDELIVERABLE and _replacement(row) is None:
        acts.append(Act(label="Send again to a corrected address", url=url("resend")))
    if State.TOLD_BY_PHONE in TRANSITIONS[state] and _replacement(row) is None:
        acts.append(Act(label="Say that they were told by telephone", url=url("told")))
    if state is State.QUEUED and row.to_kind == Channel.POST:
        acts.append(Act(label="Say that it was posted", url=url("posted")))
    if state is State.SENT and row.to_kind != Channel.DESK:
        acts.append(Act(label="It came back", url=url("bounced")))
    return acts


# What can be done ---------------------------------------------------------------------------------------------------
@_BOTH
def letter_resend(request: Request, letter_id: UUID) -> HttpResponse:
    """Send it again, to a corrected address."""
    row = _opened(request, letter_id)
    form = ResendForm(request.POST or None, initial={"version": row.version, "to_address": row.to_address})

    def resend(form: forms.Form) -> Letter:
        return services.resend_letter(
            actor=request.user,
            at=request.now,
            letter=row,
            to_address=form.cleaned_data["to_address"],
            seen=form.cleaned_data["version"],
        )

    words = {"title": "Send the letter again", "button": "Send again", "done": "It is sent again."}
    if row.organisation:
        words["hint"] = f"The address must be one of {row.organisation.name}'s own."
    return _ask(request, row, form, resend, words)


@_BOTH
def letter_told(request: Request, letter_id: UUID) -> HttpResponse:
    """Say that the recipient was told by telephone, in the letter's words."""
    row = _opened(request, letter_id)

    def told(form: forms.Form) -> Letter:
        return services.record_told_by_phone(
            actor=request.user, at=request.now, letter=row, seen=form.cleaned_data["version"]
        )

    words = {
        "title": "They were told by telephone",
        "button": "Record the call",
        "hint": "Say these words and no others: they tell nobody who is known to whom.",
        "done": "Recorded.",
    }
    return _ask(request, row, ConfirmForm(request.POST or None, initial={"version": row.version}), told, words)


@_BOTH
def letter_posted(request: Request, letter_id: UUID) -> HttpResponse:
    """Say that it was put in the post."""
    row = _opened(request, letter_id)

    def posted(form: forms.Form) -> Letter:
        return services.mark_sent(
            actor=request.user, at=request.now, letter=row, how=SentHow.BY_HAND, seen=form.cleaned_data["version"]
        )

    words = {
        "title": "The letter was posted",
        "button": "Record",
        "hint": "Use these words and a plain envelope with nothing on it but the address.",
        "done": "Recorded.",
    }
    return _ask(request, row, ConfirmForm(request.POST or None, initial={"version": row.version}), posted, words)


@_BOTH
def letter_bounced(request: Request, letter_id: UUID) -> HttpResponse:
    """Say that it came back."""
    row = _opened(request, letter_id)

    def bounced(form: forms.Form) -> Letter:
        return services.record_bounce(
            actor=request.user,
            at=request.now,
            letter=row,
            failure=form.cleaned_data["failure"],
            seen=form.cleaned_data["version"],
        )

    words = {"title": "The letter came back", "button": "Record", "done": "Recorded. Now send it again, or telephone."}
    return _ask(request, row, BounceForm(request.POST or None, initial={"version": row.version}), bounced, words)


def _opened(request: Request, letter_id: UUID) -> Letter:
    """The letter, for somebody who may see it (else 404) and may send from its circle (else 403)."""
    row = queries.letter(viewer=request.user, letter_id=letter_id, at=request.now)
    if not access.may(request.user, policy.SEND, row.circle_id):
        raise NotPermitted("You do not have permission to do this.")
    return row


def _ask(
    request: Request, row: Letter, form: VersionedForm, act: Callable[[forms.Form], Letter], words: dict[str, str]
) -> HttpResponse:
    """Show a form, or do what it says and show the letter. A refusal stands beside its field."""
    if request.method == "POST" and form.is_valid():
        try:
            letter = act(form)
        except (NotPermitted, StaleRecord):
            raise
        except Refused as refused:
            # A wrong domain is told of a contact point's `value`; here the field is the address.
            field = "to_address" if refused.field == "value" else refused.field
            form.add_error(field if field in form.fields else None, str(refused))
        else:
            messages.success(request, words["done"])
            return redirect("letters:show", letter.pk)
    return render(request, "letters/letter_act.html", {"letter": row, "form": form, "words": words})
