"""``quality``: answers that may not mean what they say, and the score with and without them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

import auricle

from .measuring import From, Measure, To, Where, day
from .terminal import Json, give, progress, show
from .workspaces import Workspace

if TYPE_CHECKING:
    from auricle.understanding.quality import AnswerQuality

FLAGS = {
    "straight": "the same mark for every rating",
    "contradicts": "the score contradicts its own ratings",
    "repeated": "the same words as another answer",
    "fast": "too fast to have been read",
    "any": "any of these",
}


def quality(
    workspace: Workspace, measure: Measure, from_: From = "", to: To = "", where: Where = "", json: Json = False
) -> None:
    """How many answers to a score look careless, contradictory or copied; flagged, never deleted."""
    first, last = day(from_, "--from"), day(to, "--to")
    with auricle.open(workspace) as ws, progress(f"judging {measure}"):
        found = ws.answer_quality(measure, where, first, last)
    if json:
        from auricle.understanding.keeping import as_json

        give({name: value for name, value in as_json(found).items() if name != "query"})
    else:
        show(*quality_table(found))


def quality_table(found: AnswerQuality) -> Iterator[RenderableType]:
    from auricle.query.text import amount

    from .figures import DASH, count
    from .results import SUPPRESSED, interval
    from .tables import table

    score = amount(found.score.value, found.unit)
    yield Text(f"{found.measure}: {score} of {count(found.answers)} answers", style="bold")
    right = ("n", "of", "without them", "moves it by", "95% interval")
    made = table("answers with", *right, right=right)
    for flag in (*found.flags, found.any):
        n = SUPPRESSED if flag.n is None else count(flag.n) if flag.judged else "cannot tell"
        without = amount(flag.without.value, found.unit) if flag.without else DASH
        shift = [DASH, DASH]
        if flag.shift:
            shift = [amount(flag.shift.value, found.unit), interval(flag.shift.low, flag.shift.high, found.unit)]
        made.add_row(FLAGS[flag.name], n, count(flag.judged), without, *shift)
    yield made
