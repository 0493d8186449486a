"""The WSGI entry point that the web server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lifecourse.config.settings")
application = get_wsgi_application()
# Load every view now, not for whoever asks first. Then leave all that was loaded to itself: each full collection would
# go over some hundred thousand objects that stay for good, while somebody waits.
get_resolver().url_patterns  # noqa: B018
gc.collect()
gc.freeze()
# Weighing a hundred people makes some thousands of objects and no cycle: with Python's own 700 there are ten
# collections in each search.
gc.set_threshold(20_000, 20, 50)
