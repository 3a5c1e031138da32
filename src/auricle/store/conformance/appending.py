"""A process that appends batches of 500 rows and prints each number once it is stored; to be killed.

Usage: python -m auricle.store.conformance.appending ENGINE FOLDER [FIRST]
"""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from auricle.store.opening import StoreSettings

from .candidates import CANDIDATES
from .rows import calls


def main(engine: str, folder: str, first: str = "0") -> None:
    with CANDIDATES[engine].open(Path(folder), StoreSettings()) as store:
        for number in count(int(first)):
            store.append({"interactions": calls(500, first=500 * number)}, origin=f"batch:{number}")
            print(number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
