"""Rules on facts: what each watches for, and which of the rows that arrived it found."""

from .matching import Match, Matching
from .rule import Kind, Rule, RuleWrong, read_rule

__all__ = ["Kind", "Match", "Matching", "Rule", "RuleWrong", "read_rule"]
