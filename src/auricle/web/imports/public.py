"""What other rooms may know of imports: the mappings a workspace keeps."""

from .queries import kept_mapping, kept_mappings

__all__ = ["kept_mapping", "kept_mappings"]
