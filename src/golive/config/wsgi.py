import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "golive.config.settings")

application = get_wsgi_application()
_ = get_resolver().url_patterns  # every page is imported now: the first visitor does not wait for that
