"""The site as a WSGI application, for any server: ``escrutinio.web.wsgi:application``."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "escrutinio.web.settings")
application = get_wsgi_application()
