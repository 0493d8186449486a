"""Two people changed the same record: the 409 page that shows both and loses neither."""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lifecourse.kernel.ui.shapes import Conflict

_NOT_CARRIED = {"csrfmiddlewaretoken", "version", "conflict_edit"}


def conflict_page(
    request: HttpRequest,
    *,
    fields: Sequence[Conflict],
    version: int,
    record_url: str,
    their_name: str,
    their_at: datetime,
    action: str = "",
) -> HttpResponse:
    """The three-way page, status 409: before, theirs, yours.

    It carries everything that was posted in hidden fields, with the record's present `version`, to `action` (the
    same address unless given). "Save mine" posts them again. "Change mine first" posts them with `conflict_edit=1`:
    the view then shows its form again, filled in, and saves nothing.
    """
    hidden = [
        (name, value) for name in request.POST if name not in _NOT_CARRIED for value in request.POST.getlist(name)
    ]
    context = {
        "fields": [field for field in fields if field.theirs != field.before or field.yours != field.before],
        "hidden": hidden,
        "version": version,
        "record_url": record_url,
        "their_name": their_name,
        "their_at": their_at,
        "action": action or request.path,
    }
    return render(request, "ui/conflict.html", context, status=409)


def wants_to_edit(request: HttpRequest) -> bool:
    """Whether the conflict page sent somebody back to their own words: show the bound form, save nothing."""
    return request.method == "POST" and request.POST.get("conflict_edit") == "1"
