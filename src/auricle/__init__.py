"""Auricle: customer experience management, as a library."""
