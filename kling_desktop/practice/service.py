"""The command line of the service, and how it starts and ends."""

import argparse
import contextlib
import json
import logging
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import uvicorn

from kling_desktop.practice.app import MODEL, Service, Terms
from kling_desktop.practice.connections import CuttableProtocol
from kling_desktop.practice.tasks import Tasks
from kling_desktop.practice.trouble import DESCRIPTIONS, Trouble

_log = logging.getLogger(__name__)

_CANNOT_START = 6
"""The exit code that product.md gives to network and disk."""

_LAST_GRACE_SECONDS = 5.0


def serve(argv: list[str] | None = None) -> int:
    """Runs the service until it is interrupted; returns an exit code. `argv` without a name."""
    options = _parser().parse_args(argv)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    with contextlib.ExitStack() as stack:
        try:
            listener = stack.enter_context(_listen(options.port))
            folder = stack.enter_context(_folder(options.folder))
            tasks = Tasks(folder)
            tasks.forget_old()
        except OSError as error:
            sys.stderr.write(f"cannot start: {error}\n")
            return _CANNOT_START
        terms = Terms(
            seconds_per_clip=options.seconds_per_clip,
            url_lifetime=options.url_lifetime,
            troubles=frozenset(options.trouble),
        )
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        app = Service(tasks, terms).app(ready=lambda: _say_ready(address))
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                http=CuttableProtocol,
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                # The client's address must stay the one its connection is known by.
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=1,
            )
        )
        if options.until_stdin_closes:
            threading.Thread(target=_end_with_stdin, args=(server,), daemon=True).start()
        # uvicorn ends in order and then raises the signal again, which by default would kill us
        # before the temporary folder is gone.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    return 0


def _say_ready(address: str) -> None:
    sys.stdout.write(json.dumps({"listening": address}) + "\n")
    sys.stdout.flush()


def _listen(port: int) -> socket.socket:
    # The protocol is named because asyncio turns Nagle's delay (40 ms an answer) off only then.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            # Elsewhere it would allow a second service on the same port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


@contextlib.contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="kling-practice-") as name:
        yield Path(name)


def _end_with_stdin(server: uvicorn.Server) -> None:
    """Ends the service when whoever started it is gone, however it went."""
    try:
        # The descriptor, since a program without a console has no sys.stdin.
        while os.read(0, 4096):
            pass
    except OSError as error:
        _log.warning("no standard input to wait for, ending: %s", error)
    server.should_exit = True
    # Should the orderly way hang, this thread is the last one that can still do something.
    threading.Event().wait(_LAST_GRACE_SECONDS)
    os._exit(1)


def _parser() -> argparse.ArgumentParser:
    names = "\n".join(f"  {trouble:<15} {text}" for trouble, text in DESCRIPTIONS.items())
    parser = argparse.ArgumentParser(
        prog="kling-desktop practice-service",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description=(
            "A stand-in for the Kling service, on this machine: no key, no network, no cost.\n"
            f"Takes POST /v3/async/{MODEL} and GET /v3/async/task-result like the real\n"
            "one and makes short films that drift over your picture. Any key is accepted, but\n"
            'one that begins with "wrong".\n\n'
            'When it is ready it prints one line: {"listening": "http://127.0.0.1:PORT"}'
        ),
        epilog=(
            "Trouble, for the whole service with --trouble NAME, or for one task by writing\n"
            f"[trouble: NAME] into its prompt:\n\n{names}"
        ),
    )
    parser.add_argument(
        "--port", type=_port, default=0, metavar="N", help="port to listen on (default: a free one)"
    )
    parser.add_argument(
        "--seconds-per-clip",
        type=_seconds,
        default=Terms.seconds_per_clip,
        metavar="S",
        help="how long a task takes, from submit to success (default: %(default)g)",
    )
    parser.add_argument(
        "--folder",
        type=Path,
        metavar="DIR",
        help="where tasks are kept, for two days; several services may share it "
        "(default: a temporary folder, removed at the end)",
    )
    parser.add_argument(
        "--url-lifetime",
        type=_seconds,
        default=Terms.url_lifetime,
        metavar="S",
        help="how long a file's address is good, in seconds (default: %(default)g)",
    )
    parser.add_argument(
        "--trouble",
        type=Trouble,
        choices=list(Trouble),
        action="append",
        default=[],
        metavar="NAME",
        help="make something go wrong, see below; may be given more than once",
    )
    parser.add_argument(
        "--until-stdin-closes",
        action="store_true",
        help="end when standard input ends, so that it never outlives who started it",
    )
    return parser


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("a port is 0 to 65535")
    return port


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds < float("inf"):
        raise argparse.ArgumentTypeError("seconds are 0 or more")
    return seconds
