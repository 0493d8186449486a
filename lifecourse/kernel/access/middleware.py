"""One request, one transaction, one viewer; and nobody whose session or post has ended."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from . import context

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class SignedInAndCurrent:
    """Ends sessions that are idle, too old, or a leaver's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)


class ViewerTransaction:
    """Opens the request's one transaction, with the viewer's circles and no others."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.now = timezone.now()  # type: ignore[attr-defined]
        with transaction.atomic():
            context.load_viewer(request.user, at=request.now)  # type: ignore[attr-defined]
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A view that failed keeps nothing, though its error page is a normal response."""
        transaction.set_rollback(True)
