"""A snapshot: everything one take is made from, fixed at the moment Generate was pressed."""

import hashlib
from enum import StrEnum

import msgspec

from kling_desktop.storyboard.check import Problem, check, fits
from kling_desktop.storyboard.model import FrameRef, Scene, Shot


class PictureForm(StrEnum):
    """How a picture is written into the request (contract.md §4.1)."""

    DATA_URI = "data_uri"
    RAW_BASE64 = "raw_base64"


class Unfit(Exception):  # noqa: N818 - a finding, named as one
    """The scene has problems that stand in the way of sending it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One request to the service without its bytes. Immutable; a job keeps it for good."""

    first_frame: FrameRef | None = None
    """`None`: the last frame of the job that comes before it, known once that is done."""
    end_frame: FrameRef | None = None
    prompt: str
    negative_prompt: str = ""
    shots: tuple[Shot, ...] = ()
    seconds: int
    sound: bool = False
    cfg_scale: float | None = None
    picture_form: PictureForm = PictureForm.DATA_URI

    @property
    def frames(self) -> tuple[FrameRef, ...]:
        """The frames that are known, first frame first."""
        return tuple(frame for frame in (self.first_frame, self.end_frame) if frame is not None)

    @property
    def digest(self) -> str:
        """What was asked, as a short fingerprint: equal digests ask for the same clip.

        The picture's form and its file name do not count: they change nothing that is seen.
        """
        asked = msgspec.structs.replace(
            self,
            first_frame=_bare(self.first_frame),
            end_frame=_bare(self.end_frame),
            picture_form=PictureForm.DATA_URI,
        )
        return hashlib.sha256(msgspec.json.encode(asked, order="deterministic")).hexdigest()[:16]


def _bare(frame: FrameRef | None) -> FrameRef | None:
    return frame and msgspec.structs.replace(frame, name="", address=None)


def by_bytes(snapshot: Snapshot) -> Snapshot:
    """The same with every picture sent itself, whatever address was chosen to be sent for it.

    For practice: the stand-in service has no network to fetch from.
    """
    first, end = (
        frame and msgspec.structs.replace(frame, address=None)
        for frame in (snapshot.first_frame, snapshot.end_frame)
    )
    return msgspec.structs.replace(snapshot, first_frame=first, end_frame=end)


def snapshot(
    scene: Scene, form: PictureForm = PictureForm.DATA_URI, *, waits: bool = False
) -> Snapshot:
    """Fixes what `scene` asks for now. Raises `Unfit` where something stands in the way.

    With `waits` its first frame is left open: it will be the last frame of a job that comes first.
    """
    problems = check(scene)
    if not fits(problems) or (scene.first_frame is None and not waits):
        raise Unfit(problems)
    return Snapshot(
        first_frame=None if waits else scene.first_frame,
        end_frame=scene.end_frame,
        prompt=scene.prompt_to_send,
        negative_prompt=scene.negative_prompt.strip() and scene.negative_prompt,
        shots=scene.shots,
        seconds=scene.seconds,
        sound=scene.sound,
        cfg_scale=scene.cfg_scale,
        picture_form=form,
    )
