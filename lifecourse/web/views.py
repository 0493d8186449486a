"""Home and health."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from . import queries


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The first page: to tell us of a worry or sign in; for somebody signed in, what waits for them."""
    if not request.user.is_authenticated:
        return render(request, "web/welcome.html")
    at = request.now  # type: ignore[attr-defined]
    return render(request, "web/home.html", {"work": queries.my_work(viewer=request.user, at=at)})


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Whether the web process can reach its database; for a monitor, so it says nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
