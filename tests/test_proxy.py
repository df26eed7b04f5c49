"""The proxy of the settings, over real connections."""

import asyncio
import base64
import ssl
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import httpx
import pytest

from kling_desktop.keys import Keys, KeyStoreError, StoreTrouble
from kling_desktop.proxy import ChosenProxy
from kling_desktop.service.address import choose_proxy, proxy_for
from kling_desktop.service.client import Client
from kling_desktop.service.download import download
from kling_desktop.service.errors import Unreachable
from kling_desktop.service.outcome import KeyVerdict
from kling_desktop.settings import NO_PROXY, SettingsFile
from tests.service.rude_server import Reply, make_certificate, rude_server, told

KEY = "sk-test-0123456789"
PASSWORD = "p@ss:word/1"
ELSEWHERE = httpx.URL("https://service.example/")


@pytest.fixture
def settings(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "settings.json")


@pytest.fixture(autouse=True)
def _system_s_again(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    yield
    choose_proxy(None)


async def test_without_a_choice_it_is_the_environment_s(
    settings: SettingsFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "http://system.example:3128")
    choose_proxy(ChosenProxy(settings, Keys()))
    assert await proxy_for(ELSEWHERE) == "http://system.example:3128"
    settings.choose(proxy=NO_PROXY)
    assert await proxy_for(ELSEWHERE) is None
    settings.choose(proxy="http://mine.example:8080")
    assert await proxy_for(ELSEWHERE) == "http://mine.example:8080"
    assert await proxy_for(httpx.URL("http://127.0.0.1:1/")) is None


async def test_the_service_is_asked_through_it_with_the_password_of_the_key_store(
    settings: SettingsFile, tmp_path: Path
) -> None:
    tls, public = make_certificate(tmp_path, "service.example")
    verify = ssl.create_default_context(cafile=str(public))
    keys = Keys()
    replies = (Reply(connect_then_tls=True), told({"reason": "TASK_NOT_FOUND"}, 404))
    async with rude_server(*replies, tls=tls, proxy=True) as proxy:
        keys.keep_for_session(f"proxy+http://127.0.0.1:{proxy.port}", PASSWORD)
        settings.choose(proxy=f"http://anna@127.0.0.1:{proxy.port}")
        choose_proxy(ChosenProxy(settings, keys))
        client = Client("https://service.example", verify=verify)
        assert await client.test_key(KEY) is KeyVerdict.ACCEPTED
        await client.close()
        connect, asked = proxy.requests
    sent = connect.headers["proxy-authorization"].removeprefix("Basic ")
    assert base64.b64decode(sent).decode() == f"anna:{PASSWORD}"
    assert KEY.encode() not in connect.head
    assert "proxy-authorization" not in asked.headers
    settings.keep()
    assert PASSWORD not in (tmp_path / "settings.json").read_text()


async def test_clips_and_pictures_are_fetched_through_it(
    settings: SettingsFile, tmp_path: Path
) -> None:
    async with rude_server(Reply(body=b"clip")) as proxy:
        settings.choose(proxy=proxy.base)
        choose_proxy(ChosenProxy(settings, Keys()))
        await download("http://files.example/clip", tmp_path / "clip.part")
        assert proxy.requests[0].target == "http://files.example/clip"


class NoPassword(Keys):
    """A store that does not open."""

    def find(self, address: str) -> Future[str | None]:
        failed: Future[str | None] = Future()
        failed.set_exception(KeyStoreError(StoreTrouble.LOCKED))
        return failed


@pytest.mark.parametrize("setting", ["http://anna@127.0.0.1:1", "gopher://what"])
async def test_a_choice_that_cannot_be_followed_is_never_gone_round(
    settings: SettingsFile, tmp_path: Path, setting: str
) -> None:
    settings.choose(proxy=setting)
    choose_proxy(ChosenProxy(settings, NoPassword()))
    with pytest.raises(OSError, match="proxy"):
        await proxy_for(ELSEWHERE)
    client = Client("https://service.example")
    assert await client.test_key(KEY) is KeyVerdict.UNKNOWN
    with pytest.raises(Unreachable):
        async with asyncio.timeout(10):
            await download("http://files.example/clip", tmp_path / "clip.part")
