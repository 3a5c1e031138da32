"""Clients that note what was acknowledged: ``python -m tests.faults.sending PORT KEY FOLDER``, until told to end.

A batch is sent until it is acknowledged, as the SDKs do, and only then noted. Some are sent again after that. The file
FOLDER/enough ends it.
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from .house import Door

PATIENCE_SECONDS = 5
PAUSE_SECONDS = 0.02
THREADS = 4


def main(port: int, key: str, folder: Path) -> None:
    """Send from several threads by hand and from one by Segment's own client, until told that it is enough."""
    threads = [threading.Thread(target=_by_hand, args=(port, key, folder, who)) for who in range(THREADS)]
    threads.append(threading.Thread(target=_by_sdk, args=(port, key, folder)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def acknowledged(folder: Path) -> list[str]:
    """Ids of every event a client was told is kept."""
    return [line for path in sorted(folder.glob("*.kept")) for line in path.read_text().splitlines()]


def sent(folder: Path) -> set[str]:
    """Ids of every event that ever left a client."""
    return {line for path in folder.glob("*.sent") for line in path.read_text().splitlines()}


def _by_hand(port: int, key: str, folder: Path, who: int) -> None:
    chance = random.Random(who)
    with (folder / f"hand-{who}.kept").open("a") as kept, (folder / f"hand-{who}.sent").open("a") as sent:
        for batch in _batches(who, chance):
            if (folder / "enough").exists():
                return
            ids = [event["messageId"] for event in batch]
            _note(sent, ids)
            if not _until_kept(port, key, batch, folder):
                return
            _note(kept, ids)
            if chance.random() < 0.1:
                _until_kept(port, key, batch, folder)


def _batches(who: int, chance: random.Random) -> Iterator[list[dict[str, object]]]:
    number = 0
    while True:
        size = chance.choice((1, 1, 5, 40))
        now = datetime.now(UTC).isoformat()
        yield [
            {"type": "track", "event": "Product Viewed", "messageId": f"h{who}-{number + i}", "timestamp": now,
             "anonymousId": f"a{who}-{(number + i) % 50}", "properties": {"n": number + i}}
            for i in range(size)
        ]  # fmt: skip
        number += size


def _until_kept(port: int, key: str, batch: list[dict[str, object]], folder: Path) -> bool:
    """Whether it was acknowledged before it was enough."""
    body = json.dumps({"batch": batch, "sentAt": datetime.now(UTC).isoformat()}).encode()
    while not (folder / "enough").exists():
        if Door(port, key).post("/v1/batch", body, patience_seconds=PATIENCE_SECONDS) == 200:
            return True
        time.sleep(PAUSE_SECONDS)
    return False


def _by_sdk(port: int, key: str, folder: Path) -> None:
    from segment.analytics.client import Client

    client = Client(key, host=f"http://127.0.0.1:{port}", sync_mode=True, max_retries=1, timeout=PATIENCE_SECONDS)
    number = 0
    with (folder / "sdk.kept").open("a") as kept, (folder / "sdk.sent").open("a") as sent:
        while not (folder / "enough").exists():
            id_, number = f"s-{number}", number + 1
            _note(sent, [id_])
            with suppress(Exception):  # what it raises is what it was not told is kept
                client.track(f"u{number % 50}", "Signed In", {"n": number}, message_id=id_)
                _note(kept, [id_])


def _note(file, ids: list[str]) -> None:  # type: ignore[no-untyped-def]
    file.writelines(f"{id_}\n" for id_ in ids)
    file.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
