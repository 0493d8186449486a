"""What the forms of the ledger share: show, act on a good post, say what is wrong."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from lifecourse.kernel.access.http import Request
from lifecourse.kernel.base.errors import NotPermitted, Refused, StaleRecord

from .. import policy

MEANWHILE = (
    "Somebody else changed this while you were writing. Nothing of yours is saved yet, and nothing is lost: look at it "
    "as it is now, then send yours again, changed or not."
)


def check_may(request: Request, capability: str, circle_id: int) -> None:
    """Raise `NotPermitted` if somebody who sees the ledger may not do this to it."""
    if not policy.may(request.user, capability, circle_id):
        raise NotPermitted("You do not have permission to do this.")


def post_or_show(
    request: Request,
    *,
    form: Any,
    act: Callable[[dict[str, Any]], str],
    back: str,
    now: int | None = None,
    **context: Any,
) -> HttpResponse:
    """Show a form; on a good post do the act and go back with its words, else show the form with what is wrong.

    `now`: the version as the record stands, so that a form somebody overtook may be sent again as of now.
    """
    status = 400
    if request.method == "POST" and form.is_valid():
        try:
            done = act(form.cleaned_data)
        except StaleRecord:
            form.add_error(None, MEANWHILE)
            form.data = form.data.copy()
            form.data["version"] = str(now)
            status = 409
        except NotPermitted:
            raise
        except Refused as refusal:
            for sentence in getattr(refusal, "faults", (str(refusal),)):
                form.add_error(refusal.field if refusal.field in form.fields else None, sentence)
        else:
            messages.success(request, done)
            return redirect(back)
    context = {"form": form, "back": back, **context}
    return render(request, "board/board_form.html", context, status=status if form.errors else 200)
