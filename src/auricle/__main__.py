"""``python -m auricle`` is the command line."""

from .cli import app

app()
