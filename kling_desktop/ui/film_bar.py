"""Generate the film, and what stands in its way: a part of the timeline's toolbar."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from kling_desktop import words
from kling_desktop.storyboard.model import Scene, Storyboard
from kling_desktop.storyboard.price import Rates
from kling_desktop.ui import theme, tokens
from kling_desktop.ui.ask_row import AskRow
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.generating import Generating, Question, Readiness
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.pieces import Elided, button, row, show_in_place
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import Film, SceneWords


class FilmBar(QFrame):
    """Not there while the storyboard is one empty scene: then there is no film yet.

    `asked` takes no room of this line; the timeline puts it below.
    """

    focus_left = Signal()
    """The button had the keyboard and can be pressed no more."""

    def __init__(
        self,
        desk: Desk,
        mode: Mode,
        generating: Generating,
        supplies: Supplies,
    ) -> None:
        super().__init__()
        self.setAccessibleName(Film.NAME())
        self._desk = desk
        self._mode = mode
        self._generating = generating
        self._supplies = supplies
        self.button = button("", "", Film.GENERATE())
        self.button.setToolTip(Film.GENERATE_HINT())
        self.button.clicked.connect(generating.press_film)
        self._said = Elided()
        self.show_scene = button("", "link")
        self.show_scene.clicked.connect(self._show_scene)
        self.asked = AskRow(wide=True)
        self.asked.cancelled.connect(generating.cancel)
        self.asked.setObjectName("askFilm")
        self.setLayout(row(self.button, self._said, self.show_scene, None, gap=tokens.GAP))
        desk.changed.connect(self._show_board)
        generating.changed.connect(self.refresh)
        self._show_board(desk.storyboard)

    def refresh(self) -> None:
        """Says where things stand."""
        ready = self._generating.film_readiness
        can_press = ready in (Readiness.READY, Readiness.SENDING)
        if not can_press and self.button.hasFocus():
            # Left to Qt, the keyboard would come to the next button, which does something else.
            self.focus_left.emit()
        self.button.setEnabled(can_press)
        theme.dress(self.button, look="busy" if ready is Readiness.SENDING else "")
        self.button.setText(self._label(ready))
        self.button.setAccessibleDescription(self.button.text())
        said, look = self._sentence(ready)
        self._said.setText(said)
        theme.dress(self._said, look=look)
        self._show_link()
        question = self._generating.question
        if question is not None and question.film:
            said = ask(question, self._supplies.rates, practice=self._mode.practice)
            self.asked.ask(question, said, [(yes_to(question), self._generating.confirm)])
        else:
            keyboard = self.window().focusWidget()
            answered = keyboard is not None and self.asked.isAncestorOf(keyboard)
            self.asked.put_away()
            if answered and can_press:
                self.button.setFocus()
            elif answered:
                self.focus_left.emit()

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

    def _show_board(self, board: Storyboard) -> None:
        show_in_place(self, on=not is_empty(board))
        self.refresh()


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


def is_empty(board: Storyboard) -> bool:
    """Whether there is no film yet."""
    return len(board.scenes) == 1 and _blank(board.scenes[0])


def _blank(scene: Scene) -> bool:
    return scene.first_frame is None and not scene.prompt and not scene.takes
