"""Questionnaires: SurveyJS documents read, asked, answered and counted. No web, no store."""

from .cost import Cost, completion, question_seconds, seconds
from .course import END, Course, Option, Row, Shown, ShownPage, ShownPanel, answered, course, finished
from .faults import Fault
from .foreign import Arrival, from_limesurvey, from_qualtrics, opened
from .plain import plain
from .reading import Unreadable, read
from .remarks import Remark, remarks, untranslated
from .saying import Response, Said, said
from .shape import Choice, Hindrance, Page, Panel, Question, Questionnaire, Steps
from .templates import Template, template, templates
from .words import Words, language_of, locale

__all__ = [
    "END",
    "Arrival",
    "Choice",
    "Cost",
    "Course",
    "Fault",
    "Hindrance",
    "Option",
    "Page",
    "Panel",
    "Question",
    "Questionnaire",
    "Remark",
    "Response",
    "Row",
    "Said",
    "Shown",
    "ShownPage",
    "ShownPanel",
    "Steps",
    "Template",
    "Unreadable",
    "Words",
    "answered",
    "completion",
    "course",
    "finished",
    "from_limesurvey",
    "from_qualtrics",
    "language_of",
    "locale",
    "opened",
    "plain",
    "question_seconds",
    "read",
    "remarks",
    "said",
    "seconds",
    "template",
    "templates",
    "untranslated",
]
