"""Does what is asked for about a job: the acts of the Activity list."""

import logging
from collections.abc import Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QGuiApplication

from kling_desktop.jobs.driving import NotNow
from kling_desktop.jobs.job import Job
from kling_desktop.ui.acts import Act
from kling_desktop.ui.generating import Generating
from kling_desktop.ui.handing_over import hand_over
from kling_desktop.ui.notices import Mood, Notices
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import ActivityWords, Window

log = logging.getLogger(__name__)

_TOLD = {
    Act.REMOVE: "withdraw",
    Act.STOP_WAITING: "stop_waiting",
    Act.LOOK_AGAIN: "look_again",
    Act.DROP: "drop",
}
"""Acts that are one call of the engine with the job's id."""


class Deeds(QObject):
    """Between the list and the engine."""

    play = Signal(object)
    """The path of a clip."""
    key_wanted = Signal()
    budget_wanted = Signal(object)
    """The `Job` that is held for its storyboard's budget."""
    edit_wanted = Signal(object)
    """The `Job` whose scene shall be changed before it is asked for again."""
    cleared = Signal(object)
    """The ids of jobs that were taken off the list."""
    choice_wanted = Signal(object)
    """The `Job` that waits until a take of the scene before is kept."""

    def __init__(self, supplies: Supplies, generating: Generating, notices: Notices) -> None:
        super().__init__()
        self._supplies = supplies
        self._generating = generating
        self._notices = notices
        self._sending: set[int] = set()

    def act(self, act: Act, job: Job) -> None:
        """Does `act`, which the job's state allowed when it was shown."""
        engine = self._supplies.engine
        match act:
            case Act.REMOVE | Act.STOP_WAITING | Act.LOOK_AGAIN | Act.DROP:
                engine.tell(_TOLD[act], self._done, self._failed, job.id)
            case Act.TRY_AGAIN | Act.SEND_AGAIN:
                self._send_again(job)
            case Act.LOOK_AGAIN_ANEW:
                engine.tell("adopt_task", self._made, self._failed, job.service, job.task_id)
            case Act.LOOK_FOR_IT:
                self._open_usage_page(job)
            case Act.GO_ON:
                engine.tell("go_on", self._done, self._failed, job.service)
            case Act.ENTER_KEY:
                self.key_wanted.emit()
            case Act.RAISE_BUDGET:
                self.budget_wanted.emit(job)
            case Act.CHOOSE_TAKE:
                self.choice_wanted.emit(job)
            case Act.EDIT:
                self.edit_wanted.emit(job)
            case Act.RESUME:
                self.pause(on=False)
            case Act.COPY_DETAILS:
                QGuiApplication.clipboard().setText(details(job))
                self._notices.post(ActivityWords.DETAILS_COPIED())
            case Act.PLAY:
                self.play.emit(self._clip(job))
            case Act.SHOW_IN_FOLDER:
                self.show_in_folder(self._clip(job))

    def adopt(self, job: Job, task_id: str) -> None:
        """Gives an unconfirmed job the id that the user found."""
        self._generating.adopt([job])
        self._supplies.engine.tell("adopt", self._done, self._failed, job.id, task_id)

    def pause(self, *, on: bool) -> None:
        """Pauses the queue, or lets it go on."""
        self._supplies.engine.pause(self._failed, on=on)

    def resume(self) -> None:
        """Lets the queue go on."""
        self.pause(on=False)

    def try_again(self, jobs: Sequence[Job]) -> None:
        """Sends again what failed or was refused; the user has said yes to each of them."""
        for job in jobs:
            self._send_again(job)

    def clear_finished(self) -> None:
        """Takes what has ended off the list; `cleared` follows."""
        self._supplies.engine.tell("clear_finished", self._cleared, self._failed)

    def bring_back(self, ids: Sequence[int]) -> None:
        """Puts jobs on the list again."""
        self._supplies.engine.tell("bring_back", self._done, self._failed, list(ids))

    def show_in_folder(self, path: Path) -> None:
        """Opens the folder in the system's file manager."""
        hand_over(QUrl.fromLocalFile(str(path.parent)))

    def _send_again(self, job: Job) -> None:
        # A double press must not pay twice: one new job for each job until it is there.
        if job.id in self._sending:
            return
        self._sending.add(job.id)
        again = _SendAgain(self, job.id)
        self._supplies.engine.tell("send_again", again.made, again.failed, job.id)

    def sent_again(self, job_id: int, made: Job | None, error: BaseException | None) -> None:
        """The engine has answered for that job."""
        self._sending.discard(job_id)
        if made is not None:
            self._made(made)
        elif error is not None:
            self._failed(error)

    def _open_usage_page(self, job: Job) -> None:
        page = self._supplies.settings.current.usage_pages.get(job.service)
        if page is not None:
            hand_over(QUrl(page))

    def _clip(self, job: Job) -> Path:
        return self._supplies.clips / (job.clip or "")

    def _done(self, _: object) -> None:
        """The engine reports the job itself."""

    def _cleared(self, ids: list[int]) -> None:
        self.cleared.emit(ids)

    def _made(self, job: Job) -> None:
        self._generating.adopt([job])

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, NotNow):
            self._notices.post(ActivityWords.TOO_LATE())
            return
        log.error("nothing was done about a job", exc_info=error)
        self._notices.post(Window.NOT_DONE(), Mood.FAULT)


class _SendAgain(QObject):
    def __init__(self, deeds: Deeds, job_id: int) -> None:
        super().__init__(deeds)
        self._deeds = deeds
        self._job_id = job_id

    def made(self, job: Job) -> None:
        self._deeds.sent_again(self._job_id, job, None)
        self.deleteLater()

    def failed(self, error: BaseException) -> None:
        self._deeds.sent_again(self._job_id, None, error)
        self.deleteLater()


def details(job: Job) -> str:
    """What there is to know about a job, as JSON for a bug report. Jobs never hold a key."""
    told = {
        "job": job.id,
        "service": job.service,
        "state": job.state,
        "ending": job.ending,
        "task_id": job.task_id,
        "details": job.details,
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2).decode()
