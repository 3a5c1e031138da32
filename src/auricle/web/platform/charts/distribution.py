"""How many gave each answer: bars from zero over a scale, coloured as the promoters' groups where it is NPS."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from auricle.web.platform.numbers import amount, grouped, too_few

from .chart import Chart


def distribution(
    counts: Mapping[int, int],
    *,
    title: str,
    subtitle: str = "",
    scale: tuple[int, int] = (0, 10),
    is_nps: bool = False,
    name: str = "distribution",
    hidden: Collection[int] = (),
    total: int | None = None,
) -> Chart:
    """``counts`` is answers by score; scores of the scale that nobody gave are drawn as empty, and so are ``hidden``
    ones, of which too few were given. ``total`` is told where ``counts`` leaves those out."""
    scores = range(scale[0], scale[1] + 1)
    total = sum(counts.get(score, 0) for score in scores) if total is None else total
    shares = {score: counts.get(score, 0) / total if total and score not in hidden else 0.0 for score in scores}
    n = {score: too_few() if score in hidden else grouped(counts.get(score, 0)) for score in scores}
    share = {score: "" if score in hidden else amount(shares[score], "share") for score in scores}
    return Chart(
        kind="distribution",
        title=title,
        subtitle=subtitle,
        summary=_summary(shares, total),
        header=(_("Answer"), _("Share"), _("n")),
        table=tuple((str(s), share[s], n[s]) for s in scores) if total else (),
        data={
            "unit": "share",
            "labels": [str(score) for score in scores],
            "points": [
                {
                    "value": shares[score],
                    "tone": _tone(score) if is_nps else "plain",
                    "text": n[score] if score in hidden else f"{share[score]} · n {n[score]}",
                }
                for score in scores
            ],
            "tones": {"bad": _("detractors"), "even": _("passives"), "good": _("promoters")} if is_nps else {},
        },
        name=name,
    )


def _tone(score: int) -> str:
    return "bad" if score <= 6 else "even" if score <= 8 else "good"


def _summary(shares: Mapping[int, float], total: int) -> str:
    if not total:
        return _("Nobody has answered in this period.")
    if not any(shares.values()):
        return _("%(n)s answers, too few of each to show.") % {"n": grouped(total)}
    common = max(shares, key=shares.__getitem__)
    return _("%(n)s answers; the most common is %(score)s, given by %(share)s.") % {
        "n": grouped(total),
        "score": common,
        "share": amount(shares[common], "share"),
    }
