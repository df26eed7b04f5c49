"""The line above the timeline: Generate the film, what that costs, and the budget."""

import math

from msgspec.structs import replace
from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from kling_desktop import words
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Scene, Storyboard
from kling_desktop.storyboard.price import Rates
from kling_desktop.ui import theme, tokens
from kling_desktop.ui.ask_row import AskRow
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.generating import Generating, Question, Readiness
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.pieces import Elided, button, label, row, show_in_place
from kling_desktop.ui.spending import Spending
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.undo_keys import asks_for_undo
from kling_desktop.words import Film, SceneWords


class FilmBar(QFrame):
    """Not there while the storyboard is one empty scene: then there is no film yet."""

    def __init__(
        self,
        desk: Desk,
        mode: Mode,
        generating: Generating,
        spending: Spending,
        supplies: Supplies,
    ) -> None:
        super().__init__()
        self.setObjectName("filmBar")
        self.setAccessibleName(Film.NAME())
        self._desk = desk
        self._mode = mode
        self._generating = generating
        self._spending = spending
        self._supplies = supplies
        self.button = button("", "", Film.GENERATE())
        self.button.setToolTip(Film.GENERATE_HINT())
        self.button.clicked.connect(generating.press_film)
        self._spent = Elided(look="quiet")
        self._said = Elided()
        self.show_scene = button("", "link")
        self.show_scene.clicked.connect(self._show_scene)
        self.budget = BudgetField(Film.BUDGET_FIELD(currency=supplies.rates.currency))
        self.budget.edited.connect(self._set_budget)
        self.asked = AskRow(wide=True)
        self.asked.cancelled.connect(generating.cancel)
        line = row(
            label(Film.BUDGET(), "quiet"),
            self.budget,
            self._spent,
            None,
            self._said,
            self.show_scene,
            self.button,
            gap=tokens.PAD,
        )
        line.setContentsMargins(tokens.PAD, 5, tokens.PAD, 5)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.asked)
        layout.addLayout(line)
        desk.changed.connect(self._show_board)
        generating.changed.connect(self.refresh)
        self._show_board(desk.storyboard)

    def refresh(self) -> None:
        """Says where things stand."""
        ready = self._generating.film_readiness
        self.button.setEnabled(ready in (Readiness.READY, Readiness.SENDING))
        theme.dress(self.button, look="busy" if ready is Readiness.SENDING else "")
        self.button.setText(self._label(ready))
        self.button.setAccessibleDescription(self.button.text())
        said, look = self._sentence(ready)
        self._said.setText(said)
        theme.dress(self._said, look=look)
        self._show_link()
        self._spent.setText(self._spent_said())
        self.budget.setAccessibleName(Film.BUDGET_FIELD(currency=self._supplies.rates.currency))
        question = self._generating.question
        if question is not None and question.film:
            said = ask(question, self._supplies.rates, practice=self._mode.practice)
            self.asked.ask(question, said, [(yes_to(question), self._generating.confirm)])
        else:
            self.asked.put_away()

    def _label(self, ready: Readiness) -> str:
        count = len(self._generating.film.wanted)
        if ready is Readiness.SENDING:
            return Film.SENDING()
        if ready is not Readiness.READY:
            return Film.GENERATE()
        if self._mode.practice:
            return (
                Film.GENERATE_PRACTICE_ONE() if count == 1 else Film.GENERATE_PRACTICE(count=count)
            )
        amount = words.money(self._generating.film.amount, self._supplies.rates.currency)
        if count == 1:
            return Film.GENERATE_LIVE_ONE(amount=amount)
        return Film.GENERATE_LIVE(count=count, amount=amount)

    def _sentence(self, ready: Readiness) -> tuple[str, str]:
        """What to say beside the button, and in which look."""
        plan = self._generating.film
        if ready is Readiness.LOOKING:
            return Film.LOOKING(), "quiet"
        if plan.blocked:
            said = " ".join(words.problem(problem) for problem in plan.problems)
            return Film.SCENE_PROBLEM(number=self._number(plan.blocked), sentence=said), "quiet"
        if plan.to_choose:
            return Film.TO_CHOOSE(number=self._number(plan.to_choose[0])), "caution"
        if plan.undecided:
            return Film.UNDECIDED(number=self._number(plan.undecided[0])), "caution"
        if ready is Readiness.NO_KEY:
            return SceneWords.NO_KEY_YET(), "quiet"
        if plan.coming:
            one = plan.coming == 1
            return Film.UNDER_WAY_ONE() if one else Film.UNDER_WAY(count=plan.coming), "quiet"
        return (Film.NOTHING(), "quiet") if ready is Readiness.NOTHING else ("", "quiet")

    def _to_show(self) -> str:
        plan = self._generating.film
        return next(iter((*filter(None, [plan.blocked]), *plan.to_choose)), "")

    def _show_link(self) -> None:
        scene = self._to_show()
        self.show_scene.setVisible(bool(scene) and scene != self._desk.scene.id)
        if scene:
            self.show_scene.setText(Film.SHOW_SCENE(number=self._number(scene)))
            self.show_scene.setAccessibleName(self.show_scene.text())

    def _show_scene(self) -> None:
        scene = self._to_show()
        if scene:
            self._desk.select(scene)

    def _number(self, scene_id: str) -> int:
        ids = [scene.id for scene in self._desk.storyboard.scenes]
        return ids.index(scene_id) + 1 if scene_id in ids else 0

    def _spent_said(self) -> str:
        spent, budget = self._spending.spent, self._desk.storyboard.budget
        if spent is None or (not spent and budget is None):
            return ""
        currency = self._supplies.rates.currency
        if budget is None:
            return Film.SPENT(spent=words.money(spent, currency))
        return Film.SPENT_OF(
            spent=words.money(spent, currency), budget=words.money(budget, currency)
        )

    def _show_board(self, board: Storyboard) -> None:
        self.budget.show_amount(board.budget)
        show_in_place(self, on=board.budget is not None or not _is_empty(board))
        self.refresh()

    def _set_budget(self, budget: float | None) -> None:
        self._desk.do(Act.SET_BUDGET, lambda board: replace(board, budget=budget))


class BudgetField(QLineEdit):
    """An amount, or empty for none. What is no amount is put back."""

    edited = Signal(object)
    """A `float`, or `None`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._amount: float | None = None
        self.setAccessibleName(name)
        self.setToolTip(Film.BUDGET_HINT())
        self.setPlaceholderText(Film.BUDGET_NONE())
        self.setFixedWidth(84)
        self.setMaxLength(12)
        self.editingFinished.connect(self._keep)

    def show_amount(self, amount: float | None) -> None:
        """Shows an amount without telling it on."""
        self._amount = amount
        text = "" if amount is None else f"{amount:.2f}"
        if self.text() != text:
            self.setText(text)

    def event(self, event: QEvent) -> bool:
        # Undo is the desk's, unless there is typing here that was not taken yet.
        if isinstance(event, QKeyEvent) and asks_for_undo(event) and not self.isModified():
            event.ignore()
            return False
        return super().event(event)

    def _keep(self) -> None:
        text = self.text().strip().replace(",", ".")
        try:
            amount = float(text) if text else None
        except ValueError:
            amount = math.nan
        if amount is not None and not 0 <= amount < math.inf:
            self.show_amount(self._amount)
        elif amount != self._amount:
            self.edited.emit(amount if amount is None else round(amount, 2))
        else:
            self.show_amount(self._amount)


def yes_to(question: Question) -> str:
    """The answer that goes on."""
    takes = question.plan.takes
    return Film.ASK_YES() if takes == 1 else Film.ASK_YES_TAKES(count=takes)


def ask(question: Question, rates: Rates, *, practice: bool) -> str:
    """What is asked before so much is sent."""
    plan = question.plan
    amount = words.money(plan.amount, rates.currency)
    said = []
    if practice:
        said.append(Film.ASK_TAKES_PRACTICE(count=plan.takes))
    elif plan.takes == 1:
        said.append(Film.ASK_TAKE(amount=amount))
    else:
        said.append(Film.ASK_TAKES(count=plan.takes, amount=amount))
    if question.left is not None:
        left = words.money(question.left, rates.currency)
        said.append(Film.ASK_BUDGET(left=left))
    return " ".join(said)


def _is_empty(board: Storyboard) -> bool:
    return len(board.scenes) == 1 and _blank(board.scenes[0])


def _blank(scene: Scene) -> bool:
    return scene.first_frame is None and not scene.prompt and not scene.takes
