"""Every claim of speed beside a named peer: the same work, on the same data, in the same run."""
