"""A workspace: one company's facts, measures and settings, in a folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from .identity.conflicts import keep_apart
from .identity.merging import Merge, Merged, count_merges, merge, merges, unmerge
from .identity.people import Found, find, person
from .identity.rules import Rules, read_rules
from .identity.why import Why, why
from .model.beginning import first_settings
from .model.catalogue import Catalogue, catalogue
from .model.cube import CUBES
from .model.dimension import names
from .model.document import DocumentError
from .model.entities import entity
from .model.measure import Measure
from .model.settings import FILE, Settings, read_settings
from .query import rows
from .query.ask import Asker
from .query.check import check_dimensions, check_measures, check_overview
from .query.dossier import Dossier, dossier
from .query.facts_behind import Extents
from .query.memory import Memory
from .query.result import Result
from .query.standing import Standing, rows_of_all, standing
from .query.stretch import stretch, tally
from .query.timeline import Event, Timeline, timeline
from .query.window import Window
from .query.worth import Worth, worth
from .store.opening import StoreSettings, open_store
from .store.store import Appended, Batch, Store
from .understanding.analyses import Analyses, Day
from .understanding.voices.analyses import VoiceAnalyses

if TYPE_CHECKING:
    import pyarrow as pa

HOME = "AURICLE_HOME"


class NoWorkspace(LookupError):
    """There is no workspace of that name or in that folder."""

    def __init__(self, name: str, looked: Iterable[Path]):
        places = " nor in ".join(str(folder) for folder in looked)
        super().__init__(f"no workspace {name!r}: no {FILE} in {places}; make one with: auricle init {name}")


class WorkspaceExists(FileExistsError):
    def __init__(self, folder: Path):
        super().__init__(f"{folder} is a workspace already; open it instead")


def home() -> Path:
    """The folder of several workspaces: ``$AURICLE_HOME``, else ``home`` in the current folder."""
    return Path(os.environ.get(HOME) or "home")


def folder_of(workspace: str | Path) -> Path:
    """The folder of a workspace given as a folder or as a name in the home; NoWorkspace when it is neither."""
    places = [Path(workspace), home() / "workspaces" / workspace]
    for folder in places:
        if (folder / FILE).is_file():
            return folder
    raise NoWorkspace(str(workspace), places)


def open(workspace: str | Path) -> Workspace:
    """Open a workspace by its folder or its name in the home.

    Raises
        NoWorkspace: there is none.
        DocumentError: its settings or measures are wrong; names file, line and reason.
        StoreBusy: its facts are open elsewhere and their owner does not answer.
    """
    return Workspace(folder_of(workspace))


def create(workspace: str | Path, *, name: str = "", zone: str = "UTC", currency: str = "") -> Workspace:
    """Make a workspace and open it; a bare name is made in the home, anything else is a folder.

    Raises
        WorkspaceExists: there is one already.
        NoCurrency, DocumentError: the currency or the zone is none; nothing was made.
    """
    given = Path(workspace)
    folder = home() / "workspaces" / given if isinstance(workspace, str) and given.name == workspace else given
    if (folder / FILE).exists():
        raise WorkspaceExists(folder)
    written = first_settings(name or folder.resolve().name, zone, currency)
    for part in ("measures", "sources"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(written, encoding="utf-8")
    return Workspace(folder)


class Workspace(Analyses, VoiceAnalyses):
    """Measures, facts and people of one company. Safe to use from several threads; close it or use ``with``."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.settings: Settings = read_settings(folder)
        self.measures: Catalogue = catalogue(folder)
        check_overview(folder, self.settings.overview, self.measures)
        self.store: Store = open_store(folder, _store_settings(self.settings))
        try:
            check_dimensions(folder, self.settings.own_dimensions, self.store.spelling)
            check_measures(folder, self.measures.values(), self.settings.own_dimensions, self.store.spelling)
        except DocumentError:
            self.store.close()
            raise
        memory = Memory(self.store, tuple(getattr(self.store, "cubes", ())))
        self._asker = Asker(memory, Extents(memory))
        self._asker_of_facts = Asker(Memory(self.store), self._asker.extents)

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Workspace({self.name!r}, {self.folder})"

    @property
    def zone(self) -> ZoneInfo:
        """Where its days begin and end."""
        return ZoneInfo(self.settings.zone)

    @cached_property
    def name(self) -> str:
        return self.settings.name or self.folder.resolve().name

    @property
    def version(self) -> int:
        """A number that grows with every change of the facts."""
        return self.store.version()

    def close(self) -> None:
        self.store.close()

    # Measures

    def measure(
        self,
        measure: str | Measure,
        by: Iterable[str] | str = (),
        where: str = "",
        from_: Day = None,
        to: Day = None,
        weighted: bool = False,
        use_cubes: bool = True,
    ) -> Result:
        """A measure by dimensions, over a window and a filter.

        Parameters
            measure: its name, or a Measure of your own.
            by: names of dimensions or grains (day, week, month, quarter, year).
            where: a filter such as ``channel = 'web' and score >= 9``.
            from_, to: first and last day in the workspace's zone, both included.
            weighted: whether answers count by their weight.
            use_cubes: False reads the facts even where a cube could answer.
        Raises
            UnknownMeasure, UnknownDimension, FilterError, NotADate, EndsBeforeItStarts: the question
                names what is not there.
            MixedCurrencies, MixedScales: a group would add up what cannot be added.
            SinglesOut: an opinion is asked for by what names one person.
            NeedsPeriod, NotShared, CannotWeight: the measure cannot be asked this way.
        """
        names = (by,) if isinstance(by, str) else tuple(dict.fromkeys(by))
        asked = self._question(measure, where, Window.of(from_, to), names, weighted)
        return (self._asker if use_cubes else self._asker_of_facts).ask(asked)

    def worth(self, measure: str, where: str = "", from_: Day = None, to: Day = None, spent: str = "revenue") -> Worth:
        """What customers spent in a window by what they last said in it; an association, not a cause.

        Parameters
            measure: a score of answers (NPS, CSAT, CES …). spent: the measure of orders to add up.
        Raises
            NotScored, NotAnAmount, MixedCurrencies, ScaleUnknown, SinglesOut, FilterError, UnknownMeasure.
        """
        asked = self._question(measure, where, Window.of(from_, to))
        return worth(asked, self.measures[spent], self.store)

    def dimensions(self, name: str) -> list[str]:
        """Every bare name an entity can be grouped or filtered by."""
        return names(entity(name), self.settings.own_dimensions)

    def values(self, name: str, dimension: str, limit: int = 200) -> tuple[object, ...]:
        """The values a dimension of an entity has, in order."""
        asked = rows.Wanted(name, limit=limit, sessions=self.settings.sessions)
        return rows.values(self.store, self.settings.own_dimensions, asked, dimension)

    # Facts

    def facts(
        self,
        name: str,
        where: str = "",
        from_: Day = None,
        to: Day = None,
        limit: int | None = None,
        offset: int = 0,
        order: str = "",
    ) -> pa.Table:
        """The rows of an entity, in the order of ``order`` (``at desc, score``), else of their time."""
        asked = self._wanted(name, where, from_, to, limit, offset, order)
        return self.store.query(rows.select(asked, self.store.spelling, self.settings.own_dimensions))

    def stream(
        self, name: str, where: str = "", from_: Day = None, to: Day = None, order: str = ""
    ) -> pa.RecordBatchReader:
        """As ``facts``, all of them, a batch at a time."""
        asked = self._wanted(name, where, from_, to, None, 0, order)
        return self.store.stream(rows.select(asked, self.store.spelling, self.settings.own_dimensions))

    def count(self, name: str, where: str = "", from_: Day = None, to: Day = None) -> int:
        """How many rows ``facts`` would give without a limit."""
        asked = self._wanted(name, where, from_, to)
        return rows.count(self.store, asked, self.settings.own_dimensions)

    def _wanted(
        self,
        name: str,
        where: str,
        from_: Day,
        to: Day,
        limit: int | None = None,
        offset: int = 0,
        order: str = "",
    ) -> rows.Wanted:
        return rows.Wanted(name, where, Window.of(from_, to), limit, offset, order, self.settings.sessions)

    def sessions(self, where: str = "", from_: Day = None, to: Day = None, limit: int | None = None) -> pa.Table:
        """Visits to web and app, each from its first interaction to the pause after its last, in the order of time.

        A visit belongs to the day on which it began. How long the pause is and which channels are visited
        are settings (``sessions: {minutes: 30, channels: [web, app]}``).
        """
        return self.facts("sessions", where, from_, to, limit)

    def add(self, batch: Batch, *, origin: str = "") -> Appended:
        """Add rows of several entities, all or none; rows stored already are duplicates."""
        return self.store.append(batch, origin=origin)

    def replace(self, name: str, replacing: pa.Table | pa.RecordBatchReader) -> int:
        """Put rows in place of those with the same keys."""
        return self.store.replace(name, replacing)

    # People

    def find(self, text: str, limit: int = 20) -> tuple[Found, ...]:
        """Customers by id, name, e-mail, telephone or any identity."""
        return find(self.store, text, limit)

    def person(self, customer: str) -> str:
        """The customer an id leads to now, following merges; UnknownCustomer when nothing is known of it."""
        return person(self.store, customer)

    def standing(self, customer: str) -> Standing:
        """Who a customer is and what they are worth as counted; UnknownCustomer when there is nothing."""
        return standing(self.store, person(self.store, customer))

    def stretch(
        self,
        customer: str,
        limit: int,
        *,
        entities: Iterable[str] = (),
        from_: Day = None,
        to: Day = None,
        before: Event | None = None,
    ) -> tuple[Event, ...]:
        """The newest events of a customer, or the newest before another, however many there are in all.

        Answers and mentions are part of their feedback, and events of their own only where it is missing.
        """
        window = Window.of(from_, to)
        return stretch(self.store, customer, limit, entities=entities, window=window, before=before)

    def tally(self, customer: str, from_: Day = None, to: Day = None) -> Mapping[str, int]:
        """How many events of each entity ``stretch`` would go through."""
        return tally(self.store, customer, Window.of(from_, to))

    def timeline(self, customer: str) -> Timeline:
        """Everything of one customer in the order of time; UnknownCustomer when there is nothing."""
        return timeline(self.store, person(self.store, customer))

    def merge(self, customer: str, *, into: str) -> Merge:
        """Give a customer's identities and facts to another; ``unmerge`` takes it back."""
        return merge(self.store, customer, into)

    def unmerge(self, customer: str) -> Merge:
        """Take a merge back: the customer gets identities and facts again, and no machine merges the two any more."""
        return unmerge(self.store, customer)

    def keep_apart(self, customer: str, other: str) -> None:
        """Decide that two customers who were met with one identity are two people; NoDoubt when nothing says so."""
        keep_apart(self.store, person(self.store, customer), person(self.store, other))

    def why(self, customer: str) -> Why:
        """Why the ids of a customer are one person's, and who else they might be; UnknownCustomer if none."""
        return why(self.store, person(self.store, customer))

    @cached_property
    def rules(self) -> Rules:
        """By which ids customers are known; DocumentError when the workspace's own are wrong."""
        return read_rules(self.folder, self.settings.zone)

    def merges(self, start: int = 0, limit: int | None = None) -> tuple[Merged, ...]:
        """The merges in force, the latest first: all of them, or ``limit`` from the one at ``start``."""
        return merges(self.store, start, limit)

    def count_merges(self) -> int:
        """How many merges are in force."""
        return count_merges(self.store)

    def would_erase(self, customer: str) -> Mapping[str, int]:
        """How many rows of each entity ``erase`` would remove, those of whoever was merged into them too."""
        return rows_of_all(self.store, person(self.store, customer))

    def erase(self, customer: str) -> Mapping[str, int]:
        """Remove a customer, and whoever was merged into them, from every entity and every file."""
        return rows.erase(self.store, person(self.store, customer))

    def export(self, customer: str) -> Dossier:
        """Everything there is about one customer, to be given to them."""
        return dossier(self.store, person(self.store, customer))

    # Copies

    def snapshot(self, folder: Path | None = None) -> Path:
        """Write a consistent copy of all facts as Parquet and give its folder (in ``snapshots`` when not said)."""
        return self.store.snapshot(folder or self.folder / "snapshots")

    def restore(self, snapshot: Path | str) -> None:
        """Replace all facts by those of a snapshot, all or nothing."""
        self.store.restore(Path(snapshot))


def _store_settings(settings: Settings) -> StoreSettings:
    return StoreSettings(
        engine=settings.store.engine,
        zone=settings.zone,
        memory=settings.store.memory,
        cubes=CUBES,
        dimensions=settings.own_dimensions,
    )
