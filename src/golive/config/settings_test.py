"""Settings of the test run: the shipped ones, with quick passwords and a database of its own."""

import os
import tempfile

os.environ.setdefault("GOLIVE_DATA", tempfile.mkdtemp(prefix="golive-test-"))
os.environ.setdefault("GOLIVE_SECRET_KEY", "only-for-tests")

from golive.config.settings import *  # noqa: F403
from golive.config.settings import DATABASES, INSTALLED_APPS
from golive.locale import compile_all

compile_all()
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["default"].setdefault("TEST", {})
SILENCED_SYSTEM_CHECKS = ["axes.W003"]
INSTALLED_APPS = [*INSTALLED_APPS, "golive.foundation.registers.tests.sample"]
WHITENOISE_AUTOREFRESH = True  # files are looked for when asked for, not all of them with every test client
