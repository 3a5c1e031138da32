"""Standard rules are called in the reader's language."""

from auricle.model.meaning import Meaning
from auricle.web.tracking.templatetags.tracking import STANDARD, rule_title


def test_every_standard_rule_has_a_title_and_others_keep_theirs():
    assert list(STANDARD) == [rule.name for rule in Meaning().rules]
    assert rule_title("room planner") == "room planner"
