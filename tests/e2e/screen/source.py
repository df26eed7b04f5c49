"""A window to drag from: a stranger's program, as a file manager or a browser is to ours.

`python source.py WHAT VALUE…` where WHAT is `files`, `address`, `image` (a file's pixels) or
`text`. It tells on standard output where it stands, what a target says to the drag, and how it
ended. With `clipboard` in front it puts the same on the clipboard and holds it there.
"""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel


def tell(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def content(kind: str, values: list[str]) -> QMimeData:
    """What the file manager or the browser would offer."""
    mime = QMimeData()
    match kind:
        case "files":
            mime.setUrls([QUrl.fromLocalFile(value) for value in values])
        case "address":
            # A browser offers a link both ways.
            mime.setUrls([QUrl(value) for value in values])
            mime.setText("\n".join(values))
        case "image":
            mime.setImageData(QImage(values[0]))
        case "text":
            mime.setText(Path(values[0]).read_text("utf-8"))
        case other:
            raise ValueError(other)
    return mime


class Source(QLabel):
    """Begins a drag where the button is pressed."""

    def __init__(self, kind: str, values: list[str]) -> None:
        super().__init__("drag me")
        self._kind = kind
        self._values = values
        # Without a frame, so that it stands exactly where it is put.
        self.setWindowFlags(Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setGeometry(20, 20, 120, 60)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's own spelling
        drag = QDrag(self)
        drag.setMimeData(content(self._kind, self._values))
        drag.actionChanged.connect(lambda action: tell(answer=action.name))
        offered = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction | Qt.DropAction.LinkAction
        tell(dragging=True)
        tell(ended=drag.exec(offered, Qt.DropAction.CopyAction).name)


def main() -> int:
    app = QApplication(sys.argv[:1])
    words = sys.argv[1:]
    if words[0] == "clipboard":
        QGuiApplication.clipboard().setMimeData(content(words[1], words[2:]))
    source = (
        Source(words[-2], words[-1:]) if words[0] == "clipboard" else Source(words[0], words[1:])
    )
    source.show()
    middle = source.geometry().center()
    tell(standing=[middle.x(), middle.y()])
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
