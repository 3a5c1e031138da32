"""The ASGI application of the web server."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auricle.web.settings.serve")
application = get_asgi_application()
