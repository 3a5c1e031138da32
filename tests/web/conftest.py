"""The same people and workspaces as in the rooms' own tests."""

from auricle.web.conftest import elsewhere, owner, signed_in, stranger, teammate, workspace

__all__ = ["elsewhere", "owner", "signed_in", "stranger", "teammate", "workspace"]
