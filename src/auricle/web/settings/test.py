"""Settings of the test suite: a home of its own, quick hashes, work done where it is asked for."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

from .base import *  # noqa: F403

SECRET_KEY = "only for tests"  # noqa: S105
HOME = Path(tempfile.mkdtemp(prefix="auricle-test-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)

DATABASES["default"]["NAME"] = HOME / "app.db"  # noqa: F405
DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.db")}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
ALLOWED_HOSTS = ["*"]
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key"}
MIDDLEWARE = [name for name in MIDDLEWARE if "static_files" not in name]  # noqa: F405
