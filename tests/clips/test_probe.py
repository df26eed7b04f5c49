import random
from collections.abc import Iterator
from pathlib import Path

import av
import pytest
from PIL import Image

from kling_desktop.clips.boxes import layout
from kling_desktop.clips.probe import Clip, NotAClip, probe
from tests.clips.making import make_clip, make_sound


def test_plain(shelf: Path) -> None:
    clip = probe(shelf / "plain.mp4")
    assert clip == Clip(
        container="mp4",
        width=160,
        height=90,
        fps=24.0,
        frames=24,
        seconds=1.0,
        has_sound=False,
        audio_seconds=0.0,
        size=(shelf / "plain.mp4").stat().st_size,
        damaged=False,
    )


@pytest.mark.parametrize(
    ("name", "container", "frames"),
    [
        ("b_frames.mp4", "mp4", 24),
        ("fast.mp4", "mp4", 48),
        ("pieces.mp4", "mp4", 24),
        ("web.webm", "webm", 24),
        ("web8.webm", "webm", 24),
        ("moving.gif", "gif", 24),
        ("apple.mov", "mov", 24),
        ("uneven.mp4", "mp4", 12),
    ],
)
def test_every_kind_is_whole(shelf: Path, name: str, container: str, frames: int) -> None:
    clip = probe(shelf / name)
    assert (clip.container, clip.frames, clip.damaged) == (container, frames, False)
    assert (clip.width, clip.height) == (160, 90)


def test_sound_longer_than_the_film(shelf: Path) -> None:
    clip = probe(shelf / "long_sound.mp4")
    assert clip.has_sound
    assert clip.seconds == 1.0
    assert clip.audio_seconds == pytest.approx(3.0, abs=0.05)
    assert not clip.damaged


def test_uneven_times_give_an_average(shelf: Path) -> None:
    clip = probe(shelf / "uneven.mp4")
    # The last frame's own length is not in the encoder's gift; 35 are certain.
    assert clip.seconds == pytest.approx(36 / 24, abs=1 / 24)
    assert clip.fps == pytest.approx(12 / clip.seconds)


def test_displayed_size(shelf: Path) -> None:
    turned, oblong = probe(shelf / "turned.mp4"), probe(shelf / "oblong.mp4")
    assert (turned.width, turned.height) == (90, 160)
    assert (oblong.width, oblong.height) == (213, 90)


def test_a_track_without_a_single_sound_is_no_sound(tmp_path: Path) -> None:
    clip = probe(make_clip(tmp_path / "mute.mp4", audio=0.001))
    assert (clip.has_sound, clip.audio_seconds, clip.damaged) == (False, 0.0, False)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("fast.mp4", 0.5),
        ("fast.mp4", 0.99),
        ("pieces.mp4", 0.5),
        ("pieces.mp4", 0.8),
        ("web.webm", 0.8),
        ("web.webm", 0.99),
        ("moving.gif", 0.3),
        ("moving.gif", 0.99),
    ],
)
def test_a_truncated_file_that_plays_is_damaged(
    shelf: Path, tmp_path: Path, name: str, part: float
) -> None:
    data = (shelf / name).read_bytes()
    clip = _probe_bytes(tmp_path, data[: int(len(data) * part)])
    assert clip.damaged
    assert 0 < clip.frames <= 48


def test_one_byte_short_is_damaged(shelf: Path, tmp_path: Path) -> None:
    for name in ("fast.mp4", "web.webm", "moving.gif"):
        assert _probe_bytes(tmp_path, (shelf / name).read_bytes()[:-1]).damaged, name


def test_a_fragment_without_its_media_is_damaged(shelf: Path, tmp_path: Path) -> None:
    path = shelf / "pieces.mp4"
    with path.open("rb") as file:
        last = [box for box in layout(file).boxes if box.kind == b"mdat"][-1]
    assert _probe_bytes(tmp_path, path.read_bytes()[: last.start]).damaged


def test_a_header_that_breaks_off_is_damage(shelf: Path, tmp_path: Path) -> None:
    path = shelf / "pieces.mp4"
    with path.open("rb") as file:
        last = [box for box in layout(file).boxes if box.kind == b"moof"][-1]
    assert not _probe_bytes(tmp_path, path.read_bytes()[: last.start]).damaged
    assert _probe_bytes(tmp_path, path.read_bytes()[: last.start + 5]).damaged


def test_a_recording_of_unknown_length_is_whole(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "live.webm", codec="libvpx-vp9", muxer={"live": "1"})
    assert not probe(path).damaged


def test_a_hole_in_the_media_is_damaged(shelf: Path, tmp_path: Path) -> None:
    data = bytearray((shelf / "fast.mp4").read_bytes())
    middle = (data.index(b"mdat") + len(data)) // 2
    data[middle : middle + 2000] = bytes(2000)
    clip = _probe_bytes(tmp_path, bytes(data))
    assert clip.damaged
    assert 0 < clip.frames < 48


def test_faults_that_cost_no_frame_are_damage(shelf: Path, tmp_path: Path) -> None:
    data = bytearray((shelf / "plain.mp4").read_bytes())
    middle = data.index(b"mdat") + (data.index(b"moov") - data.index(b"mdat")) // 2
    data[middle : middle + 8] = b"\x55" * 8
    clip = _probe_bytes(tmp_path, bytes(data))
    assert clip.damaged
    assert clip.frames == 24


def test_fewer_pictures_than_announced_are_damage(tmp_path: Path) -> None:
    """Cut between two pictures, and the box made to fit: only the table tells."""
    path = make_clip(tmp_path / "made.mp4", muxer={"movflags": "+faststart"}, bf="0")
    with av.open(str(path)) as container:
        places = [packet.pos for packet in container.demux(video=0) if packet.pos is not None]
    data, cut = path.read_bytes(), places[12]
    start = data.index(b"mdat") - 4
    clip = _probe_bytes(tmp_path, data[:start] + (cut - start).to_bytes(4) + data[start + 4 : cut])
    assert clip.damaged
    assert clip.frames == 12


def test_more_bytes_than_the_file_has_are_not_decoded(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stands in for a table that points at the same bytes over and over."""
    path = shelf / "fast.mp4"
    monkeypatch.setattr("kling_desktop.clips.probe._SLACK_BYTES", -1.5 * path.stat().st_size)
    clip = probe(path)
    assert clip.damaged
    assert 0 < clip.frames < 48


def test_pictures_cut_off_by_an_edit_list_are_no_damage(tmp_path: Path) -> None:
    made, trimmed = make_clip(tmp_path / "made.mp4", bf="0"), tmp_path / "trimmed.mp4"
    unshifted = {"avoid_negative_ts": "disabled"}
    with av.open(str(made)) as source, av.open(str(trimmed), "w", options=unshifted) as target:
        film = source.streams.video[0]
        copy = target.add_stream_from_template(film)
        for packet in source.demux(film):
            if packet.pts is not None and packet.dts is not None:
                packet.pts -= 5 * 512
                packet.dts -= 5 * 512
                packet.stream = copy
                target.mux(packet)
    clip = probe(trimmed)
    assert (clip.frames, clip.damaged) == (19, False)


def test_truncated_at_any_offset(shelf: Path, tmp_path: Path) -> None:
    for name in ("fast.mp4", "b_frames.mp4", "pieces.mp4"):
        data = (shelf / name).read_bytes()
        for end in range(0, len(data), 397):
            try:
                clip = _probe_bytes(tmp_path, data[:end])
            except NotAClip:
                continue
            assert clip.damaged or name == "pieces.mp4", (name, end)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 5000,
        b"<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>" * 40,
        b'{"code": 404, "reason": "TASK_NOT_FOUND"}',
        b"\0\0\0\x18ftypisom\0\0\2\0isomiso2",
        b"\0\0\0\1mdat" + b"\xff" * 8,
        b"#EXTM3U\n#EXTINF:1,\nfile.ts\n",
        b"ffconcat version 1.0\nfile plain.mp4\n",
        b"GIF89a\xff\xff\xff\xff\0\0\0;",
    ],
)
def test_bytes_that_are_no_clip(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(NotAClip):
        _probe_bytes(tmp_path, data)


def test_a_playlist_reads_no_other_file(shelf: Path) -> None:
    playlist = shelf.parent / "list.mp4"
    playlist.write_text(f"ffconcat version 1.0\nfile {shelf.name}/plain.mp4\n")
    with pytest.raises(NotAClip):
        probe(playlist)


def test_a_still_picture_is_no_clip(tmp_path: Path) -> None:
    path = tmp_path / "still.mp4"
    Image.new("RGB", (64, 64)).save(path, "PNG")
    with pytest.raises(NotAClip):
        probe(path)


def test_without_moov(shelf: Path, tmp_path: Path) -> None:
    data = (shelf / "plain.mp4").read_bytes()
    with pytest.raises(NotAClip):
        _probe_bytes(tmp_path, data[: data.rindex(b"moov") - 4])


@pytest.mark.parametrize("cover", [False, True])
def test_sound_alone_is_no_clip(tmp_path: Path, cover: bool) -> None:
    path = make_sound(tmp_path / "sound.mp4", 0.5, cover=cover)
    with pytest.raises(NotAClip):
        probe(path)


def test_a_folder_is_no_clip_and_a_missing_file_says_nothing(tmp_path: Path) -> None:
    with pytest.raises(NotAClip):
        probe(tmp_path)
    with pytest.raises(FileNotFoundError):
        probe(tmp_path / "gone.mp4")


def test_names_that_look_like_protocols(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = make_clip(tmp_path / "concat:é %d.mp4", frames=3)
    assert probe(Path(path.name)).frames == 3


def test_metadata_that_is_not_unicode(shelf: Path, tmp_path: Path) -> None:
    data = (shelf / "plain.mp4").read_bytes()
    assert b"Lavf" in data
    assert _probe_bytes(tmp_path, data.replace(b"Lavf", b"\xff\xfe\x80\xff")).frames == 24


def test_any_bytes(shelf: Path, tmp_path: Path) -> None:
    for data in _broken(shelf, count=250):
        try:
            clip = _probe_bytes(tmp_path, data)
        except NotAClip:
            continue
        assert clip.frames > 0
        assert clip.seconds >= 0


def _probe_bytes(folder: Path, data: bytes) -> Clip:
    path = folder / "found.mp4"
    path.write_bytes(data)
    return probe(path)


def _broken(shelf: Path, count: int) -> Iterator[bytes]:
    chance = random.Random(7)
    names = ("fast.mp4", "b_frames.mp4", "pieces.mp4", "uneven.mp4", "web.webm", "moving.gif")
    whole = [(shelf / name).read_bytes() for name in names]
    for _ in range(count):
        data = bytearray(chance.choice(whole))
        place = chance.randrange(len(data))
        match chance.randrange(4):
            case 0:
                del data[place:]
            case 1:
                data[place : place + 4] = chance.choice(
                    (b"\xff" * 4, b"\x7f\xff\xff\xff", b"\0" * 4)
                )
            case 2:
                del data[place : place + chance.randrange(1, 200)]
            case _:
                head = max(0, data.find(b"moov"))
                for _ in range(3):
                    at = min(len(data) - 1, head + chance.randrange(1000))
                    data[at] = chance.randrange(256)
        yield bytes(data)
