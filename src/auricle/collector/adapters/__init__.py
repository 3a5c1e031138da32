"""The dialects clients speak; each takes a body apart (``split``) and reads one event of it (``read``)."""
