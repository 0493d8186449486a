"""The page's own small question to the server: is somebody still signed in here?"""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


def viewer_key(user: Any) -> str:
    """A word that is the same for one viewer and different for another, and tells nothing about either."""
    return salted_hmac("lifecourse.ui.viewer", str(user.pk)).hexdigest()[:16] if user.is_authenticated else ""


@require_safe
@never_cache
def still_here(request: HttpRequest) -> JsonResponse:
    """GET: counts as activity, and answers {"viewer", "csrf"}; 401 when nobody is signed in.

    After signing in again in another tab, the page under the time-out box needs the new form key, and must know
    that the same person came back before it shows what was typed.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"viewer": ""}, status=401)
    return JsonResponse({"viewer": viewer_key(request.user), "csrf": get_token(request)})
