from auricle.query.tests.conftest import workspace

__all__ = ["workspace"]
