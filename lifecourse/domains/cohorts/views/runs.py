"""Pages of a run: asked for, its progress, its counts as charts and tables, and publishing them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lifecourse.engines.csvfile import CONTENT_TYPE
from lifecourse.kernel.access.http import Request
from lifecourse.kernel.base.errors import NotPermitted, Refused
from lifecourse.kernel.ui.charts import bar_chart
from lifecourse.kernel.ui.shapes import Act, RecordHeader
from lifecourse.kernel.ui.tables import number
from lifecourse.kernel.ui.words import calendar_day

from .. import exports, policy, queries, rules, services
from ..rules.counts import in_groups
from ..rules.fitting import GROUP_WORDS, IN_SCOPE

# Up to here an index is gone over while the page waits; a larger one by the worker.
INLINE_PEOPLE = 5_000


@require_POST
def start(request: Request, pk: UUID) -> HttpResponse:
    """Ask for a run of today: at once over a small index, else by the worker."""
    found = queries.cohort(viewer=request.user, pk=pk)
    if not policy.may(request.user, policy.RUN, found.members_circle_id):
        raise NotPermitted("You do not have permission to run this cohort.")
    try:
        asked = services.start_run(actor=request.user, at=request.now, cohort_id=pk)
        if queries.is_small(viewer=request.user, most=INLINE_PEOPLE):
            services.carry_out_run(actor=request.user, at=request.now, run_id=asked.pk)
        else:
            services.defer_run(asked.pk, request.user.pk)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("cohorts:cohort", pk)
    return redirect("cohorts:run", asked.pk)


@require_safe
def run(request: Request, pk: UUID) -> HttpResponse:
    """One run: how far it is, and its counts."""
    found = queries.open_run(viewer=request.user, at=request.now, pk=pk)
    one = found.run
    done = one.state == rules.RunState.DONE
    context: dict[str, Any] = {
        "found": found,
        "run": one,
        "record": RecordHeader(
            kind="Run of the cohort",
            reference=one.cohort.reference,
            title=f"{one.cohort.name}: {calendar_day(one.on)}",
            state=rules.RUN_WORDS[rules.RunState(one.state)],
            holder=str(one.asked_by),
            circle=one.circle.name,
            circle_url=reverse("access:circle", args=[one.circle_id]),
        ),
        "progress": _progress(one),
        "acts": _acts(request, found) if done else [],
        "at": request.now,
    }
    if done:
        in_scope = [(group, n) for group, n in in_groups(one.counts).items() if group in IN_SCOPE]
        drawn = bar_chart(
            title="Of the ages asked about, living here",
            measure="People",
            bars=[(GROUP_WORDS[group], number(n)) for group, n in in_scope if n or group == "fits"],
        )
        context |= {
            "drawn": drawn,
            "groups": exports.groups_table(found),
            "lists": [(one, [_taken(sent) for sent in one.lists]) for one in found.lists],
            "tables": [
                exports.overlap_table(request.user, found),
                exports.doubts_table(found),
                exports.ages_table(found),
            ],
        }
    return render(request, "cohorts/run_show.html", context)


def _taken(sent: Any) -> str:
    """One list in words: when it was taken, and who should be on it."""
    if not sent["taken_on"]:
        return f"Never sent: {sent['covers']}"
    day = calendar_day(date.fromisoformat(sent["taken_on"]))
    return f"Taken on {day}{', out of date' if sent['stale'] else ''}: {sent['covers']}"


def _acts(request: Request, found: queries.RunRecord) -> list[Act]:
    one = found.run
    acts = []
    if one.members_found:
        acts.append(Act(label=f"See who belongs ({one.members_found})", url=reverse("cohorts:members", args=[one.pk])))
    if policy.may(request.user, policy.PUBLISH, one.circle_id):
        if found.is_published:
            acts.append(Act(label="Publish the counts", why_not="They are published already."))
        else:
            acts.append(
                Act(
                    label="Publish the counts",
                    url=reverse("cohorts:publish", args=[one.pk]),
                    post=True,
                    hint="Small counts are hidden. Everybody who may see cohorts will see the rest.",
                )
            )
    return acts


def _progress(one: Any) -> dict[str, Any]:
    words = {
        rules.RunState.QUEUED: "Waiting for the worker. You may leave this page: it goes on.",
        rules.RunState.RUNNING: "Going over the person index. You may leave this page: it goes on.",
        rules.RunState.DONE: "The run is done.",
    }
    state = rules.RunState(one.state)
    return {
        "url": reverse("cohorts:progress", args=[one.pk]),
        "words": words.get(state, "The run was not carried out."),
        "finished": state in {rules.RunState.DONE, rules.RunState.FAILED},
    }


@require_safe
def progress(request: Request, pk: UUID) -> HttpResponse:
    """Whether a run is done; asked again and again by the page, so it counts as nobody's activity."""
    one = queries.run(viewer=request.user, pk=pk)
    if not request.htmx:
        return redirect("cohorts:run", pk)
    told = _progress(one)
    response = render(request, "ui/_progress.html", {"progress": told})
    if told["finished"]:
        response["HX-Refresh"] = "true"
    response["X-Lifecourse-Passive"] = "1"
    return response


@require_POST
def publish(request: Request, pk: UUID) -> HttpResponse:
    """Publish a run's counts, small ones hidden."""
    one = queries.run(viewer=request.user, pk=pk)
    services.publish_counts(actor=request.user, at=request.now, run_id=pk)
    messages.success(request, "The counts are published, the small ones hidden.")
    return redirect("cohorts:cohort", one.cohort_id)


@require_safe
def published_csv(request: Request, pk: UUID) -> HttpResponse:
    """Published counts as a file."""
    found = queries.published(viewer=request.user, at=request.now, pk=pk)
    name = f"cohort-{found.cohort.reference.lower()}-{found.on.isoformat()}.csv"
    return HttpResponse(
        exports.published_csv(found=found, made_at=request.now),
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
