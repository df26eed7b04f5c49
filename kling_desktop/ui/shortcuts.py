"""Every key that does something, as data: what the sheet shows (F1) and the tests hold true.

Keys of the menus are read from the menus themselves; here stand those that belong to a place.
"""

import re

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

from kling_desktop.ui.prompt_field import HISTORY_KEY, PHRASES_KEY
from kling_desktop.words import HelpWords


class Shortcut(msgspec.Struct, frozen=True):
    """Keys that do the same thing, as Qt writes them, and what they do."""

    keys: tuple[str, ...]
    said: str


class Group(msgspec.Struct, frozen=True):
    """The shortcuts of one place."""

    name: str
    shortcuts: tuple[Shortcut, ...]


PLAYER: tuple[tuple[tuple[str, ...], HelpWords], ...] = (
    (("Space",), HelpWords.PLAY_PAUSE),
    (("J",), HelpWords.BACK),
    (("K",), HelpWords.PAUSE),
    (("L",), HelpWords.FASTER),
    ((",", "."), HelpWords.STEP),
    (("Home", "End"), HelpWords.ENDS),
    (("F",), HelpWords.FULL_SCREEN),
)
WRITING: tuple[tuple[tuple[str, ...], HelpWords], ...] = (
    (("Ctrl+Return",), HelpWords.GENERATE),
    ((PHRASES_KEY,), HelpWords.PHRASES),
    ((HISTORY_KEY,), HelpWords.USED_PROMPTS),
    (("Tab",), HelpWords.NEXT_FIELD),
)
TIMELINE: tuple[tuple[tuple[str, ...], HelpWords], ...] = (
    (("Left", "Right"), HelpWords.SELECT),
    (("Up", "Down"), HelpWords.SELECT_LEVEL),
    (("Ctrl+Left", "Ctrl+Right"), HelpWords.REORDER),
    (("[", "]"), HelpWords.RESIZE),
    (("{", "}"), HelpWords.RESIZE_SCENE),
    (("1", "9"), HelpWords.TYPE_SECONDS),
    (("S",), HelpWords.SPLIT),
    (("M",), HelpWords.JOIN),
    (("N",), HelpWords.NEW_SCENE),
    (("Return",), HelpWords.EDIT_TEXT),
    (("F2",), HelpWords.RENAME),
    (("Ctrl+D",), HelpWords.DUPLICATE),
    (("Ctrl+L",), HelpWords.LINK),
    (("Del",), HelpWords.DELETE),
    (("Shift+F10",), HelpWords.MENU),
)


FRAMES: tuple[tuple[tuple[str, ...], HelpWords], ...] = (
    (("Return",), HelpWords.BROWSE),
    (("Ctrl+V",), HelpWords.PASTE),
    (("Del",), HelpWords.REMOVE),
    (("X",), HelpWords.SWAP),
    (("Shift+F10",), HelpWords.MENU),
    (("Left", "Right", "Up", "Down"), HelpWords.MOVE_BOX),
    (("Shift+Left", "Shift+Right"), HelpWords.SIZE_BOX),
)
CLIPS: tuple[tuple[tuple[str, ...], HelpWords], ...] = (
    (("Return",), HelpWords.PLAY_CLIP),
    (("0", "5"), HelpWords.RATE),
    (("F2",), HelpWords.RENAME),
    (("Del",), HelpWords.TO_BIN),
    (("Ctrl+C",), HelpWords.COPY),
    (("Shift+F10",), HelpWords.MENU),
)

_OF_A_PLACE = Qt.ShortcutContext.WidgetShortcut
"""Keys that an entry only shows: they belong to a place, and are told there."""


def all_groups(bar: QMenuBar) -> list[Group]:
    """What the menus offer, then the keys of each place."""
    menus = [menu for action in bar.actions() if (menu := _menu(action)) is not None]
    groups = [Group(_plain(menu.title()), _of_menu(menu)) for menu in menus]
    groups += [
        Group(HelpWords.IN_PROMPT(), _said(WRITING)),
        Group(HelpWords.IN_PLAYER(), _said(PLAYER)),
        Group(HelpWords.IN_TIMELINE(), _said(TIMELINE)),
        Group(HelpWords.IN_FRAMES(), _said(FRAMES)),
        Group(HelpWords.IN_CLIPS(), _said(CLIPS)),
    ]
    return [group for group in groups if group.shortcuts]


def _of_menu(menu: QMenu) -> tuple[Shortcut, ...]:
    found: list[Shortcut] = []
    for action in menu.actions():
        inner = _menu(action)
        if inner is not None:
            found.extend(_of_menu(inner))
        elif action.shortcuts() and action.shortcutContext() is not _OF_A_PLACE:
            keys = tuple(key.toString() for key in action.shortcuts())
            found.append(Shortcut(keys, _plain(action.property("plain") or action.text())))
    return tuple(found)


def _said(table: tuple[tuple[tuple[str, ...], HelpWords], ...]) -> tuple[Shortcut, ...]:
    return tuple(Shortcut(keys, said()) for keys, said in table)


def _menu(action: QAction) -> QMenu | None:
    found = action.menu()
    return found if isinstance(found, QMenu) else None


def _plain(text: str) -> str:
    """A menu's text without the mark of its access key; Chinese has it in brackets behind."""
    text = re.sub(r"\s*\(&\w\)", "", text)
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")
