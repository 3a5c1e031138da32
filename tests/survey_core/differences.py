"""The random respondents of the first ``LISTED`` for whom a step is known to differ from survey-core, and in what."""

from __future__ import annotations

LISTED = 800

FROM_CALCULATED = "a default that is worked out from a calculated value, which is not known yet while the survey loads"
SET_AT_LOADING = "setValueExpression is not worked out while the survey loads, only when something changes"
CARRIED_CONDITION = "an option with enableIf that is carried to another question can be chosen there in survey-core"
CIRCLE = "a panel that is shown only while a question inside it is empty, and that question has a default"
VALUE = "a value is set, kept or cleared in another order; the reason is not known yet"
LEAVING = "a page can be left or not; the reason is not known yet"
OPTIONS = "options, or their words, that are carried from another question; the reason is not known yet"

DIFFERENCES = {
    7: VALUE, 73: VALUE, 76: VALUE, 115: VALUE, 119: VALUE, 174: VALUE, 280: VALUE, 301: LEAVING, 302: VALUE,
    313: SET_AT_LOADING, 367: OPTIONS, 381: FROM_CALCULATED, 389: CARRIED_CONDITION, 403: CIRCLE, 426: VALUE,
    500: VALUE, 514: LEAVING, 564: VALUE, 625: OPTIONS, 626: LEAVING, 659: CARRIED_CONDITION, 733: VALUE,
    773: FROM_CALCULATED,
}  # fmt: skip
