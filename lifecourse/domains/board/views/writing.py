"""Pages that write into the ledger: years, headings, entries, reversals, printed totals, files."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from lifecourse.kernel.access.http import Request
from lifecourse.kernel.base.errors import NotFound, NotPermitted
from lifecourse.kernel.people.rules.days import day_of
from lifecourse.kernel.ui.words import money

from .. import forms, policy, queries, rules, services
from ..rules.files import TOO_LARGE
from ..rules.years import year_of
from .forming import check_may, post_or_show
from .showing import record_of

_FORM = ["GET", "HEAD", "POST"]


def _office(request: Request) -> int:
    """The ledger that the viewer keeps. Raises `NotFound`, or `NotPermitted` for whoever only reads one."""
    if (office := policy.office_to_keep(request.user)) is not None:
        return office
    if policy.may(request.user, policy.VIEW):
        raise NotPermitted("You do not have permission to do this.")
    raise NotFound("board")


@require_http_methods(_FORM)
def start_year(request: Request) -> HttpResponse:
    """Start a financial year."""
    office = _office(request)

    def act(data: dict[str, Any]) -> str:
        made = services.start_year(actor=request.user, at=request.now, circle_id=office, year=data["year"])
        return f"{made.named} is started."

    form = forms.YearForm(request.POST or None, initial={"year": str(year_of(day_of(request.now)))})
    return post_or_show(
        request, form=form, act=act, back=reverse("board:years"), title="Start a financial year", press="Start year"
    )


@require_http_methods(_FORM)
def record(request: Request, pk: UUID, slug: str) -> HttpResponse:
    """Record one fact in a year: what is spent, received, pledged, invoiced, budgeted, transferred."""
    year = queries.year(viewer=request.user, pk=pk)
    fact, title = record_of(slug)
    check_may(request, policy.KEEP, year.circle_id)
    rules.check_open(year.state, year.named)
    found = queries.headings_for(viewer=request.user, fact=fact, circle_id=year.circle_id)

    def act(data: dict[str, Any]) -> str:
        made = services.record_entry(
            actor=request.user, at=request.now, year_id=pk, fact=fact, pence=data["amount"], on=data["on"],
            heading_id=UUID(data["heading"]) if data.get("heading") else None, words=data["words"],
            source=data["source"],
        )  # fmt: skip
        return f"Recorded: {rules.FACT_WORDS[fact].lower()}, {money(made.pence)}."

    form = forms.EntryForm(
        request.POST or None, fact=fact, headings=[(str(one.pk), one.name) for one in found],
        initial={"on": forms.day_to_offer(year.named, day_of(request.now))},
    )  # fmt: skip
    return post_or_show(
        request, form=form, act=act, back=reverse("board:year", args=[pk]), title=title, press="Record",
        about=f"Financial year {year.named}",
    )  # fmt: skip


@require_http_methods(_FORM)
def reverse_entry(request: Request, pk: UUID) -> HttpResponse:
    """Reverse an entry that was wrong."""
    entry = queries.entry(viewer=request.user, pk=pk)
    check_may(request, policy.KEEP, entry.circle_id)

    def act(data: dict[str, Any]) -> str:
        services.reverse_entry(actor=request.user, at=request.now, entry_id=pk, because=data["because"])
        return "Reversed. Both entries stay in the ledger."

    heading = entry.heading.name if entry.heading else "the reserve"
    return post_or_show(
        request, form=forms.BecauseForm(request.POST or None), act=act, title="Reverse this entry", press="Reverse it",
        back=reverse("board:entries", args=[entry.year_id]), about=f"Financial year {entry.year.named}",
        lead=f"{rules.FACT_WORDS[rules.Fact(entry.fact)]}, {heading}: {money(entry.pence)}. It is not deleted: an "
        "entry of the opposite sum is added.",
    )  # fmt: skip


@require_http_methods(_FORM)
def close_year(request: Request, pk: UUID) -> HttpResponse:
    """Close a year."""
    year = queries.year(viewer=request.user, pk=pk)
    check_may(request, policy.CLOSE, year.circle_id)

    def act(data: dict[str, Any]) -> str:
        services.close_year(
            actor=request.user, at=request.now, year_id=pk, despite=data["despite"], seen=data["version"]
        )
        return f"{year.named} is closed."

    return post_or_show(
        request, form=forms.CloseForm(request.POST or None, initial={"version": year.version}), act=act,
        back=reverse("board:year", args=[pk]), now=year.version, title="Close this year", press="Close it",
        about=f"Financial year {year.named}", lead="It takes no more entries until somebody reopens it with a reason.",
    )  # fmt: skip


@require_http_methods(_FORM)
def reopen_year(request: Request, pk: UUID) -> HttpResponse:
    """Reopen a year, with a reason."""
    year = queries.year(viewer=request.user, pk=pk)
    check_may(request, policy.CLOSE, year.circle_id)

    def act(data: dict[str, Any]) -> str:
        services.reopen_year(
            actor=request.user, at=request.now, year_id=pk, because=data["because"], seen=data["version"]
        )
        return f"{year.named} is open again."

    return post_or_show(
        request, form=forms.BecauseForm(request.POST or None, initial={"version": year.version}), act=act,
        back=reverse("board:year", args=[pk]), now=year.version, title="Reopen this year", press="Reopen it",
        about=f"Financial year {year.named}",
    )  # fmt: skip


@require_http_methods(_FORM)
def add_heading(request: Request) -> HttpResponse:
    """Open a heading."""
    office = _office(request)

    def act(data: dict[str, Any]) -> str:
        made = services.open_heading(
            actor=request.user, at=request.now, circle_id=office, name=data["name"], kind=rules.Kind(data["kind"]),
            opened_on=data["opened_on"],
        )  # fmt: skip
        return f"{made.name} is open."

    today = day_of(request.now)
    form = forms.HeadingForm(request.POST or None, initial={"opened_on": year_of(today).starts_on})
    return post_or_show(
        request, form=form, act=act, back=reverse("board:headings"), title="Open a heading", press="Open heading"
    )


@require_http_methods(_FORM)
def close_heading(request: Request, pk: UUID) -> HttpResponse:
    """Close a heading from a day on."""
    heading = queries.heading(viewer=request.user, pk=pk)
    check_may(request, policy.KEEP, heading.circle_id)

    def act(data: dict[str, Any]) -> str:
        services.close_heading(actor=request.user, at=request.now, heading_id=pk, on=data["on"], seen=data["version"])
        return "The heading is closed. What stands under it stays."

    initial = {"on": day_of(request.now), "version": heading.version}
    return post_or_show(
        request, form=forms.HeadingCloseForm(request.POST or None, initial=initial), act=act, now=heading.version,
        back=reverse("board:headings"), title="Close this heading", press="Close it", about=heading.name,
    )  # fmt: skip


@require_http_methods(_FORM)
def add_claim(request: Request, pk: UUID) -> HttpResponse:
    """Write down a total as a document printed it."""
    year = queries.year(viewer=request.user, pk=pk)
    check_may(request, policy.KEEP, year.circle_id)

    def act(data: dict[str, Any]) -> str:
        services.record_claim(
            actor=request.user, at=request.now, year_id=pk, printed=rules.Printed(data["printed"]),
            pence=data["amount"], source=data["source"],
        )  # fmt: skip
        return "Written down beside the derived total."

    return post_or_show(
        request, form=forms.ClaimForm(request.POST or None), act=act, back=reverse("board:year", args=[pk]),
        title="Write down a printed total", press="Write it down", about=f"Financial year {year.named}",
        lead="A total is never typed in place of the derived one: it is kept beside it, and the two are compared.",
    )  # fmt: skip


@require_http_methods(_FORM)
def withdraw_claim(request: Request, pk: UUID) -> HttpResponse:
    """Withdraw a printed total that was written down wrongly."""
    claim = queries.claim(viewer=request.user, pk=pk)
    check_may(request, policy.KEEP, claim.circle_id)

    def act(data: dict[str, Any]) -> str:
        services.withdraw_claim(
            actor=request.user, at=request.now, claim_id=pk, because=data["because"], seen=data["version"]
        )
        return "Withdrawn. It stays, with the reason."

    return post_or_show(
        request, form=forms.BecauseForm(request.POST or None, initial={"version": claim.version}), act=act,
        now=claim.version, back=reverse("board:year", args=[claim.year_id]), title="Withdraw this printed total",
        press="Withdraw it", about=f"Financial year {claim.year.named}",
        lead=f"{rules.PRINTED_WORDS[rules.Printed(claim.printed)]}: {money(claim.pence)}, {claim.source}",
    )  # fmt: skip


@require_http_methods(_FORM)
def upload(request: Request) -> HttpResponse:
    """Load a file into the ledger: all of it or nothing, and once."""
    office = _office(request)
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    if getattr(request, "upload_too_large", False):
        form.errors["file"] = form.error_class([TOO_LARGE])

    def act(data: dict[str, Any]) -> str:
        file = data["file"]
        done = services.load_finance(
            actor=request.user, at=request.now, circle_id=office, data=file.read(), file_name=file.name or "",
            source=data["source"],
        )  # fmt: skip
        if done.again:
            return "This was loaded before: nothing was changed."
        return f"Loaded: {done.added} entries and {done.claims} printed totals."

    return post_or_show(
        request, form=form, act=act, back=reverse("board:findings"), title="Load a file", press="Load this file",
        sends_file=True, loads=queries.loads(viewer=request.user), at=request.now,
        lead="Its lines become entries, and its printed totals are kept beside the derived ones. All of it is loaded, "
        "or nothing; the same file again changes nothing.",
    )  # fmt: skip
