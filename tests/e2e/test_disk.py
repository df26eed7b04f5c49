"""Full disks, folders that refuse, files that are damaged: nothing paid for is lost."""

import os
import resource
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.answers import accept, after, held, task
from tests.e2e.driving import Ended, Program, Running
from tests.e2e.strict_server import StrictServer


def render(
    program: Program, server: StrictServer, frame: Path, output: Path | str, *options: str
) -> Running:
    return program.start(
        *("render", "--service", server.url, "--first-frame", frame, "--prompt", "Go."),
        *("--output", output, "--json", *options),
    )


def resume(program: Program, server: StrictServer, *options: str) -> Ended:
    return program.run("jobs", "resume", "--service", server.url, "--json", *options)


class SmallDisk:
    """A file system of its own that can be filled and emptied."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self, leave: int = 0) -> None:
        """Takes all the room, but for about `leave` bytes."""
        free = os.statvfs(self.folder).f_bavail * os.statvfs(self.folder).f_frsize
        with self._filler.open("wb") as filler:
            os.posix_fallocate(filler.fileno(), 0, max(1, free - leave))

    def empty(self) -> None:
        self._filler.unlink()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0 or subprocess.run(command, check=False).returncode != 0:
        pytest.skip("only root can mount a disk to fill")
    yield SmallDisk(folder)
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def program(small_disk: SmallDisk, tmp_path: Path) -> Iterator[Program]:
    """The program at home on the small disk."""
    made = Program(small_disk.folder / "home", tmp_path / "said")
    yield made
    made.end()


def test_a_disk_that_is_full_when_fetching(
    program: Program,
    small_disk: SmallDisk,
    server: StrictServer,
    frame: Path,
    large_clip: bytes,
    tmp_path: Path,
) -> None:
    server.clip = large_clip
    made = task("TASK_STATUS_SUCCEED")
    server.polls.script(after(lambda: small_disk.fill(600_000), made))
    ended = render(program, server, frame, tmp_path / "out.mp4", "--patience", "4").ended()
    assert ended.code == 6, ended
    small_disk.empty()
    (job,) = program.jobs.values()
    assert (job["state"], job["task_id"]) == ("fetching", server.tasks[0])
    resumed = resume(program, server)
    assert resumed.code == 0, resumed
    assert (tmp_path / "out.mp4").stat().st_size > len(large_clip) // 2
    assert len(server.posts) == 1


def test_a_disk_that_is_full_when_the_task_id_comes(
    program: Program, small_disk: SmallDisk, server: StrictServer, frame: Path, tmp_path: Path
) -> None:
    server.submits.script(after(small_disk.fill, accept))
    running = render(program, server, frame, tmp_path / "out.mp4")
    running.wait_for(lambda: '"hold":"disk_full"' in running.out)
    assert server.tasks[0] in running.out, "the id is shown where it can't be written"
    small_disk.empty()
    assert running.ended().code == 0
    assert len(server.posts) == 1


def test_a_task_id_that_could_not_be_written_is_shown_to_the_person(
    program: Program, small_disk: SmallDisk, server: StrictServer, frame: Path, tmp_path: Path
) -> None:
    server.submits.script(after(small_disk.fill, accept))
    running = program.start(
        *("render", "--service", server.url, "--first-frame", frame, "--prompt", "Go."),
        *("--output", tmp_path / "out.mp4"),
    )
    running.wait_for(lambda: "disk is full" in running.err)
    running.kill()
    small_disk.empty()
    assert server.tasks[0] in running.err
    assert resume(program, server).code in {0, 5}
    assert program.job["state"] == "unconfirmed"
    assert len(server.posts) == 1


def test_a_disk_that_is_full_before_anything_was_sent(
    program: Program, small_disk: SmallDisk, server: StrictServer, frame: Path, tmp_path: Path
) -> None:
    small_disk.fill()
    ended = render(program, server, frame, tmp_path / "out.mp4", "--patience", "2").ended()
    assert ended.code == 6, ended
    assert server.connections == 0


def test_ctrl_c_ends_it_on_a_full_disk_before_anything_was_sent(
    program: Program, small_disk: SmallDisk, server: StrictServer, frame: Path, tmp_path: Path
) -> None:
    busy = threading.Event()
    server.submits.script(held(busy, accept))
    first = render(program, server, frame, tmp_path / "a.mp4")
    server.wait_for(lambda: len(server.posts) == 1)
    # The second waits for its turn behind nobody: it is another process.
    small_disk.fill(20_000)
    second = render(program, server, frame, tmp_path / "b.mp4")
    second.wait_for(lambda: "disk_full" in second.out or second.process.poll() is not None)
    second.interrupt()
    assert second.ended(20).code in {6, 130}
    small_disk.empty()
    busy.set()
    assert first.ended().code == 0
    assert len(server.posts) == 1


def test_an_output_disk_that_is_full_costs_only_the_copy(
    small_disk: SmallDisk,
    home: Path,
    server: StrictServer,
    frame: Path,
    tmp_path: Path,
) -> None:
    program = Program(home, tmp_path / "said")
    server.polls.script(after(small_disk.fill, task("TASK_STATUS_QUEUED")))
    output = small_disk.folder / "out.mp4"
    ended = render(program, server, frame, output).ended()
    assert ended.code == 6, ended
    (job,) = ended.jobs.values()
    assert (job["state"], job["oddities"], job["output"]) == ("done", ["copy_failed"], None)
    assert Path(job["clip"]).stat().st_size > len(server.clip) // 2
    assert sorted(path.name for path in small_disk.folder.iterdir()) == ["filler"]
    small_disk.empty()
    adopted = program.run(
        *("jobs", "adopt", job["task_id"], "--service", server.url, "--output", output)
    )
    assert output.read_bytes() == Path(job["clip"]).read_bytes()
    assert adopted.code == 0, adopted
    assert adopted.out.strip() == str(output)
    assert (len(server.posts), len(server.fetched)) == (1, 1)


class TestOnAnyDisk:
    """What needs no disk of its own."""

    @pytest.fixture
    def program(self, home: Path, tmp_path: Path) -> Iterator[Program]:
        made = Program(home, tmp_path / "said")
        yield made
        made.end()

    def test_a_limit_on_file_sizes_holds_the_job_and_loses_nothing(
        self,
        program: Program,
        server: StrictServer,
        frame: Path,
        large_clip: bytes,
        tmp_path: Path,
    ) -> None:
        server.clip = large_clip
        most = len(large_clip) // 2

        def limited() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

        command = program.command(
            *("render", "--service", server.url, "--first-frame", frame, "--prompt", "Go."),
            *("--output", tmp_path / "out.mp4", "--patience", "3"),
        )
        code = subprocess.run(
            command, env=program.env(), preexec_fn=limited, check=False, timeout=60
        ).returncode
        assert code == 6
        assert program.job["state"] == "fetching"
        assert resume(program, server).code == 0
        assert server.fetched[-1].header("Range") is not None
        assert len(server.posts) == 1

    @pytest.mark.parametrize("name", ["out.mp4", "folder/out.mp4", "folder/"])
    def test_a_folder_that_refuses_is_found_before_anything_is_sent(
        self, program: Program, server: StrictServer, frame: Path, tmp_path: Path, name: str
    ) -> None:
        (tmp_path / "closed").write_text("a file where a folder should be")
        output = f"{tmp_path}/closed/{name}"
        ended = render(program, server, frame, output).ended()
        assert ended.code == 6, ended
        assert server.connections == 0
        assert program.jobs == {}

    def test_a_folder_that_is_gone_at_the_end_costs_only_the_copy(
        self, program: Program, server: StrictServer, frame: Path, tmp_path: Path
    ) -> None:
        folder = tmp_path / "clips"

        def take_away() -> None:
            folder.rmdir()
            folder.write_text("a file where the folder was")

        server.polls.script(after(take_away, task("TASK_STATUS_QUEUED")))
        ended = render(program, server, frame, folder / "out.mp4").ended()
        assert ended.code == 6, ended
        (job,) = ended.jobs.values()
        assert job["oddities"] == ["copy_failed"]
        assert Path(job["clip"]).exists()

    @pytest.mark.parametrize("command", ["render", "resume", "list", "adopt"])
    @pytest.mark.parametrize("damage", ["scribbled", "cut", "newer", "emptied"])
    def test_a_ledger_that_cannot_be_used_is_left_as_it_is(
        self,
        program: Program,
        server: StrictServer,
        frame: Path,
        tmp_path: Path,
        damage: str,
        command: str,
    ) -> None:
        ledger = program.home / "jobs.db"
        _damage(ledger, damage)
        before = ledger.read_bytes()
        given = ("--service", server.url)
        ended = {
            "render": lambda: render(program, server, frame, tmp_path / "out.mp4").ended(),
            "resume": lambda: resume(program, server),
            "list": lambda: program.run("jobs", "list", "--json"),
            "adopt": lambda: program.run(
                "jobs", "adopt", "t-1", *given, "--output", tmp_path / "out.mp4"
            ),
        }[command]()
        assert ended.code == 6, ended
        assert ended.err.strip()
        assert ended.out == ""
        assert server.connections == 0
        assert ledger.read_bytes() == before

    def test_a_damaged_library_does_not_keep_a_paid_clip_away(
        self, program: Program, server: StrictServer, frame: Path, tmp_path: Path
    ) -> None:
        program.home.mkdir()
        (program.home / "library.db").write_bytes(b"not a database at all" * 100)
        ended = render(program, server, frame, tmp_path / "out.mp4").ended()
        assert ended.code == 0, ended
        assert (tmp_path / "out.mp4").exists()

    def test_a_clip_of_a_lost_ledger_is_never_taken_for_a_new_one(
        self,
        program: Program,
        server: StrictServer,
        frame: Path,
        tmp_path: Path,
        large_clip: bytes,
    ) -> None:
        """Job numbers begin again at 1, and so might the names of their clips."""
        assert render(program, server, frame, tmp_path / "a.mp4").ended().code == 0
        for path in program.home.glob("jobs.db*"):
            path.unlink()
        server.clip = large_clip
        ended = render(program, server, frame, tmp_path / "b.mp4").ended()
        assert ended.code == 0, ended
        assert len(server.fetched) == 2, "the clip that was paid for was never fetched"
        assert (tmp_path / "b.mp4").stat().st_size > (tmp_path / "a.mp4").stat().st_size
        assert len(list((program.home / "clips").glob("*.mp4"))) == 2

    def test_settings_that_are_damaged_do_not_stand_in_the_way(
        self, program: Program, server: StrictServer, frame: Path, tmp_path: Path
    ) -> None:
        program.home.mkdir()
        (program.home / "settings.json").write_text('{"practice": 7')
        assert render(program, server, frame, tmp_path / "out.mp4").ended().code == 0

    def test_a_home_with_odd_letters(
        self, server: StrictServer, frame: Path, tmp_path: Path
    ) -> None:
        program = Program(tmp_path / "a home? #1 100% ü'", tmp_path / "said")
        assert render(program, server, frame, tmp_path / "out 1%.mp4").ended().code == 0
        assert (tmp_path / "out 1%.mp4").exists()

    def test_a_picture_that_is_gone_is_not_sent(
        self, program: Program, server: StrictServer, frame: Path, tmp_path: Path
    ) -> None:
        with StrictServer("") as gone:
            nowhere = gone.url
        lost = program.run(
            *("render", "--service", nowhere, "--first-frame", frame, "--prompt", "Go."),
            *("--output", tmp_path / "out.mp4", "--patience", "0"),
        )
        assert lost.code == 6
        for path in (program.home / "pictures").rglob("*"):
            if path.is_file():
                path.write_bytes(path.read_bytes()[:-100])
        with StrictServer(KEY_OF_NOBODY, port=int(nowhere.rpartition(":")[2])) as back:
            program.run("jobs", "resume", "--service", back.url, "--patience", "3")
            assert back.posts == []


KEY_OF_NOBODY = "sk-nobody"


def _damage(ledger: Path, damage: str) -> None:
    ledger.parent.mkdir(parents=True, exist_ok=True)
    if damage == "scribbled":
        ledger.write_bytes(b"This is not a database. " * 400)
        return
    db = sqlite3.connect(ledger)
    if damage == "newer":
        db.execute("CREATE TABLE future (x)")
        db.execute("PRAGMA user_version = 99")
    elif damage == "emptied":
        # What a repair tool may leave: the version is there, the table is not.
        db.execute("PRAGMA user_version = 1")
    else:
        db.execute("CREATE TABLE jobs (id INTEGER PRIMARY KEY, owner TEXT, body TEXT)")
        db.executemany("INSERT INTO jobs (body) VALUES (?)", [("x" * 3000,)] * 20)
        db.execute("PRAGMA user_version = 1")
    db.commit()
    db.close()
    if damage == "cut":
        ledger.write_bytes(ledger.read_bytes()[:5000])
