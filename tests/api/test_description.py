"""The REST API keeps to its own description: schemathesis asks all that it allows, and what it does not.

``AURICLE_API_EXAMPLES`` is how many requests are made up for each operation beside those that cover its bounds.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

from .conftest import Served

EXAMPLES = int(os.environ.get("AURICLE_API_EXAMPLES", "3"))
# A filter and the name of a measure are a language of their own, which a schema of JSON cannot tell.
NOT_CHECKED = "positive_data_acceptance"


def test_every_answer_is_as_described(served: Served, tmp_path: Path) -> None:
    warm = Request(f"{served.address}api/v1/journeys", headers={"Authorization": f"Bearer {served.keys['owner']}"})
    urlopen(warm, timeout=300).close()  # the first journeys after a start wait for their compiled pass
    done = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "run", f"{served.address}api/v1/openapi.json",
            "--header", f"Authorization: Bearer {served.keys['owner']}",
            "--checks", "all", "--exclude-checks", NOT_CHECKED,
            "--phases", "examples,coverage,fuzzing", "--max-examples", str(EXAMPLES), "--seed", "1",
            "--request-timeout", "60",
            "--continue-on-failure", "--no-color", "--warnings", "off",
        ],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
