"""What the product can do, a folder each. The folder is the registry: nothing else lists the features."""

from importlib import import_module
from pkgutil import iter_modules

from bot import bounces, notifying, subscribing
from bot.routing import Feature
from bot.vocabulary import Routes

KERNEL = (notifying, subscribing, bounces)
"""What is registered here belongs to no feature; all of it stands on the one `kernel` feature."""


def load() -> Routes:
    """Import every feature and merge what they register; Collision when two claim the same key."""
    features: list[Feature] = [notifying.kernel]
    for found in sorted(iter_modules(__path__), key=lambda module: module.name):
        features.append(import_module(f"{__name__}.{found.name}").feature)
    return Routes(features)
