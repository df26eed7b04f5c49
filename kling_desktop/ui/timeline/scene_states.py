"""How far each scene is: not made, waiting, generating, made or stale."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from kling_desktop.jobs.job import Job, State
from kling_desktop.production.film import recipe_of
from kling_desktop.storyboard.model import Scene, Storyboard
from kling_desktop.words import Timeline


class Taken(msgspec.Struct, frozen=True):
    """The takes of a scene, as far as its block tells of them."""

    count: int = 0
    number: int = 0
    """Of the one that is kept, counted from 1; 0 where none is."""
    clip: str = ""
    """File name of its clip."""


def taken(scene: Scene, *, practice: bool) -> Taken:
    """What there is of a scene, practice takes or real ones."""
    takes = [take for take in scene.takes if take.practice == practice]
    kept = scene.kept_take(practice=practice)
    if kept is None:
        return Taken(len(takes))
    return Taken(len(takes), takes.index(kept) + 1, kept.clip)


class Stage(StrEnum):
    """What became of a scene; the order is that of the way."""

    NOT_MADE = "not_made"
    WAITING = "waiting"
    GENERATING = "generating"
    MADE = "made"
    STALE = "stale"


_WORDS = {
    Stage.NOT_MADE: Timeline.NOT_MADE,
    Stage.WAITING: Timeline.WAITING,
    Stage.GENERATING: Timeline.GENERATING,
    Stage.MADE: Timeline.MADE,
    Stage.STALE: Timeline.STALE,
}

_AT_WORK = (State.SENDING, State.QUEUED, State.GENERATING, State.FETCHING)


def said(stage: Stage) -> str:
    """The stage in a word or two."""
    return _WORDS[stage]()


class SceneStates:
    """Remembers what was found for a scene's value: digests are not made on every movement."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, bool], tuple[Scene, Stage]] = {}

    def of(self, board: Storyboard, jobs: Iterable[Job], *, practice: bool) -> list[Stage]:
        """The stage of every scene, in the order of the film."""
        busy: dict[str, Stage] = {}
        for job in jobs:
            if not job.scene:
                continue
            if job.state in _AT_WORK:
                busy[job.scene] = Stage.GENERATING
            elif job.state is State.WAITING:
                busy.setdefault(job.scene, Stage.WAITING)
        return [busy.get(scene.id) or self._rest(scene, practice) for scene in board.scenes]

    def _rest(self, scene: Scene, practice: bool) -> Stage:
        known = self._known.get((scene.id, practice))
        if known is not None and known[0] is scene:
            return known[1]
        stage = _rest(scene, practice)
        self._known[scene.id, practice] = (scene, stage)
        return stage


def _rest(scene: Scene, practice: bool) -> Stage:
    takes = [take for take in scene.takes if take.practice == practice]
    if not takes:
        return Stage.NOT_MADE
    kept = scene.kept_take(practice=practice)
    asked = recipe_of(scene)
    current = any(take.recipe == asked for take in ([kept] if kept else takes))
    return Stage.MADE if current else Stage.STALE
