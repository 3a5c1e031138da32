"""Real data lies outside the project; tests that need it are skipped where it is absent."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    folder = Path(os.environ.get("AURICLE_SHARED_DATA", Path(__file__).parents[5] / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data in {folder}; set AURICLE_SHARED_DATA")
    return folder
