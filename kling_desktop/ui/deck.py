"""Qt's media player, worked so that the window can't stand still.

Qt's audio thread takes Python's lock now and then, for an output that was made in Python, while it
holds one that the player wants as well. Called straight, the player would wait for that thread
while it holds Python's lock itself, and both would wait for ever. Called by name through Qt's meta
objects, Python's lock is let go for the time of the call.
"""

from pathlib import Path

from PySide6.QtCore import Q_ARG, QMetaObject, QObject, Qt, QUrl
from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer, QVideoSink

_AT_ONCE = Qt.ConnectionType.DirectConnection


class Deck(QObject):
    """A clip with its sound, into a sink."""

    def __init__(self, sink: QVideoSink) -> None:
        super().__init__()
        self.media = QMediaPlayer(self)
        self.sound = QAudioOutput(self)
        self.media.setAudioOutput(self.sound)
        self.media.setVideoSink(sink)

    @property
    def playing(self) -> bool:
        """Whether it plays on."""
        return self.media.playbackState() is QMediaPlayer.PlaybackState.PlayingState

    def open(self, path: Path) -> None:
        """Takes a clip, and rests.

        Also the same one again: Qt would go on with loading it, and then do what was asked of it
        before, such as pausing, after it was asked to play.
        """
        self.close()
        self._take(QUrl.fromLocalFile(str(path)))

    def close(self) -> None:
        """Lets go of the clip."""
        QMetaObject.invokeMethod(self.media, "stop", _AT_ONCE)
        self._take(QUrl())

    def play(self) -> None:
        """Plays on from where it is."""
        QMetaObject.invokeMethod(self.media, "play", _AT_ONCE)

    def pause(self) -> None:
        """Rests where it is."""
        QMetaObject.invokeMethod(self.media, "pause", _AT_ONCE)

    def seek(self, position: int) -> None:
        """Goes to `position` milliseconds, about."""
        QMetaObject.invokeMethod(self.media, "setPosition", _AT_ONCE, Q_ARG("qint64", position))

    def set_rate(self, rate: float) -> None:
        """Plays so many times as fast."""
        QMetaObject.invokeMethod(self.media, "setPlaybackRate", _AT_ONCE, Q_ARG("double", rate))

    def set_loops(self, *, endless: bool) -> None:
        """Whether it starts over at the end."""
        loops = QMediaPlayer.Loops.Infinite if endless else QMediaPlayer.Loops.Once
        self.media.setLoops(loops.value)

    def _take(self, source: QUrl) -> None:
        QMetaObject.invokeMethod(self.media, "setSource", _AT_ONCE, Q_ARG(QUrl, source))
