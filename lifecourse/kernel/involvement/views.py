"""Pages of the lists: how fresh each is, send a file, match its columns, read the report, load it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifecourse.engines import csvfile
from lifecourse.kernel.access.http import Request
from lifecourse.kernel.agencies.queries import LONDON
from lifecourse.kernel.base.errors import NotFound, Refused, StaleRecord
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.ui.shapes import Act, Fact
from lifecourse.kernel.ui.words import calendar_day, plural

from . import policy, queries, services
from .forms import (
    TOO_LARGE,
    AgreeForm,
    ColumnsForm,
    EndedForm,
    LinkingForm,
    PartedForm,
    SendForm,
    ToldForm,
    UnlinkingForm,
)
from .rules import ListKind, LoadState


@require_safe
def lists(request: Request) -> HttpResponse:
    """Every list the viewer may know of: what it covers, when it was taken, whether it is stale, its last file."""
    if not policy.may_see_lists(request.user):
        raise NotFound("lists")
    rows = queries.freshness_of_lists(viewer=request.user, at=request.now)
    context = {
        "rows": rows,
        "stale": sum(1 for row in rows if row.freshness.stale),
        "may_check": policy.may_check(request.user),
        "may_compare": policy.may_compare(request.user),
        "may_set_up": policy.may_set_up(request.user),
        "at": request.now,
    }
    return render(request, "involvement/list_index.html", context)


@require_safe
def source(request: Request, pk: UUID) -> HttpResponse:
    """One list: what it covers, how fresh it is, and the files sent for it."""
    line = queries.list_line(viewer=request.user, at=request.now, source_id=pk)
    acts = [Act(label="Send a file", url=reverse("involvement:send", args=[pk]))] if line.may_load else []
    page = Paginator(queries.loads_of(viewer=request.user, source_id=pk), 50).get_page(request.GET.get("page"))
    context = {
        "line": line,
        "facts": _list_facts(line),
        "acts": acts,
        "page": page,
        "loads": [queries.report_of(load) for load in page],
        "at": request.now,
    }
    return render(request, "involvement/list_show.html", context)


def _list_facts(line: queries.ListLine) -> list[Fact]:
    first, last = (calendar_day(day) if day else "now" for day in (line.covers_from, line.covers_to))
    return [
        Fact(key="Service", value=f"{line.service}, {line.organisation}"),
        Fact(key="Who should be on it", value=line.covers),
        Fact(key="From and until", value=f"{first} to {last}" if line.covers_from else ""),
        Fact(key="Freshness", value=line.freshness.sentence),
        Fact(key="Renewed every", value=plural(line.stale_after_days, "day")),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: Request, pk: UUID) -> HttpResponse:
    """Send a file of a list. What can be read is checked at once; whatever is not CSV is refused beside the field."""
    source = queries.source_to_load(viewer=request.user, source_id=pk)
    form = SendForm(request.POST or None, request.FILES or None, initial={"kind": source.kind})
    if getattr(request, "upload_too_large", False):
        form.errors["file"] = form.error_class([TOO_LARGE])
    if request.method == "POST" and form.is_valid():
        try:
            load = services.receive_list(
                actor=request.user,
                at=request.now,
                source=source,
                file=form.cleaned_data["file"],
                taken_on=form.cleaned_data["taken_on"],
                kind=ListKind(form.cleaned_data["kind"]),
                file_name=form.cleaned_data["file"].name or "",
                again=form.cleaned_data["again"],
            )
        except services.AlreadyLoaded as nothing:
            messages.info(request, str(nothing))
            return redirect("involvement:source", pk)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else "file", str(refused))
        else:
            if not load.column_map or form.cleaned_data["again"]:
                return redirect("involvement:columns", load.pk)
            return _checked(request, load.pk)
    context = {"source": source, "form": form, "at": request.now}
    return render(request, "involvement/list_send.html", context, status=400 if form.errors else 200)


def _checked(request: Request, load_id: UUID) -> HttpResponse:
    try:
        services.check_list(actor=request.user, at=request.now, load_id=load_id)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("involvement:columns", load_id)
    return redirect("involvement:file", load_id)


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: Request, pk: UUID) -> HttpResponse:
    """Match the columns of a file that waits, beside its first rows; then check it."""
    report = queries.report(viewer=request.user, load_id=pk)
    preview = queries.preview(viewer=request.user, load_id=pk)
    form = ColumnsForm(
        request.POST or None,
        headers=preview.headers,
        column_map=queries.column_map_of(viewer=request.user, load_id=pk),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.match_columns(actor=request.user, at=request.now, load_id=pk, columns=form.column_map)
            services.check_list(actor=request.user, at=request.now, load_id=pk)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            return redirect("involvement:file", pk)
    context = {"report": report, "preview": preview, "form": form, "at": request.now}
    return render(request, "involvement/file_columns.html", context, status=400 if form.errors else 200)


@require_POST
def check(request: Request, pk: UUID) -> HttpResponse:
    """Check a file that waits once more, for the list may have changed since."""
    return _checked(request, pk)


@require_safe
def file(request: Request, pk: UUID) -> HttpResponse:
    """The report of one file: what loading it would do or did, and every row that could not be taken."""
    return _file(request, pk)


def _file(request: Request, pk: UUID, form: AgreeForm | None = None) -> HttpResponse:
    report = queries.report(viewer=request.user, load_id=pk)
    if report.state == LoadState.RECEIVED:
        return redirect("involvement:columns", pk)
    lines = queries.bad_lines(viewer=request.user, load_id=pk)
    page = Paginator(lines, 50).get_page(request.GET.get("page"))
    context = {
        "report": report,
        "page": page,
        "lines": list(page),
        "first": queries.first_rows(viewer=request.user, load_id=pk) if report.state == LoadState.CHECKED else [],
        "form": form or (_agree(report) if report.state == LoadState.CHECKED else None),
        "progress": _progress(request.user, report),
        "at": request.now,
    }
    return render(request, "involvement/file_show.html", context, status=400 if form else 200)


def _agree(report: queries.LoadReport, data: Any = None) -> AgreeForm:
    closing = report.closed if report.closes_many else 0
    return AgreeForm(data, rejected=report.rejected, rows=report.rows, closing=closing)


def _progress(viewer: Any, report: queries.LoadReport) -> dict[str, Any]:
    done = queries.rows_done(viewer=viewer, load_id=report.id) if report.is_queued else None
    so_far = f" {done:,} of {report.rows:,} are done." if done else ""
    words = {
        LoadState.QUEUED: f"Loading {plural(report.accepted, 'row')}.{so_far} You may leave this page: it goes on.",
        LoadState.LOADED: "The list is loaded.",
    }
    return {
        "url": reverse("involvement:progress", args=[report.id]),
        "words": words.get(report.state, "The list was not loaded."),
        "finished": report.state != LoadState.QUEUED,
    }


@require_safe
def progress(request: Request, pk: UUID) -> HttpResponse:
    """Whether a long load is done; asked again and again by the page, so it counts as nobody's activity."""
    report = queries.report(viewer=request.user, load_id=pk)
    if not request.htmx:
        return redirect("involvement:file", pk)
    response = render(request, "ui/_progress.html", {"progress": _progress(request.user, report)})
    if not report.is_queued:
        response["HX-Refresh"] = "true"
    response["X-Lifecourse-Passive"] = "1"
    return response


@require_POST
def load(request: Request, pk: UUID) -> HttpResponse:
    """Leave a checked list to the worker, who loads it as it was reported.

    Never while the page waits, however short it is: how long the answer took would tell the sender whether the people
    in it were known already.
    """
    report = queries.report(viewer=request.user, load_id=pk)
    form = _agree(report, request.POST)
    if not form.is_valid():
        return _file(request, pk, form)
    try:
        services.queue_load(actor=request.user, at=request.now, load_id=pk, **form.agreed)
    except StaleRecord:
        raise
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("involvement:file", pk)
    return redirect("involvement:file", pk)


@require_POST
def abandon(request: Request, pk: UUID) -> HttpResponse:
    """Throw a file away that was not loaded."""
    gone = services.abandon_list(actor=request.user, at=request.now, load_id=pk)
    messages.success(request, "The file was thrown away. Nothing of it was loaded.")
    return redirect("involvement:source", gone.source_id)


@require_safe
def rejected(request: Request, pk: UUID) -> HttpResponse:
    """The rejected rows as a CSV that no spreadsheet can run, to be mended where they came from."""
    heading, rows = queries.rejected_table(viewer=request.user, at=request.now, load_id=pk)
    response = HttpResponse(csvfile.write_csv([heading, *rows]), content_type=csvfile.CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="rejected-rows.csv"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def linking(request: Request) -> HttpResponse:
    """Whether the engine may link new rows to people by itself; switched on and off here, each time with the reason."""
    rules = queries.linking_rules(viewer=request.user, at=request.now)
    lists = {str(one.pk): one for one in queries.lists_to_link(viewer=request.user, at=request.now)}
    standing = [rule for rule in rules if rule.off_at is None]
    off = "rule" in request.POST
    named = [(str(rule.pk), rule.source.name if rule.source else "Every list") for rule in standing]
    on_form = LinkingForm(
        request.POST if request.method == "POST" and not off else None,
        lists=[(key, f"{one.service.organisation.name}: {one.name}") for key, one in lists.items()],
    )
    off_form = UnlinkingForm(request.POST if off else None, rules=named)
    form: LinkingForm | UnlinkingForm = off_form if off else on_form
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if off:
                services.switch_linking_off(
                    actor=request.user, at=request.now, rule_id=UUID(data["rule"]), reason=data["why"]
                )
            else:
                services.switch_linking_on(
                    actor=request.user, at=request.now, source=lists.get(data["source"]), reason=data["reason"]
                )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, "Switched off." if off else "Switched on.")
            return redirect("involvement:linking")
    context = {"rules": rules, "standing": standing, "on": on_form, "off": off_form, "form": form, "at": request.now}
    return render(request, "involvement/linking.html", context, status=400 if form.errors else 200)


@require_safe
def involvement(request: Request, pk: UUID) -> HttpResponse:
    """One service's answer about one person: whom to speak to, and how fresh that is. The look is logged."""
    answer = queries.involvement_of(viewer=request.user, at=request.now, involvement_id=pk)
    may_end = answer.is_told and answer.is_open and policy.may_record(request.user)
    may_part = answer.is_known and not answer.is_told and policy.may_part(request.user)
    acts = {"may_end": may_end, "may_part": may_part}
    context = {"answer": answer, "facts": _answer_facts(answer), **acts, "at": request.now}
    return render(request, "involvement/involvement_show.html", context)


def _answer_facts(answer: queries.ServiceAnswer) -> list[Fact]:
    lead = answer.lead
    email = lead.email
    if email and lead.email_is != "verified":
        email = f"{email} (not verified: send nothing personal to it)"
    since, until = (
        Fact(key=key, value=calendar_day(day) if day else "", source=answer.told, told_at=answer.fresh_as_of)
        for key, day in (("Open since", answer.since), ("Closed on", answer.until))
    )
    return [
        Fact(key="Agency", value=answer.organisation),
        since,
        *([until] if answer.until else []),
        Fact(key="Lead professional", value=", ".join(filter(None, [lead.name, lead.job])), empty="Not named"),
        Fact(key="Phone", value=lead.phone),
        Fact(key="E-mail", value=email),
        Fact(key="The service's own desk", value=answer.reach),
        *(Fact(key=one.name, value=f"{one.covers.rstrip('. ')}. {one.freshness.sentence}") for one in answer.searched),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def told(request: Request, pk: UUID) -> HttpResponse:
    """Write down that a service works with this person, as somebody told us."""
    person_id = queries.person_to_record(viewer=request.user, person_id=pk)
    known = {str(one.pk): one for one in queries.services_now(viewer=request.user, at=request.now)}
    choices = [(key, f"{one.organisation.name}: {one.name}") for key, one in known.items()]
    form = ToldForm(request.POST or None, services=choices, today=request.now.astimezone(LONDON).date())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data | {"service": known[form.cleaned_data["service"]]}
        try:
            made = services.record_involvement(actor=request.user, at=request.now, person_id=person_id, **data)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, "It is written down.")
            return redirect("involvement:involvement", made.pk)
    context = {"form": form, "pk": pk, "at": request.now}
    return render(request, "involvement/involvement_told.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def ended(request: Request, pk: UUID) -> HttpResponse:
    """Write down that a service no longer works with somebody, as somebody told us."""
    spell = queries.told_involvement(viewer=request.user, involvement_id=pk)
    form = EndedForm(request.POST or None, initial={"version": spell.version})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        seen = data.pop("version")
        try:
            services.end_involvement(actor=request.user, at=request.now, involvement_id=pk, seen=seen, **data)
        except StaleRecord:
            raise
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, "It is written down.")
            return redirect("involvement:involvement", pk)
    context = {"form": form, "spell": spell, "at": request.now}
    return render(request, "involvement/involvement_ended.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def parted(request: Request, pk: UUID) -> HttpResponse:
    """Say that a row of a list is about somebody else: it gets a record of its own."""
    spell = queries.listed_involvement(viewer=request.user, involvement_id=pk)
    form = PartedForm(request.POST or None, initial={"version": spell.version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.part_from_person(
                actor=request.user, at=request.now, involvement_id=pk, given=data["given"], family=data["family"],
                birth=births.known(data["born_on"]) if data["born_on"] else births.UNKNOWN,
                reason=data["reason"], seen=data["version"],
            )  # fmt: skip
        except StaleRecord:
            raise
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(
                request, "The row has a record of its own. Is it somebody on record? Then compare the two."
            )
            return redirect("web:person", made.pk)
    context = {"form": form, "spell": spell, "at": request.now}
    return render(request, "involvement/involvement_parted.html", context, status=400 if form.errors else 200)
