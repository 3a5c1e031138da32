"""Pictures of results: what one shows, and the words and figures that say the same without it."""

from .bridge import Step, bridge
from .chart import Chart
from .curve import Line, Point, curve
from .distribution import distribution
from .heat import Heat, HeatCell, heat
from .segments import segments
from .trend import Limits, Note, trend

__all__ = [
    "Chart", "Heat", "HeatCell", "Limits", "Line", "Note", "Point", "Step", "bridge", "curve", "distribution", "heat",
    "segments", "trend",
]  # fmt: skip
