"""From the command line to a storyboard: a file of one, or options that describe one scene."""

import argparse
import asyncio
import hashlib
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from kling_desktop import words
from kling_desktop.compose import Studio
from kling_desktop.console import TROUBLE, UNFIT, USAGE
from kling_desktop.frames.codes import NeedsChoice, PictureError, Step
from kling_desktop.frames.examine import examine
from kling_desktop.frames.fit import Crop, Fitted, Pad, fit
from kling_desktop.paths import expand_home
from kling_desktop.service.errors import ServiceError
from kling_desktop.store.document import load
from kling_desktop.store.document_errors import DocumentError
from kling_desktop.storyboard import limits
from kling_desktop.storyboard.check import Field
from kling_desktop.storyboard.model import FrameRef, Scene, Shot, Storyboard
from kling_desktop.words import Cli

FITS: dict[str, Crop | Pad] = {"crop": Crop(), "pad": Pad()}


_WEB = ("http://", "https://")


class BadInput(Exception):  # noqa: N818 - a finding, not a fault
    """The options do not make a scene; `record` is what `--json` prints."""

    def __init__(self, exit_code: int, sentence: str, **record: str) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code
        self.record = {**record, "message": sentence}


class ReadBoard(msgspec.Struct, frozen=True):
    """A storyboard, and what was done to its pictures by itself."""

    board: Storyboard
    done: tuple[tuple[Field, tuple[Step, ...]], ...] = ()
    from_file: bool = False
    """Whether it is a document: its scenes are then numbered wherever they are spoken of."""


def add_scene_options(parser: argparse.ArgumentParser) -> None:
    """The file, or the options that describe a scene, the same for `render` and `check`."""
    parser.add_argument("file", nargs="?", metavar="FILE.klingboard", help=Cli.FILE())
    parser.add_argument("--first-frame", metavar="F", help=Cli.FIRST_FRAME())
    parser.add_argument("--end-frame", metavar="F", help=Cli.END_FRAME())
    parser.add_argument("--prompt", default="", metavar="T", help=Cli.PROMPT())
    parser.add_argument("--negative-prompt", default="", metavar="T", help=Cli.NEGATIVE_PROMPT())
    parser.add_argument(
        "--shot",
        action="append",
        default=[],
        dest="shots",
        metavar="SECONDS:TEXT",
        help=Cli.SHOT(),
    )
    parser.add_argument("--duration", type=int, metavar="N", help=Cli.DURATION())
    parser.add_argument("--sound", action="store_true", help=Cli.SOUND())
    parser.add_argument("--cfg-scale", type=float, metavar="X", help=Cli.CFG_SCALE())
    parser.add_argument("--fit", choices=sorted(FITS), help=Cli.FIT())


def read_board(args: argparse.Namespace, studio: Studio, *, keep: bool) -> ReadBoard:
    """The storyboard in the file, or one of the scene that the options describe.

    With `keep` its pictures are put into the store, as a job needs. Raises `BadInput`, and
    `OSError` where the store can't be written.
    """
    options = (args.first_frame, args.end_frame, args.prompt, args.negative_prompt, args.shots)
    if args.file is None:
        if args.first_frame is None:
            raise BadInput(USAGE, Cli.FILE_OR_FRAME(), code="nothing_given")
        return _read_scene(args, studio, keep=keep)
    if any(options) or args.duration or args.sound or args.cfg_scale is not None:
        raise BadInput(USAGE, Cli.FILE_OR_OPTIONS(), code="file_and_options")
    try:
        return ReadBoard(load(Path(args.file), studio.pictures), from_file=True)
    except DocumentError as fault:
        sentence = words.document(fault, Path(args.file).name)
        raise BadInput(UNFIT, sentence, code="document_unusable") from fault


def _read_scene(args: argparse.Namespace, studio: Studio, *, keep: bool) -> ReadBoard:
    """The scene that the options describe.

    With `keep` its pictures are put into the store, as a job needs. Raises `BadInput`, and
    `OSError` where the store can't be written.
    """
    for text in (args.prompt, args.negative_prompt, *args.shots):
        if not is_text(text):
            raise BadInput(USAGE, Cli.BAD_TEXT(), code="bad_text")
    shots = tuple(_shot(text) for text in args.shots)
    total = sum(shot.seconds for shot in shots)
    if shots and args.duration not in (None, total):
        sentence = Cli.DURATION_DIFFERS(seconds=total, duration=args.duration)
        raise BadInput(USAGE, sentence, code="duration_differs")
    ratio = FITS[args.fit] if args.fit else None
    done = []
    frames: dict[Field, FrameRef] = {}
    for field, source in ((Field.FIRST_FRAME, args.first_frame), (Field.END_FRAME, args.end_frame)):
        if source is not None:
            picture = _bring(source, studio)
            frames[field], steps = _frame(picture, _name(source), field, ratio, studio, keep)
            if steps:
                done.append((field, steps))
    scene = Scene(
        first_frame=frames[Field.FIRST_FRAME],
        end_frame=frames.get(Field.END_FRAME),
        prompt=args.prompt,
        negative_prompt=args.negative_prompt,
        shots=shots,
        plain_seconds=limits.SECONDS_DEFAULT if args.duration is None else args.duration,
        sound=args.sound,
        cfg_scale=args.cfg_scale,
    )
    return ReadBoard(Storyboard(scenes=(scene,)), tuple(done))


def is_text(argument: str) -> bool:
    """Whether an argument came in as characters; bytes that are none arrive as lone surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in argument)


def _shot(text: str) -> Shot:
    seconds, colon, prompt = text.partition(":")
    try:
        if not colon:
            raise ValueError
        return Shot(seconds=int(seconds), prompt=prompt.strip())
    except ValueError:
        raise BadInput(USAGE, Cli.BAD_SHOT(), code="bad_shot") from None


def _bring(source: str, studio: Studio) -> Path | bytes:
    """A picture file, or the bytes behind a web address."""
    if not source.startswith(_WEB):
        return expand_home(source)
    try:
        return asyncio.run(studio.fetch_picture(source))
    except ServiceError as fault:
        sentence = Cli.ADDRESS_FETCH(address=source, cause=fault)
        raise BadInput(TROUBLE, sentence, code="address_fetch") from fault


def _name(source: str) -> str:
    """What a picture is called; of a web address never its query, which may be a signature."""
    path = unquote(urlsplit(source).path) if source.startswith(_WEB) else source
    return Path(path).name.encode(errors="replace").decode()


def _frame(
    picture: Path | bytes,
    name: str,
    field: Field,
    ratio: Crop | Pad | None,
    studio: Studio,
    keep: bool,
) -> tuple[FrameRef, tuple[Step, ...]]:
    """A picture made fit; one that needs a choice comes back with its own measures, so that
    `check` finds what is wrong with it.
    """
    try:
        fitted = fit(picture, name=name, ratio=ratio)
    except PictureError as error:
        sentence = Cli.PROBLEM(
            field=words.field(field), sentence=words.picture_trouble(error, name)
        )
        raise BadInput(UNFIT, sentence, code=error.code.value, field=field.value) from error
    except NeedsChoice:
        return _unfit_frame(picture, name), ()
    if keep:
        return studio.pictures.keep(fitted), fitted.steps
    return _unkept(fitted), fitted.steps


def _unkept(fitted: Fitted) -> FrameRef:
    return FrameRef(
        picture=hashlib.sha256(fitted.data).hexdigest(),
        media_type=fitted.media_type,
        width=fitted.width,
        height=fitted.height,
        size=len(fitted.data),
        name=fitted.name,
    )


def _unfit_frame(picture: Path | bytes, name: str) -> FrameRef:
    found = examine(picture, name)
    return FrameRef(
        picture="",
        # Format and size would be mended along with the shape: only the shape needs a choice.
        media_type=limits.FRAME_MEDIA_TYPES[0],
        width=found.width,
        height=found.height,
        size=min(found.size, limits.FRAME_BYTES),
        name=name,
    )
