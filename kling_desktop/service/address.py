"""Which addresses may be used, and which proxy leads there."""

import asyncio
import ipaddress
import re
from typing import Protocol
from urllib.request import getproxies, proxy_bypass

import httpx
import msgspec

from kling_desktop.service.errors import AddressFault, AddressForbidden

_HOST = re.compile(rb"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")


def service_base(address: str) -> str:
    """A service's base address in its one spelling, without a trailing slash.

    Raises `AddressForbidden` unless it is https, or plain http to this machine: the key would
    travel in the clear. A name or password inside it is refused too.
    """
    url = _parse(address)
    if url.userinfo:
        raise AddressForbidden(AddressFault.CREDENTIALS)
    if url.query or url.fragment:
        raise AddressForbidden(AddressFault.MALFORMED)
    if url.scheme != "https" and not is_loopback(url):
        raise AddressForbidden(AddressFault.NOT_HTTPS)
    return str(url).rstrip("/")


def clip_address(address: str) -> httpx.URL:
    """A clip's address as the service gave it. Raises `AddressForbidden` when it is none.

    Plain http is let through: no key travels there, and refusing would lose paid work. What an
    onlooker could see is one clip and its signed, short-lived address.
    """
    return _parse(address).copy_with(username=None, password=None)


def _parse(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address.strip())
    # A port past 65535 or a host with odd letters surfaces as a plain ValueError or UnicodeError.
    except (httpx.InvalidURL, ValueError):
        raise AddressForbidden(AddressFault.MALFORMED) from None
    port = 443 if url.port is None else url.port
    sound = _HOST.fullmatch(url.raw_host) is not None and 0 < port < 65536
    if url.scheme not in ("http", "https") or not sound:
        raise AddressForbidden(AddressFault.MALFORMED)
    return url


def is_loopback(url: httpx.URL) -> bool:
    """Whether the address is on this machine: 127.0.0.0/8, ::1 or localhost."""
    if url.host == "localhost":
        return True
    try:
        return ipaddress.ip_address(url.host).is_loopback
    except ValueError:
        return False


def is_private(url: httpx.URL) -> bool:
    """Whether the address itself says that it is on this machine or in the house it stands in.

    What a name stands for is not looked up: that could change before it is used anyway.
    """
    if is_loopback(url):
        return True
    try:
        return not ipaddress.ip_address(url.host).is_global
    except ValueError:
        return url.host.endswith((".local", ".localhost", ".internal")) or "." not in url.host


class Proxy(msgspec.Struct, frozen=True):
    """A proxy and who we are there, each part as it is: nothing in it is escaped.

    One without an address is none at all.
    """

    address: str = ""
    """With its scheme, `http://proxy.example:3128`; without a name or a password."""
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"Proxy({self.address!r})"


DIRECT = Proxy()
"""No proxy, whatever the system says."""


class Way(msgspec.Struct, frozen=True):
    """How a host is reached, as it was found at some moment."""

    proxy: Proxy | None
    choice: str
    """What the user had chosen then."""

    @property
    def holds(self) -> bool:
        """Whether the user has not chosen another one since. Asks nobody."""
        return self.choice == _choice_now()


def _proxy_for(url: httpx.URL) -> Proxy | None:
    if is_loopback(url) or proxy_bypass(url.netloc.decode("ascii")):
        return None
    proxies = getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    if not proxy:
        return None
    return _of_system(proxy if "://" in proxy else f"http://{proxy}")


def _of_system(address: str) -> Proxy:
    """A proxy as systems name it, its escaped credentials in its address."""
    try:
        url = httpx.URL(address)
        bare = str(url.copy_with(username=None, password=None))
    except (httpx.InvalidURL, ValueError):
        # Neither the complaint nor what it stands in: the address may hold a password.
        raise ConnectionError("the proxy of the system is none") from None
    return Proxy(bare, url.username, url.password)


class ProxyChoice(Protocol):
    """What the user chose for the way out."""

    @property
    def named(self) -> str:
        """The choice in one word, which is another when the choice is. Holds no password."""
        ...

    async def __call__(self) -> Proxy | None:
        """The proxy to use, `DIRECT` for none, `None` for the system's.

        Raises `OSError` where it can't be told, `ProxyLocked` where its password can't be had.
        """
        ...


_choice: ProxyChoice | None = None


def choose_proxy(choice: ProxyChoice | None) -> None:
    """Lets the user's choice hold for every connection of this process from now on.

    `None` goes by the system again.
    """
    global _choice  # noqa: PLW0603 - one way out of the network for the one process
    _choice = choice


def _choice_now() -> str:
    return "" if _choice is None else _choice.named


async def way_to(url: httpx.URL) -> Way:
    """How `url` is reached at present. Raises as `proxy_for` does."""
    # The name first: what is chosen while the proxy is looked for makes it another way.
    choice = _choice_now()
    return Way(await proxy_for(url), choice)


async def proxy_for(url: httpx.URL) -> Proxy | None:
    """The proxy that the user chose, or else the environment or the system name for `url`.

    Never one for this machine: it would carry the key in the clear. The system is asked in a
    thread, since it may take its time. Raises `OSError` where the choice can't be told, and
    `ProxyLocked` where the proxy's password can't be had.
    """
    if is_loopback(url):
        return None
    chosen = None if _choice is None else await _choice()
    if chosen is not None:
        return chosen if chosen.address else None
    return await asyncio.to_thread(_proxy_for, url)
