"""Who is who: ids of every kind resolved to customers, by rules that are data, reversibly."""

from .linking import Conflict, Identities, Link
from .resolver import Resolution, Resolver
from .rules import Rules, UnknownKind, read_rules

__all__ = ["Conflict", "Identities", "Link", "Resolution", "Resolver", "Rules", "UnknownKind", "read_rules"]
