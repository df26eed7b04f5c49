"""The taskbar of Windows: the program's name there, and progress on its button (ITaskbarList3,
without a library for COM).
"""

import ctypes
import logging
import platform
from collections.abc import Callable
from enum import IntEnum
from typing import Any
from uuid import UUID

log = logging.getLogger(__name__)

PROGRAM_ID = "KlingDesktop.KlingDesktop"
"""The AppUserModelID. The installer gives the start menu's entry the same (`packaging/windows`):
by it Windows knows that windows, notifications and what is pinned belong together.
"""

_CLASS = UUID("56FDF344-FD6D-11D0-958A-006097C9A090")
_INTERFACE = UUID("EA1AFB91-9E28-4B86-90E9-9E9F8A5EEFAF")
_IN_PROCESS = 1
"""CLSCTX_INPROC_SERVER."""

_HR_INIT, _SET_VALUE, _SET_STATE = 3, 9, 10
"""Places in the table of methods (shobjidl_core.h, ITaskbarList3)."""

_method: Callable[..., Any] = getattr(ctypes, "WINFUNCTYPE", ctypes.CFUNCTYPE)
_INIT = _method(ctypes.c_long, ctypes.c_void_p)
_VALUE = _method(
    ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulonglong, ctypes.c_ulonglong
)
_STATE = _method(ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)

_STEPS = 100


class ButtonState(IntEnum):
    """TBPFLAG."""

    NO_PROGRESS = 0
    INDETERMINATE = 1
    NORMAL = 2


class TaskbarButton:
    """The buttons of the program's windows, through the interface at an address."""

    def __init__(self, interface: int, windows: Callable[[], list[int]]) -> None:
        self._interface = interface
        self._windows = windows
        table = ctypes.cast(interface, ctypes.POINTER(ctypes.c_void_p))[0]
        methods = ctypes.cast(table, ctypes.POINTER(ctypes.c_void_p))
        self._set_value = _VALUE(methods[_SET_VALUE])
        self._set_state = _STATE(methods[_SET_STATE])
        _INIT(methods[_HR_INIT])(interface)

    def show(self, fraction: float | None, _: int) -> None:
        """A bar over the button; one that only moves while nothing is known yet."""
        for window in self._windows():
            if fraction is None:
                self._set_state(self._interface, window, ButtonState.NO_PROGRESS)
            elif fraction <= 0:
                self._set_state(self._interface, window, ButtonState.INDETERMINATE)
            else:
                self._set_state(self._interface, window, ButtonState.NORMAL)
                self._set_value(self._interface, window, round(fraction * _STEPS), _STEPS)


def name_program() -> None:
    """Tells Windows which program this process is. For use before there is a window."""
    if platform.system() != "Windows":
        return
    system: Any = ctypes  # which has `windll` on Windows only
    outcome = system.windll.shell32.SetCurrentProcessExplicitAppUserModelID(PROGRAM_ID)
    if outcome != 0:
        log.info("the taskbar does not take the program's name: %#x", outcome & 0xFFFFFFFF)


def taskbar_list() -> int | None:
    """The address of the system's ITaskbarList3, or `None` where it has none. Kept for as long as
    the program runs.
    """
    if platform.system() != "Windows":
        return None
    made = ctypes.c_void_p()
    # Qt has begun COM on this thread already.
    system: Any = ctypes  # which has `windll` on Windows only
    outcome = system.windll.ole32.CoCreateInstance(
        _guid(_CLASS), None, _IN_PROCESS, _guid(_INTERFACE), ctypes.byref(made)
    )
    if outcome != 0 or made.value is None:
        log.info("there is no progress on the taskbar button: %#x", outcome & 0xFFFFFFFF)
        return None
    return made.value


def _guid(name: UUID) -> Any:
    return (ctypes.c_ubyte * 16).from_buffer_copy(name.bytes_le)
