"""A frame zone with what is said about its picture: steps taken, the choice, the trouble."""

from collections.abc import Callable
from urllib.parse import urlsplit

from msgspec.structs import replace
from PySide6.QtCore import QPoint, QTimer, QUrl, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QVBoxLayout, QWidget

from kling_desktop import words
from kling_desktop.clips.source import NotAClip
from kling_desktop.frames.codes import PictureError
from kling_desktop.storyboard.model import FrameRef, Scene
from kling_desktop.ui import arrivals, theme, tokens
from kling_desktop.ui.address_row import AddressRow
from kling_desktop.ui.arrivals import Arrival, End
from kling_desktop.ui.fit_card import FitCard
from kling_desktop.ui.flow import Flow, Sentence
from kling_desktop.ui.frame_menu import frame_menu
from kling_desktop.ui.frame_zone import FrameZone
from kling_desktop.ui.handing_over import hand_over
from kling_desktop.ui.intake import Answer, Choice, Intake, Kept
from kling_desktop.ui.pieces import button
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import FrameWords

_LONG = 900
"""Milliseconds of looking at a picture after which it is said, with a way to stop it."""

Link = tuple[str, str, Callable[[], object]]
"""A link's text, its tooltip, and what it does."""


class FramePlace(QWidget):
    """Shown below the zone; takes no room while there is nothing to say."""

    framed = Signal(object)
    """The `FrameRef` that the scene now has here, or `None`."""
    undo_asked = Signal()
    """What was done last is not wanted: what was here before comes back."""
    pair_came = Signal(object)
    """An `Arrival` with one more along, for this zone and the other."""
    rest_asked = Signal(object)
    """The `Arrival`s that came along, to be made scenes of."""
    scene_came = Signal(object)
    """The `Scene` that a clip was made from."""
    swap_asked = Signal()

    def __init__(self, name: str, hint: str, supplies: Supplies, *, end: bool = False) -> None:
        super().__init__()
        self._name = name
        self._end = end
        self._supplies = supplies
        self._noted: tuple[str, FrameRef | None] = "", None
        self._arrival = Arrival()
        self.scene = ""
        """Id of the scene that is shown here."""
        self.meant_for = ""
        """Id of the scene that was shown when the picture under way came."""
        self.merge: str | None = None
        """What the step of the picture under way is one with, where it comes as one of two."""
        self.zone = FrameZone(name, hint, supplies, end=end)
        self.intake = Intake(supplies)
        self.intake.setParent(self)
        self.card = FitCard(self.zone)
        self.card.setParent(self)
        self.said = Sentence()
        self.address = AddressRow()
        self.links: list[QPushButton] = []
        self._flow = Flow()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_LONG)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        self._flow.addWidget(self.said)
        layout.addLayout(self._flow)
        layout.addWidget(self.address)
        self._connect()
        self._say("")

    def take(self, arrival: Arrival, *, merge: str | None = None) -> None:
        """Takes a picture that was dropped, pasted, browsed for or named at the start."""
        if len(arrival.rest) == 1 and merge is None and self.zone.pairs():
            self.pair_came.emit(arrival)
            return
        self.meant_for = self.scene
        self.merge = merge
        self._arrival = replace(arrival, end=End.FIRST if self._end else arrival.end)
        self.intake.take(self._arrival)

    def show_frame(self, frame: FrameRef | None) -> None:
        """Shows what the scene has here; what was said of another picture goes."""
        self.zone.show_frame(frame)
        if (self.scene, frame) != self._noted:
            self._noted = self.scene, frame
            self.address.hide()
            self._say_nothing()

    def forget(self) -> None:
        """Lets go of a picture under way: the storyboard it was meant for is gone."""
        self._cancel()

    def shape_again(self) -> None:
        """Asks again how to make the picture that is there fit."""
        frame = self.zone.frame
        if frame is not None:
            self.meant_for, self.merge = self.scene, None
            self._arrival = Arrival()
            self.intake.shape_again(frame)

    def open_menu(self, at: QPoint) -> None:
        """Opens the menu with all that can be done to this frame."""
        frame_menu(self).popup(at)

    def open_in_viewer(self) -> None:
        """Shows the picture in the system's own viewer."""
        frame = self.zone.frame
        if frame is None:
            return
        path = self._supplies.pictures.path(frame)
        if not hand_over(QUrl.fromLocalFile(str(path))):
            self._say(FrameWords.NO_VIEWER(), "bad")

    def enter_address(self) -> None:
        """Asks for a web address."""
        self.address.ask()
        self._updated()
        self._reveal()

    def remove(self) -> None:
        """Takes the picture out."""
        self.meant_for, self.merge = self.scene, None
        self._cancel()
        self.framed.emit(None)

    def send_address(self, address: str | None) -> None:
        """Lets the service fetch the picture from its address, or sends the picture again."""
        frame = self.zone.frame
        if frame is not None:
            self.meant_for, self.merge = self.scene, None
            self.framed.emit(replace(frame, address=address))

    def _connect(self) -> None:
        self.zone.arrived.connect(self.take)
        self.zone.nothing_there.connect(self.say_nothing_there)
        self.zone.removed.connect(self.remove)
        self.zone.swapped.connect(self.swap_asked)
        self.zone.menu_wanted.connect(self.open_menu)
        self.card.chosen.connect(self._chosen)
        self.card.cancelled.connect(self._cancel)
        self.card.weigh.connect(self.intake.weigh)
        self.address.given.connect(self._fetch)
        self.address.left.connect(self._updated)
        self.intake.begun.connect(self._begun)
        self.intake.kept.connect(self._kept)
        self.intake.choice.connect(self._choice)
        self.intake.weighed.connect(self.card.show_outcome)
        self.intake.failed.connect(self._failed)
        self.intake.no_fetching.connect(self._no_fetching)
        self._patience.timeout.connect(self._say_long)

    def _begun(self) -> None:
        self.card.hide()
        self.address.hide()
        self.zone.show_busy(True)
        if self.intake.host:
            text = FrameWords.FETCHING(name=self.intake.name, host=self.intake.host)
            self._say(text, "small", (FrameWords.STOP(), "", self._cancel))
        else:
            self._say("")
        self._patience.start()

    def _say_long(self) -> None:
        if not self.intake.host:
            name = self.intake.name or FrameWords.THE_PICTURE()
            text = FrameWords.LOOKING_LONG(name=name)
            self._say(text, "small", (FrameWords.STOP(), "", self._cancel))

    def _ended(self) -> None:
        self._patience.stop()
        self.zone.show_busy(False)

    def _kept(self, kept: Kept) -> None:
        self._ended()
        if kept.returned is not None:
            self._say_returned(kept)
            self.scene_came.emit(_whole(kept))
            return
        frame, here = kept.frame, self.meant_for == self.scene
        if here and frame == self.zone.frame:
            self._say(FrameWords.SAME_PICTURE())
            return
        if here:
            self._noted = self.scene, frame
        self.framed.emit(frame)
        if here:
            self._tell(kept)

    def _tell(self, kept: Kept) -> None:
        """What was done by itself, and what can be done about it."""
        notes: list[str] = []
        links: list[Link] = [(FrameWords.UNDO(), FrameWords.UNDO_HINT(), self.undo_asked.emit)]
        if kept.video is not None:
            last = kept.end is End.LAST
            used = FrameWords.LAST_FRAME_USED if last else FrameWords.FIRST_FRAME_USED
            notes.append(used(name=kept.video.name))
            other = FrameWords.USE_FIRST_FRAME() if last else FrameWords.USE_LAST_FRAME()
            links.append((other, "", self._other_end))
        elif kept.steps:
            notes.append(FrameWords.MADE_READY(steps=words.steps(kept.steps)))
        rest = self._arrival.rest if self.merge is None else ()
        if rest:
            notes.append(FrameWords.FIRST_OF_SEVERAL(count=len(rest) + 1))
            said = FrameWords.SCENE_OF_REST if len(rest) == 1 else FrameWords.SCENES_OF_REST
            links.append((said(count=len(rest)), "", lambda: self._make_rest(list(rest))))
        if arrivals.can_be_sent(kept.address):
            hint = FrameWords.SEND_ADDRESS_HINT(address=kept.address)
            links.append((FrameWords.SEND_ADDRESS(), hint, lambda: self.send_address(kept.address)))
        if len(links) > 1 or notes:
            self._say(" ".join(notes), "small", *links)

    def _say_returned(self, kept: Kept) -> None:
        returned = kept.returned
        assert returned is not None
        said = FrameWords.SCENE_IS_BACK
        if returned.lacks_end:
            said = FrameWords.SCENE_IS_BACK_NO_END
        if returned.lacks_first:
            said = FrameWords.SCENE_IS_BACK_NO_FIRST
        self._returned = said(name=self.intake.name)

    def say_returned(self) -> None:
        """Tells that the scene of a clip is back, once it is the one that is shown."""
        undo = FrameWords.UNDO(), FrameWords.UNDO_HINT(), self.undo_asked.emit
        self._say(self._returned, "small", undo)

    def _other_end(self) -> None:
        other = End.FIRST if self._arrival.end is End.LAST else End.LAST
        self._arrival = replace(self._arrival, end=other, recipe=False)
        self.intake.take(self._arrival)

    def _make_rest(self, rest: list[Arrival]) -> None:
        self._say_nothing()
        self.rest_asked.emit(rest)

    def _choice(self, choice: Choice) -> None:
        self._ended()
        self._say("")
        self.card.ask(choice)

    def _chosen(self, answer: Answer) -> None:
        self.intake.choose(answer)

    def _cancel(self) -> None:
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.card.isAncestorOf(focused)
        self.intake.cancel()
        self._ended()
        self.card.hide()
        if had_focus:
            self.zone.setFocus()
        self._say_nothing()

    def _fetch(self, address: str) -> None:
        self.take(Arrival(address=address))

    def _failed(self, error: BaseException) -> None:
        self._ended()
        name = self.intake.name or FrameWords.THE_PICTURE()
        if isinstance(error, PictureError):
            self._say(words.picture_trouble(error, name), "bad")
        elif isinstance(error, NotAClip):
            self._say(FrameWords.VIDEO_UNREADABLE(name=name), "bad")
        else:
            self._say(FrameWords.PICTURE_NOT_KEPT(), "bad")

    def _no_fetching(self) -> None:
        self._ended()
        self._say(FrameWords.NO_FETCHING(), "bad")

    def say_nothing_there(self) -> None:
        """Tells that a paste brought no picture."""
        self._say(FrameWords.NO_PICTURE_ON_CLIPBOARD(), "bad")

    def _say_nothing(self) -> None:
        """Nothing more to tell, but what holds as long as the picture is here."""
        frame = self.zone.frame
        if frame is not None and frame.address is not None:
            host = urlsplit(frame.address).hostname or frame.address
            back: Link = (FrameWords.SEND_PICTURE(), "", lambda: self.send_address(None))
            self._say(FrameWords.ADDRESS_IS_SENT(host=host), "small", back)
        else:
            self._say("")

    def _say(self, text: str, look: str = "small", *links: Link) -> None:
        if text and text != self.said.text():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
        self.said.setText(text)
        self.said.setVisible(bool(text))
        theme.dress(self.said, look=look)
        for link in self.links:
            link.hide()
            self._flow.removeWidget(link)
            link.deleteLater()
        self.links = []
        for said, hint, act in links:
            press = button(said, "link")
            press.setToolTip(hint)
            press.clicked.connect(lambda _=False, act=act: act())
            self._flow.addWidget(press)
            self.links.append(press)
        self.zone.show_trouble(look == "bad")
        self._updated()
        if look == "bad":
            self._reveal()

    def _reveal(self) -> None:
        """Scrolls what is said into view, once it has its place."""
        QTimer.singleShot(0, self, self._scroll_here)

    def _scroll_here(self) -> None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(self, 0, tokens.GAP)

    def _updated(self) -> None:
        told = bool(self.said.text()) or bool(self.links) or not self.address.isHidden()
        self.setVisible(told)


def _whole(kept: Kept) -> Scene:
    """The scene of a clip, beginning with the frame that was found for it."""
    assert kept.returned is not None
    return replace(kept.returned.scene, first_frame=kept.frame)
