"""A store that another process has open, reached through a socket in the workspace's folder."""
