"""The proxy of the settings, over real connections."""

import asyncio
import base64
import ssl
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import httpx
import pytest

from kling_desktop import addresses
from kling_desktop.addresses import ProxyAddress
from kling_desktop.keys import Keys, KeyStoreError, StoreTrouble
from kling_desktop.proxy import ChosenProxy
from kling_desktop.service.address import Proxy, choose_proxy, proxy_for, way_to
from kling_desktop.service.client import Client
from kling_desktop.service.download import download
from kling_desktop.service.errors import ProxyLocked, Unreachable
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
    assert await proxy_for(ELSEWHERE) == Proxy("http://system.example:3128")
    settings.choose(proxy=NO_PROXY)
    assert await proxy_for(ELSEWHERE) is None
    settings.choose(proxy="http://mine.example:8080")
    assert await proxy_for(ELSEWHERE) == Proxy("http://mine.example:8080")
    assert await proxy_for(httpx.URL("http://127.0.0.1:1/")) is None


async def test_the_system_s_credentials_are_taken_out_of_their_escapes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("https_proxy", "http://m%C3%BCller:a%2541@system.example:3128")
    assert await proxy_for(ELSEWHERE) == Proxy("http://system.example:3128", "müller", "a%41")


def test_no_repr_shows_a_password() -> None:
    assert PASSWORD not in repr(Proxy("http://mine.example:8080", "anna", PASSWORD))


async def test_a_way_holds_until_another_is_chosen(settings: SettingsFile) -> None:
    choose_proxy(ChosenProxy(settings, Keys()))
    way = await way_to(ELSEWHERE)
    held = way.holds
    settings.choose(proxy="http://mine.example:8080")
    assert (held, way.holds, (await way_to(ELSEWHERE)).holds) == (True, False, True)


@pytest.mark.parametrize(
    ("user", "password"),
    [
        ("anna", PASSWORD),
        ("müller", "pässwörd"),
        ("анна", "пароль ✓"),
        ("a%41", "a%41"),
        ("anna", "50%"),
        ("a n@n/a?", "#[]"),
    ],
)
async def test_the_service_is_asked_through_it_with_the_password_of_the_key_store(
    settings: SettingsFile, tmp_path: Path, user: str, password: str
) -> None:
    tls, public = make_certificate(tmp_path, "service.example")
    verify = ssl.create_default_context(cafile=str(public))
    keys = Keys()
    replies = (Reply(connect_then_tls=True), told({"reason": "TASK_NOT_FOUND"}, 404))
    async with rude_server(*replies, tls=tls, proxy=True) as proxy:
        keys.keep_for_session(f"proxy+http://127.0.0.1:{proxy.port}", password)
        address = ProxyAddress(f"http://127.0.0.1:{proxy.port}", user)
        settings.choose(proxy=addresses.proxy_setting(address))
        choose_proxy(ChosenProxy(settings, keys))
        client = Client("https://service.example", verify=verify)
        assert await client.test_key(KEY) is KeyVerdict.ACCEPTED
        await client.close()
        connect, asked = proxy.requests
    sent = connect.headers["proxy-authorization"].removeprefix("Basic ")
    assert base64.b64decode(sent).decode() == f"{user}:{password}"
    assert KEY.encode() not in connect.head
    assert "proxy-authorization" not in asked.headers
    settings.keep()
    if password != user:
        assert password not in (tmp_path / "settings.json").read_text()


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


@pytest.mark.parametrize(
    ("setting", "fault"),
    [("http://anna@127.0.0.1:1", ProxyLocked), ("gopher://what", ConnectionError)],
)
async def test_a_choice_that_cannot_be_followed_is_never_gone_round(
    settings: SettingsFile, tmp_path: Path, setting: str, fault: type[Exception]
) -> None:
    settings.choose(proxy=setting)
    choose_proxy(ChosenProxy(settings, NoPassword()))
    with pytest.raises(fault, match="proxy"):
        await proxy_for(ELSEWHERE)
    client = Client("https://service.example")
    assert await client.test_key(KEY) is KeyVerdict.UNKNOWN
    with pytest.raises(Unreachable):
        async with asyncio.timeout(10):
            await download("http://files.example/clip", tmp_path / "clip.part")
