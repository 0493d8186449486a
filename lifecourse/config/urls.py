"""Where each room's pages begin. One namespace an app: label, URL prefix and template folder are one word."""

from django.urls import URLPattern, URLResolver, include, path

from lifecourse.domains.concerns.urls import tell_urlpatterns

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("lifecourse.kernel.access.sign_in_urls")),
    path("actions/", include("lifecourse.kernel.actions.urls")),
    path("agencies/", include("lifecourse.kernel.agencies.urls")),
    path("lists/", include("lifecourse.kernel.involvement.urls")),
    path("duplicates/", include("lifecourse.kernel.matching.urls")),
    path("letters/", include("lifecourse.kernel.letters.urls")),
    path("access/", include("lifecourse.kernel.access.urls")),
    # The public's form has a short address of its own, to be said aloud and printed on a card.
    path("tell/", include((tell_urlpatterns, "tell"))),
    path("concerns/", include("lifecourse.domains.concerns.urls")),
    path("board/", include("lifecourse.domains.board.urls")),
    path("cohorts/", include("lifecourse.domains.cohorts.urls")),
    path("scorecard/", include("lifecourse.domains.scorecard.urls")),
    path("annual_report/", include("lifecourse.domains.annual_report.urls")),
    path("", include("lifecourse.web.urls")),
]
handler400 = "lifecourse.web.errors.bad_request"
handler403 = "lifecourse.web.errors.forbidden"
handler404 = "lifecourse.web.errors.not_found"
handler500 = "lifecourse.web.errors.server_error"
