"""Cases, what happened in them, the work on them, and how a workspace arranges that work."""

from .case import Case, Occurrence, Severity, State
from .desk import Cause, Closure, Desk, Duty, Hours, Policy, Route, StateName
from .history import Event, HistoryIsFinal
from .work import Attachment, Comment, Message, Question, Task, Wish

__all__ = [
    "Attachment", "Case", "Cause", "Closure", "Comment", "Desk", "Duty", "Event", "HistoryIsFinal", "Hours", "Message",
    "Occurrence", "Policy", "Question", "Route", "Severity", "State", "StateName", "Task", "Wish",
]  # fmt: skip
