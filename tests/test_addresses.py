import pytest

from kling_desktop import addresses
from kling_desktop.addresses import AddressTrouble, BadAddress, ProxyAddress
from kling_desktop.keys import origin
from kling_desktop.settings import NO_PROXY


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        (" https://api.novita.ai/ ", "https://api.novita.ai"),
        ("api.novita.ai", "https://api.novita.ai"),
        ("localhost:8080", "https://localhost:8080"),
        ("http://localhost:8080/", "http://localhost:8080"),
    ],
)
def test_a_service_is_taken_in_one_spelling(typed: str, taken: str) -> None:
    assert addresses.service(typed) == taken


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [
        ("", AddressTrouble.MALFORMED),
        ("one two", AddressTrouble.MALFORMED),
        ("ftp://api.novita.ai", AddressTrouble.MALFORMED),
        ("http://api.novita.ai", AddressTrouble.NOT_HTTPS),
        ("https://me:pw@api.novita.ai", AddressTrouble.CREDENTIALS),
        ("https://api.novita.ai?key=x", AddressTrouble.MALFORMED),
        ("https://api.novita.ai:99999", AddressTrouble.MALFORMED),
    ],
)
def test_what_is_no_safe_service_is_refused(typed: str, trouble: AddressTrouble) -> None:
    with pytest.raises(BadAddress) as refused:
        addresses.service(typed)
    assert refused.value.trouble is trouble
    assert "pw" not in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("proxy:3128", ProxyAddress("http://proxy:3128")),
        ("http://proxy", ProxyAddress("http://proxy:80")),
        ("https://proxy", ProxyAddress("https://proxy:443")),
        ("http://anna@proxy:3128/", ProxyAddress("http://proxy:3128", "anna")),
        ("http://an%40na@proxy:3128", ProxyAddress("http://proxy:3128", "an@na")),
        ("http://a%2541@proxy:3128", ProxyAddress("http://proxy:3128", "a%41")),
        ("http://müller@proxy:3128", ProxyAddress("http://proxy:3128", "müller")),
        ("http://[::1]:3128", ProxyAddress("http://[::1]:3128")),
    ],
)
def test_a_proxy_is_taken_and_comes_back_from_its_setting(typed: str, taken: ProxyAddress) -> None:
    assert addresses.proxy(typed) == taken
    assert addresses.proxy_of(addresses.proxy_setting(taken)) == taken


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [
        ("http://anna:hunter2@proxy:3128", AddressTrouble.CREDENTIALS),
        ("socks5://proxy:1080", AddressTrouble.SOCKS),
        ("http://proxy:0", AddressTrouble.NO_PROXY),
        ("http://proxy/path", AddressTrouble.NO_PROXY),
        ("", AddressTrouble.NO_PROXY),
    ],
)
def test_what_is_no_proxy_is_refused(typed: str, trouble: AddressTrouble) -> None:
    with pytest.raises(BadAddress) as refused:
        addresses.proxy(typed)
    assert refused.value.trouble is trouble
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("setting", ["", NO_PROXY, "http://anna:hunter2@proxy:3128", "what ever"])
def test_a_setting_that_names_no_proxy_is_none(setting: str) -> None:
    assert addresses.proxy_of(setting) is None


def test_a_proxy_s_password_is_kept_under_a_name_that_no_service_has() -> None:
    proxy = addresses.proxy("http://127.0.0.1:8080")
    assert origin(addresses.secret_of(proxy)) != origin(addresses.service("http://127.0.0.1:8080"))
    assert origin(addresses.secret_of(proxy)) == addresses.secret_of(proxy)


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("", ""),
        ("example.com/usage", "https://example.com/usage"),
        (" https://a.b/c ", "https://a.b/c"),
    ],
)
def test_a_page_is_taken(typed: str, taken: str) -> None:
    assert addresses.page(typed) == taken


@pytest.mark.parametrize(
    "typed", ["file:///etc/passwd", "javascript:alert(1)", "https://me:pw@a.b"]
)
def test_what_is_no_page_is_refused(typed: str) -> None:
    with pytest.raises(BadAddress) as refused:
        addresses.page(typed)
    assert refused.value.trouble is AddressTrouble.NO_PAGE
