"""The random respondents of the first ``LISTED`` for whom a step differs from survey-core, and why it may."""

from __future__ import annotations

LISTED = 3_000

CIRCLE = "a page or panel hangs on a question inside it that goes or comes with it: survey-core stops after 11 rounds"
ROW = "survey-core works no condition on a row of a matrix out again when the whole matrix is cleared"
SAME_AS_DEFAULT = "who writes what a default comes to is taken to leave it so, as survey-core does on loading"
ELSEWHERE = "a skip from an answer given on a page one is not on"
WORDS = "survey-core keeps a number that is said beside the option for anything else as a number"
FELL_OVER = "survey-core runs out of stack"

DIFFERENCES = {
    403: CIRCLE, 802: CIRCLE, 1014: CIRCLE, 1015: ROW, 1453: CIRCLE, 1495: ROW, 1499: WORDS, 1565: FELL_OVER,
    1670: ELSEWHERE, 1794: CIRCLE, 2005: ROW, 2165: ROW, 2476: CIRCLE, 2600: CIRCLE, 2720: SAME_AS_DEFAULT,
    2777: CIRCLE,
}  # fmt: skip

LISTED_WIDER = 600
HIDDEN = "survey-core keeps what was said in a row or column that is hidden by what is answered with it"
LATER = "a default that cannot be chosen yet: survey-core takes it once it can be"
UNREAL = "a trigger or an expression writes into a date what is none"

WIDER = {
    71: UNREAL, 166: HIDDEN, 221: HIDDEN, 266: LATER, 341: ELSEWHERE, 373: HIDDEN, 442: UNREAL, 481: HIDDEN,
    575: HIDDEN,
}  # fmt: skip
