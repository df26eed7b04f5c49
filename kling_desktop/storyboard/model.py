"""The storyboard and its parts, as frozen values that encode themselves (msgspec).

Every change makes a new value (`edits.py`), so undo is keeping the old one, a snapshot can never
be altered behind a job's back, and threads can share them freely.
"""

from uuid import uuid4

import msgspec

from kling_desktop.storyboard import limits


def new_id() -> str:
    """An identity for a scene that survives saving, reordering and copying between documents."""
    return uuid4().hex


class FrameRef(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A still picture, by the hash of exactly the bytes that will be sent.

    The measures travel along so that a scene can be checked without opening a file.
    """

    picture: str
    """SHA-256 of the picture file, hexadecimal; the name it is kept under in the store."""
    media_type: str
    width: int
    """Pixels."""
    height: int
    """Pixels."""
    size: int
    """Bytes of the picture file."""
    name: str = ""
    """What the user called the file; shown, never sent."""
    address: str | None = None
    """A web address to send instead of the bytes: the user's explicit choice (contract.md §4.1)."""


class Shot(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of a scene with its own prompt (one item of `multi_prompt`, contract.md §1)."""

    prompt: str = ""
    seconds: int = limits.SHOT_SECONDS_ADVISED


class Take(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One finished try at a scene: its clip, and what it was made from.

    A fact, not an edit: undo never takes one away.
    """

    id: str
    """Identity of the job that made it, the same on every machine."""
    recipe: str
    """Digest of the snapshot that the take was made from; another digest now means stale."""
    clip: str
    """File name in the clip folder of the machine that made it."""
    made_at: float
    """Unix seconds."""
    practice: bool = False


class Scene(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One request to the service. `None` means that the user did not set it (contract.md §4.5)."""

    id: str = msgspec.field(default_factory=new_id)
    title: str = ""
    first_frame: FrameRef | None = None
    end_frame: FrameRef | None = None
    prompt: str = ""
    negative_prompt: str = ""
    shots: tuple[Shot, ...] = ()
    plain_seconds: int = limits.SECONDS_DEFAULT
    """Length while there are no shots; with shots their sum counts (contract.md §4.4)."""
    sound: bool = False
    cfg_scale: float | None = None
    takes_wanted: int = 1
    linked: bool = False
    """Whether it starts from the last frame of the scene before. `first_frame` is then that frame
    as far as it is known: it comes anew with every take that is kept there."""
    follows: str = ""
    """Id of the take on whose last frame `first_frame` is; another one kept now means that the
    frame is not the right one any more."""
    collapsed: bool = False
    """Whether the timeline shows it without its shots."""
    takes: tuple[Take, ...] = ()
    kept: str | None = None
    """Id of the take that the user chose for the film; `None` while there was no choice."""
    kept_practice: str | None = None
    """The same among practice takes."""

    @property
    def seconds(self) -> int:
        """Length of the scene in whole seconds."""
        return sum(shot.seconds for shot in self.shots) if self.shots else self.plain_seconds

    @property
    def prompt_to_send(self) -> str:
        """The scene's prompt, or shot 1's text where that is empty (contract.md §4.3)."""
        if self.prompt.strip() or not self.shots:
            return self.prompt
        return self.shots[0].prompt

    def kept_take(self, *, practice: bool) -> Take | None:
        """The take that stands in the film: the one chosen, or the only one of what was asked last.

        Several of the same wait for the choice. Practice takes never stand in for real ones, nor
        the other way round (product.md).
        """
        takes = [take for take in self.takes if take.practice == practice]
        choice = self.kept_practice if practice else self.kept
        chosen = [take for take in takes if take.id == choice]
        if chosen:
            return chosen[0]
        latest = [take for take in takes if take.recipe == takes[-1].recipe]
        return latest[0] if len(latest) == 1 else None


class Storyboard(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The document: an ordered list of scenes."""

    id: str = msgspec.field(default_factory=new_id)
    """By which the ledger knows its jobs and what was spent on it. A copy saved under another name
    gets its own: nothing was spent on it yet, though it has all takes."""
    title: str = ""
    budget: float | None = None
    """Most that may be spent on it, in the currency of the rates; `None` for no budget."""
    scenes: tuple[Scene, ...] = ()

    @property
    def seconds(self) -> int:
        """Length of the whole film in whole seconds."""
        return sum(scene.seconds for scene in self.scenes)
