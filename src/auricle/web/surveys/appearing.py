"""Where surveys appear in the company's own pages, and how auricle.js comes to know."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from auricle.collector import public as collector
from auricle.questionnaire import language_of
from auricle.web.platform.public import folder_of, public_address

from .models import Appearance, SurveyVersion


def tell(workspace: Any, address: str) -> None:
    """Put what appears into the workspace's folder, where the collector finds it for the pages that ask.

    ``address`` is where this server is reached, unless its settings say.
    """
    base = public_address(address)
    published = SurveyVersion.objects.of(workspace).values("survey")
    rows = Appearance.objects.of(workspace).filter(is_on=True, survey__is_open=True, survey__in=published)
    shown = tuple(_shown(row) for row in rows.select_related("survey").order_by("pk"))
    collector.show(folder_of(workspace.slug), collector.Appearances(base, shown))


def _shown(row: Appearance) -> collector.Appearing:
    return collector.Appearing(
        survey=row.survey.public,
        look=row.look,
        moment=row.moment,
        seconds=row.seconds,
        scroll=row.scroll_percent,
        event=row.event,
        pages=_lines(row.pages),
        not_pages=_lines(row.not_pages),
        share=row.share_percent,
        days=row.days,
        label=_labels(row.survey.languages) if row.look == Appearance.Look.BUTTON else {},
        colour=row.survey.brand_colour,
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (line.strip() for line in text.splitlines())))


def _labels(languages: list[str]) -> dict[str, str]:
    """What stands on the button, by language; ours where we do not speak the survey's."""
    said = {}
    for code in map(language_of, languages):
        with translation.override(code if code in dict(settings.LANGUAGES) else "en"):
            said[code] = _("Your feedback")
    return said
