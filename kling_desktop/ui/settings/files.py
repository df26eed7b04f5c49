"""Where clips and everything else are kept, and how much room they take."""

import tempfile
from pathlib import Path

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLayout, QVBoxLayout, QWidget

from kling_desktop.store.durable import make_folder
from kling_desktop.ui import tokens
from kling_desktop.ui.handing_over import hand_over
from kling_desktop.ui.pieces import Elided, button, row
from kling_desktop.ui.settings.form import Form
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import SettingsWords

COPIED_STAYS = 4_000
"""Milliseconds that it is said that the path is copied."""


class Files(Form):
    """Changing the folder moves nothing and loses nothing."""

    reset_wanted = Signal()

    def __init__(self, supplies: Supplies) -> None:
        super().__init__(SettingsWords.FILES())
        self._supplies = supplies
        self._choices = supplies.choices
        self.clips_shown = Elided()
        self.clips_shown.setMinimumHeight(tokens.CONTROL)
        self.choose = button(SettingsWords.CHOOSE(), "", SettingsWords.CHOOSE_CLIPS())
        self.usual = button(SettingsWords.USUAL_FOLDER())
        self._data_shown = Elided()
        self._data_shown.setMinimumHeight(tokens.CONTROL)
        self._data_shown.setText(str(supplies.settings.folder))
        self.open_data = button(SettingsWords.OPEN_FOLDER())
        self.copy_data = button(SettingsWords.COPY_PATH())
        self.copied = Elided(look="small")
        self._copied_for = QTimer(self)
        self._copied_for.setSingleShot(True)
        self._copied_for.setInterval(COPIED_STAYS)
        self._copied_for.timeout.connect(lambda: self.copied.setText(""))
        self._clips_row = self.add(
            SettingsWords.CLIPS_FOLDER(),
            self.choose,
            SettingsWords.CLIPS_HINT(),
            beside=_column(self.clips_shown, row(self.choose, self.usual, None)),
        )
        self._data_row = self.add(
            SettingsWords.DATA_FOLDER(),
            self.open_data,
            SettingsWords.DATA_HINT(),
            beside=_column(
                self._data_shown, row(self.open_data, self.copy_data, self.copied, None)
            ),
        )
        self.reset = button(SettingsWords.RESET(), "danger")
        self.choose.clicked.connect(self._browse)
        self.usual.clicked.connect(self._use_usual)
        self.open_data.clicked.connect(self._open_data)
        self.copy_data.clicked.connect(self._copy_data)
        self.reset.clicked.connect(self.reset_wanted)
        self.add_wide(row(self.reset, None))
        self.refresh()

    def refresh(self) -> None:
        """Shows what holds."""
        chosen = self._choices.current.clips_folder
        self.clips_shown.setText(chosen or str(self._supplies.settings.folder / "clips"))
        self.usual.setEnabled(bool(chosen))
        self.choose.setAccessibleDescription(self.clips_shown.text())

    def _browse(self) -> None:
        dialog = QFileDialog(self, SettingsWords.CHOOSE_CLIPS(), self.clips_shown.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.take_folder)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take_folder(self, name: str) -> None:
        """Takes a folder once it is certain that clips can be written there."""
        folder = Path(name).absolute()
        self._supplies.pools.clips.run_task(lambda: _tried(folder), self._take, self._refuse)

    def _take(self, folder: Path) -> None:
        self._clips_row.accept()
        own = self._supplies.settings.folder / "clips"
        self._choose("" if folder == own else str(folder))

    def _refuse(self, _: BaseException) -> None:
        self._clips_row.refuse(SettingsWords.CLIPS_FOLDER_BAD())

    def _use_usual(self) -> None:
        self._clips_row.accept()
        self._choose("")

    def _choose(self, folder: str) -> None:
        chosen = self._choices.current
        earlier = dict.fromkeys([*chosen.earlier_clips_folders, chosen.clips_folder])
        self._choices.choose(
            clips_folder=folder,
            earlier_clips_folders=tuple(name for name in earlier if name and name != folder),
        )

    def _open_data(self) -> None:
        folder = self._supplies.settings.folder
        # Nothing may have been kept yet.
        self._supplies.pools.disk.run_task(lambda: make_folder(folder), self._show_data, self._lost)

    def _show_data(self, _: object) -> None:
        self._data_row.accept()
        folder = QUrl.fromLocalFile(str(self._supplies.settings.folder))
        if not hand_over(folder):
            self._data_row.refuse(SettingsWords.FOLDER_NOT_OPENED())

    def _lost(self, error: BaseException) -> None:
        why = getattr(error, "strerror", None) or str(error)
        self._data_row.refuse(SettingsWords.FOLDER_NOT_MADE(why=why))

    def _copy_data(self) -> None:
        QGuiApplication.clipboard().setText(str(self._supplies.settings.folder))
        said = SettingsWords.PATH_COPIED()
        self.copied.setText(said)
        self._copied_for.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.copied, said))


def _tried(folder: Path) -> Path:
    """The folder, in which a file could be written. Raises `OSError`."""
    with tempfile.TemporaryFile(dir=folder) as trial:
        trial.write(b"x")
    return folder


def _column(*parts: QWidget | QLayout) -> QVBoxLayout:
    made = QVBoxLayout()
    made.setSpacing(0)
    for part in parts:
        if isinstance(part, QWidget):
            made.addWidget(part)
        else:
            made.addLayout(part)
    return made
