"""What others wrote, fetched: replies and bounces go to who sent the letter, the rest becomes feedback."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import yaml
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from auricle.sources import parse_mapping, run
from auricle.web.platform.public import Workspace, facts_of, keepable

from .email.reading import Read, Returned, read
from .files.transport import place
from .filing import keep_files, reading_of
from .incoming import Post, Pulled
from .kinds import SOURCES
from .models import Delivery, Integration, Pull, Received
from .parcels import Undelivered
from .sending import BROKE, tell_ended
from .signals import Bounce, Reply, bounced, replied
from .vault import SecretsUnreadable

EVERY = timedelta(minutes=2)
AFTER_TROUBLE = timedelta(minutes=15)
LEASE = timedelta(minutes=10)
FILE = "posts.jsonl"
log = logging.getLogger(__name__)


def pull_now(pk: int) -> None:
    """Read one way in, if it is due and no other worker reads it. Killed anywhere and called again it adds nothing."""
    now, pulls = timezone.now(), Pull.objects.across("a reading names its workspace")
    if not pulls.filter(pk=pk, due_at__lte=now, integration__is_on=True).update(due_at=now + LEASE):
        return
    found = pulls.select_related("integration", "workspace").get(pk=pk)
    try:
        _pulled(found)
    except (Undelivered, SecretsUnreadable) as refused:
        said = refused.said if isinstance(refused, Undelivered) else refused
        pulls.filter(pk=pk).update(trouble=keepable(said), due_at=timezone.now() + AFTER_TROUBLE)
    except Exception:
        log.exception("reading %s broke", pk)
        pulls.filter(pk=pk).update(trouble=keepable(BROKE), due_at=timezone.now() + AFTER_TROUBLE)


def _pulled(found: Pull) -> None:
    way = found.integration
    pulled = SOURCES[way.kind].pull(reading_of(way, found.position))
    left = [letter for raw in pulled.letters if (letter := _passed_on(found.workspace, raw)) is not None]
    posts = [*pulled.posts, *(_post(letter) for letter in left)]
    new = len(pulled.posts) - _known(way, pulled.posts)
    if posts and way.settings.get("keeps"):
        keep_posts(way, posts)
    position, now = _filed(found, pulled), timezone.now()
    trouble = next((each["trouble"] for each in position.get("files", {}).values() if each.get("trouble")), "")
    Pull.objects.of(found.workspace).filter(pk=found.pk).update(
        position=position,
        pulled_at=now,
        trouble=trouble,
        due_at=now if pulled.more else now + (AFTER_TROUBLE if trouble else EVERY),
        taken=F("taken") + len(pulled.letters) + new + len(pulled.files),
    )


def _filed(found: Pull, pulled: Pulled) -> dict[str, Any]:
    """Read the files that came, writing down after each how far that is; where to go on."""
    position, reading = dict(pulled.position), reading_of(found.integration)
    for together in pulled.files:
        position["files"] = {**position["files"], **keep_files(found.integration, together, place(reading))}
        mine = Pull.objects.of(found.workspace).filter(pk=found.pk)
        mine.update(position=position, due_at=timezone.now() + LEASE)
    return position


def _passed_on(record: Workspace, raw: bytes) -> Read | None:
    """Give a reply or a bounce to who sent the letter, once; what is neither is given back."""
    letter = read(raw)
    ids = (letter.returned.message_id,) if letter.returned else letter.answers
    sent = _sent(record, ids)
    if sent is None:
        return None if letter.returned or letter.is_automatic else letter
    if letter.is_automatic and not letter.returned:
        return None
    with transaction.atomic():
        key = hashlib.sha256(raw if letter.returned else (letter.message_id.encode() or raw)).hexdigest()
        if Received.objects.of(record).get_or_create(workspace=record, key=key)[1]:
            _tell(record, sent, letter)
    return None


def _sent(record: Workspace, ids: Iterable[str]) -> Delivery | None:
    letters = Delivery.objects.of(record).filter(form="letter")
    return next((found for each in ids if (found := letters.filter(message_id=each).first())), None)


def _tell(record: Workspace, sent: Delivery, letter: Read) -> None:
    if letter.returned:
        _note_bounce(record, sent, letter.returned, letter)
        return
    reply = Reply(
        sent.reference, letter.sender, letter.subject, letter.text, letter.at, letter.message_id, sent.message_id
    )
    replied.send(Delivery, record=record, reply=reply)


def _note_bounce(record: Workspace, sent: Delivery, returned: Returned, letter: Read) -> None:
    if returned.is_final:
        said = {"state": Delivery.State.FAILED, "bounced_at": letter.at, "said": keepable(returned.said)}
        Delivery.objects.of(record).filter(pk=sent.pk).update(**said)
        tell_ended(sent, is_delivered=False)
    bounce = Bounce(sent.reference, returned.address, returned.said, returned.is_final, letter.at, sent.customer)
    bounced.send(Delivery, record=record, bounce=bounce)


def _post(letter: Read) -> Post:
    return Post(letter.message_id or letter.at.isoformat(), letter.at, letter.text, letter.subject, letter.sender)


def keep_posts(way: Integration, posts: Iterable[Post]) -> None:
    """Store posts as feedback, by a mapping as any file is stored: what cannot be is in quarantine, with its reason."""
    facts = facts_of(way.workspace.slug)
    with TemporaryDirectory(prefix="auricle-pull-") as folder:
        lines = (json.dumps(_line(post), ensure_ascii=False) for post in posts)
        (Path(folder) / FILE).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        run(parse_mapping(mapping_of(way)), Path(folder), facts.store, rules=facts.rules)


def _known(way: Integration, posts: Sequence[Post]) -> int:
    """How many posts of a feed, which says its last ones again each time, were stored before."""
    keys = pa.array([f"{way.kind}-{way.pk}/{post.id}" for post in posts], pa.string())
    return facts_of(way.workspace.slug).store.find("feedback", keys, columns=("feedback",)).num_rows if posts else 0


def _line(post: Post) -> dict[str, str]:
    text = post.text or post.title
    said = {"id": post.id, "at": post.at.isoformat(), "text": text, "title": post.title, "author": post.author}
    return {**said, "address": post.address}


def mapping_of(way: Integration) -> str:
    """How the posts of a way in become feedback; a letter's sender is who they are."""
    is_mail, name = way.kind == "mailbox", f"{way.kind}-{way.pk}"
    columns: dict[str, object] = {
        "feedback": f"{name}/{{id}}",
        "at": "at",
        "kind": {"is": way.settings["keeps"]},
        "source": {"is": way.name},
        "text": "text",
        "properties": {"of": {"title": "title", "address": "address"}},
    }
    if way.settings.get("touchpoint"):
        columns["touchpoint"] = {"is": way.settings["touchpoint"]}
    if is_mail:
        columns |= {"customer": {"identities": {"email": "author"}}, "channel": {"is": "email"}}
    entities = {"feedback": {"from": "posts", "columns": columns, "on conflict": "latest"}}
    mapping = {"name": name, "zone": "UTC", "files": {"posts": {"pattern": FILE, "format": "jsonl"}}}
    return yaml.safe_dump({**mapping, "entities": entities}, allow_unicode=True, sort_keys=False)
