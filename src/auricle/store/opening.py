"""Opens the store a workspace's settings name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from auricle.model.cube import CUBES, Cube
from auricle.model.dimension import Dimension

from ..sentence import sentence
from .store import HeldElsewhere, Store, StoreAway


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """What a workspace says about its store.

    ``engine`` is ``duckdb`` or an address whose scheme names an engine (``clickhouse://host:port/db``).
    ``memory`` bounds what the embedded engine takes (``4GB``; empty: its own default).
    """

    engine: str = "duckdb"
    zone: str = "UTC"
    memory: str = ""
    cubes: tuple[Cube, ...] = CUBES
    dimensions: tuple[Dimension, ...] = ()


class UnknownEngine(StoreAway, LookupError):
    def __init__(self, engine: str):
        super().__init__(
            sentence("there is no engine {engine!r}; `store:` may say {known}", engine=engine, known=", ".join(ENGINES))
        )


def open_store(folder: Path, settings: StoreSettings | None = None) -> Store:
    """The store of the workspace in ``folder``, created when it is not there.

    When another process has the embedded store open, its owner is asked instead (see ``serve_store``).

    Raises
        UnknownEngine: the settings name no engine there is.
        StoreBusy: the file is open in another process that does not serve it.
    """
    settings = settings or StoreSettings()
    scheme = settings.engine.partition(":")[0]
    if scheme not in ENGINES:
        raise UnknownEngine(settings.engine)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return ENGINES[scheme](folder, settings)
    except HeldElsewhere:
        from .engines.owner.engine import OwnerStore

        return OwnerStore(folder)


def _duckdb(folder: Path, settings: StoreSettings) -> Store:
    from .engines.duckdb.engine import DuckDBStore

    path = folder / "facts.duckdb"
    return DuckDBStore(path, settings.zone, settings.memory, settings.cubes, settings.dimensions)


def _chdb(folder: Path, settings: StoreSettings) -> Store:
    from .engines.clickhouse.address import embedded
    from .engines.clickhouse.engine import ClickHouseStore

    address = embedded(folder / "facts.clickhouse")
    return ClickHouseStore(address, folder, settings.zone, settings.cubes, settings.dimensions)


def _clickhouse(folder: Path, settings: StoreSettings) -> Store:
    from .engines.clickhouse.address import server
    from .engines.clickhouse.engine import ClickHouseStore

    return ClickHouseStore(server(settings.engine), folder, settings.zone, settings.cubes, settings.dimensions)


ENGINES: dict[str, Callable[[Path, StoreSettings], Store]] = {
    "duckdb": _duckdb,
    "chdb": _chdb,
    "clickhouse": _clickhouse,
}
