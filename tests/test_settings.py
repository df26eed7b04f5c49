from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from kling_desktop.production.snapshot import PictureForm
from kling_desktop.settings import (
    DEFAULT_SERVICE,
    SUGGESTED_SERVICES,
    Appearance,
    Settings,
    SettingsFile,
    WindowPlace,
)
from kling_desktop.storyboard.price import Rates

RATES = Rates(silent=0.1, sound=0.2, currency="EUR", source="mine", date="2026-11")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "settings.json"


def test_before_any_choice_it_practises(path: Path) -> None:
    assert SettingsFile(path).current == Settings()
    assert Settings().practice
    assert Settings().service == DEFAULT_SERVICE == SUGGESTED_SERVICES[0]
    assert Settings().picture_form is PictureForm.DATA_URI
    assert Settings().usage_pages == {DEFAULT_SERVICE: "https://myrouter.ai/billing/details"}
    assert not path.parent.exists()


def test_choices_are_kept(path: Path) -> None:
    changes = {
        "practice": False,
        "service": "https://api.novita.ai",
        "picture_form": PictureForm.RAW_BASE64,
        "rates": RATES,
        "volume": 0.25,
        "window": WindowPlace(width=1440, height=900, hidden=("library",)),
    }
    chosen = SettingsFile(path).change(**changes)
    assert SettingsFile(path).current == chosen == Settings(**changes)  # type: ignore[arg-type]
    kept = sorted(p.name for p in path.parent.iterdir())
    assert kept == ["settings.json", "settings.json.lock"]


def test_one_change_leaves_the_others(path: Path) -> None:
    file = SettingsFile(path)
    file.change(practice=False)
    file.change(muted=True)
    assert SettingsFile(path).current == Settings(practice=False, muted=True)


def test_the_file_is_readable_and_says_only_what_was_chosen(path: Path) -> None:
    SettingsFile(path).change(practice=False, volume=0.5)
    assert path.read_text().startswith('{\n  "practice": false,\n')
    assert set(msgspec.json.decode(path.read_bytes())) == {"practice", "usage_pages", "volume"}


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\xff\xfe",
        b'{"service": "\xff"}',
        b'{"window": "\xff"}',
        b'{"rates": ' + b"[" * 100_000,
        b'{"later": ' + b"[" * 100_000,
    ],
)
def test_a_file_that_cannot_be_read_is_set_aside(path: Path, damage: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(damage)
    file = SettingsFile(path)
    assert file.current == Settings()
    aside = path.with_name("settings.unreadable.json")
    assert aside.read_bytes() == damage
    assert not path.exists()
    file.change(muted=True)
    assert aside.read_bytes() == damage
    assert SettingsFile(path).current == Settings(muted=True)


@limits(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=40) | st.text(max_size=40).map(str.encode))
def test_whatever_is_in_the_file_there_are_settings(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    assert isinstance(SettingsFile(path).current, Settings)


def test_a_folder_in_the_files_place_does_not_keep_it_from_starting(path: Path) -> None:
    path.mkdir(parents=True)
    file = SettingsFile(path)
    assert file.current == Settings()
    file.change(muted=True)
    assert SettingsFile(path).current.muted


def test_choices_of_a_newer_version_are_read_past_and_kept(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"practice": false, "speed": 2, "looks": {"night": [1, "é"]}}')
    file = SettingsFile(path)
    assert file.current == Settings(practice=False)
    file.change(muted=True)
    file.change(practice=True)
    written = msgspec.json.decode(path.read_bytes())
    assert written["muted"] is True
    assert "practice" not in written
    assert (written["speed"], written["looks"]) == (2, {"night": [1, "é"]})


@pytest.mark.parametrize(
    ("name", "value"),
    [("picture_form", '"carrier_pigeon"'), ("notify", '{"by": "post"}'), ("volume", "1e999")],
)
def test_a_value_that_is_not_understood_does_not_lose_the_rest(
    path: Path, name: str, value: str
) -> None:
    path.parent.mkdir()
    path.write_text(f'{{"practice": false, "{name}": {value}, "language": "zh_CN"}}')
    file = SettingsFile(path)
    assert file.current == Settings(practice=False, language="zh_CN")
    file.change(muted=True)
    assert f'"{name}": {value}' in " ".join(path.read_text().split()).replace("{ ", "{").replace(
        " }", "}"
    )
    file.change(**{name: getattr(Settings(), name)})
    assert name not in msgspec.json.decode(path.read_bytes())


def test_a_choice_holds_before_it_is_written(path: Path) -> None:
    file = SettingsFile(path)
    assert file.choose(appearance=Appearance.DARK).appearance is Appearance.DARK
    assert file.current.appearance is Appearance.DARK
    assert not path.exists()
    file.keep()
    assert SettingsFile(path).current == Settings(appearance=Appearance.DARK)


def test_a_choice_that_cannot_be_kept_is_reported_and_holds_for_now(path: Path) -> None:
    path.parent.parent.joinpath("data").write_text("in the way")
    file = SettingsFile(path)
    with pytest.raises(OSError, match="data"):
        file.change(practice=False)
    assert not file.current.practice


def test_a_write_that_fails_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    SettingsFile(path).change(practice=False)
    before = path.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", fail)
        with pytest.raises(OSError, match="No space"):
            SettingsFile(path).change(muted=True)
    assert path.read_bytes() == before


def test_choices_made_on_several_threads_at_once_are_all_kept(path: Path) -> None:
    """The window keeps them from a pool, the volume while the practice switch is still written."""
    file = SettingsFile(path)
    file.change(practice=False)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda i: file.change(language=str(i)), range(100)))
    assert SettingsFile(path).current == file.current
    assert not file.current.practice


def test_a_process_writes_only_what_was_chosen_in_it(path: Path) -> None:
    """A second window, opened before, closes last: what was chosen in the first one stays."""
    SettingsFile(path).change(practice=False, language="zh_CN")
    first, second = SettingsFile(path), SettingsFile(path)
    first.change(practice=True, clips_folder="/drive", earlier_clips_folders=("/old",))
    second.change(volume=0.5, language="")
    assert SettingsFile(path).current == Settings(
        clips_folder="/drive", earlier_clips_folders=("/old",), volume=0.5
    )
    assert second.current == Settings(practice=False, volume=0.5)


def test_two_processes_that_write_at_once_lose_no_choice(path: Path) -> None:
    processes = [SettingsFile(path) for _ in range(6)]
    names = ["muted", "practice", "loop", "fill", "language", "proxy"]
    values = [True, False, False, True, "en", "none"]
    with ThreadPoolExecutor(6) as pool:
        chosen = zip(processes, names, values, strict=True)
        list(pool.map(lambda one: one[0].change(**{one[1]: one[2]}), chosen))
    now = SettingsFile(path).current
    assert [getattr(now, name) for name in names] == values


def test_what_another_process_damages_is_set_aside_and_all_is_written_again(path: Path) -> None:
    file = SettingsFile(path)
    file.change(practice=False)
    path.write_bytes(b"{")
    file.change(muted=True)
    assert SettingsFile(path).current == Settings(practice=False, muted=True)
    assert path.with_name("settings.unreadable.json").read_bytes() == b"{"


def test_a_choice_that_could_not_be_written_is_written_with_the_next(path: Path) -> None:
    file = SettingsFile(path)
    file.change(language="en")
    SettingsFile(path).change(clips_folder="/drive")
    path.rename(path.with_name("away"))
    path.mkdir()
    with pytest.raises(OSError, match="directory"):
        file.change(practice=False)
    path.rmdir()
    path.with_name("away").rename(path)
    file.change(muted=True)
    assert SettingsFile(path).current == Settings(
        practice=False, muted=True, language="en", clips_folder="/drive"
    )


def test_there_is_no_place_for_a_key(path: Path) -> None:
    assert not [name for name in Settings.__struct_fields__ if "key" in name or "token" in name]
    with pytest.raises(TypeError):
        SettingsFile(path).change(key="sk-123456789")
    assert not path.exists()
