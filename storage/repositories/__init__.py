"""The repositories of the features, one module each; found by walking the folder, so that nobody keeps a list."""

import importlib
import pkgutil
from functools import cache

KERNEL = ("archive", "audit", "drafts", "notes", "outbox", "people", "retention", "search", "spaces", "tokens")


@cache
def load() -> None:
    """Import every repository, which declares its tables and registers it."""
    for name in KERNEL:
        importlib.import_module(f"storage.{name}")
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
