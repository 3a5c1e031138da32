"""The seeded demo company, openly made up, whose truth is known."""

from .company import DEFAULT_CUSTOMERS, DEFAULT_DAYS, Company, DemoOutOfBounds
from .demo import make_demo
from .truth import TRUTH, Truth

__all__ = ["DEFAULT_CUSTOMERS", "DEFAULT_DAYS", "TRUTH", "Company", "DemoOutOfBounds", "Truth", "make_demo"]
