"""Makes the database refuse to change or remove a line of history, whoever asks."""

from __future__ import annotations

from typing import Any

TABLE = "cases_event"
_SAID = "the history of a case is only ever added to"
_SQLITE = [
    f"CREATE TRIGGER {TABLE}_{action.lower()} BEFORE {action} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
    for action in ("UPDATE", "DELETE")
]
_POSTGRESQL = [
    f"CREATE FUNCTION {TABLE}_final() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_SAID}'; END $$",
    f"CREATE TRIGGER {TABLE}_final BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_final()",
]


def guard(connection: Any) -> None:
    """Put the triggers in place."""
    _run(connection, {"sqlite": _SQLITE, "postgresql": _POSTGRESQL})


def unguard(connection: Any) -> None:
    """Take them away, for whoever takes the room out."""
    gone = [f"DROP TRIGGER {TABLE}_{action}" for action in ("update", "delete")]
    _run(connection, {"sqlite": gone, "postgresql": [f"DROP FUNCTION {TABLE}_final() CASCADE"]})


def _run(connection: Any, statements: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
