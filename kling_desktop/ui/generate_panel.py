"""Generate, what it may cost, and why it can't be pressed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kling_desktop import words
from kling_desktop.storyboard.check import Code
from kling_desktop.storyboard.price import estimate_scene
from kling_desktop.ui import theme, tokens
from kling_desktop.ui.ask_row import AskRow
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.film_bar import ask, yes_to
from kling_desktop.ui.generating import Generating, Readiness
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.pieces import Rule, button, label, row
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import Film, SceneWords


class GeneratePanel(QWidget):
    """Stays at the foot of the inspector, so that the next step is always in sight."""

    key_wanted = Signal()

    def __init__(self, desk: Desk, mode: Mode, generating: Generating, supplies: Supplies) -> None:
        super().__init__()
        self._desk = desk
        self._mode = mode
        self._generating = generating
        self._supplies = supplies
        self.button = button("", "primary", SceneWords.GENERATE())
        self.button.setObjectName("generate")
        self.button.setToolTip(SceneWords.GENERATE_KEYS())
        self.button.clicked.connect(generating.press)
        self._said = label(look="small", wrap=True)
        self._price = label(look="small", wrap=True)
        self.asked = AskRow()
        self.asked.cancelled.connect(generating.cancel)
        self.enter_key = button(SceneWords.ENTER_KEY(), "link")
        self.enter_key.clicked.connect(self.key_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(Rule())
        inner = QVBoxLayout()
        inner.setContentsMargins(tokens.EDGE, tokens.PAD, tokens.EDGE, tokens.PAD)
        inner.setSpacing(6)
        inner.addWidget(self.asked)
        inner.addWidget(self.button)
        inner.addWidget(self._said)
        inner.addLayout(row(self.enter_key, None))
        inner.addWidget(self._price)
        layout.addLayout(inner)
        generating.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Says where things stand."""
        ready = self._generating.readiness
        # Not disabled while sending: that would take the focus from under the keyboard. Another
        # press does nothing all the same (`Generating.press`).
        self.button.setEnabled(ready in (Readiness.READY, Readiness.SENDING))
        theme.dress(self.button, look="busy" if ready is Readiness.SENDING else "primary")
        self.button.setText(self._label(ready))
        self.button.setAccessibleDescription(self.button.text())
        said, look = self._sentence(ready)
        self._said.setText(said)
        self._said.setVisible(bool(said))
        theme.dress(self._said, look=look)
        self.enter_key.setVisible(ready is Readiness.NO_KEY)
        self._price.setText(self._price_said())
        question = self._generating.question
        if question is not None and not question.film:
            asked = ask(question, self._supplies.rates, practice=self._mode.practice)
            self.asked.ask(question, asked, [(yes_to(question), self._generating.confirm)])
        else:
            self.asked.put_away()

    def _label(self, ready: Readiness) -> str:
        takes = self._desk.scene.takes_wanted
        if ready is Readiness.SENDING:
            return SceneWords.SENDING() if takes == 1 else SceneWords.SENDING_TAKES(count=takes)
        if self._mode.practice:
            one = takes == 1
            return (
                SceneWords.GENERATE_PRACTICE()
                if one
                else SceneWords.GENERATE_PRACTICE_TAKES(count=takes)
            )
        if ready is not Readiness.READY:
            return SceneWords.GENERATE()
        amount = self._amount()
        if takes == 1:
            return SceneWords.GENERATE_LIVE(amount=amount)
        return SceneWords.GENERATE_LIVE_TAKES(count=takes, amount=amount)

    def _sentence(self, ready: Readiness) -> tuple[str, str]:
        if ready is Readiness.BLOCKED:
            codes = {problem.code for problem in self._generating.blocking}
            if codes == {Code.FIRST_FRAME_MISSING, Code.PROMPT_MISSING}:
                return SceneWords.NEEDS_BOTH(), "small"
            return " ".join(words.problem(p) for p in self._generating.blocking), "small"
        if ready is Readiness.NO_KEY:
            return SceneWords.NO_KEY_YET(), "small"
        if ready is Readiness.LOOKING:
            return Film.LOOKING(), "small"
        last = self._generating.last
        trouble = next((said for job in last if (said := words.explain(job))), "")
        return trouble, "caution"

    def _price_said(self) -> str:
        if self._mode.practice:
            return SceneWords.PRICE_IF_LIVE(
                amount=self._amount(), source=words.rate_source(self._supplies.rates)
            )
        return words.rate_source(self._supplies.rates)

    def _amount(self) -> str:
        scene = self._desk.scene
        rates = self._supplies.rates
        return words.money(estimate_scene(scene, rates), rates.currency)
