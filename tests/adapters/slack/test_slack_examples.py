"""Every view and form the features show as an example is one Slack takes, in every language."""

import importlib
import importlib.util
import pkgutil

import pytest

from adapters.slack.manifest import manifest
from adapters.slack.modals import Opened, modal
from adapters.slack.outbound import messages
from bot import features
from bot.forms import Form
from bot.i18n import LANGUAGES, Reader
from bot.ui.view import View
from sandbox.slack import manifest as installation
from sandbox.slack.rules import check_blocks, check_view


def examples() -> list[tuple[str, View | Form]]:
    found: list[tuple[str, View | Form]] = []
    for feature in pkgutil.iter_modules(features.__path__):
        name = f"{features.__name__}.{feature.name}.views"
        if importlib.util.find_spec(name):
            module = importlib.import_module(name)
            found += [(f"{feature.name}: {title}", each) for title, each in getattr(module, "EXAMPLES", {}).items()]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_is_taken(language: str) -> None:
    reader = Reader(language, "Asia/Shanghai")
    shown = examples()
    assert shown
    for title, example in shown:
        if isinstance(example, Form):
            assert check_view(modal(example, reader, "T1", Opened())) == [], title
        else:
            for message in messages(example, reader, "T1"):
                assert check_blocks(message["blocks"]) == [], title


def test_the_real_manifest_can_be_installed() -> None:
    assert installation.problems(manifest(features.load())) == []
