"""Questionnaires of other tools, written anew as SurveyJS documents."""

from .arrival import Arrival
from .limesurvey import from_limesurvey
from .opening import opened
from .qualtrics import from_qualtrics

__all__ = ["Arrival", "from_limesurvey", "from_qualtrics", "opened"]
