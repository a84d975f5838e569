"""The feature that docs/add-a-feature.md shows is whole: it is taken out of the page and played."""

import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import features
from bot.clock import MovableClock
from bot.profile import Profile
from storage import base, repositories
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger
from tests.support.stage import Stage

PAGE = Path(__file__).parents[2] / "docs/add-a-feature.md"
FILES = dict(re.findall(r"```python\n# (\S+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))
MODULES = ("bot.features.polls", "storage.repositories.polls")


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The files of the page where the features and the repositories are looked for; nothing of them stays."""
    root = tmp_path / "house"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    for package, folder in ((features, "bot/features"), (repositories, "storage/repositories")):
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(root / folder)])
    known = set(base.IMPLEMENTATIONS)
    yield root
    for kind in set(base.IMPLEMENTATIONS) - known:
        del base.IMPLEMENTATIONS[kind]
    base.metadata.remove(base.metadata.tables["polls"])
    for name in [name for name in sys.modules if name.startswith(MODULES)]:
        del sys.modules[name]
    del features.polls, repositories.polls  # pyright: ignore[reportAttributeAccessIssue]


async def test_the_feature_of_the_page_works(
    written: Path, database: SqlDatabase, clock: MovableClock, cslei: Profile
) -> None:
    table = importlib.import_module("storage.repositories.polls").polls
    async with database._writer.begin() as connection:
        await connection.run_sync(table.create)
    stage = await Stage(database, SqlLedger(database, "cslei"), cslei, clock).open()
    shown: dict[str, object] = {}
    exec((written / "tests/bot/features/polls/test_polls.py").read_text(encoding="utf-8"), shown)  # noqa: S102
    (play,) = (value for name, value in shown.items() if name.startswith("test_"))
    await play(stage)  # pyright: ignore
