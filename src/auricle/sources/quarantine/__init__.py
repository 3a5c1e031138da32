"""What was refused: exported with its reasons, mended, replayed."""

from .export import export_quarantine
from .replay import refuse_no_export, replay
from .waiting import Waiting, waiting_rows

__all__ = ["Waiting", "export_quarantine", "refuse_no_export", "replay", "waiting_rows"]
