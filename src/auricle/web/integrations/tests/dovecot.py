"""Dovecot, as Debian packages it, with one mailbox in a folder of its own, on loopback."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER, PASSWORD = "care@acme.example", "correct-horse"
ACCOUNT = "dovecot"  # of its package: it reads no mail as root
PATIENCE_SECONDS = 20
SETTINGS = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = {ssl}
{certificate}
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail
first_valid_uid = 1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


@dataclass(frozen=True)
class Dovecot:
    folder: Path
    port: int

    def put(self, *letters: bytes) -> None:
        """Deliver letters as a mail server does: written aside, then moved."""
        for letter in letters:
            made = self.folder / "mail" / "tmp" / f"{time.time_ns()}.test"
            made.write_bytes(letter)
            made.chmod(0o666)
            made.rename(self.folder / "mail" / "new" / made.name)


@contextmanager
def server(ssl: str = "no", certificate: str = "") -> Iterator[Dovecot]:
    folder = Path(tempfile.mkdtemp(prefix="auricle-imap-"))
    folder.chmod(0o755)
    account = pwd.getpwnam(ACCOUNT) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for name in ("mail/new", "mail/cur", "mail/tmp"):
        (folder / name).mkdir(parents=True)
    _give(folder, account)
    said = SETTINGS.format(
        folder=folder, ssl=ssl, certificate=certificate, user=account.pw_name, uid=account.pw_uid, gid=account.pw_gid,
        group=_group(account), password=PASSWORD, port=port,
    )  # fmt: skip
    (folder / "dovecot.conf").write_text(said)
    command = [_program(), "-F", "-c", folder / "dovecot.conf"]
    process = subprocess.Popen(command, cwd=folder)  # noqa: S603
    try:
        yield _ready(Dovecot(folder, port), process)
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


def _ready(running: Dovecot, process: subprocess.Popen[bytes]) -> Dovecot:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", running.port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return running
    log = running.folder / "log"
    raise RuntimeError(f"Dovecot did not start; its log:\n{log.read_text() if log.exists() else ''}")


def _program() -> str:
    found = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert found, "these tests need Dovecot: run make test, which installs it, or install dovecot-imapd"
    return found


def _group(account: pwd.struct_passwd) -> str:
    return grp.getgrgid(account.pw_gid).gr_name


def _give(folder: Path, account: pwd.struct_passwd) -> None:
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, account.pw_uid, account.pw_gid)
