"""Feeds of reviews, posts and tickets: RSS 2.0, Atom and JSON Feed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext_lazy as _

from auricle.sentence import sentence, sentence_of

from ..email.reading import plain_words
from ..incoming import Post, Pulled, Reading
from ..outgoing import NotSent, ask
from ..parcels import Undelivered
from ..transport import Source
from .form import FeedForm

BYTES = 10 * 1024 * 1024
ATOM = "{http://www.w3.org/2005/Atom}"


class Feed(Source):
    name = "feed"
    title = _("Feed")
    about = _("Reviews, posts or tickets that another system offers as RSS, Atom or JSON Feed.")
    icon = "activity"
    form = FeedForm

    def look(self, reading: Reading) -> str:
        posts = self.pull(reading).posts
        return sentence("the feed holds {posts:,} entries", posts=len(posts))

    def pull(self, reading: Reading) -> Pulled:
        """All entries that are there: those known already are duplicates, whatever order a feed has."""
        try:
            answered = ask("GET", reading.settings["address"], most_bytes=BYTES)
        except NotSent as reason:
            raise Undelivered(sentence_of(reason)) from reason
        if answered.status != 200:
            raise Undelivered(answered.said)
        return Pulled({}, posts=posts_of(answered.body))


def posts_of(body: bytes) -> tuple[Post, ...]:
    """The entries of a feed that have an id and words.

    Raises
        Undelivered: it is neither XML without a document type nor JSON.
    """
    try:
        found = _of_json(json.loads(body)) if body.lstrip()[:1] == b"{" else _of_xml(fromstring(body, forbid_dtd=True))
        return tuple(post for post in found if post.id and (post.text or post.title))
    except (ValueError, ParseError, DefusedXmlException, TypeError, AttributeError) as error:
        said = sentence("what came is no feed: {reason}", reason=str(error)[:200] or type(error).__name__)
        raise Undelivered(said) from error


def _of_json(feed: Mapping[str, Any]) -> Iterator[Post]:
    for item in feed.get("items", ()):
        authors = item.get("authors") or [item.get("author") or {}]
        yield Post(
            str(item.get("id", "")),
            _at(item.get("date_published", "")),
            item.get("content_text") or plain_words(item.get("content_html") or item.get("summary") or ""),
            item.get("title") or "",
            str(authors[0].get("name", "")),
            item.get("url") or "",
        )


def _of_xml(root: Element) -> Iterator[Post]:
    for item in root.iter("item"):
        address = _said(item, "link")
        author = _said(item, "author", "{http://purl.org/dc/elements/1.1/}creator")
        words = _said(item, "{http://purl.org/rss/1.0/modules/content/}encoded", "description")
        at = _at(_said(item, "pubDate", "{http://purl.org/dc/elements/1.1/}date"))
        yield Post(_said(item, "guid") or address, at, plain_words(words), _said(item, "title"), author, address)
    for entry in root.iter(f"{ATOM}entry"):
        link = entry.find(f"{ATOM}link")
        words = plain_words(_said(entry, f"{ATOM}content", f"{ATOM}summary"))
        at = _at(_said(entry, f"{ATOM}published", f"{ATOM}updated"))
        author = _said(entry, f"{ATOM}author/{ATOM}name")
        address = link.get("href", "") if link is not None else ""
        yield Post(_said(entry, f"{ATOM}id") or address, at, words, _said(entry, f"{ATOM}title"), author, address)


def _said(item: Element, *names: str) -> str:
    found = (item.find(name) for name in names)
    return next(("".join(each.itertext()).strip() for each in found if each is not None), "")


def _at(said: str) -> datetime:
    """ISO 8601 or the way of e-mail; now where neither is understood."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            at = read(said)
        except (ValueError, TypeError):
            continue
        return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
    return datetime.now(UTC)
