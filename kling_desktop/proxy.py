"""The proxy that the user chose, with its password from the key store."""

import asyncio

from kling_desktop import addresses
from kling_desktop.keys import PATIENCE, Keys, KeyStoreError
from kling_desktop.service.address import DIRECT, Proxy
from kling_desktop.service.errors import Answer, ProxyLocked
from kling_desktop.settings import NO_PROXY, SettingsFile


class ChosenProxy:
    """Asked before every connection, so that another choice holds from the next one on."""

    def __init__(self, settings: SettingsFile, keys: Keys) -> None:
        self._settings = settings
        self._keys = keys

    @property
    def named(self) -> str:
        """What the settings say."""
        return self._settings.current.proxy

    async def __call__(self) -> Proxy | None:
        """The proxy with its credentials, `DIRECT` for none, `None` for the system's.

        Raises `OSError` where it can't be told, and `ProxyLocked` where its password can't be had:
        going round a proxy is not ours to decide.
        """
        setting = self.named
        if not setting:
            return None
        if setting == NO_PROXY:
            return DIRECT
        proxy = addresses.proxy_of(setting)
        if proxy is None:
            raise ConnectionError("the proxy in the settings is none")
        if not proxy.user:
            return Proxy(proxy.host)
        try:
            async with asyncio.timeout(PATIENCE):
                secret = self._keys.find(addresses.secret_of(proxy))
                password = await asyncio.wrap_future(secret)
        except (KeyStoreError, TimeoutError):
            raise ProxyLocked(Answer(message="the key store has the proxy's password")) from None
        return Proxy(proxy.host, proxy.user, password or "")
