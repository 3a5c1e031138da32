"""An archive comes back whole or not at all."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pyarrow as pa
import pytest

from auricle.commands.archive import pack, unpack
from auricle.commands.refusal import Refused


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "acme"
    (made / "measures").mkdir(parents=True)
    (made / "auricle.yaml").write_text("name: 客户体验\n")
    (made / "measures" / "a.yaml").write_text("measure: a\n" * 1000)
    (made / "facts.parquet").write_bytes(bytes(range(256)) * 300)
    return made


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("ending", [".tar.zst", ".tar.gz"])
def test_what_was_packed_comes_back_byte_for_byte(folder: Path, tmp_path: Path, ending: str) -> None:
    archive = tmp_path / f"acme{ending}"
    packed = pack(folder, archive, "workspace", "acme")
    back = tmp_path / "back"

    assert unpack(archive, back) == packed
    assert contents(back) == contents(folder)
    assert packed.size == sum(len(content) for content in contents(folder).values())


def test_a_copy_cut_in_the_middle_is_refused(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "acme.tar.zst"
    pack(folder, archive, "workspace", "acme")
    archive.write_bytes(archive.read_bytes()[:-40])

    with pytest.raises(Refused, match="not a whole archive"):
        unpack(archive, tmp_path / "back")


def test_a_changed_byte_is_refused_and_the_file_named(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "acme.tar.gz"
    pack(folder, archive, "workspace", "acme")
    with pa.CompressedInputStream(str(archive), "gzip") as stream:
        tar = bytearray(stream.read())
    tar[tar.index(b"measure: a\n")] = ord("M")
    with pa.CompressedOutputStream(str(archive), "gzip") as stream:
        stream.write(bytes(tar))

    with pytest.raises(Refused, match=r"measures/a\.yaml was changed"):
        unpack(archive, tmp_path / "back")


def test_a_file_that_no_manifest_names_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "evil.tar.gz"
    manifest = {"format": 1, "kind": "workspace", "name": "x", "made_at": "2026-01-01", "files": {}}
    with pa.CompressedOutputStream(str(archive), "gzip") as out, tarfile.open(fileobj=out, mode="w|") as tar:
        for name, content in (("manifest.json", json.dumps(manifest).encode()), ("../outside", b"x")):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))

    with pytest.raises(Refused, match="outside"):
        unpack(archive, tmp_path / "back")
    assert not (tmp_path / "outside").exists()


def test_a_path_that_leaves_the_folder_is_refused_even_when_the_manifest_names_it(tmp_path: Path) -> None:
    archive = tmp_path / "evil.tar.gz"
    manifest = {"format": 1, "kind": "workspace", "name": "x", "made_at": "", "files": {"../outside": [1, "0" * 64]}}
    with pa.CompressedOutputStream(str(archive), "gzip") as out, tarfile.open(fileobj=out, mode="w|") as tar:
        for name, content in (("manifest.json", json.dumps(manifest).encode()), ("../outside", b"x")):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))

    with pytest.raises(Refused):
        unpack(archive, tmp_path / "back")
    assert not (tmp_path / "outside").exists()


def test_an_archive_of_a_newer_format_says_so(tmp_path: Path) -> None:
    archive = tmp_path / "new.tar.gz"
    text = json.dumps({"format": 99}).encode()
    with pa.CompressedOutputStream(str(archive), "gzip") as out, tarfile.open(fileobj=out, mode="w|") as tar:
        info = tarfile.TarInfo("manifest.json")
        info.size = len(text)
        tar.addfile(info, io.BytesIO(text))

    with pytest.raises(Refused, match="newer Auricle"):
        unpack(archive, tmp_path / "back")


@pytest.mark.parametrize("content", [b"", b"not an archive", b"\x1f\x8b"])
def test_anything_else_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    archive = tmp_path / "x.tar.gz"
    archive.write_bytes(content)
    with pytest.raises(Refused, match="not a whole archive"):
        unpack(archive, tmp_path / "back")


def test_an_unknown_ending_is_refused_before_anything_is_written(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no known ending") as refused:
        pack(folder, tmp_path / "acme.rar", "workspace", "acme")
    assert ".tar.zst" in refused.value.next_step
    assert sorted(path.name for path in tmp_path.iterdir()) == ["acme"]
