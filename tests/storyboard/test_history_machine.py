"""Whatever is done to a storyboard, in whatever order, keeps the promises of issue 3.

Every text written is a word of its own, so that a lost one is noticed wherever it went.
"""

import re
from collections.abc import Callable
from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace

from kling_desktop.store.document_text import board_of, from_text, text_of
from kling_desktop.storyboard import edits, scenes
from kling_desktop.storyboard.check import check
from kling_desktop.storyboard.history import Act, History
from kling_desktop.storyboard.model import FrameRef, Scene, Shot, Storyboard
from tests.storyboard.making import EXAMPLES, frame, take

STEPS = 20
FRAMES = [frame(picture=sign * 64) for sign in "123"]

some_place = st.integers(0, 5)
"""Names a scene or a shot: counted on from the first again where there are fewer."""
some_seconds = st.integers(-16, 16)
some_kind = st.sampled_from([3, 5, 15, None, (3, 4), (1, 1, 1), (2, 6, 7)])
"""A scene's length, the lengths of its shots, or that it has an end frame."""


def words_of(made: Scene | Shot) -> set[str]:
    """The words in a scene or shot, wherever they stand."""
    texts = [made.prompt]
    if isinstance(made, Scene):
        texts += [shot.prompt for shot in made.shots]
    return set(re.findall(r"w\d+", " ".join(texts)))


def words_in(board: Storyboard) -> set[str]:
    return set().union(*(words_of(made) for made in board.scenes))


class Storyboarding(RuleBasedStateMachine):
    """A person at the timeline, and clips that come in meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.history = History(Storyboard(id="film", scenes=(Scene(),)))
        self.saved = text_of(self.history.board)
        self.first = self.history.board
        self._names = count()

    @initialize(kinds=st.lists(some_kind, min_size=1, max_size=3))
    def begin(self, kinds: list[tuple[int, ...] | int | None]) -> None:
        made = []
        for kind in kinds:
            new = Scene(first_frame=FRAMES[0], prompt=self.word())
            if kind is None:
                new = replace(new, end_frame=FRAMES[1])
            elif isinstance(kind, int):
                new = replace(new, plain_seconds=kind)
            else:
                cut = (Shot(prompt=self.word(), seconds=seconds) for seconds in kind)
                new = replace(new, shots=tuple(cut))
            made.append(new)
        self.open(Storyboard(id="film", scenes=tuple(made)))

    # What the rules are made of

    @property
    def board(self) -> Storyboard:
        return self.history.board

    def word(self) -> str:
        """A text that was never written before."""
        return f"w{next(self._names)}"

    def open(self, board: Storyboard) -> None:
        self.history = History(board)
        self.first = board

    def scene_at(self, place: int) -> Scene:
        return self.board.scenes[place % len(self.board.scenes)]

    def do(
        self, act: Act, board: Storyboard, *, lost: set[str] | None = None, merge: str | None = None
    ) -> None:
        """One gesture, which may lose the words in `lost` and no others."""
        before = words_in(self.board)
        if self.history.do(board, act, merge):
            assert self.history.redoable is None
        assert before - words_in(self.board) <= (lost or set())

    def edit(
        self,
        act: Act,
        place: int,
        change: Callable[[Scene], Scene],
        *,
        lost: set[str] | None = None,
        merge: str | None = None,
    ) -> None:
        board = scenes.change(self.board, self.scene_at(place).id, change)
        self.do(act, board, lost=lost, merge=merge)

    def shot_at(self, place: int, shot: int) -> tuple[Scene, int]:
        made = self.scene_at(place)
        return made, shot % len(edits.shots_of(made))

    # Shots

    @rule(place=some_place, shot=some_place, at=st.none() | st.integers(0, 15))
    def split(self, place: int, shot: int, at: int | None) -> None:
        _, index = self.shot_at(place, shot)
        self.edit(Act.SPLIT_SHOT, place, lambda made: edits.split(made, index, at))

    @rule(place=some_place, shot=some_place)
    def join(self, place: int, shot: int) -> None:
        _, index = self.shot_at(place, shot)
        self.edit(Act.JOIN_SHOTS, place, lambda made: edits.join(made, index))

    @rule(place=some_place, shot=some_place, to=some_place)
    def move_shot(self, place: int, shot: int, to: int) -> None:
        _, index = self.shot_at(place, shot)
        self.edit(Act.MOVE_SHOT, place, lambda made: edits.move_shot(made, index, to))

    @rule(place=some_place, shot=some_place, other=some_place, to=some_place)
    def move_shot_to(self, place: int, shot: int, other: int, to: int) -> None:
        made, index = self.shot_at(place, shot)
        there = self.scene_at(other).id
        self.do(Act.MOVE_SHOT, scenes.move_shot_to(self.board, made.id, index, there, to).board)

    @rule(place=some_place, shot=some_place, by=some_seconds, whole=st.booleans())
    def pull_edge(self, place: int, shot: int, by: int, whole: bool) -> None:
        _, index = self.shot_at(place, shot)
        change = lambda made: edits.pull_edge(made, index, by, whole=whole).scene  # noqa: E731
        self.edit(Act.RESIZE_SHOT, place, change)

    @rule(place=some_place, shot=some_place, seconds=some_seconds)
    def type_seconds(self, place: int, shot: int, seconds: int) -> None:
        _, index = self.shot_at(place, shot)
        change = lambda made: edits.change_shot(made, index, seconds=seconds)  # noqa: E731
        self.edit(Act.RESIZE_SHOT, place, change)

    @rule(place=some_place, shot=some_place)
    def duplicate_shot(self, place: int, shot: int) -> None:
        _, index = self.shot_at(place, shot)
        change = lambda made: edits.duplicate_shot(made, index).scene  # noqa: E731
        self.edit(Act.DUPLICATE_SHOT, place, change)

    @rule(place=some_place, shot=some_place)
    def remove_shot(self, place: int, shot: int) -> None:
        made, index = self.shot_at(place, shot)
        lost = words_of(edits.shots_of(made)[index])
        self.edit(Act.DELETE_SHOT, place, lambda old: edits.remove_shot(old, index), lost=lost)

    @rule(place=some_place, shot=some_place, more=st.booleans())
    def write_shot(self, place: int, shot: int, more: bool) -> None:
        made, index = self.shot_at(place, shot)
        was = edits.shots_of(made)[index]
        text = f"{was.prompt} {self.word()}" if more else self.word()
        self.edit(
            Act.WRITE_SHOT,
            place,
            lambda old: edits.change_shot(old, index, prompt=text),
            lost=set() if more else words_of(was),
            merge=f"{made.id} {index}",
        )

    # Scenes

    @rule(place=some_place, blank=st.booleans())
    def write_prompt(self, place: int, blank: bool) -> None:
        made = self.scene_at(place)
        text = "" if blank else self.word()
        lost = words_of(replace(made, shots=()))
        change = lambda old: replace(old, prompt=text)  # noqa: E731
        self.edit(Act.WRITE_PROMPT, place, change, lost=lost, merge=made.id)

    @rule(place=some_place, seconds=some_seconds)
    def set_length(self, place: int, seconds: int) -> None:
        self.edit(Act.SET_LENGTH, place, lambda made: edits.set_seconds(made, seconds))

    @rule(place=some_place, end=st.sampled_from(FRAMES))
    def keep_end_frame(self, place: int, end: FrameRef) -> None:
        self.edit(Act.SET_END_FRAME, place, lambda made: edits.keep_end_frame(made, end))

    @rule(place=some_place)
    def keep_shots(self, place: int) -> None:
        change = lambda made: edits.split(replace(made, end_frame=None), 0)  # noqa: E731
        self.edit(Act.SPLIT_SHOT, place, change)

    @rule(place=some_place)
    def mend(self, place: int) -> None:
        for found in check(self.scene_at(place)):
            if found.fix is not None:
                # What `REMOVE_SHOT` takes out is blank.
                self.edit(Act.MEND, place, lambda made, found=found: edits.mend(made, found))  # type: ignore[misc]
                return

    @precondition(lambda self: len(self.board.scenes) < 5)
    @rule(place=some_place, pictures=st.lists(st.sampled_from(FRAMES), max_size=3))
    def drop_pictures(self, place: int, pictures: list[FrameRef]) -> None:
        board = scenes.insert(self.board, place, [Scene(first_frame=each) for each in pictures])
        self.do(Act.ADD_SCENES, board)

    @precondition(lambda self: len(self.board.scenes) < 5)
    @rule(place=some_place, pictures=st.lists(st.sampled_from(FRAMES), max_size=3))
    def bridge(self, place: int, pictures: list[FrameRef]) -> None:
        self.do(Act.BRIDGE_PICTURES, scenes.insert(self.board, place, scenes.bridge(pictures)))

    @rule(place=some_place, to=st.integers(-1, 6))
    def move_scene(self, place: int, to: int) -> None:
        self.do(Act.MOVE_SCENE, scenes.move(self.board, self.scene_at(place).id, to))

    @precondition(lambda self: len(self.board.scenes) < 5)
    @rule(place=some_place)
    def duplicate_scene(self, place: int) -> None:
        self.do(Act.DUPLICATE_SCENE, scenes.duplicate(self.board, self.scene_at(place).id))

    @rule(place=some_place)
    def delete_scene(self, place: int) -> None:
        made = self.scene_at(place)
        self.do(Act.DELETE_SCENE, scenes.remove(self.board, made.id), lost=words_of(made))

    @rule(place=some_place)
    def link(self, place: int) -> None:
        self.do(Act.LINK_SCENE, scenes.link(self.board, self.scene_at(place).id))

    @rule(place=some_place)
    def unlink(self, place: int) -> None:
        made = self.scene_at(place)
        self.do(Act.UNLINK_SCENE, scenes.unlink(self.board, made.id))
        assert self.scene_at(place).first_frame == made.first_frame

    @precondition(lambda self: len(self.board.scenes) < 5)
    @rule(place=some_place)
    def go_on(self, place: int) -> None:
        self.do(Act.CONTINUE_SCENE, scenes.continue_from(self.board, self.scene_at(place).id))

    @rule(place=some_place, chosen=some_place)
    def keep_take(self, place: int, chosen: int) -> None:
        made = self.scene_at(place)
        if made.takes:
            kept = made.takes[chosen % len(made.takes)].id
            self.do(Act.KEEP_TAKE, scenes.keep_take(self.board, made.id, kept))

    # Facts

    @rule(place=some_place, practice=st.booleans())
    def a_take_comes_in(self, place: int, practice: bool) -> None:
        scene_id = self.scene_at(place).id
        made = take(self.word(), practice=practice)
        fact = lambda board: scenes.record_take(board, scene_id, made)  # noqa: E731
        self.tell(fact)
        for board in self.every_value():
            assert all(made in held.takes for held in board.scenes if held.id == scene_id)

    @rule(place=some_place, last=st.sampled_from(FRAMES))
    def a_last_frame_comes_in(self, place: int, last: FrameRef) -> None:
        scene_id = self.scene_at(place).id
        self.tell(lambda board: scenes.follow_frame(board, scene_id, last))
        for board in self.every_value():
            for held in board.scenes:
                assert held.id != scene_id or not held.linked or held.first_frame == last

    def tell(self, fact: Callable[[Storyboard], Storyboard]) -> None:
        expected = [fact(board) for board in self.every_value()]
        self.history.tell(fact)
        self.first = fact(self.first)
        assert self.every_value() == expected

    # Back and forth

    @rule(steps=st.integers(1, 3))
    def undo(self, steps: int) -> None:
        for _ in range(steps):
            before = self.board
            if self.history.undo():
                undone = self.board
                assert self.history.redo()
                assert self.board == before
                assert self.history.undo()
                assert self.board == undone

    @rule(steps=st.integers(1, 3))
    def redo(self, steps: int) -> None:
        for _ in range(steps):
            self.history.redo()

    @rule()
    def settle(self) -> None:
        self.history.settle()

    @rule()
    def undo_all_and_redo_all(self) -> None:
        *_, last = self.every_value()
        while self.history.redo():
            pass
        assert self.board == last

    @rule()
    def save(self) -> None:
        self.saved = text_of(self.board)

    @rule()
    def load(self) -> None:
        self.open(read(self.saved))

    def every_value(self) -> list[Storyboard]:
        """All that undo and redo can bring, oldest first; the present stays as it is."""
        present, back = self.board, 0
        while self.history.undo():
            back += 1
        assert self.board == self.first
        values = [self.board]
        while self.history.redo():
            values.append(self.board)
        for _ in values[back + 1 :]:
            self.history.undo()
        assert self.board == present
        return values

    # Always

    @invariant()
    def within_the_limits(self) -> None:
        for made in self.board.scenes:
            assert 3 <= made.seconds <= 15
            assert all(shot.seconds >= 1 for shot in made.shots)
            assert not (made.shots and made.end_frame)

    @invariant()
    def a_film_begins_somewhere(self) -> None:
        assert not self.board.scenes[0].linked
        assert len({made.id for made in self.board.scenes}) == len(self.board.scenes)

    def teardown(self) -> None:
        for board in self.every_value():
            assert read(text_of(board)) == board


def read(document: bytes) -> Storyboard:
    return board_of(from_text(document))


def test_no_sequence_of_edits_breaks_a_promise() -> None:
    """2,000 sequences in every run, 50,000 by `make test-long`."""
    run_state_machine_as_test(
        Storyboarding,
        settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None),
    )
