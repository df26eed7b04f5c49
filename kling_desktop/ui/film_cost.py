"""What the film may have cost so far and the budget that bounds it: said in the top bar, and opened
there to set the budget.
"""

import math

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QVBoxLayout, QWidget

from kling_desktop import words
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Storyboard
from kling_desktop.ui import tokens
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.film_bar import is_empty
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.pieces import label
from kling_desktop.ui.spending import Spending
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.undo_keys import asks_for_undo
from kling_desktop.words import Film

_WIDTH = 280


class FilmCost(QPushButton):
    """Not there while nothing is spent, bounded or about to cost anything."""

    def __init__(self, desk: Desk, mode: Mode, spending: Spending, supplies: Supplies) -> None:
        super().__init__()
        self._desk = desk
        self._mode = mode
        self._spending = spending
        self._supplies = supplies
        self._opened = False
        self.setAutoDefault(False)
        self.setProperty("look", "chip")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(Film.BUDGET())
        self.setToolTip(Film.COST_HINT())
        self.card = BudgetCard(self)
        self.card.field.edited.connect(self._set_budget)
        self.card.closed.connect(self._closed)
        self.clicked.connect(self.open)
        desk.changed.connect(self.refresh)
        mode.changed.connect(self.refresh)
        spending.changed.connect(self.refresh)
        self.refresh()

    def open(self) -> None:
        """Lets the budget be set."""
        self._opened = True
        self.refresh()
        self.card.open_below(self)

    def refresh(self, _: Storyboard | None = None) -> None:
        """Says what holds now."""
        board, spent = self._desk.storyboard, self._spending.spent or 0.0
        self.setText(self._said(spent, board.budget))
        self.setAccessibleDescription(self.text())
        self.card.show_amounts(spent, board.budget, self._supplies.rates.currency)
        counts = not self._mode.practice and not is_empty(board)
        shown = self._opened or counts or bool(spent) or board.budget is not None
        if not shown or self.parentWidget() is not None:
            self.setVisible(shown)

    def _said(self, spent: float, budget: float | None) -> str:
        currency = self._supplies.rates.currency
        so_far = words.money(spent, currency)
        if budget is None:
            return Film.COST(spent=so_far) if spent else Film.COST_NOTHING()
        return Film.COST_OF(spent=so_far, budget=words.money(budget, currency))

    def _set_budget(self, budget: float | None) -> None:
        self._desk.do(Act.SET_BUDGET, lambda board: replace(board, budget=budget))

    def _closed(self) -> None:
        self._opened = False
        self.refresh()


class BudgetCard(QFrame):
    """Opens below its button; a click elsewhere, Enter or Escape closes it."""

    closed = Signal()

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("budgetCard")
        self.setAccessibleName(Film.BUDGET())
        self.setFixedWidth(_WIDTH)
        self._asked = label("", "strong")
        self.field = BudgetField()
        self._spent = label("", "quiet", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.EDGE, tokens.PAD, tokens.EDGE, tokens.EDGE)
        layout.setSpacing(tokens.GAP)
        layout.addWidget(self._asked)
        layout.addWidget(self.field)
        layout.addWidget(label(Film.BUDGET_HINT(), "quiet", wrap=True))
        layout.addWidget(self._spent)
        self.field.returnPressed.connect(self.close)

    def show_amounts(self, spent: float, budget: float | None, currency: str) -> None:
        """Shows the budget, and what may have been charged so far."""
        self._asked.setText(Film.BUDGET_FIELD(currency=currency))
        self.field.setAccessibleName(Film.BUDGET_FIELD(currency=currency))
        self.field.show_amount(budget)
        self._spent.setText(Film.SPENT(spent=words.money(spent, currency)))

    def open_below(self, button: QWidget) -> None:
        """Opens with the keyboard in the field."""
        self.adjustSize()
        corner = button.mapToGlobal(QPoint(button.width() - self.width(), button.height() + 4))
        self.move(corner)
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self.field.selectAll()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.field.keep()
        self.closed.emit()


class BudgetField(QLineEdit):
    """An amount, or empty for none. What is no amount is put back."""

    edited = Signal(object)
    """A `float`, or `None`."""

    def __init__(self) -> None:
        super().__init__()
        self._amount: float | None = None
        self.setPlaceholderText(Film.BUDGET_NONE())
        self.setMaxLength(12)
        self.editingFinished.connect(self.keep)

    def show_amount(self, amount: float | None) -> None:
        """Shows an amount without telling it on."""
        self._amount = amount
        text = "" if amount is None else f"{amount:.2f}"
        if self.text() != text:
            self.setText(text)

    def keep(self) -> None:
        """Tells on what is written, if it is an amount other than before."""
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

    def event(self, event: QEvent) -> bool:
        # Undo is the desk's, unless there is typing here that was not taken yet.
        if isinstance(event, QKeyEvent) and asks_for_undo(event) and not self.isModified():
            event.ignore()
            return False
        return super().event(event)
