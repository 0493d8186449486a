"""Pages of the review queue: the list, the next pair side by side, the verdict; and how good the matching is."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from lifecourse.engines.linkage.score import Band
from lifecourse.kernel.access.http import Request
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused, StaleRecord
from lifecourse.kernel.ui import facets

from . import figures, policy, queries, services
from .forms import SKIP, VerdictForm, filters_of, read_filters
from .rules.review import DECIDED, OPEN, HarmLevel, PairState, Verdict

PER_PAGE = 50
_FILTERS = ("origin", "band", "harm", "state")
_SKIPPED = "matching.skipped"
_MOST_SKIPPED = 200


@require_safe
def queue(request: Request) -> HttpResponse:
    """Every pair that waits for the viewer, in the order of review, with filters."""
    _check_may_review(request)
    query, wanted = request.GET, read_filters(request.GET)
    rows = queries.pairs(viewer=request.user, at=request.now, wanted=wanted)
    page = Paginator(rows, PER_PAGE).get_page(query.get("page"))
    many = queries.counts(viewer=request.user)
    chosen = any(query.getlist(name) for name in _FILTERS)
    context = {
        "list_title": "Possible duplicates",
        "page": page,
        "rows": queries.pairs_shown(viewer=request.user, at=request.now, rows=list(page)),
        "filtered": chosen,
        "filters": filters_of(query),
        "start_url": reverse("matching:next") + filters_of(query) if wanted.state not in DECIDED else "",
        "may_see_quality": policy.may_see_quality(request.user),
        "facets": [
            facets.facet(query, name="harm", title="Harm of a mistake", options=[
                (level.value, level.label, many.levels[level.rank]) for level in HarmLevel]),
            facets.facet(query, name="band", title="Band", options=[
                (band.value, band.label, many.bands[band.value]) for band in Band]),
            facets.facet(query, name="origin", title="What found them", options=[
                (origin, origin, count) for origin, count in sorted(many.origins.items())]),
            facets.facet(query, name="state", title="State", several=False, options=[
                *((state.value, state.label, many.states[state.value]) for state in OPEN),
                *((state.value, f"Decided: {state.label.lower()}", None) for state in DECIDED)]),
        ],
        "filters_open": facets.filters_open(query),
        "toggle_filters_url": facets.toggle_filters(query),
        "clear_url": facets.clear_filters(query, names=_FILTERS) if chosen else "",
        "at": request.now,
    }  # fmt: skip
    return render(request, "matching/pair_list.html", context)


@require_safe
def next_pair(request: Request) -> HttpResponse:
    """Goes to the pair to review next, of those that fit the filters of the address."""
    _check_may_review(request)
    return _to_next(request)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: Request, pk: UUID) -> HttpResponse:
    """One pair side by side; a verdict goes on to the next one at once."""
    form = VerdictForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            return _decide(request, pk, form)
        except (NotPermitted, StaleRecord):
            raise
        except Refused as refused:
            form.add_error(None, str(refused))
    record = queries.open_pair(viewer=request.user, at=request.now, pair_id=pk)
    context = {
        "pair": record,
        "form": form,
        "filters": filters_of(request.GET),
        "third": record.state == PairState.DISPUTED,
        "at": request.now,
    }
    return render(request, "matching/pair_show.html", context, status=400 if form.errors else 200)


@require_safe
def quality(request: Request) -> HttpResponse:
    """The estimate of precision and recall, and how far reviewers agree."""
    found = queries.estimate(viewer=request.user, at=request.now)
    context = {"found": found, "may_review": policy.may_review(request.user), "at": request.now}
    return render(request, "matching/quality_show.html", {**context, **figures.drawn(found)})


def _check_may_review(request: Request) -> None:
    if not policy.may_review(request.user):
        raise NotFound("review queue")


def _decide(request: Request, pk: UUID, form: VerdictForm) -> HttpResponse:
    data: dict[str, Any] = form.cleaned_data
    if data["verdict"] == SKIP:
        queries.check_pair(viewer=request.user, pair_id=pk)
        request.session[_SKIPPED] = [*_skipped(request), str(pk)][-_MOST_SKIPPED:]
        return _to_next(request)
    versions = data["loser_version"], data["survivor_version"]
    made = services.give_verdict(
        actor=request.user,
        at=request.now,
        pair_id=pk,
        verdict=Verdict(data["verdict"]),
        reason=data["reason"],
        seen=data["version"],
        seen_people=versions if None not in versions else None,
    )
    messages.success(request, _SAID[PairState(made.state)])
    return _to_next(request)


_SAID = {
    PairState.SECOND: "Your verdict is kept. Another reviewer, who does not see it, gives the second.",
    PairState.DISPUTED: "The other reviewer said something else. Nothing was done; a third reviewer decides.",
    PairState.SAME: "Joined. Both records are seen together now; this can be undone.",
    PairState.DIFFERENT: "Noted: different people. They are not offered to each other again.",
    PairState.UNSURE: "Noted: not sure. The doubt stays on both records.",
}


def _skipped(request: Request) -> list[str]:
    return list(request.session.get(_SKIPPED, []))


def _to_next(request: Request) -> HttpResponse:
    """The next pair; after the last one those that were skipped; then the list."""
    wanted, skipped = read_filters(request.GET), _skipped(request)
    ask: dict[str, Any] = {"viewer": request.user, "at": request.now, "wanted": wanted}
    found = queries.next_pair(**ask, leave_out=[UUID(pk) for pk in skipped])
    if found is None and skipped:
        request.session[_SKIPPED] = []
        found = queries.next_pair(**ask)
        if found is not None:
            messages.info(request, "Only pairs that you skipped are left. They come again now.")
    filters = filters_of(request.GET)
    if found is None:
        messages.info(request, "No pair waits for you." if not filters else "No other pair fits these filters.")
        return redirect(reverse("matching:queue") + filters)
    return redirect(reverse("matching:pair", args=[found]) + filters)
