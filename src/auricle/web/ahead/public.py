"""The door of the room: nothing of it is used by others but its addresses."""
