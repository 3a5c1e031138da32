"""What matters beside how well it is done: a dot a thing, with both its intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from django.utils.translation import gettext as _

from auricle.web.platform.numbers import amount

from .chart import Chart


@dataclass(frozen=True, slots=True)
class Thing:
    """``done`` is how well, ``matters`` how much; both shares of 1 with their intervals.

    ``label`` begins with the mark that stands beside its dot.
    """

    label: str
    done: tuple[float, float, float]
    matters: tuple[float, float, float]
    is_clear: bool = True


def quadrant(
    things: Sequence[Thing],
    beside: Sequence[Thing] = (),
    *,
    done: str,
    matters: str,
    title: str,
    subtitle: str = "",
    name: str = "quadrant",
) -> Chart:
    """``done`` and ``matters`` name the axes; the lines stand at the averages of the things shown.

    ``beside`` are the same things elsewhere, such as in the whole; the lines then stand at theirs.
    """
    middle = beside or things
    across, up = (
        mean(values) if values else 0.0 for values in ([t.done[0] for t in middle], [t.matters[0] for t in middle])
    )
    axes = (matters, done)
    there = {t.label: t for t in beside}
    first = [t.label for t in things if t.is_clear and t.matters[0] > up and t.done[0] < across]
    return Chart(
        kind="quadrant",
        title=title,
        subtitle=subtitle,
        summary=_("Matters more and is done less well than average: %(names)s.") % {"names": _(", ").join(first)}
        if first
        else _("Nothing matters more and is done less well than average at once."),
        header=(_("Driver"), *axes, *(_("In all: %(what)s") % {"what": axis} for axis in axes if beside)),
        table=tuple((t.label, *_figures(t), *(_figures(there[t.label]) if t.label in there else ())) for t in things),
        data={
            "unit": "share",
            "done": done,
            "matters": matters,
            "across": across,
            "up": up,
            "points": [
                {
                    "label": t.label, "mark": t.label.partition(" ")[0], "x": list(t.done), "y": list(t.matters),
                    "clear": t.is_clear,
                    "beside": [there[t.label].done[0], there[t.label].matters[0]] if t.label in there else None,
                    "text": f"{matters}: {_spoken(t.matters)} · {done}: {_spoken(t.done)}",
                }
                for t in things
            ],
        },
        name=name,
    )  # fmt: skip


def _figures(thing: Thing) -> tuple[str, str]:
    return _spoken(thing.matters), _spoken(thing.done)


def _spoken(value: tuple[float, float, float]) -> str:
    text, low, high = (amount(each, "share") for each in value)
    return _("%(value)s (%(low)s to %(high)s)") % {"value": text, "low": low, "high": high}
