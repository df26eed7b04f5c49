"""Which addresses may be used, and which proxy leads there."""

import asyncio
import ipaddress
import re
from collections.abc import Awaitable, Callable
from urllib.request import getproxies, proxy_bypass

import httpx

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


def _proxy_for(url: httpx.URL) -> str | None:
    if is_loopback(url) or proxy_bypass(url.netloc.decode("ascii")):
        return None
    proxies = getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    if not proxy:
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


ProxyChoice = Callable[[], Awaitable[str | None]]
"""Gives a proxy's address with its credentials, empty for none, `None` for the system's."""

_choice: ProxyChoice | None = None


def choose_proxy(choice: ProxyChoice | None) -> None:
    """Lets the user's choice hold for every connection of this process from now on.

    `None` goes by the system again.
    """
    global _choice  # noqa: PLW0603 - one way out of the network for the one process
    _choice = choice


async def proxy_for(url: httpx.URL) -> str | None:
    """The proxy that the user chose, or else the environment or the system name for `url`.

    Never one for this machine: it would carry the key in the clear. The system is asked in a
    thread, since it may take its time. Raises `OSError` where the choice can't be told.
    """
    if is_loopback(url):
        return None
    chosen = None if _choice is None else await _choice()
    if chosen is not None:
        return chosen or None
    return await asyncio.to_thread(_proxy_for, url)
