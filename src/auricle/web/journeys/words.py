"""Journeys in sentences that claim no more than the intervals allow."""

from __future__ import annotations

from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from auricle.understanding.journeys import JourneyMap
from auricle.understanding.step_scores import Pain, StepScores
from auricle.web.platform.public import amount, difference, grouped

from .picture import Called

OFTEN = 0.1
"""From this share of runs on a path is called the way they go."""
TOLD = 6


def path_words(steps: tuple[str, ...], called: Called) -> str:
    """A way as people read it; what comes several times running is counted."""
    names = [
        called(step) if (times := len(list(same))) == 1 else f"{called(step)} ×{times}" for step, same in groupby(steps)
    ]
    if len(names) > TOLD:
        names = [*names[: TOLD - 2], "…", names[-1]]
    return " → ".join(names)


def run_words(run: str, n: int) -> str:
    """So many customers, orders or cases, visits."""
    count = {"n": grouped(n)}
    if run == "customer":
        return ngettext("%(n)s customer", "%(n)s customers", n) % count
    if run == "session":
        return ngettext("%(n)s visit", "%(n)s visits", n) % count
    return ngettext("%(n)s order or case", "%(n)s orders or cases", n) % count


def map_headline(found: JourneyMap, scores: StepScores | None, called: Called) -> str:
    main, hurt = found.paths[0], scores.pain if scores else None
    share = amount(main.runs / found.runs, "share")
    if main.runs / found.runs >= OFTEN:
        text = _("%(share)s take the way %(path)s") % {"share": share, "path": path_words(main.steps, called)}
    elif found.moves:
        move = found.moves[0]
        text = _("No way is common: the most frequent step is from %(before)s to %(after)s") % {
            "before": called(move.before),
            "after": called(move.after),
        }
    else:
        text = _("Nobody takes a second step")
    if hurt is None or scores is None:
        return text
    return _("%(finding)s; it hurts at %(step)s") % {"finding": text, "step": called(hurt.step)}


def pain_words(hurt: Pain, scores: StepScores, called: Called) -> str:
    return _("%(step)s is scored %(gap)s below the other steps (%(value)s against %(others)s).") % {
        "step": called(hurt.step),
        "gap": difference(hurt.gap, scores.unit),
        "value": amount(hurt.row.value or 0.0, scores.unit),
        "others": amount(hurt.others, scores.unit),
    }
