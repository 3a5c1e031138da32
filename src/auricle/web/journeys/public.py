"""The door of the room; no other room needs anything of it so far."""

__all__: list[str] = []
