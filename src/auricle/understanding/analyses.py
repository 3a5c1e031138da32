"""What can be asked of a workspace beyond its measures: every analysis as a method."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ..analysis.estimator import Estimate
from ..analysis.hazard import Hazards
from ..analysis.programme import ReturnOnExperience
from ..identity.people import person
from ..model.catalogue import Catalogue
from ..model.measure import Measure
from ..model.settings import Settings
from ..query.ask import Asker
from ..query.presence import Presence, presence
from ..query.question import Question
from ..query.result import Result
from ..query.window import NotADate, Window
from ..store.store import Store
from .anomalies import Anomalies, anomalies
from .buying import AHEAD_WEEKS, Buying, Expected, buying, expected_of
from .channels import LOOK_BACK_DAYS, ChannelParts, channel_parts
from .charting import ControlChart, Outlook, control_chart, latest, outlook
from .conformance import Conforming, conformance_of
from .funnels import Funnel, funnel_of
from .journeys import JourneyMap, journey_map
from .leaving import HORIZON_DAYS, AtRisk, Leaving, leaving, pace, risk_of
from .money import DAYS, ScoreAndMoney, score_and_money
from .movement import QUIET_DAYS, Movement, movement
from .outcomes import Outcome
from .people import Fairly, fairly
from .proof import PAST, REST, Claim, Proof, prove, window_of
from .quality import AnswerQuality, answer_quality
from .returns import returned_by, with_return
from .silence import Silence, silent_promoters
from .staying import Cohort, Staying, cohorts, staying
from .step_scores import UNIT, StepScores, of_activities, of_dimension
from .steps import Steps
from .traits import customer_groupings

if TYPE_CHECKING:
    from .drivers import WhatDrives

Day = str | date | None


class Analyses:
    """The analyses of a workspace; whoever inherits brings the facts and what they mean."""

    folder: Path
    settings: Settings
    measures: Catalogue
    store: Store
    _asker: Asker

    @property
    def first_day(self) -> date:
        """The first day on which anything happened; today when nothing did."""
        return self._asker.extents.days()[0]

    @property
    def last_day(self) -> date:
        """The last day on which anything happened; today when nothing did."""
        return self._asker.extents.days()[1]

    # Scores

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
        *,
        target: str = "score",
        days: int = DAYS,
        spent: str = "revenue",
    ) -> WhatDrives:
        """What goes with a score and how much: exact shares of its differences, with intervals.

        Parameters
            target: what is explained: the score itself, or what customers did in the ``days`` after it: whether they
                ``returned`` (any order, visit, contact or word), or what they ``spent`` by a measure of orders.
            of: families of what may explain it: answers (to the other questions of the same survey),
                themes (of the words beside it), operations (the order and the contact it is about).
            by: a dimension whose groups are explained apart and set beside the whole.
            progress: told what is being done, how far it is and of how much.
        Raises
            NotAScore, NotAnOutcome, NotAnAmount, NoDays, NotOverYet, NothingToExplain, NothingExplains,
            NothingDiffers,
            TooFewToExplain, FilterTellsTooMuch, SinglesOut, MixedScales, MixedCurrencies, ScaleUnknown, FilterError,
            UnknownMeasure, UnknownDimension.
        """
        from .drivers import SCORE, what_drives  # its compiled loop takes a moment to load

        asked = self._question(measure, where, Window.of(from_, to), (by,) if by else ())
        outcome = None if target == SCORE else Outcome(target, days, self.measures[spent])
        return what_drives(asked, self.store, tuple(of), outcome, self.last_day, progress=progress)

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
            NotAScore, NotAnAmount, OpenWindow, NoDays, MoneyNotYet, TooFewScores, MixedCurrencies, MixedScales,
            SinglesOut,
            FilterError, UnknownMeasure, UnknownDimension.
        """
        asked = self._question(measure, where, Window.of(from_, to), (by,) if by else ())
        return score_and_money(asked, self.measures[spent], self.store, self.last_day, days)

    def return_on_experience(
        self,
        measure: str,
        from_: Day,
        to: Day,
        points: float,
        cost: float,
        margin: float = 0.0,
        reached: int = 0,
        days: int = DAYS,
        where: str = "",
        spent: str = "revenue",
    ) -> ReturnOnExperience:
        """What a programme would give back for its cost, by what a point of the score goes with in money.

        Parameters
            points: of the answer as given that it is to bring, give or take ``margin`` (95%).
            reached: customers it reaches; all who answered when 0. The rest as of ``score_and_money``.
        Raises
            CostsNothing, NoCustomers, NoPoints, and what ``score_and_money`` raises.
        """
        found = self.score_and_money(measure, from_, to, days, "", where, spent)
        return returned_by(found, points, margin, cost, reached)

    def answer_quality(self, measure: str, where: str = "", from_: Day = None, to: Day = None) -> AnswerQuality:
        """How many answers to a score look careless, contradictory or copied; the score with and without them.

        Raises
            NotAScore, NothingToExplain, TooFewToExplain, MixedScales, ScaleUnknown, SinglesOut, FilterError.
        """
        return answer_quality(self._question(measure, where, Window.of(from_, to)), self.store)

    # Initiatives

    def prove(
        self,
        measure: str,
        starts_on: Day,
        where: str = "",
        against: str = "",
        by: str = "",
        from_: Day = None,
        to: Day = None,
        grain: str = "",
        cost: float = 0.0,
        reached: int = 0,
        days: int = DAYS,
    ) -> Proof:
        """Whether something begun on a day moved a measure: its effect with an interval, or that none was found.

        Parameters
            where: a filter of where it was done; empty for everywhere.
            against: what it is compared with: rest (all others, the default where there is a filter), mixture (of
                the groups of ``by`` that ran alike before), past (the default where there is none), or a filter.
            by: a dimension of units, such as unit or region; with five or more on each side the difference is
                judged from unit to unit.
            from_, to: days looked at; a year before the start, until the last day, when not said.
            grain: month or week; weeks where there are too few months.
            cost, reached: what it cost and how many customers it reaches, for the return on it; money is that of
                ``days`` after a score.
        Raises
            NothingToCompare, NeedsDonors, NotWithin, TellsTooMuch, TooShort, TooFewDonors, UnknownMeasure,
            UnknownDimension, FilterError, NotADate, SinglesOut, MixedScales, MixedCurrencies.
        """
        start, given = Window.of(starts_on, None).start, Window.of(from_, to)
        if start is None:
            raise NotADate("")
        window = window_of(start, given.start, given.end, self.first_day, self.last_day)
        against = against.strip() or (REST if where.strip() else PAST)
        claim = Claim(self.measures[measure], start, where.strip(), against, by, window, grain)

        def ask(asked: Measure, names: tuple[str, ...], text: str, days: Window, hides: bool) -> Result:
            question = self._question(asked, text, days, names)
            return self._asker.ask(question if hides else replace(question, floor=1))

        found = prove(claim, ask)
        return with_return(found, cost, reached, lambda: self._value_of_a_point(measure, where, window, days))

    def _value_of_a_point(self, measure: str, where: str, window: Window, days: int) -> Estimate:
        until = self.last_day - timedelta(days=days)
        return self.score_and_money(measure, window.start, until, days, where=where).curve.point

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
                found = of_dimension(self._asker.ask(self._question(name, where, asked.window, (step,))))
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

    # Ahead

    def control_chart(
        self,
        measure: str,
        grain: str = "month",
        where: str = "",
        from_: Day = None,
        to: Day = None,
        chart: str = "auto",
        changes: Iterable[Day] = (),
    ) -> ControlChart:
        """How far a measure moves when nothing in particular happens, and which points are beyond that by which rule.

        Parameters
            chart: laney (limits by each point's sampling error), xmr (by how points differ from the next), ewma
                (finds small shifts that stay), or auto.
            changes: days on which something known changed; limits begin anew after each.
        Raises
            NotAGrain, NotAChart, TooFewPoints, NotADate, FilterError, UnknownMeasure.
        """
        asked = self._question(measure, where, Window.of(from_, to))
        days = [day for change in changes if (day := Window.of(change, None).start)]
        return control_chart(asked, self._asker, grain, chart, days)

    def anomalies(
        self,
        measure: str,
        grain: str = "month",
        where: str = "",
        from_: Day = None,
        to: Day = None,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Anomalies:
        """What is unusual in any group of a measure, one story a cause, those who are hurt most first.

        Parameters
            from_, to: the periods looked at, the last twelve when not said; up to 24 before them are their past.
        Raises
            NoAverage, NotAGrain, TooShortAPast, SinglesOut, FilterError, UnknownMeasure.
        """
        window = latest(Window.of(from_, to), self._asker, grain)
        return anomalies(self._question(measure, where, window), self._asker, grain, progress)

    def outlook(
        self,
        measure: str,
        grain: str = "month",
        ahead: int = 6,
        where: str = "",
        from_: Day = None,
        to: Day = None,
    ) -> Outlook:
        """The next periods of a measure, by the method that would have erred least before.

        Raises
            NotAGrain, TooFewToForecast, FilterError, UnknownMeasure.
        """
        return outlook(self._question(measure, where, Window.of(from_, to)), self._asker, grain, ahead)

    # People

    def fairly(self, measure: str, who: str = "employee", where: str = "", from_: Day = None, to: Day = None) -> Fairly:
        """Employees or units compared for the cases they had, drawn together by as much as their numbers are few.

        Raises
            NotAScore, NotWho, NobodyNamed, TooFewPeople, MixedScales, ScaleUnknown, FilterError, UnknownMeasure.
        """
        return fairly(self._question(measure, where, Window.of(from_, to)), who, self.store)

    # Worth and leaving

    def buying(self, to: Day = None, where: str = "", ahead_weeks: float = AHEAD_WEEKS, by: str = "segment") -> Buying:
        """Who will buy again and what they will bring in the weeks after ``to`` (the last day when not said).

        Parameters
            by: what customers are told apart by: segment, a dimension of one's own such as persona, or any trait
                (``traits.persona``).
        Raises
            NoOrders, NobodyReturned, NotIdentified, NoSpend, MixedCurrencies, FilterError, UnknownDimension.
        """
        own, floor = self.settings.own_dimensions, self.settings.floor
        until = self._watched_until(to)
        return buying(self.store, until, ahead_weeks, where.strip(), own, self.settings.currency, floor, by)

    @property
    def customer_groupings(self) -> tuple[str, ...]:
        """What customers may be told apart by: segment, dimensions of one's own, traits that many share."""
        return customer_groupings(self.store, self.settings.own_dimensions)

    def leaving(self, to: Day = None, horizon_days: int = HORIZON_DAYS) -> Leaving:
        """Who will give no sign of life in the days after ``to``: chances, reasons, and an honest check of both.

        Raises
            TooShortAHistory, TooFewActive, OneFate, NothingDiffers, TellsTheAnswer.
        """
        return leaving(self.store, self._watched_until(to), horizon_days, self.settings.floor)

    def pace(self, since: Day, to: Day = None, quiet_days: int = HORIZON_DAYS) -> Hazards:
        """What goes with falling silent sooner after a day (Cox regression on what was known on it).

        Raises
            NotWatchedLongEnough, TooFewActive, NobodyLeft, Separated, Collinear, NotADate.
        """
        return pace(self.store, self._watched_until(since), self._watched_until(to), quiet_days)

    def staying(self, by: str = "segment", to: Day = None, where: str = "") -> Staying:
        """How long contracts are kept, by group, and how many will be renewed again.

        Raises
            NoContracts, UnknownDimension, FilterError.
        """
        return staying(self.store, self._until(to), by, where.strip(), self.settings.floor)

    def cohorts(self, grain: str = "quarter", to: Day = None, where: str = "") -> tuple[Cohort, ...]:
        """Buyers by when they first bought, and the share that bought again in each period after it."""
        return cohorts(self.store, self._watched_until(to), grain, where.strip(), self.settings.floor)

    def silent_promoters(self, to: Day = None, quiet_days: int = HORIZON_DAYS) -> Silence:
        """Promoters by their last answer who have given no sign of life since."""
        return silent_promoters(self.store, self._watched_until(to), quiet_days, self.settings.floor)

    def expected_of(self, customer: str, found: Buying) -> Expected | None:
        """What one customer is expected to bring, by models fitted before; None when they bought nothing."""
        return expected_of(person(self.store, customer), found, self.store, self.settings.own_dimensions)

    def risk_of(self, customer: str, found: Leaving) -> AtRisk | None:
        """How likely one customer is to leave, by what was learnt before; None when they had left by then."""
        return risk_of(person(self.store, customer), found, self.store)

    def _until(self, to: Day) -> date:
        return Window.of(None, to).end or self.last_day

    def _watched_until(self, to: Day) -> date:
        """The day asked for, or the last one there is: after it nobody could be seen, so silence says nothing."""
        return min(self._until(to), self.last_day)

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
