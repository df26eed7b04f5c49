"""Where requests go, what they carry, and that the key shows nowhere else."""

import asyncio
import json
import logging
import ssl
import traceback
from pathlib import Path

import pytest

from kling_desktop.service.client import Client
from kling_desktop.service.connection import Timeouts
from kling_desktop.service.errors import (
    AddressFault,
    AddressForbidden,
    Busy,
    KeyUnusable,
    NotSent,
    PictureGone,
    Redirected,
    Refusal,
    Refused,
    ServiceError,
    TaskNotFound,
    Unconfirmed,
    Unreachable,
    Untrusted,
)
from kling_desktop.service.messages import PictureFile, Submission
from kling_desktop.service.outcome import KeyVerdict
from tests.service.rude_server import Reply, make_certificate, rude_server, told

RESULT = {"task": {"task_id": "t", "status": "TASK_STATUS_QUEUED", "reason": ""}, "videos": []}


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("http://api.example", AddressFault.NOT_HTTPS),
        ("http://localhost.evil.example", AddressFault.NOT_HTTPS),
        ("http://128.0.0.1", AddressFault.NOT_HTTPS),
        ("http://0.0.0.0", AddressFault.NOT_HTTPS),
        ("http://[::2]", AddressFault.NOT_HTTPS),
        ("https://me:secret@api.example", AddressFault.CREDENTIALS),
        ("http://127.0.0.1@evil.example", AddressFault.CREDENTIALS),
        ("https://api.example?x=1", AddressFault.MALFORMED),
        ("https://api.example#x", AddressFault.MALFORMED),
        ("ftp://api.example", AddressFault.MALFORMED),
        ("api.example", AddressFault.MALFORMED),
        ("https://", AddressFault.MALFORMED),
        ("https://a b", AddressFault.MALFORMED),
        ("https://a:99999", AddressFault.MALFORMED),
        ("https://a:x", AddressFault.MALFORMED),
        ("", AddressFault.MALFORMED),
    ],
)
def test_a_key_goes_to_https_only(address: str, fault: AddressFault) -> None:
    with pytest.raises(AddressForbidden) as caught:
        Client(address)
    assert caught.value.fault is fault
    assert "secret" not in f"{caught.value} {caught.value!r}"


@pytest.mark.parametrize(
    ("address", "base"),
    [
        ("https://api.example/", "https://api.example"),
        (" HTTPS://API.example ", "https://api.example"),
        ("https://api.example:443", "https://api.example"),
        ("https://api.example/under//", "https://api.example/under"),
        ("http://localhost:8000/", "http://localhost:8000"),
        ("http://127.8.9.1", "http://127.8.9.1"),
        ("http://[::1]:80/", "http://[::1]"),
    ],
)
def test_an_address_has_one_spelling(address: str, base: str) -> None:
    assert Client(address).base == base


async def test_a_submit_is_one_plain_post(submission: Submission, key: str) -> None:
    async with rude_server(told({"task_id": "t"}, keep_alive=True)) as rude:
        client = Client(rude.base + "/under/")
        for _ in range(2):
            assert await client.submit(submission, f" {key}\n") == "t"
        await client.close()
        assert rude.connections == 2
    sent = rude.requests[0]
    assert sent.head.startswith(b"POST /under/v3/async/kling-v3.0-std-i2v HTTP/1.1\r\n")
    assert sent.headers == {
        "host": rude.base.removeprefix("http://"),
        "authorization": f"Bearer {key}",
        "accept": "application/json",
        "accept-encoding": "identity",
        "user-agent": "kling-desktop",
        "content-type": "application/json",
        "content-length": str(len(sent.body)),
        "connection": "close",
    }
    assert list(json.loads(sent.body)) == ["image", "prompt", "duration"]


async def test_polls_share_a_connection_and_submits_never_take_it(
    submission: Submission, key: str
) -> None:
    async with rude_server(told(RESULT | {"task_id": "t"}, keep_alive=True)) as rude:
        client = Client(rude.base)
        await client.result("a/b?c&d é", key)
        await client.submit(submission, key)
        await client.result("t", key)
        await client.close()
        assert rude.connections == 2
    assert [r.method for r in rude.requests] == ["GET", "POST", "GET"]
    assert rude.requests[0].target == "/v3/async/task-result?task_id=a%2Fb%3Fc%26d+%C3%A9"
    assert rude.requests[0].headers["authorization"] == f"Bearer {key}"


async def test_cookies_are_not_kept(key: str) -> None:
    async with rude_server(Reply(body=b"{}", headers=[("Set-Cookie", "a=b")])) as rude:
        client = Client(rude.base)
        for _ in range(3):
            await client.result("t", key)
        await client.close()
    assert all("cookie" not in request.headers for request in rude.requests)


async def test_a_missing_picture_opens_no_socket(key: str, tmp_path: Path) -> None:
    gone = PictureFile(path=tmp_path / "gone.png", media_type="image/png", size=3)
    async with rude_server() as rude:
        with pytest.raises(PictureGone):
            await Client(rude.base).submit(Submission(image=gone, prompt="p"), key)
        assert rude.connections == 0


async def test_a_picture_that_shrinks_on_the_way_is_unconfirmed(
    large: Submission, key: str, impatient: Timeouts
) -> None:
    picture = large.pictures[0]

    def shrink() -> None:
        with picture.path.open("r+b") as file:
            file.truncate(500_000)

    async with rude_server(told({"task_id": "t"})) as rude:
        client = Client(rude.base, timeouts=impatient)
        with pytest.raises(Unconfirmed):
            await client.submit(large, key, on_begun=shrink)


async def test_a_failing_note_sends_no_body(submission: Submission, key: str) -> None:
    class LedgerError(Exception):
        pass

    def note() -> None:
        raise LedgerError

    async with rude_server(told({"task_id": "t"})) as rude:
        with pytest.raises(LedgerError):
            await Client(rude.base).submit(submission, key, on_begun=note)
    assert all(request.body == b"" for request in rude.requests)


@pytest.mark.parametrize("when", ["before", "after"])
async def test_cancelling_passes_through_and_tells_whether_it_had_begun(
    when: str, submission: Submission, key: str
) -> None:
    begun = asyncio.Event()
    async with rude_server(Reply(silent=True)) as rude:
        base = rude.base if when == "after" else rude.base.replace("http:", "https:")
        attempt = asyncio.create_task(Client(base).submit(submission, key, on_begun=begun.set))
        await rude.connected.wait()
        if when == "after":
            await begun.wait()
        attempt.cancel()
        with pytest.raises(asyncio.CancelledError):
            await attempt
        assert begun.is_set() == (when == "after")


@pytest.mark.parametrize("odd", ["", "  ", "a\nb", "ключ", "a\x00b", "\x7f"])
async def test_a_key_no_header_can_hold_goes_nowhere(odd: str, submission: Submission) -> None:
    async with rude_server() as rude:
        client = Client(rude.base)
        for call in (client.submit(submission, odd), client.result("t", odd)):
            with pytest.raises(KeyUnusable) as caught:
                await call
            assert caught.value.refusal is Refusal.KEY
        assert await client.test_key(odd) is KeyVerdict.WRONG
        assert rude.connections == 0


@pytest.mark.parametrize(
    "reply",
    [
        told({"reason": "INVALID_API_KEY", "message": "KEY", "echo": "Bearer KEY"}, 403),
        Reply(status=500, body=b"echo: Bearer KEY"),
        Reply(status=302, headers=[("Location", "https://a.example/?k=KEY")]),
        Reply(status=429, headers=[("X-Echo", "KEY"), ("X-Trace-Id", "KEY")]),
        Reply(status=200, headers=[("X-Bad", "KEY\x00")], body=b"KEY"),
        Reply(before=b"KEY KEY\r\n", drop=False),
        Reply(drop=True, reset=True),
        Reply(silent=True),
    ],
)  # fmt: skip
async def test_the_key_shows_nowhere(
    reply: Reply,
    submission: Submission,
    key: str,
    impatient: Timeouts,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    echoing = Reply(
        status=reply.status,
        headers=[(name, value.replace("KEY", key)) for name, value in reply.headers],
        body=reply.body.replace(b"KEY", key.encode()),
        before=reply.before.replace(b"KEY", key.encode()),
        drop=reply.drop,
        reset=reply.reset,
        silent=reply.silent,
    )
    async with rude_server(echoing) as rude:
        client = Client(rude.base, timeouts=impatient)
        for call in (client.submit(submission, key), client.result("t", key)):
            with pytest.raises(ServiceError) as caught:
                await call
            error = caught.value
            shown = "".join(traceback.format_exception(error))
            assert key not in shown + str(error) + repr(error) + repr(error.answer)
            cause: BaseException | None = error
            while cause is not None:
                assert key not in repr(vars(cause))
                cause = cause.__cause__ or cause.__context__
        await client.test_key(key)
        assert key not in repr(client) + repr(vars(client))
        await client.close()
    assert key not in caplog.text
    assert all(key not in record.getMessage() for record in caplog.records)


async def test_a_task_failing_with_the_key_in_its_reason_does_not_show_it(key: str) -> None:
    body = {"task": {"status": "TASK_STATUS_FAILED", "reason": f"who is {key}"}}
    async with rude_server(told(body)) as rude:
        client = Client(rude.base)
        assert (await client.result("t", key)).reason == "who is …"
        await client.close()


async def test_this_machine_is_never_asked_through_a_proxy(
    submission: Submission, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rude_server() as proxy, rude_server(told({"task_id": "t"})) as rude:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.base)
        for host in ("127.0.0.1", "localhost"):
            base = f"http://{host}:{rude.port}"
            assert await Client(base).submit(submission, key) == "t"
        assert proxy.connections == 0


async def test_another_host_is_asked_through_the_proxy_without_showing_it_the_key(
    submission: Submission, key: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tls, public = make_certificate(tmp_path, "service.example")
    verify = ssl.create_default_context(cafile=str(public))
    replies = (Reply(connect_then_tls=True), told({"task_id": "t"}))
    async with rude_server(*replies, tls=tls, proxy=True) as proxy:
        monkeypatch.setenv("https_proxy", f"http://me:word@127.0.0.1:{proxy.port}")
        client = Client("https://service.example", verify=verify)
        assert await client.submit(submission, key) == "t"
        connect, post = proxy.requests
        assert connect.target == "service.example:443"
        assert key.encode() not in connect.head
        assert connect.headers["proxy-authorization"].startswith("Basic ")
        assert post.headers["authorization"] == f"Bearer {key}"
        assert "proxy-authorization" not in post.headers


async def test_a_host_that_the_system_does_not_trust_hears_nothing(
    submission: Submission, key: str, tmp_path: Path
) -> None:
    tls, _ = make_certificate(tmp_path)
    async with rude_server(told({"task_id": "t"}), tls=tls) as rude:
        client = Client(rude.base)
        with pytest.raises(Untrusted):
            await client.submit(submission, key)
        with pytest.raises(Untrusted):
            await client.result("t", key)
        assert await client.test_key(key) is KeyVerdict.UNKNOWN
        assert rude.requests == []
        await client.close()


@pytest.mark.parametrize(
    "reply", [Reply(status=403), Reply(status=407), Reply(drop=True), Reply(silent=True)]
)
async def test_a_proxy_that_says_no_is_not_sent(
    reply: Reply,
    submission: Submission,
    key: str,
    impatient: Timeouts,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with rude_server(reply) as proxy:
        monkeypatch.setenv("https_proxy", proxy.base)
        with pytest.raises(NotSent):
            await Client("https://service.example", timeouts=impatient).submit(submission, key)


async def test_no_proxy_is_respected(
    submission: Submission, key: str, impatient: Timeouts, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rude_server() as proxy:
        monkeypatch.setenv("https_proxy", proxy.base)
        monkeypatch.setenv("no_proxy", "service.invalid")
        with pytest.raises(NotSent):
            await Client("https://service.invalid", timeouts=impatient).submit(submission, key)
        assert proxy.connections == 0


async def test_a_socks_proxy_we_cannot_speak_to_is_not_sent(
    submission: Submission, key: str, impatient: Timeouts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("all_proxy", "socks5://127.0.0.1:1")
    with pytest.raises(NotSent):
        await Client("https://service.example", timeouts=impatient).submit(submission, key)


async def test_a_netrc_adds_nothing(
    submission: Submission, key: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("default login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HOME", str(tmp_path))
    async with rude_server(told({"task_id": "t"})) as rude:
        await Client(rude.base).submit(submission, key)
        assert rude.requests[0].headers["authorization"] == f"Bearer {key}"


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(status=302, headers=[("Location", "https://a.example")]), Redirected),
        (Reply(status=429), Busy),
        (told({"code": 503, "reason": "SERVICE_NOT_AVAILABLE"}, 503), Busy),
        (told({"code": 429, "reason": "RATE_LIMIT_EXCEEDED"}), Busy),
        (Reply(status=503, body=b"<html>"), Unreachable),
        (told({"code": 500, "reason": "GET_RESULT_FAILED"}, 500), Unreachable),
        (told({"code": 500, "reason": "TASK_FAILED"}, 500), Unreachable),
        (told({"code": 500, "reason": "GET_RESULT_FAILED"}), Unreachable),
        (Reply(status=502), Unreachable),
        (Reply(status=403, body=b"<html>firewall</html>"), Unreachable),
        (Reply(body=b"<html>log in to the hotel</html>"), Unreachable),
        (Reply(body=b"[]"), Unreachable),
        (Reply(drop=True), Unreachable),
        (Reply(silent=True), Unreachable),
        (told(RESULT, announce=5000), Unreachable),
        (Reply(status=404), TaskNotFound),
        (told({"code": 404, "reason": "TASK_NOT_FOUND"}, 404), TaskNotFound),
        (told({"code": 404, "reason": "TASK_NOT_FOUND"}), TaskNotFound),
        (told({"code": 403, "reason": "INVALID_API_KEY"}, 403), Refused),
        (told({"code": 403, "reason": "INVALID_API_KEY"}), Refused),
        (Reply(status=401), Refused),
    ],
)
async def test_what_a_poll_can_meet(
    reply: Reply, kind: type[ServiceError], key: str, impatient: Timeouts
) -> None:
    async with rude_server(reply) as rude:
        client = Client(rude.base, timeouts=impatient)
        with pytest.raises(ServiceError) as caught:
            await client.result("t", key)
        assert type(caught.value) is kind
        await client.close()


async def test_a_poll_recovers_after_the_connection_broke(key: str) -> None:
    async with rude_server(told(RESULT, keep_alive=True), Reply(drop=True), told(RESULT)) as rude:
        client = Client(rude.base)
        await client.result("t", key)
        with pytest.raises(Unreachable):
            await client.result("t", key)
        assert (await client.result("t", key)).status == "TASK_STATUS_QUEUED"
        await client.close()


async def test_testing_a_key_asks_for_a_made_up_task(key: str) -> None:
    async with rude_server(told({"reason": "TASK_NOT_FOUND"}, 404)) as rude:
        client = Client(rude.base)
        assert await client.test_key(key) is KeyVerdict.ACCEPTED
        assert await client.test_key(key) is KeyVerdict.ACCEPTED
        await client.close()
        assert [request.method for request in rude.requests] == ["GET", "GET"]
        assert rude.requests[0].target != rude.requests[1].target
    assert await Client(rude.base).test_key(key) is KeyVerdict.UNKNOWN
