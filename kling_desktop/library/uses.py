"""Which clips stand in a film: the kept takes of storyboards."""

from collections.abc import Collection, Iterable

import msgspec

from kling_desktop.storyboard.model import Storyboard


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """A clip that is a scene's kept take."""

    file: str
    board: Storyboard
    number: int
    """The scene's place in the film, counted from 1."""


def kept_in(boards: Iterable[Storyboard], files: Collection[str]) -> list[Use]:
    """Where clips are kept for the film, in the order of the boards and their scenes.

    A scene keeps one take of practice and one that was charged; either counts.
    """
    return [
        Use(file=kept.clip, board=board, number=number)
        for board in boards
        for number, scene in enumerate(board.scenes, 1)
        for practice in (False, True)
        if (kept := scene.kept_take(practice=practice)) is not None and kept.clip in files
    ]
