"""One job in the list of Activity."""

import time

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from kling_desktop import words
from kling_desktop.jobs.job import Job, State
from kling_desktop.ui import theme, tokens
from kling_desktop.ui.acts import Act, acts
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.pieces import Elided, button, clear, label, row
from kling_desktop.ui.still import Thumb
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import ActivityWords, Film, LibraryWords, PlayerWords, SceneWords, Window

_SAID = {
    Act.REMOVE: ActivityWords.REMOVE,
    Act.STOP_WAITING: ActivityWords.STOP_WAITING,
    Act.LOOK_AGAIN: ActivityWords.LOOK_AGAIN,
    Act.LOOK_AGAIN_ANEW: ActivityWords.LOOK_AGAIN,
    Act.LOOK_FOR_IT: ActivityWords.LOOK_FOR_IT,
    Act.SEND_AGAIN: ActivityWords.SEND_AGAIN,
    Act.DROP: ActivityWords.DROP_IT,
    Act.TRY_AGAIN: ActivityWords.TRY_AGAIN,
    Act.COPY_DETAILS: ActivityWords.COPY_DETAILS,
    Act.PLAY: PlayerWords.PLAY,
    Act.SHOW_IN_FOLDER: PlayerWords.SHOW_IN_FOLDER,
    Act.GO_ON: ActivityWords.GO_ON,
    Act.ENTER_KEY: SceneWords.ENTER_KEY,
    Act.RAISE_BUDGET: ActivityWords.GO_ON,
    Act.CHOOSE_TAKE: Film.CHOOSE_TAKE,
}

_LOOKS = {
    State.DONE: "good",
    State.FAILED: "bad",
    State.REFUSED: "bad",
    State.UNCONFIRMED: "caution",
    State.PARKED: "caution",
}


class JobRow(QFrame):
    """Shows a job and what can be done about it."""

    acted = Signal(object, object)
    """An `Act` and the `Job`."""
    found = Signal(object, str)
    """The unconfirmed `Job` and the task id that was found for it."""
    budgeted = Signal(object, object)
    """The `Job` and the budget that its storyboard shall have, or `None` for none."""

    def __init__(self, job: Job, supplies: Supplies, book: JobBook) -> None:
        super().__init__()
        self.setObjectName("jobRow")
        self._book = book
        self._currency = supplies.rates.currency
        self.job = job
        self._shown: tuple[Act, ...] | None = None
        self._thumb = Thumb(supplies, QSize(56, 34))
        self._title = Elided()
        self._said = label(look="small", wrap=True)
        self._bar = Bar()
        self._state = label(look="small")
        self._acts = row(gap=tokens.GRID)
        self._more = QWidget()
        self._more_layout = QVBoxLayout(self._more)
        self._more_layout.setContentsMargins(68, 0, 0, 4)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addStretch(1)
        texts.addWidget(self._title)
        texts.addWidget(self._said)
        texts.addStretch(1)
        states = QVBoxLayout()
        states.setSpacing(5)
        states.addStretch(1)
        states.addWidget(self._bar)
        states.addWidget(self._state)
        states.addStretch(1)
        state_box = QWidget()
        state_box.setLayout(states)
        state_box.setFixedWidth(196)
        states.setContentsMargins(0, 0, 0, 0)
        act_box = QWidget()
        act_box.setLayout(row(None, self._acts))
        act_box.setMinimumWidth(250)
        line = row(self._thumb, texts, state_box, act_box, gap=tokens.PAD)
        line.setStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.PAD, tokens.GAP, tokens.PAD, tokens.GAP)
        layout.addLayout(line)
        layout.addWidget(self._more)
        self._more.hide()
        self.show_job(job)

    def show_job(self, job: Job) -> bool:
        """Shows what the engine says of the job now; tells whether other acts are allowed."""
        self.job = job
        self._thumb.still.show_frame(job.snapshot.first_frame if job.snapshot else None)
        self._title.setText(title(job))
        said = chain(job, self._book) or words.explain(job) or _about(job)
        self._said.setText(said)
        self._said.setVisible(bool(said))
        self._bar.setVisible(job.unfinished and job.state is not State.WAITING)
        theme.dress(self._state, look=_LOOKS.get(job.state, "small"))
        theme.dress(self, mood=job.state.value)
        self.tick()
        allowed = acts(job)
        if allowed == self._shown:
            return False
        self._shown = allowed
        self._show_acts(allowed)
        self._close_more()
        return True

    def tick(self) -> None:
        """Brings the elapsed time up to date."""
        self._bar.show_progress(self.job.progress, elapsed(self.job))
        self._state.setText(standing(self.job))

    def _show_acts(self, allowed: tuple[Act, ...]) -> None:
        clear(self._acts)
        for act in allowed:
            said = _SAID[act]()
            press = button(said, "link", ActivityWords.ACT_ON(act=said, job=title(self.job)))
            press.clicked.connect(lambda _=False, act=act: self._act(act))
            self._acts.addWidget(press)

    def _act(self, act: Act) -> None:
        if act is Act.SEND_AGAIN:
            self._confirm_send_again()
            return
        if act is Act.LOOK_FOR_IT:
            self._ask_task_id()
        self.acted.emit(act, self.job)

    def _confirm_send_again(self) -> None:
        self._open_more()
        yes = button(ActivityWords.SEND_AGAIN_YES())
        no = button(Window.CANCEL(), "plain")
        yes.clicked.connect(self._send_again)
        no.clicked.connect(self._close_more)
        self._more_layout.addWidget(label(ActivityWords.SEND_AGAIN_SURE(), wrap=True))
        self._more_layout.addLayout(row(yes, no, None))
        no.setFocus()

    def _send_again(self) -> None:
        self._close_more()
        self.acted.emit(Act.SEND_AGAIN, self.job)

    def _ask_task_id(self) -> None:
        self._open_more()
        self._field = QLineEdit()
        self._field.setAccessibleName(ActivityWords.TASK_ID())
        self._field.setPlaceholderText(ActivityWords.TASK_ID())
        self._field.setMaximumWidth(340)
        take = button(ActivityWords.TAKE_IT_UP())
        cancel = button(Window.CANCEL(), "plain")
        take.clicked.connect(self._take_up)
        self._field.returnPressed.connect(self._take_up)
        cancel.clicked.connect(self._close_more)
        self._more_layout.addWidget(label(ActivityWords.TASK_ID_HELP(), "small", wrap=True))
        line = row(self._field, take, cancel, None)
        line.setStretch(0, 1)
        self._more_layout.addLayout(line)
        self._field.setFocus()

    def _take_up(self) -> None:
        task_id = self._field.text().strip()
        if task_id:
            self._close_more()
            self.found.emit(self.job, task_id)

    def ask_budget(self, needed: float) -> None:
        """Asks how the job shall go on, which needs a budget of `needed`."""
        self._open_more()
        amount = words.money(needed, self._currency)
        raise_it = button(Film.RAISE_TO(amount=amount))
        without = button(Film.NO_BUDGET())
        cancel = button(Window.CANCEL(), "plain")
        raise_it.clicked.connect(lambda: self._budget(needed))
        without.clicked.connect(lambda: self._budget(None))
        cancel.clicked.connect(self._close_more)
        self._more_layout.addWidget(label(Film.GO_ON_ASK(amount=amount), wrap=True))
        self._more_layout.addLayout(row(raise_it, without, cancel, None))
        raise_it.setFocus()

    def _budget(self, budget: float | None) -> None:
        self._close_more()
        self.budgeted.emit(self.job, budget)

    def _open_more(self) -> None:
        clear(self._more_layout)
        self._more.show()

    def _close_more(self) -> None:
        clear(self._more_layout)
        self._more.hide()


class Bar(QWidget):
    """Progress; where the service gives none, a piece that moves on with the seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._percent = 0
        self._seconds = 0.0
        self.setFixedHeight(4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(ActivityWords.PROGRESS())

    def show_progress(self, percent: int, seconds: float) -> None:
        """Shows `percent`, or after 0 that `seconds` have gone by."""
        self._percent, self._seconds = percent, seconds
        self.setAccessibleDescription(f"{percent} %" if percent else "")
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        room = QRectF(self.rect())
        painter.setBrush(QColor(colours.hover))
        painter.drawRoundedRect(room, 2, 2)
        painter.setBrush(QColor(colours.second))
        if self._percent > 0:
            room.setWidth(room.width() * min(self._percent, 100) / 100)
        else:
            piece = room.width() / 5
            room = QRectF((int(self._seconds) % 5) * piece, 0, piece, room.height())
        painter.drawRoundedRect(room, 2, 2)


def chain(job: Job, book: JobBook) -> str:
    """What a job waits for, by what the scene before it is called; empty where it waits for none.

    With no jobs known before it, as of a storyboard made elsewhere, nothing can be named.
    """
    before = [found for number in job.after if (found := book.find(number)) is not None]
    if not before or job.hold not in words.CHAIN_HOLDS or not job.unfinished:
        return ""
    return words.waits_for(job.hold, before[0].label or ActivityWords.UNNAMED())


def title(job: Job) -> str:
    """What a job is called in the list."""
    name = job.label or ActivityWords.UNNAMED()
    return name if job.take == 1 else ActivityWords.TITLE_TAKE(title=name, take=job.take)


def elapsed(job: Job) -> float:
    """Seconds from when a job left until now, or until it ended."""
    began = job.sent_at if job.sent_at is not None else job.created_at
    ended = job.ended_at if job.ended_at is not None else time.time()
    return max(0.0, ended - began)


def standing(job: Job) -> str:
    """Where a job stands, with how long that has taken."""
    state, lasted = words.state(job), minutes(elapsed(job))
    if job.unfinished and job.state is not State.WAITING:
        return ActivityWords.SO_FAR(state=state, time=lasted)
    if job.state is State.DONE:
        return ActivityWords.DONE_IN(state=state, time=lasted)
    return state


def minutes(seconds: float) -> str:
    """A span of time, `1:42` or `1:02:05`."""
    whole = int(seconds)
    if whole >= 3600:
        return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    return f"{whole // 60}:{whole % 60:02d}"


def _about(job: Job) -> str:
    asked = job.snapshot
    parts = []
    if job.practice:
        parts.append(LibraryWords.IS_PRACTICE())
    if asked is not None:
        parts.append(LibraryWords.CLIP_SECONDS(seconds=asked.seconds))
        parts.append(LibraryWords.WITH_SOUND() if asked.sound else LibraryWords.SILENT())
    return " · ".join(parts)
