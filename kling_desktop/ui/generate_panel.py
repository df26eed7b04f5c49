"""Generate, what it may cost, how far it is, and why it can't be pressed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kling_desktop import words
from kling_desktop.jobs.job import Job, State
from kling_desktop.storyboard.check import Code, Problem
from kling_desktop.storyboard.price import estimate_scene
from kling_desktop.ui import icons, theme, tokens
from kling_desktop.ui.ask_row import AskRow
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.entries import as_written
from kling_desktop.ui.film_bar import ask, yes_to
from kling_desktop.ui.generating import Generating, Readiness
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.pieces import Rule, button, label, row, tool
from kling_desktop.ui.problems import MISSING
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import Film, RequestWords, SceneWords


class GeneratePanel(QWidget):
    """Stays at the foot of the inspector, so that the next step is always in sight.

    What changes is said above the button, what it costs below, so that the button stays where it
    is whatever is said.
    """

    key_wanted = Signal()
    request_wanted = Signal()
    problem_wanted = Signal(object)
    """The first `Problem` in the way: the user wants to see where it is."""

    def __init__(self, desk: Desk, mode: Mode, generating: Generating, supplies: Supplies) -> None:
        super().__init__()
        self._desk = desk
        self._mode = mode
        self._generating = generating
        self._supplies = supplies
        self.button = button("", "primary", SceneWords.GENERATE())
        self.button.setObjectName("generate")
        self.button.setToolTip(as_written("Ctrl+Return"))
        self.button.clicked.connect(generating.press)
        self._said = label(look="small", wrap=True)
        self._price = label(look="small", wrap=True)
        self.asked = AskRow()
        self.asked.cancelled.connect(generating.cancel)
        self.enter_key = button(SceneWords.ENTER_KEY())
        self.enter_key.clicked.connect(self.key_wanted)
        self.show_problem = button("", "link")
        self.show_problem.clicked.connect(self._show_problem)
        self.request = tool("request", RequestWords.SHOW(), side=16)
        icons.sign(self.request, "request", "quiet", 16)
        self.request.clicked.connect(self.request_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(Rule())
        self._inner = QVBoxLayout()
        self._inner.setSpacing(tokens.GAP)
        said = row(self._said, self.show_problem, self.enter_key)
        said.setStretch(0, 1)
        price = row(self._price, self.request)
        price.setStretch(0, 1)
        for part in (self.asked, said, self.button, price):
            if isinstance(part, QWidget):
                self._inner.addWidget(part)
            else:
                self._inner.addLayout(part)
        layout.addLayout(self._inner)
        self.show_low(low=False)
        generating.changed.connect(self.refresh)
        self.refresh()

    def show_low(self, *, low: bool) -> None:
        """Takes less room, for a low window."""
        above = tokens.GAP if low else tokens.PAD
        self._inner.setContentsMargins(tokens.EDGE, above, tokens.EDGE, tokens.GAP)
        self._low = low
        self._inner.setSpacing(tokens.GRID if low else tokens.GAP)
        theme.dress(self.button, low=low)
        self._show_price()

    def refresh(self) -> None:
        """Says where things stand."""
        ready = self._generating.readiness
        # Not disabled while sending: that would take the focus from under the keyboard. Another
        # press does nothing all the same (`Generating.press`).
        question = self._generating.question
        asked = question is not None and not question.film
        # While something is asked its answers are the next step, not another press here.
        self.button.setEnabled(ready in (Readiness.READY, Readiness.SENDING) and not asked)
        theme.dress(self.button, look="busy" if ready is Readiness.SENDING else "primary")
        self.button.setText(self._label(ready))
        self.button.setAccessibleDescription(self.button.text())
        said, look = self._sentence(ready)
        self._said.setText(said)
        self._said.setVisible(bool(said))
        theme.dress(self._said, look=look)
        self.enter_key.setVisible(ready is Readiness.NO_KEY)
        to_show = self._to_show(ready)
        self.show_problem.setVisible(bool(to_show))
        one = len(to_show) == 1
        self.show_problem.setText(
            SceneWords.SHOW_PROBLEM() if one else SceneWords.SHOW_FIRST_PROBLEM()
        )
        self.show_problem.setAccessibleName(self.show_problem.text())
        self._show_price()
        self.request.setEnabled(ready not in (Readiness.BLOCKED, Readiness.LOOKING))
        self._show_question()

    def _show_question(self) -> None:
        question = self._generating.question
        if question is not None and not question.film:
            asked = ask(question, self._supplies.rates, practice=self._mode.practice)
            self.asked.ask(question, asked, [(yes_to(question), self._generating.confirm)])
            return
        at = self.window().focusWidget()
        answered = at is not None and self.asked.isAncestorOf(at)
        self.asked.put_away()
        if answered:
            self.button.setFocus()

    def _label(self, ready: Readiness) -> str:
        takes = self._desk.scene.takes_wanted
        one = takes == 1
        if ready is Readiness.SENDING:
            return SceneWords.SENDING() if one else SceneWords.SENDING_TAKES(count=takes)
        another = ready is Readiness.READY and bool(self._generating.under_way)
        if self._mode.practice:
            if another and one:
                return SceneWords.GENERATE_PRACTICE_MORE()
            if another:
                return SceneWords.GENERATE_PRACTICE_MORE_TAKES(count=takes)
            if one:
                return SceneWords.GENERATE_PRACTICE()
            return SceneWords.GENERATE_PRACTICE_TAKES(count=takes)
        if ready is not Readiness.READY:
            return SceneWords.GENERATE()
        amount = self._amount()
        if another and one:
            return SceneWords.GENERATE_LIVE_MORE(amount=amount)
        if another:
            return SceneWords.GENERATE_LIVE_MORE_TAKES(count=takes, amount=amount)
        if one:
            return SceneWords.GENERATE_LIVE(amount=amount)
        return SceneWords.GENERATE_LIVE_TAKES(count=takes, amount=amount)

    def _sentence(self, ready: Readiness) -> tuple[str, str]:
        """What to say above the button, and in which look."""
        if ready is Readiness.BLOCKED:
            return self._in_the_way(), "small"
        if ready is Readiness.NO_KEY:
            return SceneWords.NO_KEY_YET(), "small"
        if ready is Readiness.LOOKING:
            return Film.LOOKING(), "small"
        last = self._generating.last
        trouble = next((said for job in last if (said := words.explain(job))), "")
        return (trouble, "caution") if trouble else (self._far(), "small")

    def _in_the_way(self) -> str:
        blocking = self._generating.blocking
        if {problem.code for problem in blocking} == {
            Code.FIRST_FRAME_MISSING,
            Code.PROMPT_MISSING,
        }:
            return SceneWords.NEEDS_BOTH()
        if len(blocking) == 1:
            return words.problem(blocking[0])
        return SceneWords.SEVERAL_PROBLEMS(count=len(blocking))

    def _far(self) -> str:
        """How far the takes under way are."""
        jobs = [job for job in self._generating.under_way if job.sent_at is not None]
        if not jobs:
            return ""
        if len(jobs) > 1:
            return SceneWords.TAKES_UNDER_WAY(count=len(jobs))
        (job,) = jobs
        made = sum(1 for take in self._desk.scene.takes if take.practice == job.practice)
        return SceneWords.TAKE_UNDER_WAY(number=made + 1, state=_state(job))

    def _to_show(self, ready: Readiness) -> tuple[Problem, ...]:
        """What stands in the way that is shown at its field; what is just missing is not."""
        if ready is not Readiness.BLOCKED:
            return ()
        return tuple(p for p in self._generating.blocking if p.code not in MISSING)

    def _show_problem(self) -> None:
        to_show = self._to_show(self._generating.readiness)
        if to_show:
            self.problem_wanted.emit(to_show[0])

    def _show_price(self) -> None:
        """The estimate with its source and date; in a low window these are in the tooltip."""
        rates, practice = self._supplies.rates, self._mode.practice
        # Rates that the user made carry nobody's name.
        named = bool(rates.source)
        if practice:
            said = SceneWords.PRICE_PRACTICE if named else SceneWords.PRICE_PRACTICE_OWN
            whole = said(amount=self._amount(), source=rates.source, date=rates.date)
            short = SceneWords.PRICE_PRACTICE_SHORT(amount=self._amount())
        else:
            said = SceneWords.PRICE_LIVE if named else SceneWords.PRICE_LIVE_OWN
            whole = said(source=rates.source, date=rates.date)
            short = SceneWords.PRICE_LIVE_SHORT()
        self._price.setText(short if self._low else whole)
        self._price.setToolTip(whole if self._low else "")

    def _amount(self) -> str:
        scene = self._desk.scene
        rates = self._supplies.rates
        return words.money(estimate_scene(scene, rates), rates.currency)


def _state(job: Job) -> str:
    state = words.state(job)
    if job.state is State.GENERATING and job.progress:
        return Film.PERCENT(state=state, percent=job.progress)
    return state
