"""The node as a WSGI application, for waitress, gunicorn or a test server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tusach.node.settings.django")
application = get_wsgi_application()
