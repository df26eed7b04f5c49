"""The threads of a process that are not the engine's, and the order in which they end."""

import time

from kling_desktop.ui.background import Background, Deliveries


class Pools:
    """One pool for each kind of work, so that what is slow keeps nothing else waiting."""

    def __init__(self, deliveries: Deliveries) -> None:
        self.pictures = Background(deliveries, 2, "pictures")
        """Two threads: one slow picture must not keep the thumbnails waiting (house.md)."""
        self.disk = Background(deliveries, 1, "disk")
        """One thread: the library's index, the recovery copy and the settings. Only small files of
        our own, and what is written and read last wins, so the order is kept.
        """
        self.posters = Background(deliveries, 1, "posters")
        """One thread: decoding clips takes a core, and the index behind it must stay quick."""
        self.frames = Background(deliveries, 2, "frames")
        """Two threads: the frames that a person scrubs through wait for nothing else, and two takes
        side by side not for each other.
        """
        self.documents = Background(deliveries, 1, "documents")
        """One thread: a document on a slow disk must not keep the recovery copy waiting."""
        self.clips = Background(deliveries, 1, "clips")
        """One thread: all that touches the clips' folder without showing a picture of it. That may
        lie on a drive of the network that is gone just now.
        """

    def close(self, patience: float) -> bool:
        """Joins all threads; whether that could be done.

        What is written to our own disk ends first, however long it takes. The rest is given
        `patience` seconds together: what is broken off has its recovery copy, or is done again
        another time.
        """
        self.disk.close()
        until = time.monotonic() + patience
        patient = (self.documents, self.clips, self.posters, self.frames, self.pictures)
        ended = [pool.close(max(0.0, until - time.monotonic())) for pool in patient]
        return all(ended)
