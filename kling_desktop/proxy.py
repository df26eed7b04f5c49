"""The proxy that the user chose, with its password from the key store."""

import asyncio

import httpx

from kling_desktop import addresses
from kling_desktop.keys import PATIENCE, Keys, KeyStoreError
from kling_desktop.settings import NO_PROXY, SettingsFile


class ChosenProxy:
    """Asked before every connection, so that another choice holds from the next one on."""

    def __init__(self, settings: SettingsFile, keys: Keys) -> None:
        self._settings = settings
        self._keys = keys

    async def __call__(self) -> str | None:
        """The address with its credentials; empty for none, `None` for the system's.

        Raises `OSError` where it can't be told: going round a proxy is not ours to decide.
        """
        setting = self._settings.current.proxy
        if not setting:
            return None
        if setting == NO_PROXY:
            return ""
        proxy = addresses.proxy_of(setting)
        if proxy is None:
            raise ConnectionError("the proxy in the settings is none")
        if not proxy.user:
            return proxy.host
        try:
            async with asyncio.timeout(PATIENCE):
                secret = self._keys.find(addresses.secret_of(proxy))
                password = await asyncio.wrap_future(secret)
        except (KeyStoreError, TimeoutError):
            raise ConnectionError("the key store does not give the proxy's password") from None
        return str(httpx.URL(proxy.host).copy_with(username=proxy.user, password=password or ""))
