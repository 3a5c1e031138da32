"""The door of the room: what other rooms of the web may use of the platform."""

from .address import LEADS_NOWHERE, public_address
from .audit import record, write_down
from .charts import (
    Beside,
    Caseload,
    Chart,
    Heat,
    HeatCell,
    Limits,
    Line,
    Moment,
    Note,
    Point,
    Rows,
    Step,
    Thing,
    bridge,
    caseload,
    curve,
    distribution,
    heat,
    quadrant,
    segments,
    series,
    trend,
)
from .charts.calendar import spoken
from .charts.heat import tone as heat_tone
from .downloads import download, send_file
from .facts import UNREADY, facts_of, folder_of
from .models import AuditEntry, Membership, User, Workspace
from .numbers import amount, changed, difference, duration, estimate, grouped, signed, too_few
from .operation import Caller, Day, Given, NoInput, Operation, Proposal, Words, faults_of
from .paging import Page, Paged, numbered_page, placed_page
from .period import Period, year_before
from .queries import entries_about
from .remembered import is_known, memory_of, remembered
from .roles import Role, allows, may
from .room import ACT, LISTEN, PROVE, SETTINGS, TELL, UNDERSTAND, Entrance, RoomConfig
from .rounds import goes_round, wake
from .scope import NoWorkspace, ScopedModel, ScopedQuerySet
from .screen import ScreenState, going_on
from .settings_file import read_settings_of, write_settings_of
from .span import DAY, Span, span_of
from .wording import in_words, keepable, plainly, together

__all__ = [
    "ACT",
    "DAY",
    "LEADS_NOWHERE",
    "LISTEN",
    "PROVE",
    "SETTINGS",
    "TELL",
    "UNDERSTAND",
    "UNREADY",
    "AuditEntry",
    "Beside",
    "Caller",
    "Caseload",
    "Chart",
    "Day",
    "Entrance",
    "Given",
    "Heat",
    "HeatCell",
    "Limits",
    "Line",
    "Membership",
    "Moment",
    "NoInput",
    "NoWorkspace",
    "Note",
    "Operation",
    "Page",
    "Paged",
    "Period",
    "Point",
    "Proposal",
    "Role",
    "RoomConfig",
    "Rows",
    "ScopedModel",
    "ScopedQuerySet",
    "ScreenState",
    "Span",
    "Step",
    "Thing",
    "User",
    "Words",
    "Workspace",
    "allows",
    "amount",
    "bridge",
    "caseload",
    "changed",
    "curve",
    "difference",
    "distribution",
    "download",
    "duration",
    "entries_about",
    "estimate",
    "facts_of",
    "faults_of",
    "folder_of",
    "goes_round",
    "going_on",
    "grouped",
    "heat",
    "heat_tone",
    "in_words",
    "is_known",
    "keepable",
    "may",
    "memory_of",
    "numbered_page",
    "placed_page",
    "plainly",
    "public_address",
    "quadrant",
    "read_settings_of",
    "record",
    "remembered",
    "segments",
    "send_file",
    "series",
    "signed",
    "span_of",
    "spoken",
    "together",
    "too_few",
    "trend",
    "wake",
    "write_down",
    "write_settings_of",
    "year_before",
]
