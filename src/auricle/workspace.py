"""A workspace: one company's facts, measures and settings, in a folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from .analysis.hazard import Hazards
from .identity.conflicts import keep_apart
from .identity.merging import Merge, Merged, merge, merges, unmerge
from .identity.people import Found, find, person
from .identity.rules import Rules, read_rules
from .identity.why import Why, why
from .model.beginning import first_settings
from .model.catalogue import Catalogue, catalogue
from .model.cube import CUBES
from .model.dimension import names
from .model.entities import entity
from .model.measure import Measure
from .model.settings import FILE, Settings, read_settings
from .query import rows
from .query.ask import Asker
from .query.check import check_dimensions, check_measures
from .query.dossier import Dossier, dossier
from .query.facts_behind import Extents
from .query.presence import Presence, presence
from .query.question import Question
from .query.result import Result
from .query.standing import Standing, rows_of_all, standing
from .query.stretch import stretch, tally
from .query.timeline import Event, Timeline, timeline
from .query.window import Window
from .query.worth import Worth, worth
from .store.opening import StoreSettings, open_store
from .store.store import Appended, Batch, Store
from .understanding.buying import AHEAD_WEEKS, Buying, Expected, buying, expected_of
from .understanding.channels import LOOK_BACK_DAYS, ChannelParts, channel_parts
from .understanding.conformance import Conforming, conformance_of
from .understanding.funnels import Funnel, funnel_of
from .understanding.journeys import JourneyMap, journey_map
from .understanding.leaving import HORIZON_DAYS, AtRisk, Leaving, leaving, pace, risk_of
from .understanding.money import ScoreAndMoney, score_and_money
from .understanding.movement import QUIET_DAYS, Movement, movement
from .understanding.quality import AnswerQuality, answer_quality
from .understanding.silence import Silence, silent_promoters
from .understanding.staying import Cohort, Staying, cohorts, staying
from .understanding.step_scores import UNIT, StepScores, of_activities, of_dimension
from .understanding.steps import Steps

if TYPE_CHECKING:
    import pyarrow as pa

    from .understanding.drivers import WhatDrives

HOME = "AURICLE_HOME"
Day = str | date | None


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


class Workspace:
    """Measures, facts and people of one company. Safe to use from several threads; close it or use ``with``."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.settings: Settings = read_settings(folder)
        self.measures: Catalogue = catalogue(folder)
        self.store: Store = open_store(folder, _store_settings(self.settings))
        check_dimensions(folder, self.settings.own_dimensions, self.store.spelling)
        check_measures(folder, self.measures.values(), self.settings.own_dimensions, self.store.spelling)
        self._asker = Asker(self.store, tuple(getattr(self.store, "cubes", ())), Extents(self.store))

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Workspace({self.name!r}, {self.folder})"

    @cached_property
    def name(self) -> str:
        return self.settings.name or self.folder.resolve().name

    @property
    def version(self) -> int:
        """A number that grows with every change of the facts."""
        return self.store.version()

    @property
    def first_day(self) -> date:
        """The first day on which anything happened; today when nothing did."""
        return self._asker.extents.days()[0]

    @property
    def last_day(self) -> date:
        """The last day on which anything happened; today when nothing did."""
        return self._asker.extents.days()[1]

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
        asker = self._asker if use_cubes else Asker(self.store, (), self._asker.extents)
        return asker.ask(asked)

    def worth(self, measure: str, where: str = "", from_: Day = None, to: Day = None, spent: str = "revenue") -> Worth:
        """What customers spent in a window by what they last said in it; an association, not a cause.

        Parameters
            measure: a score of answers (NPS, CSAT, CES …). spent: the measure of orders to add up.
        Raises
            NotScored, NotAnAmount, MixedCurrencies, ScaleUnknown, SinglesOut, FilterError, UnknownMeasure.
        """
        asked = self._question(measure, where, Window.of(from_, to))
        return worth(asked, self.measures[spent], self.store)

    # Understanding

    def presence(
        self, by: str = "touchpoint", where: str = "", from_: Day = None, to: Day = None, spent: str = "revenue"
    ) -> Presence:
        """What customers spent in a window, by where they were or of what they spoke in it; not what caused it.

        Parameters
            by: a dimension of interactions, feedback and answers. spent: the measure of orders to add up.
        Raises
            NotAnAmount, MixedCurrencies, SinglesOut, FilterError, UnknownMeasure, UnknownDimension.
        """
        return presence(self._question(spent, where, Window.of(from_, to), (by,)), self.store)

    def movement(
        self,
        measure: str,
        before: tuple[Day, Day],
        after: tuple[Day, Day],
        by: str = "",
        where: str = "",
        quiet_days: int = QUIET_DAYS,
    ) -> Movement:
        """Why a score moved between two windows: those who stayed, left and came, nothing left over.

        Parameters
            before, after: first and last day of each window, both included.
            by: a dimension whose groups' contributions are told apart.
            quiet_days: how long nothing must be heard or seen of a customer to count as gone.
        Raises
            NotAScore, OpenWindow, WindowsOverlap, TooFewTwice, TooFewApart, MixedScales, ScaleUnknown,
            SinglesOut, FilterError, UnknownMeasure, UnknownDimension.
        """
        asked = self._question(measure, where, Window.of(*after), (by,) if by else ())
        return movement(asked, Window.of(*before), Window.of(*after), self.store, quiet_days)

    def drivers(
        self,
        measure: str,
        by: str = "",
        where: str = "",
        from_: Day = None,
        to: Day = None,
        of: Iterable[str] = ("answers",),
        progress: Callable[[str, int, int], None] | None = None,
    ) -> WhatDrives:
        """What goes with a score and how much: exact shares of its differences, with intervals.

        Parameters
            of: families of what may explain it: answers (to the other questions of the same survey),
                themes (of the words beside it), operations (the order and the contact it is about).
            by: a dimension whose groups are explained apart and set beside the whole.
            progress: told what is being done, how far it is and of how much.
        Raises
            NotAScore, NothingToExplain, NothingExplains, TooFewToExplain, FilterTellsTooMuch, SinglesOut,
            MixedScales, ScaleUnknown, FilterError, UnknownMeasure, UnknownDimension.
        """
        from .understanding.drivers import what_drives  # its compiled loop takes a moment to load

        asked = self._question(measure, where, Window.of(from_, to), (by,) if by else ())
        return what_drives(asked, self.store, tuple(of), progress=progress)

    def score_and_money(
        self,
        measure: str,
        from_: Day,
        to: Day,
        days: int = 180,
        by: str = "",
        where: str = "",
        spent: str = "revenue",
    ) -> ScoreAndMoney:
        """What a score is worth in money: the curve of what is spent after it, and the checks it must stand.

        Parameters
            from_, to: when the score was given. days: for how long after ``to`` money is counted.
            by: a dimension whose groups' points are valued apart. spent: the measure of orders to add up.
        Raises
            NotAScore, NotAnAmount, OpenWindow, MoneyNotYet, TooFewScores, MixedCurrencies, MixedScales, SinglesOut,
            FilterError, UnknownMeasure, UnknownDimension.
        """
        asked = self._question(measure, where, Window.of(from_, to), (by,) if by else ())
        return score_and_money(asked, self.measures[spent], self.store, self.last_day, days)

    def answer_quality(self, measure: str, where: str = "", from_: Day = None, to: Day = None) -> AnswerQuality:
        """How many answers to a score look careless, contradictory or copied; the score with and without them.

        Raises
            NotAScore, NothingToExplain, TooFewToExplain, MixedScales, ScaleUnknown, SinglesOut, FilterError.
        """
        return answer_quality(self._question(measure, where, Window.of(from_, to)), self.store)

    # Journeys

    def journeys(
        self, run: str = "customer", step: str = "activity", where: str = "", from_: Day = None, to: Day = None
    ) -> JourneyMap:
        """What customers really do: which step follows which, how long after, and on which paths.

        Parameters
            run: what holds steps together: customer, journey (a case) or session.
            step: what a step is called by: activity, touchpoint, channel or stage.
        Raises
            NotARun, NotAStep, NoSteps, TooManySteps, FilterError, NotADate, EndsBeforeItStarts.
        """
        return journey_map(self._steps(run, step, where, from_, to), self.store)

    def step_scores(
        self, step: str = "activity", where: str = "", from_: Day = None, to: Day = None
    ) -> StepScores | None:
        """What customers said of each step: CSAT where it was asked there, else NPS; None where neither was."""
        asked = self._steps("customer", step, where, from_, to)
        for name in UNIT:
            if step == "activity":
                found = of_activities(asked, self._question(name, where, asked.window), self.store)
            else:
                found = of_dimension(self.measure(name, by=step, where=where, from_=from_, to=to))
            if found and found.rows:
                return found
        return None

    def funnel(
        self,
        steps: Iterable[str],
        run: str = "customer",
        step: str = "activity",
        where: str = "",
        from_: Day = None,
        to: Day = None,
    ) -> Funnel:
        """How many runs go through steps in this order, and how long each takes, censoring respected.

        Raises
            TooFewSteps, NobodyBegan, and those of ``journeys``.
        """
        return funnel_of(self._steps(run, step, where, from_, to), tuple(steps), self.store)

    def conformance(
        self,
        design: Iterable[str],
        run: str = "journey",
        step: str = "activity",
        where: str = "",
        from_: Day = None,
        to: Day = None,
    ) -> Conforming:
        """How real paths go with a journey as designed: what is skipped, out of turn, or done besides.

        Raises
            NoDesign, and those of ``journeys``.
        """
        return conformance_of(self._steps(run, step, where, from_, to), tuple(design), self.store)

    def channel_parts(
        self,
        conversion: str,
        where: str = "",
        from_: Day = None,
        to: Day = None,
        look_back_days: int = LOOK_BACK_DAYS,
    ) -> ChannelParts:
        """What part each channel plays before the activity ``conversion``: roles, removal effects, fair shares.

        Raises
            NoConversions, and those of ``journeys``.
        """
        return channel_parts(
            self._steps("customer", "channel", where, from_, to), conversion, self.store, look_back_days
        )

    # Worth and leaving

    def buying(self, to: Day = None, where: str = "", ahead_weeks: float = AHEAD_WEEKS) -> Buying:
        """Who will buy again and what they will bring in the weeks after ``to`` (the last day when not said).

        Raises
            NoOrders, NobodyReturned, NotIdentified, NoSpend, MixedCurrencies, FilterError.
        """
        own, floor = self.settings.own_dimensions, self.settings.floor
        return buying(self.store, self._until(to), ahead_weeks, where.strip(), own, self.settings.currency, floor)

    def leaving(self, to: Day = None, horizon_days: int = HORIZON_DAYS) -> Leaving:
        """Who will give no sign of life in the days after ``to``: chances, reasons, and an honest check of both.

        Raises
            TooShortAHistory, TooFewActive, OneFate, NothingDiffers, TellsTheAnswer.
        """
        return leaving(self.store, self.first_day, self._until(to), horizon_days, self.settings.floor)

    def pace(self, since: Day, to: Day = None, quiet_days: int = HORIZON_DAYS) -> Hazards:
        """What goes with falling silent sooner after a day (Cox regression on what was known on it).

        Raises
            TooFewActive, NobodyLeft, Separated, Collinear, NotADate.
        """
        return pace(self.store, self._until(since), self._until(to), quiet_days)

    def staying(self, by: str = "segment", to: Day = None, where: str = "") -> Staying:
        """How long contracts are kept, by group, and how many will be renewed again.

        Raises
            NoContracts, UnknownDimension, FilterError.
        """
        return staying(self.store, self._until(to), by, where.strip(), self.settings.floor)

    def cohorts(self, grain: str = "quarter", to: Day = None, where: str = "") -> tuple[Cohort, ...]:
        """Buyers by when they first bought, and the share that bought again in each period after it."""
        return cohorts(self.store, self._until(to), grain, where.strip(), self.settings.floor)

    def silent_promoters(self, to: Day = None, quiet_days: int = HORIZON_DAYS) -> Silence:
        """Promoters by their last answer who have given no sign of life since."""
        return silent_promoters(self.store, self._until(to), quiet_days, self.settings.floor)

    def expected_of(self, customer: str, found: Buying) -> Expected | None:
        """What one customer is expected to bring, by models fitted before; None when they bought nothing."""
        return expected_of(person(self.store, customer), found, self.store, self.settings.own_dimensions)

    def risk_of(self, customer: str, found: Leaving) -> AtRisk | None:
        """How likely one customer is to leave, by what was learnt before; None when they had left by then."""
        return risk_of(person(self.store, customer), found, self.store)

    def _until(self, to: Day) -> date:
        return Window.of(None, to).end or self.last_day

    def _steps(self, run: str, step: str, where: str, from_: Day, to: Day) -> Steps:
        own, floor = self.settings.own_dimensions, self.settings.floor
        return Steps(run, step, Window.of(from_, to), where.strip(), own, floor)

    def _question(
        self,
        measure: str | Measure,
        where: str,
        window: Window,
        by: tuple[str, ...] = (),
        weighted: bool = False,
    ) -> Question:
        return Question(
            self.measures[measure] if isinstance(measure, str) else measure,
            by,
            window,
            where.strip(),
            weighted,
            self.settings.own_dimensions,
            self.settings.currency,
            self.settings.floor,
            self.settings.sessions,
        )

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

    def merges(self) -> tuple[Merged, ...]:
        """The merges in force, the latest first."""
        return merges(self.store)

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
        engine=str(settings.store.get("engine", "duckdb")),
        zone=settings.zone,
        memory=str(settings.store.get("memory", "")),
        cubes=CUBES,
        dimensions=settings.own_dimensions,
    )
