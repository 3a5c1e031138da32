"""Pictures of results: what one shows, and the words and figures that say the same without it."""

from .bridge import Step, bridge
from .chart import Chart
from .curve import Line, Point, curve
from .distribution import distribution
from .heat import Heat, HeatCell, heat
from .quadrant import Thing, quadrant
from .segments import segments
from .trend import Beside, Limits, Note, trend

__all__ = [
    "Beside", "Chart", "Heat", "HeatCell", "Limits", "Line", "Note", "Point", "Step", "Thing", "bridge", "curve",
    "distribution", "heat", "quadrant", "segments", "trend",
]  # fmt: skip
