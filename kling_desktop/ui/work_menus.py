"""The menus of the work itself: Scene, Film and Play. What keys and buttons do elsewhere is found
here by name.
"""

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from kling_desktop.ui.desk import Desk
from kling_desktop.ui.entries import plain, told
from kling_desktop.ui.film_room import FilmRoom
from kling_desktop.ui.generating import Readiness
from kling_desktop.ui.player import Player
from kling_desktop.ui.timeline.view import Timeline
from kling_desktop.words import Film, HelpWords, PlayerWords, Window
from kling_desktop.words import Timeline as Said

GENERATE_FILM = "Ctrl+Shift+Return"


class WorkMenus(QObject):
    """Says in each entry which keys do the same, wherever those hold."""

    def __init__(
        self,
        bar: QMenuBar,
        before: QMenu,
        *,
        desk: Desk,
        timeline: Timeline,
        film: FilmRoom,
        player: Player,
    ) -> None:
        """Stands in the bar in front of the menu `before`."""
        super().__init__(bar)
        self._desk = desk
        self._timeline = timeline
        self._film = film
        self._player = player
        self.scene = QMenu(Window.MENU_SCENE(), bar)
        self.film = QMenu(Window.MENU_FILM(), bar)
        self.play = QMenu(Window.MENU_PLAY(), bar)
        for menu, look in (
            (self.scene, self._look_at_scene),
            (self.film, self._look_at_film),
            (self.play, self._look_at_player),
        ):
            bar.insertMenu(before.menuAction(), menu)
            menu.aboutToShow.connect(look)
        self._fill_scene()
        self._fill_film()
        self._fill_play()

    def _fill_scene(self) -> None:
        cutting, timeline = self._timeline.cutting, self._timeline
        menu = self.scene
        told(menu, Window.MENU_NEW_SCENE(), cutting.add_scene, "N")
        told(menu, Window.MENU_PICTURES(), timeline.browse)
        menu.addSeparator()
        told(menu, Said.SPLIT_SHOT(), cutting.split, "S")
        told(menu, Said.JOIN(), cutting.join, "M")
        told(menu, Said.EDIT_TEXT(), timeline.write, "Return")
        told(menu, Said.EDIT_SECONDS(), timeline.write_seconds)
        menu.addSeparator()
        told(menu, Said.RENAME(), timeline.rename, "F2")
        told(menu, Said.DUPLICATE(), cutting.duplicate, "Ctrl+D")
        self._earlier = told(menu, Window.MENU_EARLIER(), partial(cutting.move, -1), "Ctrl+Left")
        self._later = told(menu, Window.MENU_LATER(), partial(cutting.move, 1), "Ctrl+Right")
        self._link = told(menu, Said.UNLINK(), cutting.link, "Ctrl+L")
        self._fold = told(menu, Said.FOLD(), self._fold_scene)
        told(menu, Said.DELETE(), cutting.delete, "Del")
        menu.addSeparator()
        told(menu, Said.CONTINUE(), self._continue)
        self.generate = told(menu, Said.GENERATE(), self._film.generating.press, "Ctrl+Return")

    def _fill_film(self) -> None:
        self.generate_film = plain(self.film, Film.GENERATE())
        self.generate_film.setShortcut(QKeySequence(GENERATE_FILM))
        # A key held down must not ask for one film after another.
        self.generate_film.setAutoRepeat(False)
        self.generate_film.triggered.connect(lambda _=False: self._film.generating.press_film())
        self.film.addSeparator()
        self._animatic = told(self.film, Said.ANIMATIC(), self._film.play_animatic)
        self.film.addSeparator()
        told(self.film, Window.MENU_BUDGET(), self._film.cost.open)

    def _fill_play(self) -> None:
        player = self._player.transport
        self._of_clip = [
            told(self.play, HelpWords.PLAY_PAUSE(), player.toggle, "Space"),
            told(self.play, HelpWords.BACK(), player.backwards, "J"),
            told(self.play, HelpWords.FASTER(), player.faster, "L"),
            told(self.play, Window.MENU_FRAME_BACK(), partial(player.step, -1), ","),
            told(self.play, Window.MENU_FRAME_ON(), partial(player.step, 1), "."),
            told(self.play, Window.MENU_TO_START(), player.to_start, "Home"),
            told(self.play, Window.MENU_TO_END(), player.to_end, "End"),
        ]
        self.play.addSeparator()
        self._of_clip.append(
            told(self.play, PlayerWords.FULL_SCREEN(), self._player.full_screen_wanted.emit, "F")
        )

    def _look_at_scene(self) -> None:
        board, index = self._desk.storyboard, self._desk.scene_index
        scene = self._desk.scene
        self._link.setEnabled(index > 0)
        self._link.setText(Said.UNLINK() if scene.linked else Said.LINK(number=max(index, 1)))
        self._fold.setText(Said.UNFOLD() if scene.collapsed else Said.FOLD())
        several = len(board.scenes) > 1 or len(scene.shots) > 1
        self._earlier.setEnabled(several)
        self._later.setEnabled(several)
        self.generate.setEnabled(self._film.generating.readiness is Readiness.READY)

    def _look_at_film(self) -> None:
        playing = self._film.animatic.plays
        self._animatic.setText(Film.ANIMATIC_STOP() if playing else Said.ANIMATIC())

    def _look_at_player(self) -> None:
        for entry in self._of_clip:
            entry.setEnabled(self._player.path is not None)

    def _fold_scene(self) -> None:
        self._timeline.cutting.fold(self._desk.scene.id)

    def _continue(self) -> None:
        self._film.acts.continue_scene(self._desk.scene.id)
