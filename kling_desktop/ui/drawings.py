"""The drawings in `resources/icons`, in any colour."""

from functools import lru_cache

from kling_desktop.paths import resource


def drawing(name: str, colour: str) -> str:
    """The SVG called `name` with `colour` in place of its `currentColor`."""
    return _source(name).replace("currentColor", colour)


@lru_cache(maxsize=64)
def _source(name: str) -> str:
    return resource(f"icons/{name}.svg").read_text("utf-8")
