"""What the forms of annual reports share: show, act on a good post, say what is wrong."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from lifecourse.kernel.access.http import Request
from lifecourse.kernel.base.errors import Refused, StaleRecord

MEANWHILE = (
    "Somebody else changed this while you were writing. Nothing of yours is saved yet, and nothing is lost: look at it "
    "as it is now, then send yours again, changed or not."
)


def post_or_show(
    request: Request,
    *,
    form: Any,
    act: Callable[[dict[str, Any]], str],
    back: str,
    template: str = "annual_report/report_form.html",
    now: dict[str, int] | None = None,
    after: Callable[[], str] | None = None,
    **context: Any,
) -> HttpResponse:
    """Show a form; on a good post do the act and go on with its words, else show the form with what is wrong.

    `after`: where to go on to, if not back. `now`: the hidden fields as the record stands, so that a form somebody
    overtook may be sent again as of now.
    """
    status = 400
    if request.method == "POST" and form.is_valid():
        try:
            done = act(form.cleaned_data)
        except StaleRecord:
            form.add_error(None, MEANWHILE)
            form.data = form.data.copy()
            form.data.update({name: str(value) for name, value in (now or {}).items()})
            status = 409
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(after() if after else back)
    return render(request, template, {"form": form, "back": back, **context}, status=status if form.errors else 200)
