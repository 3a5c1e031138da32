"""Files that survey tools wrote, from the shared data."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="session")
def survey_files() -> Path:
    folder = Path(os.environ.get("AURICLE_SHARED_DATA", ROOT / ".." / "shared" / "data")) / "survey_files"
    if not folder.is_dir():
        pytest.skip(f"files of survey tools are not here: {folder}")
    return folder
