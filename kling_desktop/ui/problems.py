"""Problems, shown where they are, each with its fix as a button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kling_desktop import words
from kling_desktop.storyboard.check import Code, Problem, Severity
from kling_desktop.ui import theme, tokens
from kling_desktop.ui.pieces import button, clear, label

MISSING = frozenset({Code.FIRST_FRAME_MISSING, Code.PROMPT_MISSING})
"""Not yet done rather than wrong: said under Generate, not shouted at an empty field."""


class ProblemList(QWidget):
    """The problems of one field. Takes no room while there are none."""

    mend = Signal(object)
    """The `Problem` whose fix was pressed."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Problem, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(tokens.GRID)
        self.hide()

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Shows these; the same ones again change nothing."""
        problems = tuple(p for p in problems if p.code not in MISSING)
        if problems == self._shown:
            return
        self._shown = problems
        clear(self._layout)
        for problem in problems:
            line = _Line(problem)
            line.pressed.connect(self.mend)
            self._layout.addWidget(line)
        self.setVisible(bool(problems))


class _Line(QFrame):
    pressed = Signal(object)

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self._problem = problem
        self.setObjectName("problem")
        calm = problem.severity is Severity.HINT or problem.code is Code.SHOT_EMPTY
        theme.dress(self, mood="hint" if calm else problem.severity.value)
        text = words.problem(problem)
        self.setAccessibleName(text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 5, 8, 5)
        layout.setSpacing(2)
        layout.addWidget(label(text, "small" if calm else "", wrap=True))
        fix = words.fix(problem)
        if fix:
            press = button(fix, "link")
            press.clicked.connect(self._press)
            layout.addWidget(press)
            layout.setAlignment(press, Qt.AlignmentFlag.AlignLeft)

    def _press(self) -> None:
        self.pressed.emit(self._problem)
