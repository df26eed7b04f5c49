"""The scene's shots as a list, with all of their texts; the timeline shows the same."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kling_desktop import words
from kling_desktop.storyboard import edits, limits
from kling_desktop.storyboard.check import Field as Place
from kling_desktop.storyboard.check import Problem
from kling_desktop.storyboard.model import Scene, Shot
from kling_desktop.ui import theme, tokens
from kling_desktop.ui.fields import name_of
from kling_desktop.ui.pieces import Elided, Stepper, button, focus_watch, label, row, tool
from kling_desktop.ui.problems import ProblemList
from kling_desktop.ui.prompt_editor import Count
from kling_desktop.ui.prompt_field import PromptField
from kling_desktop.words import PromptWords, SceneWords


class ShotList(QWidget):
    """Shows the shots and says what is wanted of them; the inspector makes the edits."""

    begun = Signal()
    """Cut the scene, which has no shots yet."""
    added = Signal()
    split = Signal(int)
    removed = Signal(int)
    moved = Signal(int, int)
    text_edited = Signal(int, str)
    seconds_edited = Signal(int, int)
    step_ended = Signal()
    phrases_wanted = Signal(object, object)
    """The `PromptField` that they are for, and the box to open beside."""
    history_wanted = Signal(object, object)
    picture_pasted = Signal(object)
    mend = Signal(object)
    keep_end_frame = Signal()
    keep_shots = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[_ShotRow] = []
        self._sum = Elided(look="quiet")
        self.begin = button(SceneWords.CUT_INTO_SHOTS(), "link")
        self.begin.setToolTip(SceneWords.CUT_INTO_SHOTS_HINT())
        self.begin.clicked.connect(self.begun)
        self.add = button(SceneWords.ADD_SHOT(), "link")
        self.add.clicked.connect(self.added)
        self._body = QVBoxLayout()
        self._body.setSpacing(tokens.GAP)
        self.question = _WhichToKeep()
        self.question.end_frame.clicked.connect(self.keep_end_frame)
        self.question.shots.clicked.connect(self.keep_shots)
        self._problems = ProblemList()
        self._problems.mend.connect(self.mend)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.GAP)
        layout.addLayout(row(name_of(SceneWords.SHOTS()), self._sum, self.begin, None, self.add))
        layout.addWidget(self.question)
        layout.addLayout(self._body)
        layout.addWidget(self._problems)
        self.question.hide()

    def show_scene(self, scene: Scene, problems: tuple[Problem, ...]) -> None:
        """Shows the scene's shots with what was found in each."""
        while len(self._rows) > len(scene.shots):
            gone = self._rows.pop()
            self._body.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        while len(self._rows) < len(scene.shots):
            self._add_row()
        found = [p for p in problems if p.field is Place.SHOTS]
        last = len(scene.shots) - 1
        for index, shot in enumerate(scene.shots):
            here = tuple(p for p in found if p.shot == index)
            self._rows[index].show_shot(shot, here, last=index == last)
        self._problems.show_problems(tuple(p for p in found if p.shot is None))
        there = bool(scene.shots)
        self._sum.setText(SceneWords.SHOTS_SUM(seconds=scene.seconds, most=limits.SECONDS_MAX))
        self._sum.setVisible(there)
        self.begin.setVisible(not there)
        self.add.setVisible(there)
        stop = edits.add_shot(scene).stop if there else None
        self.add.setEnabled(stop is None)
        self.add.setToolTip(words.stop(stop) if stop is not None else "")
        if scene.end_frame is None:
            self.question.hide()

    def ask_which_to_keep(self) -> None:
        """A scene has either several shots or an end frame (contract.md §1): the user says."""
        self.question.show()
        self.question.end_frame.setFocus()

    def _add_row(self) -> None:
        made = _ShotRow(len(self._rows))
        made.split.connect(self.split)
        made.removed.connect(self.removed)
        made.moved.connect(self.moved)
        made.text_edited.connect(self.text_edited)
        made.seconds_edited.connect(self.seconds_edited)
        made.text.step_ended.connect(self.step_ended)
        made.text.picture_pasted.connect(self.picture_pasted)
        made.text.phrases_wanted.connect(lambda: self.phrases_wanted.emit(made.text, made))
        made.text.history_wanted.connect(lambda: self.history_wanted.emit(made.text, made))
        made.problems.mend.connect(self.mend)
        self._rows.append(made)
        self._body.addWidget(made)

    def row(self, index: int | None) -> QWidget | None:
        """Where a shot is shown; `None` where it has no row."""
        return self._rows[index] if index is not None and index < len(self._rows) else None

    def focus_shot(self, index: int) -> None:
        """Puts the keyboard into a shot's text."""
        self._rows[index].text.setFocus()


class _ShotRow(QFrame):
    split = Signal(int)
    removed = Signal(int)
    moved = Signal(int, int)
    text_edited = Signal(int, str)
    seconds_edited = Signal(int, int)

    def __init__(self, index: int) -> None:
        super().__init__()
        self._index = index
        number = index + 1
        box = QFrame()
        box.setObjectName("shotBox")
        badge = label(str(number), "number")
        badge.setFixedSize(18, 18)
        badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text = PromptField(SceneWords.SHOT_TEXT(number=number), SceneWords.SHOT_HINT(), 2, 6)
        self._count = Count(limits.PROMPT_CHARACTERS, limits.SHOT_CHARACTERS_ADVISED)
        self._box = box
        self.seconds = Stepper(
            SceneWords.SHOT_SECONDS(number=number),
            limits.SHOT_SECONDS_MIN,
            limits.SECONDS_MAX,
            SceneWords.SECONDS_UNIT(),
        )
        self.phrases = tool("phrases", SceneWords.SHOT_PHRASES(number=number), side=16)
        self.phrases.setToolTip(PromptWords.PHRASES())
        self.phrases.clicked.connect(self.text.phrases_wanted)
        self.up = tool("up", SceneWords.SHOT_UP(number=number), side=16)
        self.down = tool("down", SceneWords.SHOT_DOWN(number=number), side=16)
        self.cut = tool("split", SceneWords.SHOT_SPLIT(number=number), side=16)
        self.remove = tool("close", SceneWords.SHOT_REMOVE(number=number), side=16)
        self.problems = ProblemList()
        self.text.textChanged.connect(self._typed)
        self.seconds.field.valueChanged.connect(self._timed)
        self.up.clicked.connect(self._up)
        self.down.clicked.connect(self._down)
        self.cut.clicked.connect(self._cut)
        self.remove.clicked.connect(self._remove)
        inner = QVBoxLayout(box)
        inner.setContentsMargins(8, 8, 4, 4)
        inner.setSpacing(tokens.GRID)
        tools = row(self.phrases, self.up, self.down, self.cut, self.remove, gap=0)
        inner.addLayout(row(badge, self.seconds, None, tools))
        inner.addWidget(self.text)
        inner.addLayout(row(None, self._count))
        focus_watch(box, self.text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.GRID)
        layout.addWidget(box)
        layout.addWidget(self.problems)
        for one, other in (
            (self.text, self.seconds.field),
            (self.seconds.field, self.phrases),
            (self.phrases, self.up),
            (self.up, self.down),
            (self.down, self.cut),
            (self.cut, self.remove),
        ):
            QWidget.setTabOrder(one, other)

    def show_shot(self, shot: Shot, problems: tuple[Problem, ...], *, last: bool) -> None:
        self.text.show_text(shot.prompt)
        self.seconds.show_value(shot.seconds)
        self.up.setEnabled(self._index > 0)
        self.down.setEnabled(not last)
        self.cut.setEnabled(shot.seconds >= 2 * limits.SHOT_SECONDS_MIN)
        self.problems.show_problems(problems)
        self._recount(shot.prompt)

    def _typed(self) -> None:
        text = self.text.text()
        self._recount(text)
        self.text_edited.emit(self._index, text)

    def _recount(self, text: str) -> None:
        self._count.show_count(len(text))
        self._count.setVisible(self._count.matters)
        theme.dress(self._box, trouble=self._count.over)

    def _timed(self, seconds: int) -> None:
        self.seconds_edited.emit(self._index, seconds)

    def _up(self) -> None:
        self.moved.emit(self._index, self._index - 1)

    def _down(self) -> None:
        self.moved.emit(self._index, self._index + 1)

    def _cut(self) -> None:
        self.split.emit(self._index)

    def _remove(self) -> None:
        self.removed.emit(self._index)


class _WhichToKeep(QFrame):
    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.end_frame = button(SceneWords.KEEP_END_FRAME())
        self.shots = button(SceneWords.KEEP_SHOTS())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.PAD, tokens.PAD, tokens.PAD, tokens.PAD)
        layout.setSpacing(tokens.GAP)
        layout.addWidget(label(SceneWords.SHOTS_OR_END_FRAME(), wrap=True))
        layout.addWidget(self.end_frame)
        layout.addWidget(self.shots)
