"""The addresses that a person types into the settings: taken in one spelling, or refused with why.

Pure: nothing is looked up and nothing opened.
"""

import re
from enum import StrEnum
from urllib.parse import quote

import httpx
import msgspec

from kling_desktop.service.address import service_base
from kling_desktop.service.errors import AddressFault, AddressForbidden
from kling_desktop.settings import NO_PROXY

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
_PROXY_PORT = {"http": 80, "https": 443}


class AddressTrouble(StrEnum):
    """Why an address can't be used."""

    MALFORMED = "malformed"
    NOT_HTTPS = "not_https"
    """Plain http is for this machine only: the key would travel in the clear."""
    CREDENTIALS = "credentials"
    NO_PAGE = "no_page"
    NO_PROXY = "no_proxy"
    SOCKS = "socks"


class BadAddress(Exception):  # noqa: N818 - a finding, named as one
    """An address that can't be used; `trouble` says why."""

    def __init__(self, trouble: AddressTrouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


class ProxyAddress(msgspec.Struct, frozen=True):
    """A proxy without its password."""

    host: str
    """With scheme and port, `http://proxy.example:3128`."""
    user: str = ""


def service(typed: str) -> str:
    """A service's base address (contract.md §6); https is added where there is no scheme.

    Raises `BadAddress`.
    """
    typed = typed.strip()
    try:
        return service_base(typed if _SCHEME.match(typed) else f"https://{typed}")
    except AddressForbidden as fault:
        raise BadAddress(_TROUBLES.get(fault.fault, AddressTrouble.MALFORMED)) from None


def page(typed: str) -> str:
    """A page to open in the browser; empty stays empty. Raises `BadAddress`."""
    typed = typed.strip()
    if not typed:
        return ""
    try:
        url = _parse(typed if _SCHEME.match(typed) else f"https://{typed}")
    except BadAddress:
        raise BadAddress(AddressTrouble.NO_PAGE) from None
    if url.scheme not in ("http", "https") or url.userinfo:
        raise BadAddress(AddressTrouble.NO_PAGE)
    return str(url)


def proxy(typed: str) -> ProxyAddress:
    """A proxy's address; http is meant where there is no scheme. Raises `BadAddress`.

    A password in it is refused: it belongs into the key store, not into a file.
    """
    typed = typed.strip()
    try:
        url = _parse(typed if _SCHEME.match(typed) else f"http://{typed}")
    except BadAddress:
        raise BadAddress(AddressTrouble.NO_PROXY) from None
    if url.scheme.startswith("socks"):
        raise BadAddress(AddressTrouble.SOCKS)
    if url.scheme not in _PROXY_PORT or url.path not in ("", "/") or url.query or url.fragment:
        raise BadAddress(AddressTrouble.NO_PROXY)
    if url.password:
        raise BadAddress(AddressTrouble.CREDENTIALS)
    host = f"[{url.host}]" if ":" in url.host else url.host
    port = url.port or _PROXY_PORT[url.scheme]
    return ProxyAddress(f"{url.scheme}://{host}:{port}", url.username)


def proxy_setting(address: ProxyAddress) -> str:
    """The proxy as the settings keep it: with the user's name, never with a password."""
    if not address.user:
        return address.host
    # Escaped here: httpx takes what looks like an escape for one.
    return str(httpx.URL(address.host).copy_with(username=quote(address.user, safe="")))


def proxy_of(setting: str) -> ProxyAddress | None:
    """The proxy that the settings name; `None` for the system's, for none, and for what is none."""
    if setting in ("", NO_PROXY):
        return None
    try:
        return proxy(setting)
    except BadAddress:
        return None


def secret_of(address: ProxyAddress) -> str:
    """Under which name the key store keeps a proxy's password. It looks like no service's host."""
    scheme, _, host = address.host.partition("://")
    return f"proxy+{scheme}://{host}"


def _parse(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address)
    # A port past 65535 or a host with odd letters surfaces as a plain ValueError or UnicodeError.
    except (httpx.InvalidURL, ValueError):
        raise BadAddress(AddressTrouble.MALFORMED) from None
    port = 1 if url.port is None else url.port
    if not (_HOST.fullmatch(url.raw_host.decode("ascii")) and 0 < port < 65536):
        raise BadAddress(AddressTrouble.MALFORMED)
    return url


_TROUBLES = {
    AddressFault.MALFORMED: AddressTrouble.MALFORMED,
    AddressFault.NOT_HTTPS: AddressTrouble.NOT_HTTPS,
    AddressFault.CREDENTIALS: AddressTrouble.CREDENTIALS,
}
