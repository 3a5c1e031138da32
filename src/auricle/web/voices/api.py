"""What customers speak of, and what they wrote, for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from auricle.understanding.voices.themes import ThemeShare
from auricle.web.platform.public import Caller, Day, Given, Operation, Page, Paged, Words

from .queries import Comment, Wanted, comments
from .words import theme_title, tone_of

_WHERE = Field("", description="A filter such as channel = 'web'.", max_length=2000)


class AskedThemes(Given):
    where: str = _WHERE
    start: Day | None = Field(None, description="First day; the last twelve months when left out.")
    end: Day | None = None


class Interval(BaseModel):
    """A number with its 95 % interval."""

    value: float
    low: float
    high: float


class Theme(BaseModel):
    """``sentiment`` is from -1 to 1; ``moved`` and ``felt`` are the changes of share and sentiment since the window
    before. All is null below the privacy floor."""

    theme: str
    title: str
    n: int | None
    share: Interval | None
    sentiment: Interval | None
    negative: Interval | None
    moved: Interval | None
    felt: Interval | None
    is_rising: bool


class Themes(BaseModel):
    start: date | None
    end: date | None
    before_start: date | None
    before_end: date | None
    texts: int | None
    themes: list[Theme]


class AskedComments(Paged):
    where: str = _WHERE
    start: Day | None = None
    end: Day | None = None
    theme: str = Field("", description="The name of a theme, as themes gives it.", max_length=80)
    tone: Literal["", "positive", "neutral", "negative"] = ""
    language: str = Field("", description="Such as en or zh.", max_length=20)
    limit: int = Field(20, ge=1, le=100, description="How many at most.")


class Mention(BaseModel):
    theme: str
    title: str
    tone: str


class CommentOfCustomer(BaseModel):
    """One text with what was read in it; ``customer`` only for who may see customers."""

    feedback: str
    at: datetime
    customer: str | None
    channel: str | None
    language: str | None
    tone: str | None
    needs: str | None = Field(description="What has to be done about it, where something has.")
    mentions: list[Mention]
    words: Words


class Comments(Page):
    comments: list[CommentOfCustomer]


def _themes(caller: Caller, given: AskedThemes) -> Themes:
    span = caller.span(given.start, given.end)
    found = caller.workspace.voices(span.start, span.end, given.where)
    return Themes(
        start=found.window.start, end=found.window.end, before_start=found.before.start, before_end=found.before.end,
        texts=found.texts, themes=[_theme(caller, each) for each in found.themes],
    )  # fmt: skip


def _theme(caller: Caller, each: ThemeShare) -> Theme:
    return Theme(
        theme=each.theme, title=theme_title(caller.state, each.theme), n=each.n, share=_interval(each.share),
        sentiment=_interval(each.sentiment), negative=_interval(each.negative), moved=_interval(each.moved),
        felt=_interval(each.felt), is_rising=each.is_rising,
    )  # fmt: skip


def _interval(found: Any) -> Interval | None:
    if found is None:
        return None
    value = found.difference if hasattr(found, "difference") else found.value
    return Interval(value=value, low=found.low, high=found.high)


def _comments(caller: Caller, given: AskedComments) -> Comments:
    wanted = Wanted(given.where, given.start, given.end, given.theme, given.language, given.tone)
    found, more = comments(caller.workspace, wanted, given.after, given.limit)
    caller.took_out("exported rows", "comments", where=given.where, theme=given.theme, tone=given.tone)
    sees = caller.may("see customers")
    after = given.after + given.limit if more else None
    return Comments(comments=[_comment(caller, each, sees) for each in found], next=after)


def _comment(caller: Caller, each: Comment, sees_customers: bool) -> CommentOfCustomer:
    read = each.reading
    mentions = [
        Mention(theme=row["theme"], title=theme_title(caller.state, row["theme"]), tone=tone_of(row["sentiment"]))
        for row in each.mentions
    ]
    return CommentOfCustomer(
        feedback=each.feedback, at=each.at, customer=each.customer or None if sees_customers else None,
        channel=read["channel"], language=read["language"],
        tone=tone_of(read["sentiment"]) if read["sentiment"] is not None else None,
        needs=read["action"], mentions=mentions, words=Words(untrusted_text=each.text),
    )  # fmt: skip


OPERATIONS = (
    Operation(
        "themes", "/themes", "see numbers",
        "What customers speak of. Each theme's share of texts and sentiment with intervals, how both changed, and "
        "whether it is rising.",
        AskedThemes, Themes, _themes,
    ),
    Operation(
        "comments", "/comments", "see rows",
        "What customers wrote, the newest first. With what was read in each text; the text stands in untrusted_text.",
        AskedComments, Comments, _comments,
    ),
)  # fmt: skip
