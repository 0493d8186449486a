"""Every setting, read from the environment and from nowhere else."""

import os
import sys
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parents[2]


def _flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").strip().lower() in {"1", "true", "yes", "on"}


def _secret(name: str) -> str:
    """A secret from NAME, or from the file that NAME_FILE points at."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, "")


def _list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def _database(url: str) -> dict[str, object]:
    """Django's form of `postgresql://user:password@host:port/name?host=/socket/folder`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        sys.exit(f"DATABASE_URL starts with '{parts.scheme or 'nothing'}'; Lifecourse needs a postgresql:// address.")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        # A new connection costs about 3 ms; ten minutes keeps a worker's own connection warm.
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
        "TEST": {"NAME": os.environ.get("LIFECOURSE_TEST_DB", "test_lifecourse")},
    }


DEMO = _flag("LIFECOURSE_DEMO")
DEBUG = _flag("LIFECOURSE_DEBUG")
# pytest reads the settings before any conftest runs, so a test run is known here and nowhere else.
TESTING = "pytest" in sys.modules
SECRET_KEY = _secret("LIFECOURSE_SECRET_KEY") or ("a key for tests only" if TESTING else "")
# Names are searched by keyed hashes of their parts; whoever has the key and a copy of the table can test guesses.
HASH_KEY = _secret("LIFECOURSE_HASH_KEY") or ("a hash key for tests only" if TESTING else "")
ALLOWED_HOSTS = _list("LIFECOURSE_HOSTS", "localhost,127.0.0.1,[::1],testserver" if DEMO or DEBUG or TESTING else "")
CSRF_TRUSTED_ORIGINS = _list("LIFECOURSE_ORIGINS")
# The authority whose figures the scorecard calls ours: its code in data/areas, which is the Department’s.
OWN_AREA = os.environ.get("LIFECOURSE_AREA", "359")
PARTNERSHIP_NAME = os.environ.get("LIFECOURSE_PARTNERSHIP", "Safeguarding Partnership")

if not os.environ.get("DATABASE_URL"):
    sys.exit("DATABASE_URL is not set: use ./run (it starts a database), or give the address of your PostgreSQL.")
AS_OWNER = _flag("LIFECOURSE_AS_OWNER")
APP_DATABASE = _database(os.environ["DATABASE_URL"])
OWNER_DATABASE = _database(os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"])
# A copy: Django and the tests write into it.
DATABASES = {"default": {**(OWNER_DATABASE if AS_OWNER else APP_DATABASE)}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

KERNEL = [
    "base",
    "ui",
    "audit",
    "codelists",
    "access",
    "agencies",
    "letters",
    "clocks",
    "people",
    "matching",
    "involvement",
    "actions",
]
DOMAINS = ["concerns", "board", "cohorts", "scorecard", "annual_report"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "govuk_frontend_django",
    "procrastinate.contrib.django",
    *(f"lifecourse.kernel.{name}" for name in KERNEL),
    *(f"lifecourse.domains.{name}" for name in DOMAINS),
    "lifecourse.web",
    "lifecourse.demo",
    # After ours, so that access's templates for these pages are found first.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lifecourse.kernel.access.middleware.SignedInAndCurrent",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "lifecourse.kernel.access.middleware.ViewerTransaction",
    "lifecourse.web.errors.DomainErrors",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "lifecourse.config.urls"
WSGI_APPLICATION = "lifecourse.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lifecourse.web.context.page",
                "lifecourse.kernel.access.page.emergency",
            ],
            "builtins": ["lifecourse.kernel.ui.templatetags.ui"],
        },
    }
]

# Signing in ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "lifecourse.kernel.access.backends.CurrentStaffBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:home"
LOGOUT_REDIRECT_URL = "web:home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    # Asks a list of breached passwords by the first 5 characters of a hash. A call over the network, so off by default.
    {
        "NAME": "lifecourse.kernel.access.validators.BreachedPasswordValidator",
        "OPTIONS": {"range_url": os.environ.get("LIFECOURSE_BREACHED_PASSWORDS_URL", "")},
    },
]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # the link works once, and for a day: an invitation is not read within the hour
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by an administrator, who has verified the address
ACCOUNT_ADAPTER = "lifecourse.kernel.access.adapters.StaffAdapter"
ACCOUNT_FORMS = {
    "login": "lifecourse.kernel.access.forms.sign_in.SignInForm",
    "reauthenticate": "lifecourse.kernel.access.forms.sign_in.AgainForm",
    "reset_password": "lifecourse.kernel.access.forms.sign_in.ForgottenForm",
    "reset_password_from_key": "lifecourse.kernel.access.forms.sign_in.NewPasswordForm",
    "change_password": "lifecourse.kernel.access.forms.sign_in.ChangePasswordForm",
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
# Flood control by address alone; lock-out is axes' affair, by account and address together. A council's whole staff may
# stand behind one address at nine in the morning.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": None, "reset_password": "60/m/ip"}
SOCIALACCOUNT_ADAPTER = "lifecourse.kernel.access.adapters.KnownStaffOnly"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_ADAPTER = "lifecourse.kernel.access.adapters.StaffMFAAdapter"
MFA_FORMS = {
    "authenticate": "lifecourse.kernel.access.forms.sign_in.CodeForm",
    "reauthenticate": "lifecourse.kernel.access.forms.sign_in.CodeAgainForm",
    "activate_totp": "lifecourse.kernel.access.forms.sign_in.SetUpAppForm",
    "add_webauthn": "lifecourse.kernel.access.forms.sign_in.AddPasskeyForm",
    "authenticate_webauthn": "lifecourse.kernel.access.forms.sign_in.PasskeyForm",
    "reauthenticate_webauthn": "lifecourse.kernel.access.forms.sign_in.PasskeyAgainForm",
    "edit_webauthn": "lifecourse.kernel.access.forms.sign_in.RenamePasskeyForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are verified by the administrator, not by allauth
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute out
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
MFA_TOTP_ISSUER = "Lifecourse"
MFA_SKIP_ALLOWED = DEMO  # the demo's "not now" on the second factor exists nowhere else
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: our own policy lets no form lead to another site
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # our adapter links by verified address, and keeps the password
# Whether the provider's own second factor counts: "never", "amr" (if its token says it asked) or "always".
OIDC_TRUST_SECOND_FACTOR = os.environ.get("LIFECOURSE_OIDC_TRUST_MFA", "never")
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "single-sign-on",
                    "name": os.environ.get("LIFECOURSE_OIDC_NAME", "Your organisation"),
                    "client_id": os.environ["LIFECOURSE_OIDC_CLIENT_ID"],
                    "secret": _secret("LIFECOURSE_OIDC_SECRET"),
                    "settings": {
                        "server_url": os.environ["LIFECOURSE_OIDC_SERVER"],
                        # Some providers never say "verified"; the domains they own are named here.
                        "verified_email": _list("LIFECOURSE_OIDC_DOMAINS"),
                    },
                }
            ],
        }
    }
    if os.environ.get("LIFECOURSE_OIDC_CLIENT_ID")
    else {}
)
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # both together, so nobody can lock a colleague out
AXES_USERNAME_FORM_FIELD = "login"
AXES_IPWARE_PROXY_COUNT = int(os.environ.get("LIFECOURSE_PROXIES", "0"))
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # trying again does not make the wait longer
AXES_DISABLE_ACCESS_LOG = True  # the trail has every sign-in
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "email", "code", "credential"]
AXES_USERNAME_CALLABLE = "lifecourse.kernel.access.lockout.account_typed"
AXES_CLIENT_IP_CALLABLE = "lifecourse.kernel.access.lockout.client_address"
AXES_LOCKOUT_CALLABLE = "lifecourse.kernel.access.lockout.refuse"
SESSION_IDLE_SECONDS = 30 * 60
SESSION_ABSOLUTE_SECONDS = 12 * 60 * 60
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# What the browser is told -----------------------------------------------------------------------------------------
SECURE_COOKIES = not (DEMO or DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SECURE_SSL_REDIRECT = SECURE_COOKIES and _flag("LIFECOURSE_SSL_REDIRECT", not TESTING)
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_COOKIES else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_COOKIES
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if AXES_IPWARE_PROXY_COUNT else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "lifecourse.web.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_HANDLERS = ["lifecourse.kernel.base.uploads.Bounded"]

# Words, time, files ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
_MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    (prefix, str(folder))
    for prefix, folder in (
        ("govuk", _MODULES / "govuk-frontend" / "dist" / "govuk"),
        ("moj", _MODULES / "@ministryofjustice" / "frontend" / "moj"),
        ("htmx", _MODULES / "htmx.org" / "dist"),
    )
    if folder.is_dir()
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
WHITENOISE_AUTOREFRESH = DEBUG or TESTING  # a test needs no collected files
REFERENCE_DATA = BASE_DIR / "data"

# Letters and jobs ------------------------------------------------------------------------------------------------
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("LIFECOURSE_SMTP_HOST")
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = os.environ.get("LIFECOURSE_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("LIFECOURSE_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("LIFECOURSE_SMTP_USER", "")
EMAIL_HOST_PASSWORD = _secret("LIFECOURSE_SMTP_PASSWORD")
EMAIL_USE_TLS = _flag("LIFECOURSE_SMTP_TLS", True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("LIFECOURSE_MAIL_FROM", "lifecourse@localhost")
PUBLIC_ADDRESS = os.environ.get("LIFECOURSE_PUBLIC_ADDRESS", "http://127.0.0.1:8000")
PROCRASTINATE_ON_APP_READY = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LIFECOURSE_LOG_LEVEL", "WARNING")},
}
