"""The door of the room: what other rooms of the web may use of the measures."""

from .answers import REFUSALS
from .asking import breakdowns
from .filters import checked
from .naming import dimension_title, group_title, value_title
from .opening import spanned
from .wording import against, movement, tone

__all__ = [
    "REFUSALS", "against", "breakdowns", "checked", "dimension_title", "group_title", "movement", "spanned", "tone",
    "value_title",
]  # fmt: skip
