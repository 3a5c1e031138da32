"""The same people and workspaces as in the rooms' own tests."""

from auricle.web.conftest import elsewhere, own_home, owner, shared_home, signed_in, stranger, teammate, workspace

__all__ = ["elsewhere", "own_home", "owner", "shared_home", "signed_in", "stranger", "teammate", "workspace"]
