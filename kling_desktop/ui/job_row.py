"""One job in the list of Activity."""

import logging

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QFrame, QVBoxLayout, QWidget

from kling_desktop import words
from kling_desktop.jobs.job import Job, State
from kling_desktop.storyboard.price import estimate
from kling_desktop.ui import icons, theme, tokens
from kling_desktop.ui.acts import Act, acts
from kling_desktop.ui.job_bar import Bar
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.job_more import JobMore
from kling_desktop.ui.job_texts import (
    elapsed,
    facts,
    own_words,
    prompt_of,
    reason,
    scene_title,
    standing,
    title,
)
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.pieces import Elided, button, clear, label, row, tool
from kling_desktop.ui.still import Thumb
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import ActivityWords, Film, PlayerWords, SceneWords

log = logging.getLogger(__name__)

_SAID = {
    Act.REMOVE: ActivityWords.REMOVE,
    Act.STOP_WAITING: ActivityWords.STOP_WAITING,
    Act.LOOK_AGAIN: ActivityWords.LOOK_AGAIN,
    Act.LOOK_AGAIN_ANEW: ActivityWords.LOOK_AGAIN,
    Act.LOOK_FOR_IT: ActivityWords.LOOK_FOR_IT,
    Act.SEND_AGAIN: ActivityWords.SEND_AGAIN,
    Act.DROP: ActivityWords.DROP_IT,
    Act.TRY_AGAIN: ActivityWords.TRY_AGAIN,
    Act.EDIT: ActivityWords.EDIT,
    Act.COPY_DETAILS: ActivityWords.COPY_DETAILS,
    Act.PLAY: PlayerWords.PLAY,
    Act.SHOW_IN_FOLDER: PlayerWords.SHOW_IN_FOLDER,
    Act.GO_ON: ActivityWords.GO_ON,
    Act.RESUME: ActivityWords.RESUME,
    Act.ENTER_KEY: SceneWords.ENTER_KEY,
    Act.RAISE_BUDGET: ActivityWords.GO_ON,
    Act.CHOOSE_TAKE: Film.CHOOSE_TAKE,
}

_HINTS = {
    Act.LOOK_FOR_IT: ActivityWords.LOOK_FOR_IT_HINT,
    Act.SEND_AGAIN: ActivityWords.SEND_AGAIN_HINT,
    Act.DROP: ActivityWords.DROP_HINT,
    Act.STOP_WAITING: ActivityWords.STOP_HINT,
}

_LOOKS = {
    State.DONE: "good",
    State.FAILED: "bad",
    State.REFUSED: "bad",
    State.UNCONFIRMED: "caution",
    State.PARKED: "caution",
}

_ACTS_WIDTH = 332
"""Pixels: room for the three acts that a refused job of an open storyboard has."""

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -(10**6), Qt.Key.Key_End: 10**6}
"""Keys that go to another row, and how far."""


class JobRow(QFrame):
    """Shows a job and what can be done about it.

    Of all rows only the current one can be reached by Tab, and its acts after it.
    """

    acted = Signal(object, object)
    """An `Act` and the `Job`."""
    found = Signal(object, str)
    """The unconfirmed `Job` and the task id that was found for it."""
    budgeted = Signal(object, object)
    """The `Job` and the budget that its storyboard shall have, or `None` for none."""
    copied = Signal(str)
    """A text for the clipboard."""
    request_wanted = Signal(object)
    entered = Signal(object)
    """This row has the focus, or something in it."""
    left = Signal(object, int)
    """From this row so many rows down."""
    rearranged = Signal()
    """Other buttons are in it."""

    def __init__(self, job: Job, supplies: Supplies, book: JobBook, mode: Mode) -> None:
        super().__init__()
        self.setObjectName("jobRow")
        self._book = book
        self._mode = mode
        self._supplies = supplies
        self._currency = supplies.rates.currency
        self._poster_of = ""
        """The clip whose picture was asked for."""
        self.job = job
        self._scene: int | None = None
        self._shown: tuple[Act, ...] | None = None
        self._current = False
        self._thumb = Thumb(supplies, QSize(56, 34))
        self._title = Elided(look="strong")
        self._prompt = Elided(look="quiet")
        self._said = label(look="small", wrap=True)
        self._own = label(look="small", wrap=True)
        self._bar = Bar()
        self._state = label(look="small")
        self._acts = row(gap=tokens.GRID)
        self._details = tool("down", ActivityWords.DETAILS(), side=14)
        self._details.clicked.connect(self._turn_details)
        self._opening: JobMore | None = None
        self._lay_out()
        self._details.installEventFilter(self)
        self.set_current(on=False)
        self.show_job(job)

    @property
    def said(self) -> str:
        """For a screen reader: where it stands, and why."""
        told = [reason(self.job, self._book), own_words(self.job)]
        why = " ".join(part for part in told if part)
        state = words.state(self.job)
        return ActivityWords.ROW_SAID(state=state, reason=why) if why else state

    @property
    def stops(self) -> list[QWidget]:
        """What Tab goes through in this row while it is the current one, in order."""
        more = self._opening.findChildren(QWidget) if self._opening is not None else []
        inside = [*self._buttons(), *more]
        return [self, *(w for w in inside if w.focusPolicy() & Qt.FocusPolicy.TabFocus)]

    def show_job(self, job: Job, scene: int | None = None) -> bool:
        """Shows what the engine says of the job now; tells whether other acts are allowed.

        `scene` is the number of its scene where its storyboard is open.
        """
        self.job, self._scene = job, scene
        self._show_picture()
        self._show_texts()
        self._bar.setVisible(job.unfinished and job.state is not State.WAITING)
        theme.dress(self._state, look=_LOOKS.get(job.state, "small"))
        theme.dress(self, mood=job.state.value)
        self.tick()
        allowed = acts(job, here=scene is not None, repeated=self._book.repeated(job))
        if allowed == self._shown:
            return False
        self._shown = allowed
        self._show_acts(allowed)
        self._close_more()
        self._mark_details()
        self.rearranged.emit()
        return True

    def tick(self) -> None:
        """Brings the elapsed times up to date."""
        self._bar.show_progress(self.job.progress, elapsed(self.job))
        self._state.setText(standing(self.job))

    def ask_budget(self, needed: float) -> None:
        """Asks how the job shall go on, which needs a budget of `needed`."""
        self._more.ask_budget(needed, self._currency)
        self._opened()

    def set_current(self, *, on: bool) -> None:
        """Lets Tab reach this row and its acts, or passes them by."""
        self._current = on
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.ClickFocus)
        policy = Qt.FocusPolicy.TabFocus if on else Qt.FocusPolicy.NoFocus
        for press in self._buttons():
            press.setFocusPolicy(policy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._step(event):
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.hasFocus():
            self._turn_details()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        # A button takes the arrows for itself.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._step(event)
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit(self)
        return False

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit(self)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def mouseDoubleClickEvent(self, _: QMouseEvent) -> None:
        self._turn_details()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.colours().second), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -2), 6, 6)

    def _lay_out(self) -> None:
        heading = row(self._title, self._prompt, None)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addStretch(1)
        texts.addLayout(heading)
        texts.addWidget(self._said)
        texts.addWidget(self._own)
        texts.addStretch(1)
        states = QVBoxLayout()
        states.setSpacing(5)
        states.setContentsMargins(0, 0, 0, 0)
        states.addStretch(1)
        states.addWidget(self._bar)
        states.addWidget(self._state)
        states.addStretch(1)
        state_box = QWidget()
        state_box.setLayout(states)
        state_box.setFixedWidth(156)
        act_box = QWidget()
        act_box.setLayout(row(None, self._acts, self._details))
        # The states stand below each other, however many acts there are.
        act_box.setMinimumWidth(_ACTS_WIDTH)
        line = row(self._thumb, texts, state_box, act_box)
        line.setSpacing(tokens.PAD)
        line.setStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.EDGE, 6, tokens.PAD, 6)
        layout.setSpacing(6)
        layout.addLayout(line)

    @property
    def _more(self) -> JobMore:
        """What opens below; made when it is first wanted, as few rows ever open."""
        if self._opening is None:
            self._opening = JobMore()
            self._connect_more(self._opening)
            layout = self.layout()
            assert layout is not None
            layout.addWidget(self._opening)
        return self._opening

    def _close_more(self) -> None:
        if self._opening is not None:
            self._opening.close_it()

    def _connect_more(self, more: JobMore) -> None:
        more.closed.connect(self._focus_again)
        more.sure.connect(self._send_again)
        more.found.connect(lambda task_id: self.found.emit(self.job, task_id))
        more.budgeted.connect(lambda budget: self.budgeted.emit(self.job, budget))
        more.copied.connect(self.copied)
        more.copy_all.connect(lambda: self.acted.emit(Act.COPY_DETAILS, self.job))
        more.request_wanted.connect(lambda: self.request_wanted.emit(self.job))

    def _show_picture(self) -> None:
        """Its first frame, with which the clip begins; of a task from elsewhere the clip's own."""
        job = self.job
        frame = job.snapshot.first_frame if job.snapshot else None
        if frame is not None or job.state is not State.DONE or job.clip is None:
            self._thumb.still.show_frame(frame)
        elif job.clip != self._poster_of:
            clip = self._poster_of = job.clip
            thumbnails = self._supplies.thumbnails
            self._supplies.pools.posters.run_task(
                lambda: thumbnails.poster(clip), self._thumb.still.show_path, self._no_poster
            )

    def _no_poster(self, error: BaseException) -> None:
        log.info("a clip in the list has no picture: %s", error)

    def _show_texts(self) -> None:
        job = self.job
        self._title.setText(scene_title(job, self._scene))
        # A scene's number is short, and what a person looks for: the prompt gives way first.
        short = self._scene is not None
        self._title.setMinimumWidth(self._title.sizeHint().width() if short else 0)
        prompt, label_text = prompt_of(job), job.label.rstrip("…")
        named_by_it = self._scene is None and label_text and prompt.startswith(label_text)
        self._prompt.setText("" if named_by_it else prompt)
        why = reason(job, self._book)
        if self._book.repeated(job) and not job.unfinished:
            again = ActivityWords.TRIED_AGAIN()
            why = f"{why}\n{again}" if why else again
        self._said.setText(why or facts(job, self._currency))
        self._said.setVisible(bool(self._said.text()))
        self._own.setText(own_words(job))
        self._own.setVisible(bool(self._own.text()))
        self.setAccessibleName(scene_title(job, self._scene))
        self.setAccessibleDescription(self.said)

    def _show_acts(self, allowed: tuple[Act, ...]) -> None:
        focused = self.window().focusWidget()
        if focused is not None and focused in self._buttons():
            self.setFocus()
        clear(self._acts)
        for act in allowed:
            said = _SAID[act]()
            press = button(said, "link", ActivityWords.ACT_ON(act=said, job=title(self.job)))
            press.clicked.connect(lambda _=False, act=act: self._act(act))
            press.installEventFilter(self)
            if act in _HINTS:
                press.setToolTip(_HINTS[act]())
                press.setAccessibleDescription(_HINTS[act]())
            self._acts.addWidget(press)
        self._details.setAccessibleName(
            ActivityWords.ACT_ON(act=ActivityWords.DETAILS(), job=title(self.job))
        )
        self.set_current(on=self._current)

    def _buttons(self) -> list[QAbstractButton]:
        places = range(self._acts.count())
        shown = [item.widget() for at in places if (item := self._acts.itemAt(at)) is not None]
        return [*(b for b in shown if isinstance(b, QAbstractButton)), self._details]

    def _act(self, act: Act) -> None:
        if act is Act.SEND_AGAIN:
            self._more.ask_send_again(None if self.job.practice else self._amount)
            self._opened()
            return
        if act is Act.TRY_AGAIN and self._mode.practice and not self.job.practice:
            # In practice nobody expects that a press costs money.
            self._more.ask_try_again(self._amount)
            self._opened()
            return
        if act is Act.LOOK_FOR_IT:
            self._more.ask_task_id()
            self._opened()
        self.acted.emit(act, self.job)

    @property
    def _amount(self) -> str:
        """What sending it again may cost. One that was only looked for again has no price."""
        job, rates = self.job, self._supplies.rates
        cost = job.estimate
        if not cost and job.snapshot is not None:
            cost = estimate(job.snapshot.seconds, rates, sound=job.snapshot.sound)
        return words.money(cost, self._currency)

    def _send_again(self) -> None:
        self._close_more()
        self.acted.emit(Act.SEND_AGAIN, self.job)

    def _turn_details(self) -> None:
        if self._more.shows_details:
            self._more.close_it()
        else:
            self._more.show_details(self.job, facts(self.job, self._currency))
        self._opened()

    def _opened(self) -> None:
        self._mark_details()
        self.entered.emit(self)
        self.rearranged.emit()

    def _mark_details(self) -> None:
        open_ = self._opening is not None and self._opening.shows_details
        icons.sign(self._details, "up" if open_ else "down", "quiet", 14)
        self._details.setToolTip(ActivityWords.DETAILS_HIDE() if open_ else ActivityWords.DETAILS())

    def _focus_again(self) -> None:
        self.setFocus()
        self._mark_details()

    def _step(self, event: QKeyEvent) -> bool:
        steps = _STEPS.get(Qt.Key(event.key()))
        if steps is None:
            return False
        self.left.emit(self, steps)
        return True
