"""Bringing clips home: whole, resumed, never with a key, and nothing thrown away."""

import errno
import os
import ssl
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from kling_desktop.service.address import is_private
from kling_desktop.service.connection import Timeouts
from kling_desktop.service.download import download
from kling_desktop.service.errors import (
    AddressForbidden,
    DiskFull,
    DiskTrouble,
    FileCutShort,
    FileExpired,
    FileTooLarge,
    ServiceError,
    Unreachable,
    Untrusted,
)
from tests.service.rude_server import Reply, make_certificate, rude_server

CLIP = bytes(i * 31 % 256 for i in range(50_000))
TAG = ("ETag", '"v1"')
KIND = ("Content-Type", "video/mp4")


def part_of(start: int, total: int | str = len(CLIP), *more: tuple[str, str]) -> Reply:
    body = CLIP[start:]
    return Reply(
        status=206,
        body=body,
        headers=[("Content-Range", f"bytes {start}-{start + len(body) - 1}/{total}"), TAG, *more],
    )


def on_disk(part: Path) -> bytes:
    return part.read_bytes()


def leave(path: Path, data: bytes) -> None:
    path.write_bytes(data)


async def broken_off(
    part: Path, headers: Sequence[tuple[str, str]] = (TAG,), kept: int = 20_000
) -> None:
    """Leaves the first `kept` bytes of the clip, as a download that was cut short does."""
    async with rude_server(Reply(body=CLIP, headers=headers, cut=kept)) as rude:
        with pytest.raises(FileCutShort) as caught:
            await download(rude.base + "/clip", part)
    assert (caught.value.received, caught.value.expected) == (kept, len(CLIP))
    assert on_disk(part) == CLIP[:kept]


def alone(part: Path) -> bool:
    """Whether nothing but the file itself is left behind."""
    return [entry.name for entry in part.parent.iterdir()] == [part.name]


@pytest.fixture
def part(tmp_path: Path) -> Path:
    folder = tmp_path / "clips"
    folder.mkdir()
    return folder / "clip.part"


async def test_a_clip_arrives_whole_and_no_key_travels(part: Path) -> None:
    told: list[tuple[int, int | None]] = []
    async with rude_server(Reply(body=CLIP, headers=[KIND])) as rude:
        done = await download(
            rude.base + "/clip?Signature=x%2By&a=b",
            part,
            progress=lambda received, total: told.append((received, total)),
        )
    assert (done.size, done.content_type) == (len(CLIP), "video/mp4")
    assert on_disk(part) == CLIP
    assert told[-1] == (len(CLIP), len(CLIP))
    assert alone(part)
    sent = rude.requests[0]
    assert sent.target == "/clip?Signature=x%2By&a=b"
    assert set(sent.headers) == {"host", "accept", "accept-encoding", "user-agent"}


async def test_names_and_passwords_in_an_address_are_not_sent(part: Path) -> None:
    async with rude_server(Reply(body=CLIP)) as rude:
        await download(rude.base.replace("//", "//me:word@"), part)
        assert "authorization" not in rude.requests[0].headers


async def test_it_goes_on_where_it_broke_off(part: Path) -> None:
    await broken_off(part)
    async with rude_server(part_of(20_000)) as rude:
        assert (await download(rude.base, part)).size == len(CLIP)
        assert rude.requests[0].headers["range"] == "bytes=20000-"
        assert rude.requests[0].headers["if-range"] == '"v1"'
    assert on_disk(part) == CLIP
    assert alone(part)


async def test_it_goes_on_by_date_and_by_length_alone(part: Path) -> None:
    date = "Sun, 22 Nov 2026 12:00:00 GMT"
    await broken_off(part, [("Last-Modified", date), ("ETag", 'W/"weak"')])
    async with rude_server(part_of(20_000)) as rude:
        await download(rude.base, part)
        assert rude.requests[0].headers["if-range"] == date
    await broken_off(part, [])
    async with rude_server(part_of(20_000)) as rude:
        await download(rude.base, part)
        assert "if-range" not in rude.requests[0].headers
    assert on_disk(part) == CLIP


@pytest.mark.parametrize(
    "odd",
    [
        part_of(19_999),
        part_of(20_000, len(CLIP) + 1),
        Reply(status=206, body=CLIP[20_000:]),
        Reply(status=206, body=b"x", headers=[("Content-Range", "lines 1-2/3")]),
        Reply(
            status=206,
            body=CLIP[20_000:],
            headers=[("Content-Range", f"bytes 20000-49999/{len(CLIP)}"), ("ETag", '"v2"')],
        ),
        Reply(status=416),
        Reply(status=416, headers=[("Content-Range", "bytes */12")]),
    ],
)
async def test_a_part_that_does_not_fit_starts_over(odd: Reply, part: Path) -> None:
    await broken_off(part)
    async with rude_server(odd, Reply(body=CLIP, headers=[TAG])) as rude:
        await download(rude.base, part)
        assert ["range" in request.headers for request in rude.requests] == [True, False]
    assert on_disk(part) == CLIP


async def test_another_file_now_starts_over_at_once(part: Path) -> None:
    await broken_off(part)
    other = CLIP[::-1] + b"more"
    async with rude_server(Reply(body=other, headers=[("ETag", '"v2"')])) as rude:
        await download(rude.base, part)
        assert len(rude.requests) == 1
    assert on_disk(part) == other


async def test_a_file_that_was_whole_already_is_settled(part: Path) -> None:
    await broken_off(part)
    leave(part, CLIP)
    whole = Reply(status=416, headers=[("Content-Range", f"bytes */{len(CLIP)}")])
    async with rude_server(whole) as rude:
        assert (await download(rude.base, part)).size == len(CLIP)
    assert on_disk(part) == CLIP
    assert alone(part)


@pytest.mark.parametrize("note", [None, b"", b"{", b"[]", b'{"validator": ""}'])
async def test_without_a_sound_note_it_starts_over(note: bytes | None, part: Path) -> None:
    leave(part, b"from who knows where")
    if note is not None:
        leave(part.with_name(part.name + ".mark"), note)
    async with rude_server(Reply(body=CLIP)) as rude:
        await download(rude.base, part)
        assert "range" not in rude.requests[0].headers
    assert on_disk(part) == CLIP


async def test_a_part_nobody_asked_for_is_no_file(part: Path) -> None:
    async with rude_server(part_of(0)) as rude:
        with pytest.raises(Unreachable):
            await download(rude.base, part)


async def test_a_shorter_range_than_asked_is_cut_short_and_resumed(part: Path) -> None:
    await broken_off(part)
    headers = [("Content-Range", f"bytes 20000-29999/{len(CLIP)}"), TAG]
    bit = Reply(status=206, body=CLIP[20_000:30_000], headers=headers)
    async with rude_server(bit, part_of(30_000)) as rude:
        with pytest.raises(FileCutShort):
            await download(rude.base, part)
        await download(rude.base, part)
    assert on_disk(part) == CLIP


async def test_no_length_told_is_whole_when_the_connection_ends(part: Path) -> None:
    async with rude_server(Reply(body=CLIP, announce=-1)) as rude:
        assert (await download(rude.base, part)).size == len(CLIP)


async def test_an_empty_file_is_cut_short(part: Path) -> None:
    async with rude_server(Reply(body=b"")) as rude:
        with pytest.raises(FileCutShort):
            await download(rude.base, part)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
async def test_an_address_that_is_used_up_is_expired(status: int, part: Path) -> None:
    await broken_off(part)
    async with rude_server(Reply(status=status, body=b"<Error/>")) as rude:
        with pytest.raises(FileExpired) as caught:
            await download(rude.base, part)
        assert caught.value.answer.status == status
        assert len(rude.requests) == 1
    assert on_disk(part) == CLIP[:20_000]


@pytest.mark.parametrize("status", [204, 304, 408, 429, 500, 502, 503])
async def test_what_passes_by_itself_is_unreachable(status: int, part: Path) -> None:
    reply = Reply(status=status, headers=[("Retry-After", "3")], announce=-1)
    async with rude_server(reply) as rude:
        with pytest.raises(Unreachable) as caught:
            await download(rude.base, part)
    assert caught.value.retry_after == 3


@pytest.mark.parametrize(
    "reply",
    [
        Reply(drop=True),
        Reply(drop=True, reset=True),
        Reply(silent=True),
        Reply(before=b"no http\r\n\r\n"),
    ],
)
async def test_no_answer_is_unreachable(reply: Reply, part: Path, impatient: Timeouts) -> None:
    async with rude_server(reply) as rude:
        with pytest.raises(Unreachable):
            await download(rude.base, part, timeouts=impatient)


async def test_a_stall_keeps_what_came(part: Path, impatient: Timeouts) -> None:
    stalls = Reply(body=CLIP, headers=[TAG], cut=1000, then_silent=True)
    async with rude_server(stalls, part_of(1000)) as rude:
        with pytest.raises(Unreachable):
            await download(rude.base, part, timeouts=impatient)
        assert on_disk(part) == CLIP[:1000]
        await download(rude.base, part)
    assert on_disk(part) == CLIP


async def test_nobody_listening_is_unreachable(part: Path) -> None:
    async with rude_server() as rude:
        base = rude.base
    with pytest.raises(Unreachable):
        await download(base, part)


async def test_redirects_are_followed_without_anything_to_protect(part: Path) -> None:
    async with rude_server(Reply(body=CLIP)) as far:
        hops = [
            Reply(status=302, headers=[("Location", "/next")]),
            Reply(status=307, headers=[("Location", far.base + "/clip")]),
        ]
        async with rude_server(*hops) as near:
            await download(near.base, part)
        assert near.requests[1].target == "/next"
    assert on_disk(part) == CLIP


async def test_redirects_have_an_end(part: Path) -> None:
    async with rude_server(Reply(status=302, headers=[("Location", "/again")])) as rude:
        with pytest.raises(Unreachable):
            await download(rude.base, part)
        assert len(rude.requests) == 6


async def test_a_host_elsewhere_leads_inwards_only_where_that_is_wanted(
    part: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proxy stands in for the host elsewhere, so that the test needs no network."""
    async with rude_server(Reply(body=CLIP)) as inside:
        leads = Reply(status=302, headers=[("Location", inside.base + "/router")])
        async with rude_server(leads) as proxy:
            monkeypatch.setenv("http_proxy", proxy.base)
            with pytest.raises(AddressForbidden):
                await download("http://pictures.example/boat", part, inwards=False)
            assert inside.requests == []
            await download("http://pictures.example/boat", part)
    assert on_disk(part) == CLIP


async def test_what_is_inside_may_lead_on_inside(part: Path) -> None:
    async with rude_server(Reply(body=CLIP)) as far:
        leads = Reply(status=302, headers=[("Location", far.base + "/boat")])
        async with rude_server(leads) as near:
            await download(near.base, part, inwards=False)
    assert on_disk(part) == CLIP


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("http://127.0.0.1/", True),
        ("http://192.168.0.1/", True),
        ("http://[fe80::1]/", True),
        ("http://169.254.169.254/", True),
        ("http://router/", True),
        ("http://nas.local/", True),
        ("https://pictures.example.org/", False),
        ("https://93.184.216.34/", False),
    ],
)
def test_what_counts_as_inside(address: str, private: bool) -> None:
    assert is_private(httpx.URL(address)) == private


@pytest.mark.parametrize(
    "target", ["http://files.example/clip", "ftp://files.example", "file:///etc/passwd", "//["]
)
async def test_a_redirect_does_not_leave_https(target: str, part: Path, tmp_path: Path) -> None:
    tls, public = make_certificate(tmp_path)
    verify = ssl.create_default_context(cafile=str(public))
    async with rude_server(Reply(status=302, headers=[("Location", target)]), tls=tls) as rude:
        with pytest.raises(AddressForbidden):
            await download(rude.base, part, verify=verify)


async def test_a_host_that_the_system_does_not_trust_is_told_as_such(
    part: Path, tmp_path: Path
) -> None:
    tls, _ = make_certificate(tmp_path)
    async with rude_server(Reply(body=CLIP), tls=tls) as rude:
        with pytest.raises(Untrusted):
            await download(rude.base, part)
        assert rude.requests == []


async def test_a_plain_http_clip_is_fetched_rather_than_lost(
    part: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No key travels. The proxy stands in for the host, so that the test needs no network."""
    async with rude_server(Reply(body=CLIP)) as proxy:
        monkeypatch.setenv("http_proxy", proxy.base)
        await download("http://files.example/clip", part)
        assert proxy.requests[0].target == "http://files.example/clip"
    assert on_disk(part) == CLIP


@pytest.mark.parametrize("url", ["", "clip.mp4", "file:///etc/passwd", "https://", "http://a:0"])
async def test_what_is_no_web_address_is_forbidden(url: str, part: Path) -> None:
    with pytest.raises(AddressForbidden):
        await download(url, part)


@pytest.mark.parametrize("announce", [None, -1])
async def test_a_file_larger_than_any_clip_is_not_taken(announce: int | None, part: Path) -> None:
    async with rude_server(Reply(body=CLIP, announce=announce)) as rude:
        with pytest.raises(FileTooLarge):
            await download(rude.base, part, limit=len(CLIP) - 1)


@pytest.mark.parametrize(
    ("code", "kind"), [(errno.ENOSPC, DiskFull), (errno.EDQUOT, DiskFull), (errno.EIO, DiskTrouble)]
)
async def test_a_disk_that_refuses(
    code: int, kind: type[ServiceError], part: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", refuse)
    async with rude_server(Reply(body=CLIP, headers=[TAG])) as rude:
        with pytest.raises(ServiceError) as caught:
            await download(rude.base, part)
    assert type(caught.value) is kind


@pytest.fixture
def full(part: Path) -> Path:
    part.symlink_to("/dev/full")
    return part


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
async def test_a_disk_that_is_really_full(full: Path) -> None:
    async with rude_server(Reply(body=CLIP * 40)) as rude:
        with pytest.raises(DiskFull):
            await download(rude.base, full)


async def test_a_folder_that_is_gone_is_disk_trouble(tmp_path: Path) -> None:
    async with rude_server(Reply(body=CLIP)) as rude:
        with pytest.raises(DiskTrouble):
            await download(rude.base, tmp_path / "gone" / "clip.part")
