"""Every setting, read from the environment once. `.env.example` and docs/operations.md explain each variable."""

import secrets
from ipaddress import ip_network
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

DATA_DIR = Path(env.str("TRACKER_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", default=False)


def _secret_key() -> str:
    """The SECRET_KEY variable, else a random key kept in the data folder, so that nobody runs on a known one."""
    if key := str(env.str("SECRET_KEY", default="")):
        return key
    path = DATA_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
PUBLISHER_NAME = env.str("TRACKER_PUBLISHER", default="Claim tracker")
BEHIND_TLS = env.bool("BEHIND_TLS", default=SITE_URL.startswith("https://"))

INSTALLED_APPS = [
    "claims",
    "tracker",
    "desk",
    "public",
    "demo",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "knox",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "config.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.throttling.ThrottleMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "desk.accounts.first_run.FirstRunMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

FORM_RENDERER = "desk.form_renderer.DeskRenderer"

# --- Data -------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'tracker.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Immediate transactions: a read that later writes would otherwise fail with "database is locked" under load.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # The pool waits twice as long before each try to connect; once it has given up, the next request tries at once.
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8, "timeout": 5, "reconnect_timeout": 5}}
    # A connection that died while the server was away is noticed before it is used, not by whoever uses it.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MEDIA_ROOT = DATA_DIR / "media"
POSITIONS_FILE = DATA_DIR / "positions.json"
CHECKPOINT_DIR = DATA_DIR / "checkpoints"
CHECKPOINT_KEY_FILE = Path(env.str("TRACKER_CHECKPOINT_KEY_FILE", default="") or DATA_DIR / "checkpoint_key.pem")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": {"BACKEND": "config.cache.ForgetfulRedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "config.cache.ForgetfulFileCache", "LOCATION": DATA_DIR / "cache"}
}

# --- Celery: the database is the truth, the broker a wake-up that may lose everything at any time ---------

CELERY_BROKER_URL = REDIS_URL or "filesystem://"
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {"visibility_timeout": 120, "unacked_restore_interval": 5}
else:
    CELERY_BROKER_TRANSPORT = "config.broker:Transport"
    _broker = DATA_DIR / "broker"
    for _folder in (_broker, _broker / "queue", _broker / "control"):
        _folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": _broker / "queue",
        "data_folder_out": _broker / "queue",
        "control_folder": _broker / "control",
        "polling_interval": 0.05,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = bool(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "config.beat:OnlyScheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")

SWEEP_SECONDS = env.float("TRACKER_SWEEP_SECONDS", default=1.0)
CELERY_BEAT_SCHEDULE = {
    "poll": {
        "task": "tracker.poll_due",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS * 5},
    },
    "process": {
        "task": "tracker.process_waiting",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS * 5},
    },
    "hubs": {"task": "tracker.ask_hubs", "schedule": 60.0, "options": {"expires": 60}},
    "sent": {"task": "tracker.read_sent_pages", "schedule": 10.0, "options": {"expires": 20}},
    "look after": {"task": "tracker.look_after", "schedule": 30.0, "options": {"expires": 60}},
    "like claims": {"task": "tracker.list_like_claims", "schedule": 60.0, "options": {"expires": 60}},
    "settle": {"task": "tracker.settle", "schedule": 600.0, "options": {"expires": 600}},
    "urgency": {"task": "tracker.mark_urgent", "schedule": 30.0, "options": {"expires": 60}},
    "publish": {"task": "claims.publish_changes", "schedule": SWEEP_SECONDS, "options": {"expires": 60}},
    "deadlines": {"task": "claims.review_deadlines", "schedule": 600.0},
    "checkpoint": {"task": "claims.export_checkpoint", "schedule": 86400.0},
}

# --- The watch --------------------------------------------------------------------------------------------

TRACKER_CONTACT = env.str("TRACKER_CONTACT", default="")
TRACKER_USER_AGENT = f"ClaimTracker/0.1 (+{TRACKER_CONTACT or SITE_URL})"
TRACKER_ALLOWED_PORTS = frozenset(env.list("TRACKER_ALLOWED_PORTS", cast=int, default=[80, 443]))
TRACKER_ALLOWED_PRIVATE_ADDRESSES = env.list("TRACKER_ALLOWED_PRIVATE_ADDRESSES", default=[])
TRACKER_REFUSED_NETWORKS = env.list("TRACKER_REFUSED_NETWORKS", default=[])
TRACKER_PRIVATE_ADDRESSES_ACKNOWLEDGED = env.bool("TRACKER_PRIVATE_ADDRESSES_ACKNOWLEDGED", default=False)
TRACKER_LEASE_SECONDS = env.int("TRACKER_LEASE_SECONDS", default=120)
TRACKER_BATCH_SIZE = env.int("TRACKER_BATCH_SIZE", default=500)
TRACKER_READY_LAG_SECONDS = env.int("TRACKER_READY_LAG_SECONDS", default=300)
TRACKER_DEFAULT_INTERVAL_SECONDS = env.int("TRACKER_DEFAULT_INTERVAL_SECONDS", default=900)
TRACKER_WEBSUB = env.str("TRACKER_WEBSUB", default="auto")
TRACKER_ASSESSOR = env.str("TRACKER_ASSESSOR", default="learned")
TRACKER_LARGE_JUDGE_URL = env.str("TRACKER_LARGE_JUDGE_URL", default="")
TRACKER_LARGE_JUDGE_MODEL = env.str("TRACKER_LARGE_JUDGE_MODEL", default="")
TRACKER_LARGE_JUDGE_KEY = env.str("TRACKER_LARGE_JUDGE_KEY", default="")
TRACKER_LARGE_JUDGE_DAILY_LIMIT = env.int("TRACKER_LARGE_JUDGE_DAILY_LIMIT", default=500)
TRACKER_LARGE_JUDGE_TIMEOUT_S = env.float("TRACKER_LARGE_JUDGE_TIMEOUT_S", default=30.0)
TRACKER_LARGE_JUDGE_PRIVATE = env.bool("TRACKER_LARGE_JUDGE_PRIVATE", default=False)
TRACKER_RENDERER_URL = env.str("TRACKER_RENDERER_URL", default="")
TRACKER_RENDERER_TOKEN = env.str("TRACKER_RENDERER_TOKEN", default="")
TRACKER_RENDERER_SANDBOX = env.bool("TRACKER_RENDERER_SANDBOX", default=True)
CHROMIUM = env.str("CHROMIUM", default="/usr/bin/chromium")

UNDO_SECONDS = env.int("TRACKER_UNDO_SECONDS", default=10)

for _pair in TRACKER_ALLOWED_PRIVATE_ADDRESSES:
    if _pair.count(":") < 1 or not _pair.rpartition(":")[2].isdigit():
        raise ImproperlyConfigured(
            f"TRACKER_ALLOWED_PRIVATE_ADDRESSES: {_pair!r} is not address:port; write for example 127.0.0.1:8901."
        )

for _network in TRACKER_REFUSED_NETWORKS:
    try:
        ip_network(_network)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"TRACKER_REFUSED_NETWORKS: {_network!r} is no network; write for example 2001:db8:64::/96."
        ) from error

# --- People, pages, API -----------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"

# Log-in, password reset, second factors and single sign-on: django-allauth. Nobody signs up: people are invited.
ACCOUNT_ADAPTER = "desk.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "desk.accounts.forms.LoginForm", "add_email": "desk.accounts.forms.AddEmailForm"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before an address, a connection or a factor is changed
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if BEHIND_TLS else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an address is given by who invites or by its owner, and never by a stranger
MFA_TOTP_ISSUER = "Claim tracker"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_TLS  # browsers allow it on localhost only
SOCIALACCOUNT_ADAPTER = "desk.accounts.adapters.SocialAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", default="").rstrip("/")
OIDC_NAME = env.str("OIDC_NAME", default="Single sign-on")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
_OIDC_APP = {
    "provider_id": "sso",
    "name": OIDC_NAME,
    "client_id": OIDC_CLIENT_ID,
    "secret": OIDC_CLIENT_SECRET,
    "settings": {"server_url": OIDC_SERVER_URL, "oauth_pkce_enabled": True},
}
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [_OIDC_APP] if OIDC_SERVER_URL else []}}

vars().update(env.email_url("EMAIL_URL", default=f"filemail:///{DATA_DIR / 'mail'}"))
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="Claim tracker <tracker@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True


def _origin(url: str) -> str:
    """The scheme and host of an address, as the Content-Security-Policy names them."""
    return "/".join(url.split("/")[:3])


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        # A browser holds a form to this even when its answer leads on, as the log-in does to the identity provider.
        "form-action": ["'self'", *([_origin(OIDC_SERVER_URL)] if OIDC_SERVER_URL else [])],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True

API_RATE_ANONYMOUS = env.str("API_RATE_ANONYMOUS", default="600/min")
API_RATE_TOKEN = env.str("API_RATE_TOKEN", default="3000/min")
LOGIN_RATE = env.str("LOGIN_RATE", default="20/hour")
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
THROTTLE_DIR = DATA_DIR / "throttle"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["claims.api.authentication.StaffTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["claims.api.parsing.BoundedJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "claims.api.parsing.OnlyJSON",
    "DEFAULT_METADATA_CLASS": None,  # the OpenAPI document says what OPTIONS would
    "DEFAULT_SCHEMA_CLASS": "claims.api.description.Description",
    "EXCEPTION_HANDLER": "claims.problems.problem_response",
    "DEFAULT_VERSIONING_CLASS": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
KNOX_TOKEN_MODEL = "knox.AuthToken"  # noqa: S105 - the name of a model
REST_KNOX = {"TOKEN_TTL": None, "AUTH_HEADER_PREFIX": "Bearer"}
SPECTACULAR_SETTINGS = {
    "TITLE": "Claim tracker",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "DESCRIPTION": "Articles, their claims, the evidence for and against them, and every public change.",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "Status": "claims.models.base.STATUS_CHOICES",
        "FlagKind": "claims.models.flags.Flag.Kind",
        "ClaimKind": "claims.models.articles.Claim.Kind",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
}
