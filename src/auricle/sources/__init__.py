"""Sources: files of a company become rows of entities, by mappings that are shown before they run."""

from .faults import SourceFault
from .importing import run
from .mapping import Mapping, MappingWrong, parse_mapping, read_mapping
from .proposal import Finding, Proposal, propose
from .quarantine import export_quarantine, refuse_no_export, replay
from .report import Fate, FileRead, ImportReport, Progress

__all__ = [
    "Fate",
    "FileRead",
    "Finding",
    "ImportReport",
    "Mapping",
    "MappingWrong",
    "Progress",
    "Proposal",
    "SourceFault",
    "export_quarantine",
    "parse_mapping",
    "propose",
    "read_mapping",
    "refuse_no_export",
    "replay",
    "run",
]
