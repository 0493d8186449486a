"""Pages of what is published, for anybody: which reports there are, one of them whole, and its files."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from lifecourse.engines.documents.page import notes_html, parts_html
from lifecourse.kernel.access.http import Request
from lifecourse.kernel.base.errors import NotFound

from .. import exports, queries


@login_not_required
@require_safe
def index(request: Request) -> HttpResponse:
    """Every published report, the newest edition of each."""
    return render(
        request, "annual_report/published_list.html", {"rows": queries.newest_publications(viewer=request.user)}
    )


@login_not_required
@require_safe
def newest(request: Request, slug: str) -> HttpResponse:
    """The newest edition of a report, at an address that does not change."""
    found, _ = queries.publication(viewer=request.user, slug=slug)
    return redirect("annual_report:published_edition", slug, found.number)


@login_not_required
@require_safe
def edition(request: Request, slug: str, number: int) -> HttpResponse:
    """A published edition, whole, as one page."""
    found, numbers = queries.publication(viewer=request.user, slug=slug, number=number)
    document = queries.of_publication(viewer=request.user, publication=found)
    context = {
        "publication": found,
        "document": document,
        "parts": [
            (code, title, mark_safe(html)) for code, title, html in parts_html(document, exports.pictures_of(document))
        ],
        "notes": mark_safe(notes_html(document.notes)),
        "others": [other for other in numbers if other != number],
        "newest": numbers[0],
        "files": [
            (words, reverse("annual_report:published_file", args=[slug, number, name]))
            for name, words in FILE_WORDS.items()
        ],
    }
    return render(request, "annual_report/published_show.html", context)


FILE_WORDS = {
    "report.pdf": "The report as a PDF with tags, to print or keep",
    "report.docx": "The report as a Word file",
    "figures.csv": "Its figures as CSV",
    "figures.json": "Its figures and tables as JSON",
}


@login_not_required
@require_safe
def file(request: Request, slug: str, number: int, name: str) -> HttpResponse:
    """A file of a published edition."""
    if name not in exports.FILES:
        raise NotFound(name)
    found, _ = queries.publication(viewer=request.user, slug=slug, number=number)
    document = queries.of_publication(viewer=request.user, publication=found)
    figures = queries.published_figures(viewer=request.user, publication=found)
    body = exports.file_of(name, document, figures, made_at=found.published_at)
    response = HttpResponse(body, content_type=exports.FILES[name])
    stem, _, ending = name.partition(".")
    response["Content-Disposition"] = f'attachment; filename="{found.slug}-edition-{number}-{stem}.{ending}"'
    return response
