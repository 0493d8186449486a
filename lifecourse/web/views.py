"""Home and health."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The first page: to report a worry, or to sign in and see one's work."""
    return render(request, "web/home.html")


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Whether the web process can reach its database; for a monitor, so it says nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
