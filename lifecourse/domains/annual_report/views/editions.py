"""Pages of what is final: freezing, an edition and its files, one figure followed home, publishing, correcting."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from lifecourse.engines.documents.page import notes_html, parts_html
from lifecourse.kernel.access.http import Request
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused
from lifecourse.kernel.ui.shapes import Fact, RecordHeader
from lifecourse.kernel.ui.words import calendar_day, clock_time

from .. import exports, forms, policy, queries, rules, services
from .forming import post_or_show
from .public import FILE_WORDS


@require_http_methods(["GET", "HEAD", "POST"])
def freeze(request: Request, pk: UUID) -> HttpResponse:
    """Freeze a report, after saying what that takes."""
    record = queries.report_record(viewer=request.user, pk=pk)
    one = record.report
    _check_may(request, policy.MANAGE, one.circle_id)
    rules.check_move(one.state, rules.State.FINAL)
    shown = queries.what_is_shown(viewer=request.user, record=record)
    hidden, threshold = queries.hidden_of(viewer=request.user, shown=shown, on=request.now.date())
    made: list[Any] = []

    def act(data: dict[str, Any]) -> str:
        made.append(services.freeze_report(actor=request.user, at=request.now, report_id=pk, seen=data["version"]))
        return f"Frozen as edition {made[0].number}. It is public once it is published."

    facts = [
        Fact(key="Figures", value=f"{len(shown.figures)}, each with where it is from"),
        Fact(key="Tables", value=len(shown.layouts)),
        Fact(key="Hidden", value=f"{len(hidden)} figures: counts of people from 1 to {threshold}, and others so that "
             "none can be worked back"),
        Fact(key="Reasons printed", value=len(record.reasons)),
    ]  # fmt: skip
    return post_or_show(
        request, form=forms.FreezeForm(request.POST or None, initial={"version": one.version}), act=act, facts=facts,
        back=reverse("annual_report:report", args=[pk]), title="Freeze this report", press="Freeze it", report=one,
        lead="Every figure is taken as it is now. After that a correction is a new edition.",
        now={"version": one.version}, after=lambda: reverse("annual_report:edition", args=[made[0].pk]),
    )  # fmt: skip


def _check_may(request: Request, capability: str, circle_id: int) -> None:
    if not policy.may(request.user, capability, circle_id):
        raise NotPermitted("You do not have permission to do this.")


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, pk: UUID) -> HttpResponse:
    """Open a final report for a new edition."""
    one = queries.report(viewer=request.user, pk=pk)
    _check_may(request, policy.MANAGE, one.circle_id)

    def act(data: dict[str, Any]) -> str:
        services.correct_report(
            actor=request.user, at=request.now, report_id=pk, because=data["because"], seen=data["version"]
        )
        return "The report may be changed again. What was frozen stays as it is."

    return post_or_show(
        request, form=forms.CorrectForm(request.POST or None, initial={"version": one.version}), act=act,
        back=reverse("annual_report:report", args=[pk]), title="Start a correction", press="Start correction",
        report=one, now={"version": one.version},
    )  # fmt: skip


@require_safe
def edition(request: Request, pk: UUID) -> HttpResponse:
    """An edition as it was frozen, whole, with its files."""
    found = queries.edition(viewer=request.user, pk=pk)
    document = queries.of_edition(viewer=request.user, edition=found.edition)
    one = found.edition
    homes = queries.homes(viewer=request.user, edition=one)
    more = {key: reverse("annual_report:figure", args=[figure]) for key, figure in homes.items()}
    context = {
        "record": RecordHeader(
            kind="Edition of the annual report", reference=one.report.reference,
            title=f"{one.report.title} {one.report.period}, edition {one.number}",
            state="Published" if found.publication else "Frozen", holder=str(one.frozen_by),
            circle=one.report.circle.name,
        ),
        "edition": one,
        "publication": found.publication,
        "may_publish": policy.may(request.user, policy.PUBLISH, one.circle_id) and found.publication is None,
        "document": document,
        "parts": [
            (code, title, mark_safe(html))
            for code, title, html in parts_html(document, exports.pictures_of(document))
        ],
        "notes": mark_safe(notes_html(document.notes, more)),
        "files": [
            (words, reverse("annual_report:edition_file", args=[pk, name])) for name, words in FILE_WORDS.items()
        ],
        "at": request.now,
    }  # fmt: skip
    return render(request, "annual_report/edition_show.html", context)


@require_safe
def file(request: Request, pk: UUID, name: str) -> HttpResponse:
    """A file of an edition."""
    if name not in exports.FILES:
        raise NotFound(name)
    found = queries.edition(viewer=request.user, pk=pk)
    document = queries.of_edition(viewer=request.user, edition=found.edition)
    figures = queries.edition_figures(viewer=request.user, edition=found.edition)
    body = exports.file_of(name, document, figures, made_at=found.edition.frozen_at)
    response = HttpResponse(body, content_type=exports.FILES[name])
    stem, _, ending = name.partition(".")
    response["Content-Disposition"] = (
        f'attachment; filename="annual-report-{found.edition.report.period.replace("/", "-")}'
        f'-edition-{found.edition.number}-{stem}.{ending}"'
    )
    return response


@require_safe
def figure(request: Request, pk: UUID) -> HttpResponse:
    """One frozen figure, followed home: what it is, where it is from, when and by whom it was taken."""
    row = queries.frozen_figure(viewer=request.user, pk=pk)
    one = row.edition
    shown = queries.shown_of(row)
    taken = f"{calendar_day(one.frozen_at)}, {clock_time(one.frozen_at)}, by {one.frozen_by}"
    facts = [
        Fact(key="Figure", value=shown),
        Fact(key="Period", value=row.period),
        Fact(key="Source", value=row.source),
        Fact(key="Definition", value=row.definition),
        *([Fact(key="As of", value=row.figure_as_of)] if row.figure_as_of else []),
        *(Fact(key=name.capitalize(), value=words) for name, words in row.provenance.items() if not row.hidden),
        Fact(key="Taken", value=f"{taken}, for edition {one.number}"),
        Fact(key="Key", value=row.key),
    ]
    context = {
        "row": row,
        "facts": facts,
        "back": reverse("annual_report:edition", args=[one.pk]),
        "at": request.now,
    }
    return render(request, "annual_report/figure_show.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: Request, pk: UUID) -> HttpResponse:
    """Put an edition before the public."""
    found = queries.edition(viewer=request.user, pk=pk)
    one = found.edition
    _check_may(request, policy.PUBLISH, one.circle_id)
    if found.publication is not None:
        raise Refused("This edition is public already.")
    made: list[Any] = []

    def act(data: dict[str, Any]) -> str:
        made.append(services.publish_edition(actor=request.user, at=request.now, edition_id=pk))
        return "Published. Anybody can read it now."

    regime = queries.regime_of(one.report)
    sent = ", ".join(regime.recipients) if regime else ""
    facts = [Fact(key="Then send it to", value=sent)] if sent else []
    return post_or_show(
        request, form=forms.PublishForm(request.POST or None), act=act, facts=facts,
        back=reverse("annual_report:edition", args=[pk]), title="Publish this edition", press="Publish it",
        report=one.report, lead="Anybody can then read it, without signing in. What is hidden is not in it at all.",
    )  # fmt: skip
