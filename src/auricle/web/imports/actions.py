"""What people do with imports: send files, agree to a mapping, start, stop."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from auricle.sources import parse_mapping, read_mapping, refuse_no_export
from auricle.web.platform.public import folder_of

from .mending import mapping_text
from .models import ImportRun
from .naming import kept_name, source_name
from .proposing import look, proposal_for
from .tasks import run_import

State = ImportRun.State


def receive(workspace: object, user: object, uploads: Iterable[UploadedFile], mapping_name: str = "") -> ImportRun:
    """Keep the files that were sent, and propose what they mean.

    Raises
        SourceFault: a file cannot be read; nothing is kept.
    """
    uploads = list(uploads)
    names = [kept_name(upload.name or "file") for upload in uploads]
    made = ImportRun.objects.create(
        workspace=workspace, started_by=user, name=source_name(names[0]), files=list(dict.fromkeys(names))
    )
    try:
        _keep(made.folder, zip(names, uploads, strict=True))
        _first_mapping(made, mapping_name)
        parse_mapping(made.mapping)
        made.keep_preview(look(made))
    except Exception:
        discard(made)
        raise
    made.save()
    return made


def receive_mended(workspace: object, user: object, source: str, upload: UploadedFile) -> ImportRun:
    """Keep rows of the quarantine that were mended, and hand them to the worker.

    Raises
        SourceFault: the file is no export of the quarantine, or the source's mapping is gone; nothing is kept.
    """
    mapping, name = mapping_text(workspace, source), kept_name(upload.name or "file")
    made = ImportRun.objects.create(
        workspace=workspace, started_by=user, name=source, files=[name], mapping=mapping, is_replay=True
    )
    try:
        _keep(made.folder, [(name, upload)])
        refuse_no_export(made.folder / name)
    except Exception:
        discard(made)
        raise
    start(made)
    return made


def agree(made: ImportRun, mapping: str) -> None:
    """Take over a mapping as edited, after looking at the files through it.

    Raises
        SourceFault: the mapping or a file is wrong; names the line and the reason.
    """
    made.name = parse_mapping(mapping).name[:80]
    made.mapping = mapping
    made.keep_preview(look(made))
    made.save(update_fields=["mapping", "name"])


def start(made: ImportRun) -> None:
    """Hand an import to the worker, in the transaction that says so."""
    parse_mapping(made.mapping)
    with transaction.atomic():
        waiting = ImportRun.objects.of(made.workspace).filter(pk=made.pk, state__in=(State.MAPPING, State.FAILED))
        if waiting.update(state=State.WAITING, doing="", done=0, total=0, trouble=""):
            run_import.enqueue(made.pk)


def cancel(made: ImportRun) -> None:
    """Stop an import; what it had read is not stored."""
    ImportRun.objects.of(made.workspace).filter(pk=made.pk, state__in=(State.WAITING, State.RUNNING)).update(
        state=State.CANCELLED
    )


def discard(made: ImportRun) -> None:
    """Forget an import that never ran, and its files."""
    made.forget_files()
    made.delete()


def keep_mapping(made: ImportRun) -> Path:
    """Keep the mapping among the workspace's own sources, for the next file of this kind."""
    parse_mapping(made.mapping)
    path = _kept(made, parse_mapping(made.mapping).name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(made.mapping, encoding="utf-8")
    return path


def _keep(folder: Path, uploads: Iterable[tuple[str, UploadedFile]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, upload in uploads:
        with (folder / name).open("wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)


def _first_mapping(made: ImportRun, mapping_name: str) -> None:
    """A mapping the workspace keeps, else the one among the files, else one found by looking at them."""
    sent = sorted(made.folder.glob("*.yaml"))
    if mapping_name:
        made.mapping = _kept(made, mapping_name).read_text(encoding="utf-8")
    elif sent:
        read_mapping(sent[0])  # a mistake is told by the name under which the mapping was sent
        made.mapping = sent[0].read_text(encoding="utf-8")
        made.files.remove(sent[0].name)
    else:
        proposal_for(made)


def _kept(made: ImportRun, name: str) -> Path:
    return folder_of(made.workspace.slug) / "sources" / f"{Path(name).name}.yaml"
