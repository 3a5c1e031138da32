"""What was read, in the reader's words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from auricle.understanding.voices.themes import Voices
from auricle.web.measures.public import value_title
from auricle.web.platform.public import Period, ScreenState, amount

ACTIONS: dict[str, str | Promise] = {
    "answer": gettext_lazy("Needs an answer"),
    "suggestion": gettext_lazy("Suggests something"),
    "praise": gettext_lazy("Praises"),
    "nothing": gettext_lazy("Asks for nothing"),
}
TONES: dict[str, str | Promise] = {
    "positive": gettext_lazy("Positive"),
    "neutral": gettext_lazy("Neutral"),
    "negative": gettext_lazy("Negative"),
}
EMOTIONS: dict[str, str | Promise] = {
    "anger": pgettext_lazy("emotion", "Anger"),
    "disappointment": pgettext_lazy("emotion", "Disappointment"),
    "worry": pgettext_lazy("emotion", "Worry"),
    "joy": pgettext_lazy("emotion", "Joy"),
    "gratitude": pgettext_lazy("emotion", "Gratitude"),
    "surprise": pgettext_lazy("emotion", "Surprise"),
}
EFFORTS: dict[str, str | Promise] = {
    "hard": gettext_lazy("Was hard for them"),
    "easy": gettext_lazy("Was easy for them"),
}
CONFLICTS: dict[str, str | Promise] = {
    "worse": gettext_lazy("Words worse than the score"),
    "better": gettext_lazy("Words better than the score"),
    "any": gettext_lazy("Words against the score"),
}
LANGUAGES: dict[str, str | Promise] = {
    "zh-Hans": gettext_lazy("Simplified Chinese"),
    "zh-Hant": gettext_lazy("Traditional Chinese"),
    "en": gettext_lazy("English"),
    "other": gettext_lazy("Other languages"),
}


def theme_title(state: ScreenState, theme: str) -> str:
    """What the workspace calls a theme, else what we do."""
    said = value_title(state.workspace, "theme", theme, state.language)
    return said if said != theme else state.workspace.themes.title(theme, state.language)


def tone_of(sentiment: float | None) -> str:
    if sentiment is None or sentiment == 0:
        return "neutral"
    return "positive" if sentiment > 0 else "negative"


def headline(state: ScreenState, found: Voices) -> str:
    """The finding: what is rising, else what costs most, else what is spoken of most."""
    shown = [theme for theme in found.themes if theme.n]
    if not shown:
        return _("Too few texts speak of any one theme to say what customers speak of")
    rising = next((theme for theme in shown if theme.is_rising), None)
    if rising:
        days = Period(found.week.start, found.week.end)
        said = {"days": days, "theme": theme_title(state, rising.theme)}
        return _("From %(days)s more customers than before spoke of %(theme)s") % said
    blamed = [each for each in shown if each.negative and each.negative.low > 0.5]
    if blamed:
        worst = max(blamed, key=lambda each: each.negative.value * (each.n or 0) if each.negative else 0)
        assert worst.negative
        said = {"theme": theme_title(state, worst.theme), "share": amount(worst.negative.value, "share")}
        return _("What customers say of %(theme)s is mostly complaint: %(share)s of its mentions are negative") % said
    most = shown[0]
    assert most.share
    said = {"theme": theme_title(state, most.theme), "share": amount(most.share.value, "share")}
    return _("Customers speak most of %(theme)s: in %(share)s of their texts") % said
