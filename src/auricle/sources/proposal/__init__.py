"""Proposals: what a file seems to be, with reasons, as a mapping one can keep."""

from .proposing import Finding, NothingUnderstood, Proposal, propose

__all__ = ["Finding", "NothingUnderstood", "Proposal", "propose"]
