"""Undo and redo: the values that the storyboard had, one step per gesture.

Values are frozen and share what did not change, so keeping them is cheap. Facts (a take came in, a
linked frame became known) are no gestures: they are told to every value, so that undo never takes
a paid clip away.
"""

from collections.abc import Callable
from enum import StrEnum

import msgspec

from kling_desktop.storyboard.model import Storyboard

STEPS_KEPT = 500


class Act(StrEnum):
    """What a step did; `words` names it in the Edit menu."""

    WRITE_PROMPT = "write_prompt"
    WRITE_AVOID = "write_avoid"
    WRITE_SHOT = "write_shot"
    SET_FIRST_FRAME = "set_first_frame"
    SET_END_FRAME = "set_end_frame"
    SET_FRAMES = "set_frames"
    REMOVE_FRAME = "remove_frame"
    SWAP_FRAMES = "swap_frames"
    SEND_ADDRESS = "send_address"
    SEND_PICTURE = "send_picture"
    SET_LENGTH = "set_length"
    SET_SOUND = "set_sound"
    SET_CLOSENESS = "set_closeness"
    SET_TAKES = "set_takes"
    SPLIT_SHOT = "split_shot"
    JOIN_SHOTS = "join_shots"
    MOVE_SHOT = "move_shot"
    RESIZE_SHOT = "resize_shot"
    DUPLICATE_SHOT = "duplicate_shot"
    DELETE_SHOT = "delete_shot"
    ADD_SCENES = "add_scenes"
    BRING_SCENE_BACK = "bring_scene_back"
    BRIDGE_PICTURES = "bridge_pictures"
    MOVE_SCENE = "move_scene"
    DUPLICATE_SCENE = "duplicate_scene"
    DELETE_SCENE = "delete_scene"
    RENAME_SCENE = "rename_scene"
    COLLAPSE_SCENE = "collapse_scene"
    LINK_SCENE = "link_scene"
    UNLINK_SCENE = "unlink_scene"
    CONTINUE_SCENE = "continue_scene"
    KEEP_TAKE = "keep_take"
    RENAME_STORYBOARD = "rename_storyboard"
    SET_BUDGET = "set_budget"
    MEND = "mend"


class Step(msgspec.Struct, frozen=True):
    """One gesture, by the value on its other side."""

    act: Act
    board: Storyboard
    merge: str | None = None
    """Gestures in a row that name the same thing here, keystrokes in one field say, are one."""


class History:
    """The present value, with what can be undone and redone."""

    def __init__(self, board: Storyboard) -> None:
        self.board = board
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def do(self, board: Storyboard, act: Act, merge: str | None = None) -> bool:
        """Makes `board` the present. Returns whether anything changed; if not, there is no step.

        A run of gestures that merge and ends where it began leaves no step either.
        """
        if board == self.board:
            return False
        last = self._done[-1] if self._done else None
        merges = merge is not None and last is not None and (last.act, last.merge) == (act, merge)
        if not merges:
            self._done.append(Step(act, self.board, merge))
            del self._done[:-STEPS_KEPT]
        elif board == self._done[-1].board:
            self._done.pop()
        self._undone.clear()
        self.board = board
        return True

    def settle(self) -> None:
        """Ends the run of gestures that merge: the next one is a step of its own."""
        if self._done:
            self._done[-1] = msgspec.structs.replace(self._done[-1], merge=None)

    @property
    def undoable(self) -> Act | None:
        """What undo would take back."""
        return self._done[-1].act if self._done else None

    @property
    def redoable(self) -> Act | None:
        """What redo would do again."""
        return self._undone[-1].act if self._undone else None

    def undo(self) -> bool:
        """Goes back one step; `False` where there is none."""
        return self._step(self._done, self._undone)

    def redo(self) -> bool:
        """Goes forward one step; `False` where there is none."""
        return self._step(self._undone, self._done)

    def _step(self, origin: list[Step], target: list[Step]) -> bool:
        if not origin:
            return False
        step = origin.pop()
        target.append(Step(step.act, self.board))
        self.board = step.board
        self.settle()
        return True

    def tell(self, fact: Callable[[Storyboard], Storyboard]) -> None:
        """Makes a fact true in the present, and in every value that undo or redo may bring."""
        board = fact(self.board)
        done, undone = (
            [msgspec.structs.replace(step, board=fact(step.board)) for step in steps]
            for steps in (self._done, self._undone)
        )
        self.board, self._done, self._undone = board, done, undone
