"""What every page's frame needs: where one may go, who one is, how long until sign-out."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Template context for every page. Makes no query: everything comes from the grants loaded for the request."""
    return {"demo": settings.DEMO, "partnership": settings.PARTNERSHIP_NAME, "now": getattr(request, "now", None)}
