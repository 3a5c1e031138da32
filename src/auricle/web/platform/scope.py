"""Rows that belong to a workspace, and a manager that gives none of them until it is told which."""

from __future__ import annotations

from typing import Any, Self

from django.db import models


class NoWorkspace(RuntimeError):
    def __init__(self, model: type[models.Model]):
        super().__init__(
            f"{model.__name__} rows were asked for without a workspace: write {model.__name__}.objects.of(workspace)"
        )


class ScopedQuerySet(models.QuerySet):
    """A queryset that refuses to run until ``of(workspace)`` (or, said aloud, ``across``) was called."""

    _scoped = False

    def of(self, workspace: models.Model) -> Self:
        found = self.filter(workspace=workspace)
        found._scoped = True
        return found

    def across(self, reason: str) -> Self:
        """Rows of all workspaces; ``reason`` says why that is right here."""
        if not reason:
            raise NoWorkspace(self.model)
        found = self._chain()
        found._scoped = True
        return found

    def _clone(self) -> Self:
        clone = super()._clone()
        clone._scoped = self._scoped
        return clone

    def _demand_scope(self) -> None:
        if not self._scoped:
            raise NoWorkspace(self.model)


def _guarded(name: str) -> Any:
    def method(self: ScopedQuerySet, *args: Any, **kwargs: Any) -> Any:
        self._demand_scope()
        return getattr(models.QuerySet, name)(self, *args, **kwargs)

    method.__name__ = name
    method.queryset_only = False  # type: ignore[attr-defined]
    return method


# Everything through which a queryset reaches the database, or another query takes it in.
GUARDED = (
    "_fetch_all", "iterator", "aiterator", "count", "exists", "contains", "aggregate", "explain", "in_bulk",
    "update", "delete", "_raw_delete", "_update", "bulk_update", "resolve_expression",
)  # fmt: skip
for _name in GUARDED:
    setattr(ScopedQuerySet, _name, _guarded(_name))


class ScopedModel(models.Model):
    """A row of one workspace. ``objects.of(workspace)`` is the only way to rows."""

    workspace = models.ForeignKey("platform.Workspace", on_delete=models.CASCADE, related_name="+")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True
