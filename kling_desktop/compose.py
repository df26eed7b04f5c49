"""Builds the rooms that need no Qt and hands each what it needs. `cli` and `app` start here."""

import logging
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from threading import Lock

import msgspec

from kling_desktop import origins
from kling_desktop.clips.probe import NotAClip, probe
from kling_desktop.doors import HostDoors, PracticeChild
from kling_desktop.jobs.clock import SystemClock
from kling_desktop.jobs.engine import Engine
from kling_desktop.jobs.job import Job, State
from kling_desktop.jobs.ledger import Ledger
from kling_desktop.jobs.reporting import Report
from kling_desktop.keys import Keys
from kling_desktop.library.index import Library
from kling_desktop.library.thumbnails import Thumbnails
from kling_desktop.paths import Paths, resource
from kling_desktop.proxy import ChosenProxy
from kling_desktop.service.address import choose_proxy
from kling_desktop.service.client import Client
from kling_desktop.service.pictures import fetch_picture
from kling_desktop.settings import SettingsFile
from kling_desktop.store.clip_folders import ClipFolders
from kling_desktop.store.database import DatabaseTrouble
from kling_desktop.store.owners import Owners
from kling_desktop.store.pictures import Pictures
from kling_desktop.store.recent import Recent
from kling_desktop.store.recovery import Recovery
from kling_desktop.storyboard.price import Rates

log = logging.getLogger(__name__)


class Studio:
    """Everything one process works with. Opening it touches no network and no key store."""

    def __init__(
        self, paths: Paths, keys: Keys | None = None, seconds_per_clip: float | None = None
    ) -> None:
        """`seconds_per_clip` is how long the practice service takes; `None` leaves it its own."""
        paths.home.mkdir(parents=True, exist_ok=True)
        self.paths = paths
        self.settings = SettingsFile(paths.settings)
        self.keys = keys or Keys()
        choose_proxy(ChosenProxy(self.settings, self.keys))
        self.clips = self._clip_folders()
        self.pictures = Pictures(paths.pictures)
        self.thumbnails = Thumbnails(paths.thumbnails, self.clips)
        self._seconds_per_clip = seconds_per_clip
        # One: probing and finishing clips must not crowd the machine that plays one (house.md).
        self._clip_pool = ThreadPoolExecutor(1, "clips")
        self._doors: HostDoors | None = None
        self._library: Library | None = None
        self._opening = Lock()

    def _clip_folders(self) -> ClipFolders:
        """Where clips go and lie. Looks at no disk: a drive that hangs must not keep us from
        starting.
        """
        chosen = self.settings.current
        own = self.paths.clips
        earlier = [Path(name) for name in chosen.earlier_clips_folders if name]
        return ClipFolders.open(Path(chosen.clips_folder or own), earlier, own=own)

    @cached_property
    def owners(self) -> Owners:
        """This process's sign of life, for jobs and recovery copies alike."""
        return Owners(self.paths.owners)

    @cached_property
    def recovery(self) -> Recovery:
        """The copies of what is being edited, here and by whoever is gone."""
        return Recovery(self.paths.recovery, self.owners)

    @cached_property
    def recent(self) -> Recent:
        """The documents opened lately."""
        return Recent(self.paths.recent)

    @property
    def library(self) -> Library:
        """The index of clips, opened when it is first needed: a damaged one must not keep a paid
        clip from being fetched. Raises `DatabaseTrouble`.
        """
        with self._opening:
            if self._library is None:
                self._library = Library(self.paths.library)
                self._look_up_origins(self._library)
            return self._library

    @property
    def rates(self) -> Rates:
        """The rates in force: the user's own, or those shipped, with their date."""
        return self.settings.current.rates or self.shipped_rates

    @cached_property
    def shipped_rates(self) -> Rates:
        """The rates that come with the program."""
        return msgspec.json.decode(resource("rates.json").read_bytes(), type=Rates)

    def engine(
        self,
        report: Report,
        only: Collection[int] | None = None,
        *,
        paused_too: bool = False,
        practice_only: bool = False,
    ) -> Engine:
        """An engine on this studio's ledger; call it on the thread that will run it.

        Raises `DatabaseTrouble` where the ledger can't be used.
        """
        practice = PracticeChild(self.paths.practice, self._seconds_per_clip)
        self._doors = HostDoors(self.keys, practice)
        return Engine(
            ledger=self.ledger(),
            doors=self._doors,
            pictures=self.pictures,
            clips=self.clips,
            clip_pool=self._clip_pool,
            clock=SystemClock(),
            report=report,
            only=only,
            paused_too=paused_too,
            practice_only=practice_only,
        )

    def ledger(self) -> Ledger:
        """The list of jobs, for reading. Raises `DatabaseTrouble`."""
        return Ledger(self.paths.ledger, self.owners)

    def library_gains(self, job: Job) -> None:
        """Puts a finished job's clip into the library, once; nothing where its file is gone.

        Reads the clip, so it is not for the window's thread. Raises `DatabaseTrouble`.
        """
        if job.state is not State.DONE or job.clip is None:
            return
        known = self.library.entry_of(job.clip)
        if known is not None:
            if known.binned and self.clips.find(job.clip).is_file():
                # The person took it out of the system's bin by hand.
                self.library.bring_back([known.id])
            return
        try:
            clip = probe(self.clips.find(job.clip))
        except (NotAClip, FileNotFoundError):
            return
        self.library.add(
            job.clip,
            label=job.label,
            prompt=job.snapshot.prompt if job.snapshot else "",
            made_at=job.ended_at or job.created_at,
            seconds=clip.seconds,
            width=clip.width,
            height=clip.height,
            has_sound=clip.has_sound,
            practice=job.practice,
            job=job.id,
            board=job.board,
            scene=job.scene,
            take=job.mark,
            size=clip.size,
        )

    def all_jobs(self) -> list[Job]:
        """Every job ever made, newest first. Raises `DatabaseTrouble`."""
        # With a name of its own: closing a ledger lets go of every job that its owner drives.
        reader = Owners(self.paths.owners)
        try:
            ledger = Ledger(self.paths.ledger, reader)
            try:
                return ledger.jobs()
            finally:
                ledger.close()
        finally:
            reader.leave()

    def _look_up_origins(self, library: Library) -> None:
        if not library.unplaced():
            return
        try:
            origins.look_up(library, self.all_jobs(), self.recent)
        except DatabaseTrouble as error:
            # Clips show all the same; the next start looks again.
            log.warning("where clips came from can't be looked up: %s", error)

    async def test_key(self, service: str, key: str) -> str:
        """Whether the service takes the key: accepted, wrong or unknown. Costs nothing."""
        client = Client(service)
        try:
            return (await client.test_key(key)).value
        finally:
            await client.close()

    async def fetch_picture(self, address: str) -> bytes:
        """The bytes behind a web address. Raises `ServiceError`."""
        return await fetch_picture(address)

    async def aclose(self) -> None:
        """Closes what the engine used; call it on the engine's loop once `Engine.run` has ended."""
        if self._doors is not None:
            await self._doors.close()
        self._clip_pool.shutdown(wait=True)

    def close(self) -> None:
        """Lets go of the library and of this process's sign of life; call it last."""
        if self._library is not None:
            self._library.close()
        if "owners" in self.__dict__:
            self.owners.leave()
