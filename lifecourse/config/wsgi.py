"""The WSGI entry point that the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lifecourse.config.settings")
application = get_wsgi_application()
