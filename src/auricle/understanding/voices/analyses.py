"""What can be asked of customers' words, as methods of a workspace."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from ...model.catalogue import Catalogue
from ...model.settings import Settings
from ...query.ask import Asker
from ...query.question import Question
from ...query.result import Result
from ...query.window import Window
from ...store.store import Store
from .known import Known, known_of
from .learning import learn_texts
from .own import Own, read_own
from .reading import Correction, HaveRead, Progress, read_texts
from .themes import Voices, voices
from .words import Found, ThemeWords, UnknownTheme, found_in, theme_words_of

Day = str | date | None


class VoiceAnalyses:
    """Reading customers' words, learning from them, and what they speak of."""

    folder: Path
    settings: Settings
    measures: Catalogue
    store: Store
    _asker: Asker

    def read_texts(self, corrections: Iterable[Correction] = (), progress: Progress | None = None) -> HaveRead:
        """Read every text that was not read yet: its themes become mentions, it as a whole a reading.

        Raises
            DocumentError: the workspace's themes.yaml is wrong.
        """
        return read_texts(self.store, self.folder, corrections, progress)

    def learn_texts(self, corrections: Iterable[Correction] = (), progress: Progress | None = None) -> Known:
        """Learn from words beside a score and from corrections; read anew afterwards.

        Raises
            TooFewToLearn: too few texts stand beside a clear score.
        """
        return learn_texts(self.store, self.folder, corrections, progress)

    @property
    def known_of_texts(self) -> Known:
        """What has been learnt, and how it was judged."""
        return known_of(self.folder)

    @property
    def themes(self) -> Own:
        """The themes texts are read for: ours and those of ``themes.yaml``."""
        return read_own(self.folder)

    def voices(self, from_: Day = None, to: Day = None, where: str = "") -> Voices:
        """What customers speak of and how, beside as many days before; ninety days when no first day is said.

        Raises
            FilterError, NotADate, EndsBeforeItStarts, SinglesOut.
        """
        window = self._days(from_, to)
        assert window.start
        assert window.end
        length = (window.end - window.start).days + 1
        before = Window(window.start - timedelta(days=length), window.start - timedelta(days=1))

        def ask(measure: str, by: str, asked: Window) -> Result:
            return self._asker.ask(self._about(measure, (by,) if by else (), where, asked))

        return voices(ask, window, before, where.strip())

    def theme_words(self, theme: str, from_: Day = None, to: Day = None, where: str = "") -> ThemeWords | None:
        """What is said of a theme: phrases that set it apart, quotes for and against; None below the floor.

        Raises
            UnknownTheme: nobody speaks of it, and no text is read for it.
        """
        found = theme_words_of(self.store, theme, where.strip(), self._days(from_, to), self.settings.floor)
        known = [each.name for each in self.themes.themes]
        if found is None and theme not in known:
            raise UnknownTheme(theme, known)
        return found

    def found_themes(self, from_: Day = None, to: Day = None, where: str = "") -> Found:
        """Themes found in the words without being told any, and phrases that are new in its last week.

        Raises
            TooFewTexts: the window holds fewer than 200 texts.
        """
        return found_in(self.store, where.strip(), self._days(from_, to), self.settings.floor)

    def _days(self, from_: Day, to: Day) -> Window:
        asked = Window.of(from_, to)
        last = self._asker.extents.days()[1]
        end = asked.end or max(last, asked.start or last)
        return Window(asked.start or end - timedelta(days=89), end)

    def _about(self, measure: str, by: tuple[str, ...], where: str, window: Window) -> Question:
        settings = self.settings
        return Question(
            self.measures[measure],
            by,
            window,
            where.strip(),
            False,
            settings.own_dimensions,
            settings.currency,
            settings.floor,
            settings.sessions,
        )
