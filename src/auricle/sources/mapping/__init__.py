"""Mappings: how files become rows of entities, as data."""

from .reading import MappingWrong, parse_mapping, read_mapping
from .schema import AnswerGroup, ColumnRule, EntityRule, FileOptions, Mapping, Question

__all__ = [
    "AnswerGroup",
    "ColumnRule",
    "EntityRule",
    "FileOptions",
    "Mapping",
    "MappingWrong",
    "Question",
    "parse_mapping",
    "read_mapping",
]
