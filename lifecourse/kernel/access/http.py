"""The request as our views see it: with a viewer and with the time."""

from datetime import datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from .models import User


class Request(HttpRequest):
    """A request of somebody signed in. `now` is the moment the request began: views pass it on as `at`."""

    user: User
    now: datetime
    htmx: HtmxDetails
