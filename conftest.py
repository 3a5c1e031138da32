"""How examples are looked for: the same ones in every run, so that a run says what changed, or new ones.

``make search`` looks for new ones; what it finds becomes an ``@example``.
"""

import os

from hypothesis import settings

# Busy machines miss deadlines without anything being wrong.
settings.register_profile("same", deadline=None, max_examples=50, derandomize=True)
settings.register_profile("new", deadline=None, max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
