"""Settings: everything comes from the environment; the defaults run the product on one machine.

GOLIVE_DATA            where the database, files, backups and the embedded ERP live (./golive-data)
GOLIVE_DATABASE_URL    postgres://… for production; SQLite in GOLIVE_DATA otherwise
GOLIVE_SECRET_KEY      or a key made at first start and kept in GOLIVE_DATA with mode 0600
GOLIVE_ALLOWED_HOSTS   names this server answers to, separated by commas
GOLIVE_BASE_URL        how people reach it, for links in messages and documents
GOLIVE_UPLOAD_MAX_MB   the largest file that a person may attach (50)
GOLIVE_SOURCE_MAX_MB   the largest file of legacy data (2048)
GOLIVE_HASHED_STATIC=1 names of CSS and scripts carry their content's hash; `golive serve` sets it and collects them
GOLIVE_HTTPS=1         behind TLS: secure cookies, HSTS
GOLIVE_DEBUG=1         developers only
GOLIVE_SIMULATION=1    trials only: a request may say what time it is (header X-GoLive-Now)
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("GOLIVE_DATA", "golive-data")).absolute()


def flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes"}


def kept_secret(name: str, make: object = lambda: secrets.token_urlsafe(50)) -> str:
    """A secret from the environment, or one made once and kept outside the database."""
    if value := os.environ.get(name):
        return value
    path = DATA / "secrets" / name.lower()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(make())  # type: ignore[operator]
    return path.read_text().strip()


DEBUG = flag("GOLIVE_DEBUG")
SIMULATION = flag("GOLIVE_SIMULATION")
SECRET_KEY = kept_secret("GOLIVE_SECRET_KEY")
ALLOWED_HOSTS = os.environ.get("GOLIVE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
BASE_URL = os.environ.get("GOLIVE_BASE_URL", "http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

FOUNDATION = [
    "accounts",
    "audit",
    "signatures",
    "files",
    "documents",
    "jobs",
    "notify",
    "duties",
    "registers",
    "dispatch",
    "trail",
    "administration",
]
APPS = [  # low to high: an app imports only apps that stand before it
    "projects",
    "governance",
    "plan",
    "team",
    "control",
    "requirements",
    "selection",
    "quality",
    "diagnosis",
    "migration",
    "systems",
    "training",
    "support",
    "reports",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "django_htmx",
    "template_partials",
    *[f"golive.foundation.{name}" for name in FOUNDATION],
    *[f"golive.apps.{name}" for name in APPS],
    "golive.web",
    "golive.api",
    "golive.demo",
]
INSTALLED_APPS = [
    app
    for app in INSTALLED_APPS
    if not app.startswith("golive.") or (PACKAGE.joinpath(*app.split(".")[1:]) / "apps.py").exists()
]

MIDDLEWARE = [
    "golive.foundation.clock.simulated",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "golive.web.middleware.own_language",
    "golive.web.middleware.own_password",
    "allauth.account.middleware.AccountMiddleware",
    "golive.web.middleware.SessionsSeen",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "golive.config.urls"
WSGI_APPLICATION = "golive.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Our own look of the sign-in pages comes before the library's.
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "golive.web.context.shell",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("GOLIVE_DATABASE_URL", f"sqlite:///{DATA / 'golive.sqlite3'}"), conn_max_age=60
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Measured with 50 writers: IMMEDIATE and 20 s is the setting with no "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "golive.foundation.accounts.signin.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
# axes counts failures and locks. A whole company comes from one address at nine in the morning, so the library's
# thirty sign-ins a minute would shut its people out; three hundred still bound what password hashing can cost.
ACCOUNT_RATE_LIMITS = {"login_failed": False, "login": "300/m/ip"}
USERSESSIONS_TRACK_ACTIVITY = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "GoLive"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = None

STATIC_URL = "/static/"
HASHED = flag("GOLIVE_HASHED_STATIC")  # so that nobody sees old styles after an upgrade
STATIC_ROOT = DATA / "static" if HASHED else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "golive.web.sheets.HashedFiles"
        if HASHED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = True  # without hashes they are served from the package itself: nothing to collect
WHITENOISE_MAX_AGE = 3600
MEDIA_ROOT = DATA / "files"
UPLOAD_MAX_BYTES = int(os.environ.get("GOLIVE_UPLOAD_MAX_MB", "50")) << 20
SOURCE_MAX_BYTES = int(os.environ.get("GOLIVE_SOURCE_MAX_MB", "2048")) << 20
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

SELF = "'self'"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if flag("GOLIVE_HTTPS"):
    SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

EMAIL_BACKEND = os.environ.get("GOLIVE_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("GOLIVE_LOG_LEVEL", "WARNING")},
}
SITE_TITLE = _("GoLive")
