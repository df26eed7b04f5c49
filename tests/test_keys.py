import os
import shutil
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import keyring.errors
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null

import kling_desktop
from kling_desktop.keys import Keys, KeyStoreError, StoreTrouble, last_four, origin
from kling_desktop.service.address import service_base
from kling_desktop.service.errors import AddressForbidden

ROOT = Path(kling_desktop.__file__).parent.parent
HOST, OTHER = "https://api.myrouter.ai", "https://api.novita.ai"
KEY = "sk-KEY-that-must-never-show-0123456789"
WAIT = 30.0
"""Seconds; only a hang gets there."""


class Memory(KeyringBackend):
    """A key store in memory. `before` runs ahead of every call, and may raise."""

    priority = 1

    def __init__(self, before: Callable[[], None] = lambda: None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.before = before

    def get_password(self, service: str, username: str) -> str | None:
        self.before()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.before()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.before()
        del self.kept[service, username]


class Plaintext(Memory):
    """Stands for keyrings.alt's, which writes keys into a file."""


Plaintext.__module__ = "keyrings.alt.file"


@pytest.fixture(autouse=True)
def _own_store() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


@pytest.fixture
def store() -> Memory:
    memory = Memory()
    keyring.set_keyring(memory)
    return memory


def trouble_of(keys: Keys) -> StoreTrouble:
    with pytest.raises(KeyStoreError) as raised:
        keys.find(HOST).result(WAIT)
    return raised.value.trouble


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://api.myrouter.ai", "https://api.myrouter.ai"),
        ("HTTPS://API.MyRouter.AI/v3/async?x=1#y", "https://api.myrouter.ai"),
        ("https://api.myrouter.ai:443/", "https://api.myrouter.ai"),
        ("https://api.myrouter.ai:8443", "https://api.myrouter.ai:8443"),
        ("http://localhost:80", "http://localhost"),
        ("https://localhost:80", "https://localhost:80"),
        ("http://127.0.0.1:5000/x", "http://127.0.0.1:5000"),
        ("http://[::1]", "http://[::1]"),
        ("http://[::1]:5000/", "http://[::1]:5000"),
        ("https://[2001:DB8::1]:443", "https://[2001:db8::1]"),
        ("https://api.myrouter.ai@evil.example", "https://evil.example"),
    ],
)
def test_a_key_belongs_to_scheme_host_and_port(address: str, expected: str) -> None:
    assert origin(address) == expected


@pytest.mark.parametrize("odd", ["", "api.a.example", "api.b.example", "https://h:99999", "https:"])
def test_what_is_no_address_shares_its_key_with_none(odd: str) -> None:
    assert origin(odd) == odd


@pytest.mark.parametrize(
    "neighbour",
    [
        "http://api.myrouter.ai",
        "https://api.myrouter.ai:8443",
        "https://myrouter.ai",
        "https://api.myrouter.ai.evil.example",
        "https://api.myrouter.ai@evil.example",
        "https://evil.example/https://api.myrouter.ai",
        "api.myrouter.ai",
        "",
    ],
)
def test_a_key_for_one_host_is_never_found_for_another(store: Memory, neighbour: str) -> None:
    keys = Keys({HOST: KEY})
    keys.keep(OTHER, KEY).result(WAIT)
    assert keys.find(neighbour).result(WAIT) is None


@given(
    st.sampled_from(["https", "HTTPS", "http"]),
    st.sampled_from(["a.example", "A.Example", "127.0.0.1", "[::1]", "localhost"]),
    st.none() | st.integers(1, 65535) | st.sampled_from([80, 443]),
    st.sampled_from(["", "/", "/v3"]),
)
def test_the_origin_is_that_of_the_address_the_client_uses(
    scheme: str, host: str, port: int | None, path: str
) -> None:
    address = f"{scheme}://{host}{'' if port is None else f':{port}'}{path}"
    try:
        base = service_base(address)
    except AddressForbidden:
        return
    assert origin(address) == origin(base)
    assert base.startswith(origin(base))


@pytest.mark.parametrize(
    ("key", "shown"),
    [("sk-123456789", "…6789"), ("123456789", "…6789"), ("12345678", "…"), ("", "…")],
)
def test_a_key_is_shown_by_its_end(key: str, shown: str) -> None:
    assert last_four(key) == shown


def test_keys_are_kept_found_and_removed(store: Memory) -> None:
    keys = Keys()
    assert keys.find(HOST).result(WAIT) is None
    keys.keep(HOST + "/v3", KEY).result(WAIT)
    assert store.kept == {("Kling Desktop", HOST): KEY}
    assert keys.find(HOST).result(WAIT) == KEY
    assert Keys().find(HOST).result(WAIT) == KEY
    keys.remove(HOST).result(WAIT)
    assert store.kept == {}
    assert keys.find(HOST).result(WAIT) is None
    keys.remove(HOST).result(WAIT)


def test_a_lent_key_is_not_written_anywhere(store: Memory) -> None:
    keys = Keys({HOST: "lent"})
    assert keys.find(HOST + "/x").result(WAIT) == "lent"
    keys.keep_for_session(OTHER, "session")
    assert keys.find(OTHER).result(WAIT) == "session"
    assert store.kept == {}
    keys.keep(HOST, "kept").result(WAIT)
    assert keys.find(HOST).result(WAIT) == "kept"


def test_a_key_for_the_session_is_removed_where_there_is_no_store() -> None:
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    keys = Keys()
    keys.keep_for_session(HOST, KEY)
    keys.remove(HOST + "/v3").result(WAIT)
    assert trouble_of(keys) is StoreTrouble.MISSING


def test_a_locked_store_may_still_have_the_key_that_was_to_go() -> None:
    def locked() -> None:
        raise keyring.errors.KeyringLocked

    keyring.set_keyring(Memory(locked))
    keys = Keys()
    keys.keep_for_session(HOST, KEY)
    with pytest.raises(KeyStoreError):
        keys.remove(HOST).result(WAIT)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("keyring.backends.macOS", "macOS Keychain"),
        ("keyring.backends.Windows", "Windows Credential Manager"),
        ("keyring.backends.kwallet", "KWallet"),
        ("somebody.elses", "Memory"),
    ],
)
def test_the_store_has_the_name_that_people_know(
    module: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Named(Memory):
        name = "Memory"

    monkeypatch.setattr(Named, "__module__", module)
    keyring.set_keyring(Named())
    assert Keys().store_name().result(WAIT) == name


def test_its_repr_shows_no_key(store: Memory) -> None:
    keys = Keys({HOST: KEY})
    keys.keep(OTHER, KEY).result(WAIT)
    assert KEY not in repr(keys) + str(keys)
    assert HOST in repr(keys)


def test_a_removed_key_does_not_come_back_with_a_late_answer() -> None:
    asked, answer = threading.Event(), threading.Event()

    def wait() -> None:
        asked.set()
        assert answer.wait(WAIT)

    memory = Memory(wait)
    memory.kept["Kling Desktop", HOST] = KEY
    keyring.set_keyring(memory)
    keys = Keys()
    late = keys.find(HOST)
    assert asked.wait(WAIT)
    removed = keys.remove(HOST)
    answer.set()
    late.result(WAIT)
    removed.result(WAIT)
    assert keys.find(HOST).result(WAIT) is None


@pytest.mark.parametrize("unsafe", [null.Keyring, fail.Keyring, Plaintext])
def test_a_store_that_keeps_nothing_or_plain_text_is_refused(
    unsafe: Callable[[], KeyringBackend],
) -> None:
    backend = unsafe()
    keyring.set_keyring(backend)
    keys = Keys()
    assert trouble_of(keys) is StoreTrouble.MISSING
    with pytest.raises(KeyStoreError):
        keys.keep(HOST, KEY).result(WAIT)
    with pytest.raises(KeyStoreError):
        keys.store_name().result(WAIT)
    assert getattr(backend, "kept", {}) == {}


def test_a_safe_store_behind_an_unsafe_one_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, safe = Plaintext(), Memory()
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [plain, safe])
    keyring.set_keyring(chainer.ChainerBackend())  # type: ignore[no-untyped-call]
    Keys().keep(HOST, KEY).result(WAIT)
    assert safe.kept
    assert not plain.kept


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        (keyring.errors.KeyringLocked(KEY), StoreTrouble.LOCKED),
        (keyring.errors.InitError(KEY), StoreTrouble.LOCKED),
        (keyring.errors.NoKeyringError(KEY), StoreTrouble.MISSING),
        (keyring.errors.KeyringError(KEY), StoreTrouble.BROKEN),
        (RuntimeError(f"could not store {KEY}"), StoreTrouble.BROKEN),
    ],
)
def test_trouble_is_told_without_the_stores_own_words(
    fault: Exception, trouble: StoreTrouble, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise fault

    keyring.set_keyring(Memory(fail))
    keys = Keys()
    with pytest.raises(KeyStoreError) as raised:
        keys.keep(HOST, KEY).result(WAIT)
    assert raised.value.trouble is trouble
    assert KEY not in "".join(traceback.format_exception(raised.value))
    assert KEY not in caplog.text
    # The next one is answered all the same.
    assert trouble_of(keys) is trouble


def run(code: str, *before: str, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """A program of its own that uses our keys; killed where it does not end."""
    return subprocess.run(
        [*before, sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(home), **variables},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


HANGS = """
import threading
import keyring
from tests.test_keys import Memory
from kling_desktop.keys import Keys
asked = threading.Event()
def hang():
    asked.set()
    threading.Event().wait()
keyring.set_keyring(Memory(hang))
future = Keys().find("https://a.example")
assert asked.wait(30)
print("leaving", future.done())
"""


def test_a_store_that_hangs_does_not_keep_the_program_from_ending(tmp_path: Path) -> None:
    done = run(HANGS, home=tmp_path)
    assert (done.returncode, done.stdout) == (0, "leaving False\n"), done.stderr


KEEPS = """
from kling_desktop.keys import Keys
keys = Keys()
print(keys.store_name().result(30))
keys.keep("https://a.example/v3", "%(key)s").result(30)
"""
FINDS = """
from kling_desktop.keys import Keys
keys = Keys()
assert keys.find("https://a.example").result(30) == "%(key)s"
assert keys.find("https://b.example").result(30) is None
keys.remove("https://a.example").result(30)
assert Keys().find("https://a.example").result(30) is None
"""
SESSION = """
set -eu
printf 'x\\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null
"$PYTHON" -c "$KEEPS"
"$PYTHON" -c "$FINDS"
"""


def test_a_real_key_store_keeps_keys_from_run_to_run(tmp_path: Path) -> None:
    for program in ("dbus-run-session", "gnome-keyring-daemon"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", SESSION],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "HOME": str(tmp_path),
            "XDG_DATA_HOME": str(tmp_path / "data"),
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
            "XDG_RUNTIME_DIR": str(runtime),
            "PYTHON": sys.executable,
            "KEEPS": KEEPS % {"key": KEY},
            "FINDS": FINDS % {"key": KEY},
        },
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "GNOME Keyring"
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.suffix == ".keyring" for path in files)
    assert all(KEY.encode() not in path.read_bytes() for path in files)


def test_where_no_key_store_runs_it_says_so(tmp_path: Path) -> None:
    """As on a bare machine: no session bus at all."""
    code = """
from kling_desktop.keys import Keys, KeyStoreError
try:
    Keys().find("https://a.example").result(60)
except KeyStoreError as error:
    print(error.trouble)
"""
    bus = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent", "XDG_RUNTIME_DIR": str(tmp_path)}
    done = run(code, home=tmp_path, **bus)
    assert done.stdout == "missing\n", done.stderr
