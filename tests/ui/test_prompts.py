"""Writing prompts: pastes, phrases, prompts used before, and the count."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kling_desktop.production.snapshot import Snapshot
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Shot
from kling_desktop.ui.gauge import mood
from kling_desktop.ui.picker import Picker
from kling_desktop.ui.picker_rows import ROW
from kling_desktop.ui.prompt_editor import Count
from kling_desktop.ui.prompt_field import PromptField
from kling_desktop.words import PromptWords
from tests.library.making import add
from tests.ui.inspecting import Bench, bench
from tests.ui.rooms import FRAME, Rooms, job

pytestmark = pytest.mark.qt

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def room(rooms: Rooms) -> Iterator[Bench]:
    with bench(rooms) as made:
        yield made


def _paste(field: PromptField, **held: object) -> None:
    mime = QMimeData()
    for kind, value in held.items():
        getattr(mime, f"set{kind[0].upper()}{kind[1:]}")(value)
    field.insertFromMimeData(mime)


def _type(field: PromptField, text: str) -> None:
    QTest.keyClicks(field, text)


def test_a_paste_is_clean_and_one_step(room: Bench) -> None:
    field = room.inspector.prompt.field
    _type(field, "The boat ")
    _paste(field, text="leaves\u00a0the\u200b harbour\r\n")
    _type(field, " now")
    assert room.desk.scene.prompt == "The boat leaves the harbour now"
    texts = []
    while room.desk.undoable:
        room.desk.undo()
        texts.append(field.toPlainText())
    assert texts == ["The boat leaves the harbour", "The boat ", ""]


def test_what_is_typed_is_never_changed(room: Bench) -> None:
    field = room.inspector.prompt.field
    _type(field, "  two  blanks \u00a0")
    assert room.desk.scene.prompt == "  two  blanks \u00a0"
    room.desk.set(Act.MEND, prompt="a\u00a0b\nc")
    assert field.text() == "a\u00a0b\nc"


def test_copied_files_and_pictures_go_to_the_frame(room: Bench, qtbot: QtBot) -> None:
    field = room.inspector.prompt.field
    with qtbot.waitSignal(field.picture_pasted) as files:
        _paste(field, urls=[QUrl.fromLocalFile("/tmp/a.jpg")], text="/tmp/a.jpg")
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    with qtbot.waitSignal(field.picture_pasted) as pictures:
        _paste(field, imageData=image)
    assert str(files.args[0].path) == "/tmp/a.jpg"
    assert pictures.args[0].image is not None
    assert field.toPlainText() == ""


def test_a_phrase_is_found_by_typing_and_written_as_one_step(room: Bench) -> None:
    field, picker = room.inspector.prompt.field, room.inspector._aids.phrases
    _type(field, "The boat leaves")
    QTest.keyClick(field, Qt.Key.Key_Slash, CTRL)
    assert picker.isVisible()
    QTest.keyClicks(picker.search, "slow push")
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    assert not picker.isVisible()
    assert room.desk.scene.prompt == "The boat leaves, slow dolly in towards the subject"
    assert field.textCursor().atEnd()
    room.desk.undo()
    assert room.desk.scene.prompt == "The boat leaves"


def test_a_phrase_goes_where_the_cursor_is_among_signs_outside_the_plane(room: Bench) -> None:
    field = room.inspector.prompt.field
    field.insertPlainText("🌊🌊. leaves")
    cursor = field.textCursor()
    cursor.setPosition(len("🌊🌊.".encode("utf-16-le")) // 2)
    field.setTextCursor(cursor)
    room.inspector._aids.offer_phrases(field, room.inspector.prompt)
    _choose(room.inspector._aids.phrases, "Slow motion")
    assert room.desk.scene.prompt == "🌊🌊. Slow motion, leaves"


def test_phrases_follow_the_language_of_the_prompt(room: Bench) -> None:
    field = room.inspector.prompt.field
    room.desk.set(Act.WRITE_PROMPT, prompt="渔船离港")
    cursor = field.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    field.setTextCursor(cursor)
    room.inspector.prompt.phrases.click()
    _choose(room.inspector._aids.phrases, "Slow motion")
    assert room.desk.scene.prompt == "渔船离港，慢动作"


def test_the_arrows_pass_over_headings_and_escape_leaves_all_as_it_was(room: Bench) -> None:
    field, picker = room.inspector.prompt.field, room.inspector._aids.phrases
    field.phrases_wanted.emit()
    first = picker.list.currentRow()
    assert picker.list.item(first - 1).flags() == Qt.ItemFlag.NoItemFlags
    seen = {first}
    for _ in range(picker.list.count()):
        QTest.keyClick(picker.search, Qt.Key.Key_Down)
        seen.add(picker.list.currentRow())
    assert all(picker.list.item(row).flags() for row in seen)
    assert len(seen) >= 40
    assert picker.search.accessibleDescription().startswith("Macro")
    QTest.keyClick(picker.search, Qt.Key.Key_Up)
    assert picker.search.accessibleDescription().startswith("Stop motion")
    QTest.keyClicks(picker.search, "no such phrase")
    assert picker._nothing.text() == PromptWords.PHRASES_NONE()
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    QTest.keyClick(picker.search, Qt.Key.Key_Escape)
    assert not picker.isVisible()
    assert room.desk.scene.prompt == ""


def test_prompts_used_before_come_from_jobs_and_the_library(room: Bench, qtbot: QtBot) -> None:
    shots = (Shot(prompt="the mast"), Shot(prompt="the hull"))
    for number, asked in enumerate(
        (
            Snapshot(first_frame=FRAME, prompt="The boat leaves", seconds=5),
            Snapshot(first_frame=FRAME, prompt="Fog", seconds=6, shots=shots),
            Snapshot(first_frame=FRAME, prompt="The boat leaves", seconds=5),
        ),
        1,
    ):
        room.rooms.book.take(job(id=number, snapshot=asked))
    add(room.rooms.library, "1.mp4", prompt="The boat leaves", made_at=1.0)
    add(room.rooms.library, "2.mp4", prompt="Long ago", made_at=0.5)
    picker = room.inspector._aids.history
    QTest.keyClick(room.inspector.prompt.field, Qt.Key.Key_R, CTRL)
    assert _titles(picker) == ["The boat leaves", "Fog", "the mast", "the hull"]
    qtbot.waitUntil(lambda: _titles(picker)[-1] == "Long ago")
    QTest.keyClicks(picker.search, "LONG")
    qtbot.waitUntil(lambda: _titles(picker) == ["Long ago"])
    picker.close()


def test_a_used_prompt_replaces_or_joins_as_one_step(room: Bench) -> None:
    room.rooms.book.take(job())
    field, picker = room.inspector.prompt.field, room.inspector._aids.history
    _type(field, "Fog ")
    for held, expected in ((SHIFT, "Fog The boat leaves"), (None, "The boat leaves")):
        room.inspector.prompt.history.click()
        if held:
            QTest.keyClick(picker.search, Qt.Key.Key_Return, held)
        else:
            QTest.keyClick(picker.search, Qt.Key.Key_Return)
        assert room.desk.scene.prompt == expected
        room.desk.undo()
        assert room.desk.scene.prompt == "Fog "


def test_without_any_prompt_the_list_says_what_it_is_for(room: Bench) -> None:
    room.inspector.prompt.history.click()
    picker = room.inspector._aids.history
    assert picker._nothing.text() == PromptWords.HISTORY_EMPTY()
    picker.close()


def test_shots_have_the_same_help(room: Bench) -> None:
    room.desk.set(Act.MEND, shots=(Shot(prompt="a", seconds=3), Shot(prompt="b", seconds=3)))
    row = room.inspector.shots._rows[1]
    cursor = row.text.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    row.text.setTextCursor(cursor)
    row.phrases.click()
    _choose(room.inspector._aids.phrases, "Slow motion")
    assert [shot.prompt for shot in room.desk.scene.shots] == ["a", "b, slow motion"]
    _paste(row.text, text="\u200b!")
    assert room.desk.scene.shots[1].prompt == "b, slow motion!"
    room.desk.undo()
    assert room.desk.scene.shots[1].prompt == "b, slow motion"


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.0, "small"), (0.89, "small"), (0.9, "caution"), (1.0, "caution"), (1.001, "bad")],
)
def test_the_ring_turns_amber_and_then_red(share: float, expected: str) -> None:
    assert mood(share) == expected


def test_more_than_is_advised_is_not_yet_wrong(qtbot: QtBot) -> None:
    count = Count(2500, 512)
    qtbot.addWidget(count)
    seen = []
    for characters in (100, 500, 600, 2501):
        count.show_count(characters)
        look = count.number.property("look")
        seen.append((count.number.text(), look, count.matters, count.over))
    assert seen == [
        ("100 / 512", "small", False, False),
        ("500 / 512", "caution", True, False),
        ("600 / 512", "caution", True, False),
        ("2501 / 2500", "bad", True, True),
    ]


def test_a_field_grows_with_its_text_up_to_its_most(qtbot: QtBot) -> None:
    field = PromptField("Prompt", "", 2, 4)
    qtbot.addWidget(field)
    field.resize(300, 100)
    heights = []
    for lines in (0, 2, 3, 4, 9):
        field.setPlainText("\n".join("x" * bool(lines) for _ in range(max(lines, 1))))
        heights.append(field.height())
    line = field.fontMetrics().lineSpacing()
    assert [height - heights[0] for height in heights] == [0, 0, line, 2 * line, 2 * line]


def test_the_phrases_open_where_the_slash_needs_shift(room: Bench, qtbot: QtBot) -> None:
    """As on many keyboards, the German one among them."""
    field = room.inspector.prompt.field
    with qtbot.waitSignal(field.phrases_wanted):
        QTest.keyClick(field, Qt.Key.Key_Slash, CTRL | SHIFT)
    room.inspector._aids.phrases.close()


def _titles(picker: Picker) -> list[str]:
    return [picker.list.item(at).data(ROW).title for at in range(picker.list.count())]


def _choose(picker: Picker, title: str) -> None:
    QTest.keyClicks(picker.search, title)
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
