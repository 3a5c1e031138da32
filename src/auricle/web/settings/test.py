"""Settings of the test suite: a home of its own, quick hashes, work done where it is asked for.

With AURICLE_DATABASE set the tests of the web run on PostgreSQL, in a database they make beside that one.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .database import VARIABLE, database

SECRET_KEY = "only for tests"  # noqa: S105
HOME = Path(tempfile.mkdtemp(prefix="auricle-test-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)

DATABASES = {"default": database(HOME, os.environ.get(VARIABLE, ""))}
if VARIABLE not in os.environ:
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.db")}
GUARDS_HISTORY = VARIABLE in os.environ  # tests empty SQLite's tables row by row; the guard has tests of its own
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
ALLOWED_HOSTS = ["*"]
API_REQUESTS_A_MINUTE = 0  # a database begun anew gives every key the same number
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key"}
MIDDLEWARE = [name for name in MIDDLEWARE if "static_files" not in name]  # noqa: F405
