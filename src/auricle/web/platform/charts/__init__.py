"""Pictures of results: what one shows, and the words and figures that say the same without it."""

from .bridge import Step, bridge
from .caseload import Caseload, caseload
from .chart import Chart, Rows
from .curve import Line, Point, curve
from .distribution import distribution
from .heat import Heat, HeatCell, heat
from .quadrant import Thing, quadrant
from .segments import segments
from .series import Moment, series
from .trend import Beside, Limits, Note, trend

__all__ = [
    "Beside", "Caseload", "Chart", "Heat", "HeatCell", "Limits", "Line", "Moment", "Note", "Point", "Rows", "Step",
    "Thing", "bridge", "caseload", "curve", "distribution", "heat", "quadrant", "segments", "series", "trend",
]  # fmt: skip
