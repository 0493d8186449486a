"""The hub's pages: worklist, one concern, and screening."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from lifecourse.kernel.access.http import Request
from lifecourse.kernel.actions import queries as action_words
from lifecourse.kernel.base.errors import Refused, StaleRecord
from lifecourse.kernel.base.references import read_reference
from lifecourse.kernel.clocks import queries as clocks
from lifecourse.kernel.ui.facets import clear_filters, facet, filters_open, toggle_filters
from lifecourse.kernel.ui.shapes import ClockLine, RecordHeader

from .. import policy, queries, rules, services
from ..forms import hub as forms
from . import showing

FILTER_TITLES = {"rating": "Rating", "state": "Stands at", "assignee": "Whose", "channel": "Came by"}


def _filters(request: Request) -> queries.Filters:
    def one_of(name: str, known: Iterable[str]) -> str:
        """What the address says, if it is something to narrow by; anything else narrows nothing."""
        value = request.GET.get(name, "")
        return value if value in set(known) else ""

    return queries.Filters(
        state=one_of("state", rules.State),
        rating=one_of("rating", [*rules.Rating, "none"]),
        assignee=request.GET.get("assignee", ""),
        channel=one_of("channel", rules.Channel),
        overdue=request.GET.get("overdue") == "1",
    )


def _page_number(request: Request) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isdecimal() and len(text) < 7 else 1


def worklist(request: Request) -> HttpResponse:
    """Open concerns, first due first; the rows alone when the page refreshes itself."""
    found = queries.worklist(viewer=request.user, at=request.now, filters=_filters(request), page=_page_number(request))
    context = {
        "found": found,
        "page": found.page,
        "facets": [
            facet(
                request.GET,
                name=name,
                title=title,
                options=[(f.value, f.label, f.count) for f in found.facets[name] if f.count or f.chosen],
                several=False,
            )
            for name, title in FILTER_TITLES.items()
        ],
        "filters_open": filters_open(request.GET),
        "toggle_filters_url": toggle_filters(request.GET),
        "clear_url": clear_filters(request.GET, names=[*FILTER_TITLES, "overdue"]) if found.filters.as_query() else "",
        "live_url": request.get_full_path(),
        "live_seconds": 60,
        "may_assign": bool(policy.circles_with(request.user, policy.ASSIGN)),
        "may_take_in": bool(policy.circles_with(request.user, policy.TAKE_IN)),
        "assign_form": forms.AssignForm(colleagues=_colleagues(request)),
    }
    if request.htmx and request.htmx.target == "list":
        return render(request, "concerns/_concern_rows.html", context)
    return render(request, "concerns/concern_list.html", context)


@require_POST
def assign_many(request: Request) -> HttpResponse:
    """Give the chosen concerns to a colleague: first says how many will and will not change, then does it."""
    form = forms.AssignForm(request.POST, colleagues=_colleagues(request))
    chosen = [pk for pk in (_uuid(text) for text in request.POST.getlist("concern")) if pk]
    if not chosen:
        messages.error(request, "Choose at least one concern first.")
        return redirect("concerns:worklist")
    if not form.is_valid():
        messages.error(request, "Choose a colleague to give them to.")
        return redirect("concerns:worklist")
    to = queries.colleague(viewer=request.user, at=request.now, pk=UUID(form.cleaned_data["to"]))
    concerns = queries.concerns_by_id(viewer=request.user, pks=chosen)
    if "confirm" not in request.POST:
        preview = queries.assign_preview(viewer=request.user, at=request.now, concerns=concerns, to=to)
        return render(
            request,
            "concerns/concern_assign_many.html",
            {
                "to": to,
                "concerns": concerns,
                "will": preview.will,
                "will_not": preview.will_not,
                "what": "concern" if preview.will == 1 else "concerns",
            },
        )
    result = services.assign_many(actor=request.user, at=request.now, concerns=concerns, to=to)
    messages.success(request, f"{len(result.changed)} given to {to}.")
    for reference, reason in result.unchanged:
        messages.info(request, f"{reference} was not changed: {reason}")
    return redirect("concerns:worklist")


def _colleagues(request: Request) -> list[tuple[str, str]]:
    return [(str(one.pk), one.full_name) for one in queries.colleagues(viewer=request.user, at=request.now)]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def concern(request: Request, pk: UUID) -> HttpResponse:
    """One concern, whole."""
    found = queries.open_concern(viewer=request.user, at=request.now, pk=pk)
    return render(request, "concerns/concern_record.html", _record_context(request, found))


def _record_context(request: Request, found: queries.ConcernRecord) -> dict[str, Any]:
    one = found.concern
    urgent = clocks.most_urgent(found.clocks)
    undecided = one.state in rules.UNDECIDED
    open_to = queries.open_services(viewer=request.user, at=request.now, found=found) if undecided else []
    return {
        "found": found,
        "concern": one,
        "record": RecordHeader(
            kind="Concern",
            reference=one.reference,
            state=rules.WORDS[rules.State(one.state)],
            tags=[tag for tag in (one.rating, "Danger now" if one.danger_now else "") if tag],
            clock=ClockLine(
                label=urgent.title,
                due_at=urgent.due_at,
                met_at=urgent.met_at,
                late_by=urgent.late_by,
                why=urgent.breach_words,
                why_url=reverse("concerns:breach", args=[one.pk, urgent.id]),
            )
            if urgent
            else None,
            holder=str(one.assigned_to) if one.assigned_to else "",
            circle=one.circle.name,
        ),
        "open_to": open_to,
        "acts": showing.acts(viewer=request.user, found=found, is_open=bool(open_to)),
        "facts": showing.concern_facts(viewer=request.user, found=found),
        "reporter": showing.reporter_facts(found),
        "subjects": showing.subject_cards(found),
        "checks": showing.check_cards(viewer=request.user, found=found),
        "decisions": showing.decision_cards(viewer=request.user, found=found),
        "actions": [(action, action_words.result_words(action.result)) for action in found.actions],
        "moments": showing.moments(found),
        "may_screen": policy.may(request.user, policy.SCREEN, one),
        "access_level": "sealed" if one.circle.kind == "sealed" else "",
    }


CHANGED_MEANWHILE = (
    "Somebody else changed this while you were writing. Nothing of yours is saved yet, and nothing is lost: "
    "look at the concern as it is now, then send yours again, changed or not."
)


def seen_anew(form: Any, version: int) -> None:
    """Let what was typed into a form be sent again, as of the version that now stands."""
    form.data = form.data.copy()
    form.data["version"] = str(version)


def post_or_show(
    request: Request,
    *,
    form: Any,
    act: Callable[[Any], str],
    template: str,
    back: str,
    version: int | None = None,
    **context: Any,
) -> HttpResponse:
    """Show a form; on a good post do the act and go back with its words, else show the form with what is wrong.

    `version` is the record's as it stands: if somebody changed it since the page was shown, the page is shown again
    with everything typed, and may be sent as of now.
    """
    status = 400
    if request.method == "POST" and form.is_valid():
        try:
            done = act(form.cleaned_data)
        except StaleRecord:
            if version is None:
                raise
            form.add_error(None, CHANGED_MEANWHILE)
            seen_anew(form, version)
            status = 409
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(back)
    return render(request, template, {"form": form, "back": back, **context}, status=status if form.errors else 200)


@require_POST
def screen(request: Request, pk: UUID) -> HttpResponse:
    """Take a new concern on."""
    one = queries.concern(viewer=request.user, pk=pk)
    services.start_screening(actor=request.user, at=request.now, concern=one)
    messages.success(request, "You are screening this concern.")
    return redirect("concerns:concern", pk=pk)


def rate(request: Request, pk: UUID) -> HttpResponse:
    """Rate a concern, or rate it anew."""
    one = queries.concern(viewer=request.user, pk=pk)
    form = forms.RateForm(request.POST or None, initial={"rating": one.rating, "version": one.version})

    def act(data: dict[str, Any]) -> str:
        services.rate(
            actor=request.user,
            at=request.now,
            concern=one,
            rating=rules.Rating(data["rating"]),
            reason=data["reason"],
            seen=data["version"],
        )
        return f"Rated {data['rating']}."

    return post_or_show(
        request,
        form=form,
        act=act,
        template="concerns/concern_rate.html",
        back=back_to(pk),
        version=one.version,
        concern=one,
    )


def assign(request: Request, pk: UUID) -> HttpResponse:
    """Give one concern to a colleague."""
    one = queries.concern(viewer=request.user, pk=pk)
    form = forms.AssignForm(request.POST or None, colleagues=_colleagues(request))

    def act(data: dict[str, Any]) -> str:
        to = queries.colleague(viewer=request.user, at=request.now, pk=UUID(data["to"]))
        services.assign(actor=request.user, at=request.now, concern=one, to=to)
        return f"Given to {to}."

    return post_or_show(
        request,
        form=form,
        act=act,
        template="concerns/concern_form.html",
        back=back_to(pk),
        concern=one,
        title="Give this concern to a colleague",
        press="Give to colleague",
    )


def note(request: Request, pk: UUID) -> HttpResponse:
    """Write a note."""
    one = queries.concern(viewer=request.user, pk=pk)

    def act(data: dict[str, Any]) -> str:
        services.add_note(actor=request.user, at=request.now, concern=one, text=data["text"])
        return "Note saved."

    return post_or_show(
        request,
        form=forms.NoteForm(request.POST or None),
        act=act,
        template="concerns/concern_form.html",
        back=back_to(pk),
        concern=one,
        title="Write a note",
        press="Save note",
    )


def strike_note(request: Request, pk: UUID) -> HttpResponse:
    """Strike out a note."""
    written = queries.note(viewer=request.user, pk=pk)

    def act(data: dict[str, Any]) -> str:
        services.strike_note(actor=request.user, at=request.now, note=written, reason=data["reason"])
        return "Note struck out."

    return post_or_show(
        request,
        form=forms.StrikeForm(request.POST or None),
        act=act,
        template="concerns/concern_form.html",
        back=back_to(written.concern_id),
        concern=written.concern,
        title="Strike out a note",
        press="Strike out",
    )


def link(request: Request, pk: UUID) -> HttpResponse:
    """Link a concern to the one it repeats."""
    one = queries.concern(viewer=request.user, pk=pk)

    def act(data: dict[str, Any]) -> str:
        to = queries.concern_by_reference(viewer=request.user, reference=read_reference(data["reference"], "C"))
        if to is None:
            raise Refused("There is no concern with this reference that you can see.", field="reference")
        services.link_concern(actor=request.user, at=request.now, concern=one, to=to, seen=data["version"])
        return f"Linked to {to.reference}."

    return post_or_show(
        request,
        form=forms.LinkForm(request.POST or None, initial={"version": one.version}),
        act=act,
        template="concerns/concern_form.html",
        back=back_to(pk),
        version=one.version,
        concern=one,
        title="Link to the concern it repeats",
        press="Link",
    )


@require_POST
def unlink(request: Request, pk: UUID) -> HttpResponse:
    """Undo a link."""
    one = queries.concern(viewer=request.user, pk=pk)
    services.unlink_concern(actor=request.user, at=request.now, concern=one)
    messages.success(request, "The link is undone; the concern is screened by itself again.")
    return redirect("concerns:concern", pk=pk)


def subject_add(request: Request, pk: UUID) -> HttpResponse:
    """Add somebody the concern turns out to be about."""
    one = queries.concern(viewer=request.user, pk=pk)

    def act(data: dict[str, Any]) -> str:
        told = services.SubjectTold(**{**data, "kind": rules.SubjectKind(data["kind"])})
        services.add_subject(actor=request.user, at=request.now, concern=one, told=told)
        return "Added. Now find out who this is."

    return post_or_show(
        request,
        form=forms.SubjectForm(request.POST or None),
        act=act,
        template="concerns/concern_form.html",
        back=back_to(pk),
        concern=one,
        title="Add somebody this concern is about",
        press="Add",
    )


def back_to(pk: UUID) -> str:
    return reverse("concerns:concern", args=[pk])
