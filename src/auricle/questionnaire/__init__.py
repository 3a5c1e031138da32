"""Questionnaires: SurveyJS documents read, asked, answered and counted. No web, no store."""

from .course import END, Course, Option, Row, Shown, ShownPage, ShownPanel, answered, course, finished
from .faults import Fault
from .foreign import Arrival, from_limesurvey, from_qualtrics, opened
from .plain import plain
from .reading import Unreadable, read
from .saying import Response, Said, said
from .shape import Choice, Hindrance, Page, Panel, Question, Questionnaire, Steps
from .words import Words, language_of, locale

__all__ = [
    "END",
    "Arrival",
    "Choice",
    "Course",
    "Fault",
    "Hindrance",
    "Option",
    "Page",
    "Panel",
    "Question",
    "Questionnaire",
    "Response",
    "Row",
    "Said",
    "Shown",
    "ShownPage",
    "ShownPanel",
    "Steps",
    "Unreadable",
    "Words",
    "answered",
    "course",
    "finished",
    "from_limesurvey",
    "from_qualtrics",
    "language_of",
    "locale",
    "opened",
    "plain",
    "read",
    "said",
]
