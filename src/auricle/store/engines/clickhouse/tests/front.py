"""The engine in process behind ClickHouse's HTTP interface, so that our side of the wire is tested on a real socket.

Usage: python -m auricle.store.engines.clickhouse.tests.front FOLDER; prints its port.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import chdb
import lz4.frame
from clickhouse_connect.driver._backend.chdb_backend import CHDB_TRANSPORT_SETTINGS

_OF_THE_WIRE = {"query", *CHDB_TRANSPORT_SETTINGS}
_FORMAT = re.compile(r"\bFORMAT\s+(\w+)\s*$", re.IGNORECASE)
_DECODE = {"lz4": lz4.frame.decompress}


class Front(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder = ""

    def do_GET(self) -> None:
        self._answer(200, b"Ok.\n", "TabSeparated")

    def do_POST(self) -> None:
        asked = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)) or self._chunks()
        body = _DECODE.get(self.headers.get("Content-Encoding", ""), bytes)(body)
        statement, data = (asked["query"], body) if "query" in asked else (body.decode(), b"")
        settings = {k: v for k, v in asked.items() if k not in _OF_THE_WIRE and not k.startswith("param_")}
        try:
            self._answer(200, *self._run(statement, data, asked.get("database", ""), settings))
        except Exception as error:
            self._answer(500, str(error).encode(), "TabSeparated")

    def _chunks(self) -> bytes:
        found = b""
        while self.headers.get("Transfer-Encoding") == "chunked" and (size := int(self.rfile.readline(), 16)):
            found += self.rfile.read(size)
            self.rfile.readline()
        return found

    def _run(self, statement: str, data: bytes, database: str, settings: dict[str, str]) -> tuple[bytes, str]:
        connection = chdb.connect(self.folder)
        try:
            if database:
                connection.query(f"USE `{database}`")
            for name, value in settings.items():
                connection.query(f"SET {name} = '{value}'")
            if data:
                return self._insert(connection, statement, data), "TabSeparated"
            named = _FORMAT.search(statement)
            form = named[1] if named else "TabSeparated"
            return connection.query(statement, form).bytes() or b"", form
        finally:
            connection.close()

    def _insert(self, connection: chdb.state.sqlitelike.Connection, statement: str, data: bytes) -> bytes:
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            return connection.query(_FORMAT.sub(f"FROM INFILE '{file.name}' FORMAT \\1", statement)).bytes() or b""

    def _answer(self, status: int, body: bytes, form: str) -> None:
        self.send_response(status)
        headers = {
            "Content-Length": str(len(body)),
            "X-ClickHouse-Summary": json.dumps({}),
            "X-ClickHouse-Format": form,
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    Front.folder = sys.argv[1]
    Path(Front.folder).mkdir(parents=True, exist_ok=True)
    keeper = chdb.connect(Front.folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), Front) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()
