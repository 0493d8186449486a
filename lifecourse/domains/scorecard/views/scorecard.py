"""The scorecard: every indicator, its latest figure, what changed."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from lifecourse.kernel.access.http import Request


@require_safe
def index(request: Request) -> HttpResponse:
    """To be written."""
    return HttpResponse("")
