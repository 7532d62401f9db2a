"""Django's settings, made from :mod:`escrutinio.web.environment`."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF

from escrutinio.web.accounts.providers import allauth_settings, form_origins
from escrutinio.web.environment import read_environment
from escrutinio.web.languages import site_languages

HERE = Path(__file__).parent
ENVIRONMENT = read_environment()
FOLDER = ENVIRONMENT.folder
SITE_URL = ENVIRONMENT.url

DEBUG = False
SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
ROOT_URLCONF = "escrutinio.web.urls"
WSGI_APPLICATION = "escrutinio.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": ENVIRONMENT.database_settings()}

INSTALLED_APPS = [
    "escrutinio.web.shared",
    "escrutinio.web.results",
    "escrutinio.web.api",
    "escrutinio.web.calls",
    "escrutinio.web.alerts",
    "escrutinio.web.stories",
    "escrutinio.web.accounts",
    "escrutinio.web.replies",
    "escrutinio.web.jobs",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.facebook",
    "allauth.socialaccount.providers.twitter_oauth2",
    "allauth.socialaccount.providers.openid_connect",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "escrutinio.web.bodies.Bodies",
    "escrutinio.web.page_cache.PageCache",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "escrutinio.web.results.context.site",
            ],
        },
    }
]

# Languages: the path begins with one, so that a page has one language and can be kept and exported.
LANGUAGES = site_languages(ENVIRONMENT.languages)
LANGUAGE_CODE = LANGUAGES[0][0]
LOCALE_PATHS = [HERE / "locale"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATICFILES_DIRS = [HERE / "static"]
STATIC_ROOT = FOLDER / "published" / "static"
MEDIA_ROOT = FOLDER / "site-media"
MEDIA_URL = "media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# What background work there is waits in the database, so that it survives a restart.
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "count", "export", "alerts", "mail"],
    }
}

# Mail goes into that queue too; from there it is handed in, or written to files where there is no server.
EMAIL_BACKEND = "escrutinio.web.jobs.mail.QueuedMail"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.mail_from
EMAIL_FILE_PATH = FOLDER / "site-mail"

LOGIN_URL = "desk:sign-in"
LOGIN_REDIRECT_URL = "desk:stories"
LOGOUT_REDIRECT_URL = "results:front"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# Readers sign in by a mailed code or with a provider; the desk keeps its passwords and its own page.
ACCOUNT_ADAPTER = "escrutinio.web.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "escrutinio.web.accounts.adapters.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = allauth_settings(ENVIRONMENT.providers)
SOCIALACCOUNT_LOGIN_ON_GET = ACCOUNT_LOGOUT_ON_GET = False
# What a provider says of an e-mail address never decides who somebody is.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = False
SOCIALACCOUNT_QUERY_EMAIL = SOCIALACCOUNT_STORE_TOKENS = False
ACCOUNT_EMAIL_VERIFICATION = SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENVIRONMENT.production else "http"
# The site's own limits hold when many ask at once; see escrutinio.web.accounts.limits.
ACCOUNT_RATE_LIMITS = False

# Replies: how often, in how many seconds. Several people may share an address: it may do more than one.
REPLIES_LIMITS = {
    "account": (6, 600),
    "account-day": (60, 86_400),
    "address": (40, 600),
    "edit": (20, 600),
    "report": (20, 3600),
    "follow": (20, 3600),
    "follow-to": (3, 86_400),
}
REPLIES_LEAST_SECONDS = 3
"""Nobody fills in the form in less."""
AKISMET_KEY = ENVIRONMENT.akismet_key

# Nothing comes from elsewhere, and nothing is written into the page that runs or styles it.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *form_origins(ENVIRONMENT.providers)],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.production
SECURE_SSL_REDIRECT = ENVIRONMENT.production
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.production else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENVIRONMENT.production
# Being put on the browsers' own list binds the whole domain for years: its owner's decision, not the site's.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
if ENVIRONMENT.proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if ENVIRONMENT.production else []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Programs that try every address of the net ask for other names all day: they get a 400, and no line.
    "loggers": {"django.security.DisallowedHost": {"level": "CRITICAL"}},
}
