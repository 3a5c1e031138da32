"""The page of a measure as HTML: what it says, its formula, when it misleads, its source."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from auricle.model.pages import page_of
from auricle.workspace import Workspace

_MARKDOWN = MarkdownIt("commonmark", {"html": False})  # what stands in a page is text, a workspace's own pages too
_HEADING = re.compile(r"^# .*\n+")
_OTHER_PAGE = re.compile(r"\]\(([a-z0-9_]+)(?:\.zh-han[st])?\.md\)")


def page_as_html(workspace: Workspace, measure: str, language: str, address: Callable[[str], str]) -> SafeString:
    """The page without its title; links to other measures' pages lead to ``address(name)``. Empty without a page."""
    text = _HEADING.sub("", page_of(measure, language, workspace.folder))
    linked = _OTHER_PAGE.sub(lambda found: f"]({address(found[1])})", text)
    html = _MARKDOWN.render(re.sub(r"^## ", "### ", linked, flags=re.MULTILINE))
    return mark_safe(html)  # noqa: S308 - made by a renderer that lets no HTML of the text through
