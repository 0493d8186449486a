"""The WSGI entry point that the web server calls."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from .collecting import collect_seldom

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lifecourse.config.settings")
application = get_wsgi_application()
# Load every view now, not for whoever asks first.
get_resolver().url_patterns  # noqa: B018
collect_seldom()
