import doctest
from pathlib import Path

from .conftest import Opened
from .facts import answer, feedback

PAGE = Path(__file__).parents[4] / "docs" / "notebook.md"
SCORES = {"app": [10, 9, 9, 10, 8, 9, 10, 9, 7, 5], "web": [10, 8, 6, 9, 7, 4, 9, 6, 8, 5]}


def test_the_examples_of_the_page_are_true(workspace: Opened) -> None:
    rows, said = [], []
    for i in range(40):
        channel, day = ("app", "web")[i % 2], 31 * (i // 20)
        about = {"channel": channel, "touchpoint": "delivery", "customer": f"c{i}", "day": day}
        rows.append(answer(i, float(SCORES[channel][i // 2 % 10]), **about))
        said.append(feedback(i, day, customer=f"c{i}"))
    ws = workspace({"answers": rows, "feedback": said, "customers": [{"customer": f"c{i}"} for i in range(80)]})
    ws.close()
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, globs={"folder": ws.folder})
    assert tried > 8
    assert not failed
