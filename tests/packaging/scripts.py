"""Scripts of packaging/, loaded as modules by where they lie."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType


def load(script: Path) -> ModuleType:
    """A module of its own each time, which no other can import."""
    spec = spec_from_file_location(f"{script.parent.name}_{script.stem}", script)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
