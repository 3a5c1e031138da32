"""The random respondents of the first ``LISTED`` for whom a step differs from survey-core, and why it may."""

from __future__ import annotations

LISTED = 800

CIRCLE = "a panel is shown only while a question inside it is empty, whose default comes back: survey-core stops at ten"
SKIPS_BACK = "a skip that leads back and stays due is followed whenever its page is left, not only when it falls due"

DIFFERENCES = {403: CIRCLE, 626: SKIPS_BACK}
