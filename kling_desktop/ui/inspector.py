"""The inspector: everything about the selected scene, and its one Generate button."""

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kling_desktop.storyboard import edits
from kling_desktop.storyboard.check import Field, Fix, Problem
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Scene
from kling_desktop.ui import icons, tokens
from kling_desktop.ui.arrivals import Arrival
from kling_desktop.ui.desk import Desk, Selection
from kling_desktop.ui.fields import CfgField, LengthField, SoundField, TakesField, name_of
from kling_desktop.ui.frame_acts import FrameActs
from kling_desktop.ui.frame_place import FramePlace
from kling_desktop.ui.frame_zone import HEIGHT
from kling_desktop.ui.generate_panel import GeneratePanel
from kling_desktop.ui.generating import Generating
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.pieces import button, label, row
from kling_desktop.ui.problems import ProblemList
from kling_desktop.ui.prompt_aids import PromptAids
from kling_desktop.ui.prompt_editor import PromptEditor
from kling_desktop.ui.request_view import show_scene_request
from kling_desktop.ui.scrolling import SteadyScroll
from kling_desktop.ui.shot_list import ShotList
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.tab_order import follow_layout
from kling_desktop.words import FrameWords, SceneWords

_SETTLES = 60
"""Milliseconds in which the layout of another scene comes to rest."""

_LINES = ((400, 3), (560, 4), (720, 6), (880, 9))
"""Below so many pixels of height the prompt shows so many lines."""
_LINES_MOST = 12
_ZONES = ((400, 72), (480, 88))
"""Below so many pixels of height the frames take so many."""
_GROWS = 4
"""Lines by which it grows with what is written."""
_LOW = 480
"""Pixels of height below which everything stands closer together."""


class Inspector(QFrame):
    """Shows the desk's scene and turns what is done here into edits of it."""

    key_wanted = Signal()

    def __init__(self, supplies: Supplies, desk: Desk, mode: Mode, generating: Generating) -> None:
        super().__init__()
        self.setObjectName("inspector")
        self._desk = desk
        self._mode = mode
        self._generating = generating
        self._pictures = supplies.pictures
        self._shape: object = None
        self._sought: Callable[[], QWidget | None] = lambda: None
        """What is to be in sight once the layout has come to rest."""
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLES)
        self.first = FramePlace(FrameWords.FIRST_FRAME(), FrameWords.FIRST_FRAME_HINT(), supplies)
        hint = FrameWords.END_FRAME_HINT()
        self.end = FramePlace(FrameWords.END_FRAME(), hint, supplies, end=True)
        self.frames = FrameActs(desk, self.first, self.end)
        self.frames.setParent(self)
        self.prompt = PromptEditor(SceneWords.PROMPT(), SceneWords.PROMPT_HINT(), 4, 8)
        self.shots = ShotList()
        self.length = LengthField()
        self.sound = SoundField()
        self.takes = TakesField()
        self.more = button("", "fold", SceneWords.MORE())
        self.more.setCheckable(True)
        self.avoid = PromptEditor(SceneWords.AVOID(), SceneWords.AVOID_HINT(), 1, 5, small=True)
        self.avoid.field.setToolTip(SceneWords.AVOID_TOOLTIP())
        self.cfg = CfgField()
        self._folded = QWidget()
        self._problems = {
            place: ProblemList()
            for place in (
                Field.FIRST_FRAME,
                Field.END_FRAME,
                Field.PROMPT,
                Field.SECONDS,
                Field.NEGATIVE_PROMPT,
                Field.CFG_SCALE,
            )
        }
        self.generate = GeneratePanel(desk, mode, generating, supplies)
        self._aids = PromptAids(self, supplies, generating.book)
        self._lay_out()
        self._connect()
        self._fold(open_=False)
        self.show_scene(desk.scene)

    def take_picture(self, arrival: Arrival) -> None:
        """Takes a picture as the first frame: dropped on the stage or named at the start."""
        self.first.take(arrival)

    @property
    def taking_in(self) -> bool:
        """Whether a picture is on its way into a frame."""
        return self.first.intake.coming or self.end.intake.coming

    def forget_pictures(self) -> None:
        """Lets go of pictures under way: another storyboard was opened."""
        self.first.forget()
        self.end.forget()

    def show_scene(self, scene: Scene) -> None:
        """Shows the scene and what was found in it."""
        self._show_place()
        problems = self._generating.problems
        self.first.scene = self.end.scene = scene.id
        self.first.show_frame(scene.first_frame)
        self.end.show_frame(scene.end_frame)
        self.prompt.show_text(scene.prompt)
        # Upstream may ignore it then (contract.md §4.3).
        self.prompt.field.setToolTip(SceneWords.PROMPT_WITH_SHOTS() if scene.shots else "")
        self.avoid.show_text(scene.negative_prompt)
        self.shots.show_scene(scene, problems)
        self.length.show_scene(scene)
        self.sound.show_scene(scene)
        self.takes.show_scene(scene)
        self.cfg.show_scene(scene)
        used = scene.negative_prompt or scene.cfg_scale is not None or scene.takes_wanted > 1
        if used and not self.more.isChecked():
            self._fold(open_=True)
        self._show_problems()
        shape = (len(scene.shots), problems)
        if shape != self._shape:
            self._shape = shape
            follow_layout(self)

    def _show_problems(self) -> None:
        problems = self._generating.problems
        for place, shown in self._problems.items():
            shown.show_problems(tuple(p for p in problems if p.field is place))
        self.generate.refresh()

    def show_shot(self, _: Selection) -> None:
        """Brings the row of the selected shot into view; the keyboard stays where it is."""
        self._sought = lambda: self.shots.row(self._desk.selection.shot)
        self._settling.start()

    def _settle(self) -> None:
        """The rows of a scene that was just selected take their places one after another."""
        if self._settling.isActive():
            self._reveal()

    def _reveal(self) -> None:
        sought = self._sought()
        if sought is not None:
            self._scroll.ensureWidgetVisible(sought, 0, tokens.PAD)

    def _show_place(self) -> None:
        self._heading.setText(SceneWords.SCENE_HEADING(number=self._desk.scene_index + 1))

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = self._column = QVBoxLayout(inside)
        self._heading = label(look="heading")
        column.addWidget(self._heading)
        column.addLayout(row(self.first.zone, self.end.zone))
        for place, where in ((self.first, Field.FIRST_FRAME), (self.end, Field.END_FRAME)):
            column.addWidget(place)
            column.addWidget(self._problems[where])
        column.addWidget(self.prompt)
        column.addWidget(self._problems[Field.PROMPT])
        column.addWidget(self.shots)
        column.addWidget(self.length)
        column.addWidget(self._problems[Field.SECONDS])
        column.addWidget(self.sound)
        column.addLayout(row(name_of(SceneWords.MORE()), self.more, None, gap=tokens.GAP))
        inner = QVBoxLayout(self._folded)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(tokens.GAP)
        inner.addWidget(self.takes)
        avoid = row(name_of(SceneWords.AVOID()), self.avoid, gap=tokens.PAD)
        avoid.setStretch(1, 1)
        inner.addLayout(avoid)
        inner.addWidget(self._problems[Field.NEGATIVE_PROMPT])
        inner.addWidget(self.cfg)
        inner.addWidget(self._problems[Field.CFG_SCALE])
        column.addWidget(self._folded)
        column.addStretch(1)
        scroll = self._scroll = SteadyScroll()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        layout.addWidget(self.generate)
        self._fit_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    def _fit_height(self) -> None:
        """In a low window what matters most stays in sight: frames, prompt and Generate."""
        height = self.height()
        low = height < _LOW
        gap, edge = (tokens.GAP, tokens.GAP) if low else (tokens.PAD, tokens.PAD)
        # The scroll bar's room comes out of the margin, so that the right edges stand in line.
        taken = self._scroll.verticalScrollBar().sizeHint().width()
        right = max(tokens.GRID, tokens.EDGE - taken)
        self._column.setContentsMargins(tokens.EDGE, edge, right, tokens.PAD)
        self._column.setSpacing(gap)
        lines = next((lines for most, lines in _LINES if height < most), _LINES_MOST)
        self.prompt.field.show_lines(lines, lines + _GROWS)
        tall = next((tall for most, tall in _ZONES if height < most), HEIGHT)
        for place in (self.first, self.end):
            place.zone.show_height(tall)
        self.generate.show_low(low=low)

    def _connect(self) -> None:
        set_field = self._desk.set
        self.prompt.edited.connect(
            lambda text: set_field(Act.WRITE_PROMPT, self._desk.scene.id, prompt=text)
        )
        self.prompt.field.picture_pasted.connect(self.first.take)
        self._connect_aids()
        self.avoid.edited.connect(
            lambda text: set_field(Act.WRITE_AVOID, self._desk.scene.id, negative_prompt=text)
        )
        self.length.edited.connect(self._set_length)
        self.sound.edited.connect(lambda on: set_field(Act.SET_SOUND, sound=on))
        self.takes.edited.connect(
            lambda takes: set_field(Act.SET_TAKES, self._desk.scene.id, takes_wanted=takes)
        )
        self.cfg.edited.connect(
            lambda cfg: set_field(Act.SET_CLOSENESS, self._desk.scene.id, cfg_scale=cfg)
        )
        for slider in (self.length.slider, self.cfg.slider):
            slider.sliderPressed.connect(self._desk.hold)
            slider.sliderReleased.connect(self._desk.let_go)
        self.more.toggled.connect(lambda on: self._fold(open_=on))
        self.shots.begun.connect(self._begin_shots)
        self.shots.added.connect(self._add_shot)
        self.shots.split.connect(self._cut)
        self.shots.removed.connect(self._remove_shot)
        self.shots.moved.connect(self._move_shot)
        self.shots.text_edited.connect(self._write_shot)
        self.shots.seconds_edited.connect(self._time_shot)
        self.shots.mend.connect(self._mend)
        self.shots.keep_end_frame.connect(self.shots.question.hide)
        self.shots.keep_shots.connect(self._keep_shots)
        for shown in self._problems.values():
            shown.mend.connect(self._mend)
        self.generate.key_wanted.connect(self.key_wanted)
        self.generate.problem_wanted.connect(self._show_problem)
        self.generate.request_wanted.connect(self._show_request)
        # The desk tells the checker first, so that scene and problems shown belong together.
        self._desk.scene_changed.connect(self.show_scene)
        self._desk.changed.connect(self._show_place)
        self._desk.selection_changed.connect(self.show_shot)
        self._settling.timeout.connect(self._reveal)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._settle)
        self._generating.problems_changed.connect(self._show_problems)

    def _connect_aids(self) -> None:
        for editor in (self.prompt, self.avoid):
            field = editor.field
            editor.step_ended.connect(self._desk.settle)
            field.phrases_wanted.connect(
                lambda field=field, box=editor: self._aids.offer_phrases(field, box)
            )
            field.history_wanted.connect(
                lambda field=field, box=editor: self._aids.offer_prompts(field, box)
            )
        self.avoid.field.picture_pasted.connect(self.first.take)
        self.shots.step_ended.connect(self._desk.settle)
        self.shots.phrases_wanted.connect(self._aids.offer_phrases)
        self.shots.history_wanted.connect(self._aids.offer_prompts)
        self.shots.picture_pasted.connect(self.first.take)

    def _show_request(self) -> None:
        asked = self._generating.request
        if asked is not None:
            number = self._desk.scene_index + 1
            show_scene_request(self, number, asked, self._mode.service, self._pictures)

    def _show_problem(self, problem: Problem) -> None:
        """Brings the place of a problem into view."""
        self._sought = lambda: self._place_of(problem)
        self._reveal()
        self._settling.start()

    def _place_of(self, problem: Problem) -> QWidget | None:
        if problem.field is Field.SHOTS:
            return self.shots.row(problem.shot) or self.shots
        return self._problems.get(problem.field)

    def _fold(self, *, open_: bool) -> None:
        self.more.blockSignals(True)
        self.more.setChecked(open_)
        self.more.blockSignals(False)
        self._folded.setVisible(open_)
        self.more.setText(SceneWords.LESS_SHOWN() if open_ else SceneWords.MORE_SHOWN())
        icons.sign(self.more, "down" if open_ else "right", "quiet", 16)

    def _set_length(self, seconds: int) -> None:
        self._desk.edit(
            Act.SET_LENGTH, lambda scene: edits.set_seconds(scene, seconds), self._desk.scene.id
        )

    def _begin_shots(self) -> None:
        if self._desk.scene.end_frame is not None:
            self.shots.ask_which_to_keep()
        elif self._desk.edit(Act.SPLIT_SHOT, edits.begin_shots):
            self.shots.focus_shot(1)

    def _add_shot(self) -> None:
        if self._desk.edit(Act.SPLIT_SHOT, edits.add_shot):
            self.shots.focus_shot(len(self._desk.scene.shots) - 1)

    def _cut(self, index: int) -> None:
        if self._desk.edit(Act.SPLIT_SHOT, lambda scene: edits.split(scene, index)):
            self.shots.focus_shot(index + 1)

    def _keep_shots(self) -> None:
        self.shots.question.hide()
        self._desk.edit(
            Act.SPLIT_SHOT, lambda scene: edits.begin_shots(replace(scene, end_frame=None))
        )

    def _remove_shot(self, index: int) -> None:
        self._desk.edit(Act.DELETE_SHOT, lambda scene: edits.remove_shot(scene, index))

    def _move_shot(self, index: int, to: int) -> None:
        self._desk.edit(Act.MOVE_SHOT, lambda scene: edits.move_shot(scene, index, to))
        self.shots.focus_shot(to)

    def _write_shot(self, index: int, text: str) -> None:
        self._desk.edit(
            Act.WRITE_SHOT,
            lambda scene: edits.change_shot(scene, index, prompt=text),
            f"{self._desk.scene.id} {index}",
        )

    def _time_shot(self, index: int, seconds: int) -> None:
        self._desk.edit(
            Act.RESIZE_SHOT,
            lambda scene: edits.change_shot(scene, index, seconds=seconds),
            f"{self._desk.scene.id} {index}",
        )

    def _mend(self, problem: Problem) -> None:
        if problem.fix in (Fix.CROP, Fix.PAD):
            place = self.first if problem.field is Field.FIRST_FRAME else self.end
            place.shape_again()
        else:
            self._desk.edit(Act.MEND, lambda scene: edits.mend(scene, problem))
