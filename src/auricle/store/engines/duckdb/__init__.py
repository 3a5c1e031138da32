"""The embedded engine: one DuckDB file per workspace, owned by one process."""
