"""Sources: files of a company become rows of entities, by mappings that are shown before they run."""

from .faults import SourceFault
from .importing import run
from .mapping import Mapping, MappingWrong, parse_mapping, read_mapping
from .quarantine import export_quarantine, replay
from .report import Fate, FileRead, ImportReport, Progress

__all__ = [
    "Fate",
    "FileRead",
    "ImportReport",
    "Mapping",
    "MappingWrong",
    "Progress",
    "SourceFault",
    "export_quarantine",
    "parse_mapping",
    "read_mapping",
    "replay",
    "run",
]
