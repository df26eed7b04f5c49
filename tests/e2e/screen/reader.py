"""Reads and works the accessibility tree of other programs, as a screen reader would.

A program of its own: the bindings belong to the system's Python (`tree.py` runs it with that). It
takes one JSON object a line on standard input and answers with one.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import gi  # type: ignore[import-not-found]

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # type: ignore[import-not-found]  # noqa: E402

PATIENCE = 10_000
"""Milliseconds that a program is given to answer one question; a window never freezes."""

STATES = {
    "showing": Atspi.StateType.SHOWING,
    "enabled": Atspi.StateType.ENABLED,
    "focusable": Atspi.StateType.FOCUSABLE,
    "focused": Atspi.StateType.FOCUSED,
    "checked": Atspi.StateType.CHECKED,
    "editable": Atspi.StateType.EDITABLE,
    "active": Atspi.StateType.ACTIVE,
}


class _NotThereError(Exception):
    """What was to be worked is not there, or not so that it could be."""


def _application(pid: int) -> Any:
    desktop = Atspi.get_desktop(0)
    for place in range(desktop.get_child_count()):
        found = desktop.get_child_at_index(place)
        if found is not None and found.get_process_id() == pid:
            # Qt tells of most changes, not of all: what is remembered could be wrong.
            found.set_cache_mask(Atspi.Cache.NONE)
            return found
    return None


def _below(node: Any, *, hidden: bool) -> Iterator[Any]:
    try:
        children = [node.get_child_at_index(place) for place in range(node.get_child_count())]
    except GLib.Error:
        return
    for child in children:
        if child is None:
            continue
        try:
            seen = hidden or _is_shown(child)
        except GLib.Error:
            continue
        if seen:
            yield child
            yield from _below(child, hidden=hidden)


def _is_shown(node: Any) -> bool:
    return bool(node.get_state_set().contains(Atspi.StateType.SHOWING))


def _text(node: Any) -> str | None:
    if "Text" not in node.get_interfaces():
        return None
    return str(Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node)))


def _describe(node: Any) -> dict[str, Any]:
    states = node.get_state_set()
    offers = node.get_interfaces()
    box = node.get_extents(Atspi.CoordType.SCREEN)
    return {
        "role": node.get_role_name(),
        "name": node.get_name(),
        "description": node.get_description(),
        "text": _text(node),
        "value": Atspi.Value.get_current_value(node) if "Value" in offers else None,
        "states": [name for name, state in STATES.items() if states.contains(state)],
        "box": [box.x, box.y, box.width, box.height],
    }


def _all(pid: int, fits: Callable[[Any], bool], *, hidden: bool = False) -> Iterator[Any]:
    app = _application(pid)
    began = time.monotonic()
    for node in () if app is None else _below(app, hidden=hidden):
        if time.monotonic() - began > 9 * PATIENCE / 1000:
            raise _NotThereError("the window does not answer")
        try:
            if fits(node):
                yield node
        except GLib.Error:
            continue  # it has gone while it was looked at


_met: dict[tuple[int, *tuple[str, ...]], Any] = {}
"""What was found for each question: most often it is still the answer, and the search is long."""


def _first(
    pid: int, question: tuple[str, ...], fits: Callable[[Any], bool]
) -> dict[str, Any] | None:
    if (known := _met.pop((pid, *question), None)) is not None:
        try:
            if _is_shown(known) and fits(known):
                _met[pid, *question] = known
                return _describe(known)
        except GLib.Error:
            _met.pop((pid, *question), None)  # it has gone
    for node in _all(pid, fits):
        try:
            told = _describe(node)
        except GLib.Error:
            continue
        _met[pid, *question] = node
        return told
    return None


def _look(pid: int, *, hidden: bool, part: str) -> list[dict[str, Any]]:
    found = []
    nodes = _below(_part(pid, part), hidden=hidden) if part else _all(pid, _any, hidden=hidden)
    for node in nodes:
        try:
            found.append(_describe(node))
        except GLib.Error:
            continue
    return found


_parts: dict[tuple[int, str], Any] = {}


def _part(pid: int, name: str) -> Any:
    known = _parts.get((pid, name))
    try:
        if known is not None and known.get_name() == name:
            return known
    except GLib.Error:
        pass  # it has gone
    for node in _all(pid, lambda node: bool(node.get_name() == name)):
        _parts[pid, name] = node
        return node
    raise _NotThereError(f"no part {name!r}")


def _any(_: object) -> bool:
    return True


def _find(pid: int, name: str, role: str) -> dict[str, Any] | None:
    def fits(node: Any) -> bool:
        # A label beside a control often has its name.
        if node.get_name() != name:
            return False
        return bool(node.get_role_name() == role if role else node.get_role_name() != "label")

    return _first(pid, ("find", name, role), fits)


def _saying(pid: int, text: str) -> dict[str, Any] | None:
    def fits(node: Any) -> bool:
        return (
            text in node.get_name() or text in node.get_description() or text in (_text(node) or "")
        )

    return _first(pid, ("saying", text), fits)


def _focused(pid: int) -> dict[str, Any] | None:
    def fits(node: Any) -> bool:
        # Qt gives the state to what only hands the focus on as well.
        states = node.get_state_set()
        return all(
            states.contains(state) for state in (Atspi.StateType.FOCUSED, Atspi.StateType.FOCUSABLE)
        )

    return _first(pid, ("focused",), fits)


def _one(pid: int, name: str, role: str) -> Any:
    def fits(node: Any) -> bool:
        return bool(node.get_name() == name and node.get_role_name() == role)

    # Whoever works a control has most often just looked for it.
    for question in (("find", name, role), ("find", name, "")):
        known = _met.get((pid, *question))
        try:
            if known is not None and _is_shown(known) and fits(known):
                return known
        except GLib.Error:
            pass  # it has gone
    for node in _all(pid, fits):
        return node
    raise _NotThereError(f"no {role} {name!r}")


def _press(pid: int, name: str, role: str, times: int) -> None:
    node = _one(pid, name, role)
    offered = [Atspi.Action.get_action_name(node, n) for n in range(node.get_n_actions())]
    if "Press" not in offered:
        raise _NotThereError(f"{role} {name!r} can't be pressed")
    for _ in range(times):
        Atspi.Action.do_action(node, offered.index("Press"))


def _write(pid: int, name: str, role: str, text: str) -> None:
    if not Atspi.EditableText.set_text_contents(_one(pid, name, role), text):
        raise _NotThereError(f"{role} {name!r} can't be written")


def _focus(pid: int, name: str, role: str) -> None:
    if not Atspi.Component.grab_focus(_one(pid, name, role)):
        raise _NotThereError(f"{role} {name!r} takes no focus")


_WAYS: dict[str, Callable[..., object]] = {
    "look": _look,
    "find": _find,
    "saying": _saying,
    "focused": _focused,
    "press": _press,
    "write": _write,
    "focus": _focus,
}


def _answer(asked: dict[str, Any]) -> object:
    return _WAYS[asked.pop("do")](**asked)


def main() -> None:
    Atspi.init()
    Atspi.set_timeout(PATIENCE, PATIENCE)
    for line in sys.stdin:
        while GLib.MainContext.default().iteration(False):
            pass  # programs that came and went since
        try:
            told = {"answer": _answer(json.loads(line))}
        except (_NotThereError, GLib.Error) as fault:
            told = {"fault": str(fault)}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
