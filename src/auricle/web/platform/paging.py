"""Lists for programs, page by page: what a page is asked with, and where the next one begins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import QuerySet
from pydantic import BaseModel, Field

from .operation import Given

Row = TypeVar("Row")
MOST = 200


class Paged(Given):
    """The newest first. ``after`` is the ``next`` of the page before."""

    after: int = Field(0, ge=0, le=2**31 - 1, description="The next of the page before; 0 for the first page.")
    limit: int = Field(50, ge=1, le=MOST, description="How many at most.")


class Page(BaseModel):
    """A part of a list; ``next`` goes into ``after`` for the part behind, and is null on the last."""

    next: int | None


def numbered_page(rows: QuerySet[Any], given: Paged, by: str = "pk") -> tuple[list[Any], int | None]:
    """Rows of the application from the highest number down; what is added meanwhile moves nothing."""
    rows = rows.order_by(f"-{by}")
    found = list((rows.filter(**{f"{by}__lt": given.after}) if given.after else rows)[: given.limit + 1])
    shown = found[: given.limit]
    return shown, getattr(shown[-1], by) if len(found) > given.limit else None


def placed_page(found: Sequence[Row], given: Paged) -> tuple[Sequence[Row], int | None]:
    """Facts read from the place ``after``, one more than asked for where there are more."""
    return found[: given.limit], given.after + given.limit if len(found) > given.limit else None
