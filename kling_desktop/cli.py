"""The command line: the same engine without a window (product.md, "Command line"). No Qt."""

import argparse
import os
import sys
from collections.abc import Iterable
from concurrent.futures import wait
from pathlib import Path

from kling_desktop import __version__, logs, words
from kling_desktop.compose import Studio
from kling_desktop.console import (
    DONE,
    INTERRUPTED,
    TROUBLE,
    UNFIT,
    USAGE,
    Console,
    as_json,
    show,
)
from kling_desktop.jobs.engine import Engine
from kling_desktop.jobs.job import PRACTICE
from kling_desktop.jobs.producing import produce
from kling_desktop.keys import ENVIRONMENT_VARIABLE, PATIENCE, Keys, KeyStoreError
from kling_desktop.paths import find_paths
from kling_desktop.produce import ClipLost, price_of, production, wanted_from
from kling_desktop.production.film import Order, problems_of
from kling_desktop.production.snapshot import Unfit
from kling_desktop.scene_input import BadInput, ReadBoard, add_scene_options, is_text, read_board
from kling_desktop.service.address import service_base
from kling_desktop.service.errors import AddressForbidden
from kling_desktop.session import Stop, drive, ledger_stop
from kling_desktop.settings import SettingsFile
from kling_desktop.store.database import DatabaseTrouble
from kling_desktop.storyboard import limits
from kling_desktop.storyboard.check import fits
from kling_desktop.storyboard.model import Scene
from kling_desktop.storyboard.price import estimate_scene
from kling_desktop.words import Cli

PATIENCE_SECONDS = 60.0
"""How long a held job is given before it is left for later."""


def run(arguments: list[str]) -> int:
    """Does what the arguments ask for and returns the exit code."""
    words.speak()
    args = _parser().parse_args(arguments)
    try:
        return int(args.work(args))
    except Stop as stop:
        if str(stop):
            show(str(stop))
        return stop.code
    except KeyboardInterrupt:
        # Before an engine runs there is nothing to stop in order.
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("kling-desktop", description=Cli.ABOUT())
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    render = commands.add_parser("render", help=Cli.RENDER())
    add_scene_options(render)
    render.add_argument("--takes", type=int, metavar="N", help=Cli.TAKES())
    render.add_argument("--again", action="store_true", help=Cli.AGAIN())
    render.add_argument("--output", required=True, metavar="PATH", help=Cli.OUTPUT())
    _add_service_options(render)
    _add_run_options(render)
    render.set_defaults(work=_render)

    checker = commands.add_parser("check", help=Cli.CHECK())
    add_scene_options(checker)
    checker.add_argument("--json", action="store_true", help=Cli.JSON())
    checker.set_defaults(work=_check)

    jobs = commands.add_parser("jobs", help=Cli.JOBS())
    verbs = jobs.add_subparsers(required=True, metavar="VERB")
    lister = verbs.add_parser("list", help=Cli.JOBS_LIST())
    lister.add_argument("--json", action="store_true", help=Cli.JSON())
    lister.set_defaults(work=_list)
    resume = verbs.add_parser("resume", help=Cli.JOBS_RESUME())
    resume.add_argument("--service", metavar="URL", help=Cli.SERVICE())
    _add_run_options(resume)
    resume.set_defaults(work=_resume, practice=False)
    adopt = verbs.add_parser("adopt", help=Cli.JOBS_ADOPT())
    adopt.add_argument("task_id", metavar="TASK_ID", help=Cli.TASK_ID())
    adopt.add_argument("--output", required=True, metavar="PATH", help=Cli.OUTPUT())
    _add_service_options(adopt)
    _add_run_options(adopt)
    adopt.set_defaults(work=_adopt)

    # These are seen to in `__main__`; named here so that the help lists them.
    commands.add_parser("practice-service", help=Cli.PRACTICE_SERVICE())
    parser.add_argument("--rehearse", action="store_true", help=Cli.REHEARSE())
    return parser


def _add_service_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--practice", action="store_true", help=Cli.PRACTICE())
    parser.add_argument("--service", metavar="URL", help=Cli.SERVICE())


def _add_run_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=Cli.JSON())
    parser.add_argument(
        "--patience",
        type=float,
        default=PATIENCE_SECONDS,
        metavar="SECONDS",
        help=Cli.PATIENCE(),
    )


def _check(args: argparse.Namespace) -> int:
    studio = _studio(args)
    console = Console(studio.clips, as_json=args.json)
    read = _board(args, studio, console, keep=False)
    fit = _show_problems(read, console, practice=False)
    if args.json:
        console.emit({"event": "checked", "fits": fit})
        return DONE if fit else UNFIT
    console.say(Cli.FITS() if fit else Cli.FITS_NOT())
    if fit:
        _say_price(studio, console, _price(studio, read.board.scenes))
    return DONE if fit else UNFIT


def _render(args: argparse.Namespace) -> int:
    if args.takes is not None and args.takes < 1:
        raise Stop(USAGE, Cli.TAKES_LEAST())
    service = _service(args)
    several = args.file is not None or (args.takes or 1) > 1
    output = _output(args.output, several=several)
    studio = _studio(args)
    console = Console(studio.clips, as_json=args.json)
    read = _board(args, studio, console, keep=True)
    if not _show_problems(read, console, practice=args.practice):
        raise Stop(UNFIT, "" if args.json else Cli.FITS_NOT())
    _require_key(studio.keys, service)
    try:
        made = production(read, studio, practice=args.practice, takes=args.takes, again=args.again)
    except Unfit as unfit:
        console.problems(unfit.problems)
        raise Stop(UNFIT, "" if args.json else Cli.FITS_NOT()) from unfit
    except ClipLost as lost:
        raise Stop(TROUBLE, _sentence(lost)) from lost
    except DatabaseTrouble as fault:
        raise ledger_stop(fault, studio) from fault
    _announce_price(args, studio, console, made.orders)

    try:
        wanted = wanted_from(read, studio, console, made, service=service, output=output)
    except OSError as fault:
        cause = fault.strerror
        raise Stop(TROUBLE, Cli.OUTPUT_UNWRITABLE(output=output, cause=cause)) from fault
    board = read.board.id if read.from_file else ""

    async def begin(engine: Engine) -> list[int]:
        budget = read.board.budget
        jobs = await produce(engine, wanted, service=service, board=board, budget=budget)
        return [*made.known, *(job.id for job in jobs)]

    return drive(studio, console, begin, patience=args.patience, only=made.known)


def _sentence(lost: ClipLost) -> str:
    """What to do about a clip that is not found."""
    if lost.away:
        folders = ", ".join(map(str, lost.away))
        return Cli.CLIP_AWAY(number=lost.scene, folder=folders)
    return Cli.CLIP_GONE(number=lost.scene, clip=lost.clip)


def _show_problems(read: ReadBoard, console: Console, *, practice: bool) -> bool:
    """Shows what was found in every scene; whether nothing stands in the way."""
    coming = [scene.id for scene in read.board.scenes]
    fit = True
    for index in range(len(read.board.scenes)):
        found = problems_of(read.board, index, practice=practice, coming=coming)
        console.problems(found, index + 1 if read.from_file else None)
        fit = fit and fits(found)
    return fit


def _resume(args: argparse.Namespace) -> int:
    _service(args)
    studio = _studio(args)
    console = Console(studio.clips, as_json=args.json)

    async def begin(engine: Engine) -> list[int]:
        for job in await engine.jobs(limit=-1):
            if job.unfinished and job.id not in engine.driven:
                console.say(Cli.DRIVEN_ELSEWHERE(number=job.id))
        # Asking to resume says that whatever barred the way has been seen to.
        for service in {job.service for job in await engine.jobs(limit=-1) if job.unfinished}:
            await engine.go_on(service)
        if not engine.claimed:
            console.say(Cli.NOTHING_OPEN())
        return sorted(engine.claimed)

    return drive(studio, console, begin, patience=args.patience)


def _adopt(args: argparse.Namespace) -> int:
    service = _service(args)
    output = _output(args.output, several=False)
    studio = _studio(args)
    _require_key(studio.keys, service)
    console = Console(studio.clips, as_json=args.json)

    async def begin(engine: Engine) -> list[int]:
        try:
            job = await engine.adopt_task(service, args.task_id, output=output)
        except OSError as fault:
            cause = fault.strerror
            raise Stop(TROUBLE, Cli.OUTPUT_UNWRITABLE(output=output, cause=cause)) from fault
        if job.unfinished and job.id not in engine.driven:
            console.say(Cli.DRIVEN_ELSEWHERE(number=job.id))
        return [job.id]

    return drive(studio, console, begin, patience=args.patience, only=())


def _list(args: argparse.Namespace) -> int:
    studio = _studio(args)
    console = Console(studio.clips, as_json=args.json)
    try:
        ledger = studio.ledger()
        jobs = ledger.jobs()
        ledger.close()
    except DatabaseTrouble as fault:
        raise ledger_stop(fault, studio) from fault
    finally:
        studio.close()
    for job in jobs:
        if args.json:
            console.emit(as_json(job, studio.clips))
        else:
            columns = (str(job.id), words.state(job), job.task_id or "", job.label)
            console.result("\t".join(columns))
    if not jobs and not args.json:
        console.say(Cli.NO_JOBS())
    return DONE


def _studio(args: argparse.Namespace) -> Studio:
    """The studio, with `KLING_API_KEY` lent to the one host it belongs to (contract.md §6)."""
    paths = find_paths()
    logs.start(paths.logs)
    key = os.environ.get(ENVIRONMENT_VARIABLE, "").strip()
    named = getattr(args, "service", None)
    try:
        home = named or SettingsFile(paths.settings).current.service
        return Studio(paths, Keys({service_base(home): key} if key else None))
    except AddressForbidden as fault:
        raise Stop(USAGE, Cli.BAD_ADDRESS()) from fault
    except OSError as fault:
        raise Stop(TROUBLE, Cli.DISK(cause=fault.strerror)) from fault


def _service(args: argparse.Namespace) -> str:
    """The host that the arguments mean: practice, the one named, or the one in the settings."""
    if args.practice and args.service:
        raise Stop(USAGE, Cli.PRACTICE_OR_SERVICE())
    if args.practice:
        return PRACTICE
    address = args.service or SettingsFile(find_paths().settings).current.service
    try:
        return service_base(address)
    except AddressForbidden as fault:
        raise Stop(USAGE, Cli.BAD_ADDRESS()) from fault


def _board(args: argparse.Namespace, studio: Studio, console: Console, *, keep: bool) -> ReadBoard:
    try:
        read = read_board(args, studio, keep=keep)
    except BadInput as bad:
        if args.json:
            console.emit({"event": "problem", "severity": "block", **bad.record})
        raise Stop(bad.exit_code, "" if args.json else str(bad)) from bad
    except OSError as fault:
        raise Stop(TROUBLE, Cli.DISK(cause=fault.strerror)) from fault
    for place, steps in read.done:
        if not args.json:
            console.say(Cli.FRAME_DONE(field=words.field(place), steps=words.steps(steps)))
    return read


def _output(output: str, *, several: bool) -> str:
    """The absolute place for the copies, so that another process can find it again.

    Raises `Stop` before anything is sent if nothing could be written there.
    """
    if not is_text(output):
        raise Stop(USAGE, Cli.BAD_TEXT())
    path = Path(output).expanduser().absolute()
    folder = several or output.endswith(("/", os.sep)) or path.is_dir()
    if folder and path.exists() and not path.is_dir():
        raise Stop(USAGE, Cli.FOLDER_NEEDED(output=output))
    try:
        where = path if folder else path.parent
        where.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise Stop(TROUBLE, Cli.OUTPUT_UNWRITABLE(output=output, cause=fault.strerror)) from fault
    if not os.access(where, os.W_OK):
        raise Stop(TROUBLE, Cli.OUTPUT_UNWRITABLE(output=output, cause=os.strerror(13)))
    return str(path) + os.sep if folder else str(path)


def _require_key(keys: Keys, service: str) -> None:
    """Raises `Stop` when there is no key to send with: before a job exists."""
    if service == PRACTICE:
        return
    future = keys.find(service)
    wait([future], PATIENCE)
    try:
        key = future.result(0)
    except KeyStoreError as fault:
        sentence = words.key_store(fault.trouble)
        raise Stop(USAGE, Cli.NO_STORE(sentence=sentence)) from fault
    except TimeoutError:
        key = None
    if not key:
        raise Stop(USAGE, Cli.NO_KEY(service=service))


def _price(studio: Studio, scenes: Iterable[Scene]) -> float:
    return sum(estimate_scene(scene, studio.rates, takes=1) for scene in scenes)


def _say_price(studio: Studio, console: Console, amount: float) -> None:
    rates = studio.rates
    source = words.rate_source(rates)
    console.say(Cli.ESTIMATE(amount=words.money(amount, rates.currency), source=source))


def _announce_price(
    args: argparse.Namespace, studio: Studio, console: Console, made: list[Order]
) -> None:
    """Says what the orders may cost; a great many takes ask once, where there is someone to ask."""
    if args.practice or not made:
        return
    amount = sum(price_of(order, studio) * order.takes for order in made)
    if args.json:
        return
    _say_price(studio, console, amount)
    count = sum(order.takes for order in made)
    if count > limits.TAKES_AT_ONCE and sys.stdin is not None and sys.stdin.isatty():
        estimate = words.money(amount, studio.rates.currency)
        answer = input(Cli.CONFIRM_TAKES(count=count, estimate=estimate))
        if not answer.strip().lower().startswith("y"):
            raise Stop(USAGE)
