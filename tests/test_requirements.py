"""A fresh clone starts with `requirements.txt` alone: what is imported at the start is pinned there."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
OURS = ("bot", "adapters", "storage", "config", "sandbox")


def _imported_at_once(body: list[ast.stmt]) -> Iterator[str]:
    """Packages imported when the module is; not those inside functions, behind `try` or for type checkers alone."""
    for statement in body:
        match statement:
            case ast.Import(names=names):
                yield from (name.name.partition(".")[0] for name in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module.partition(".")[0]
            case ast.ClassDef(body=inner) | ast.With(body=inner):
                yield from _imported_at_once(inner)
            case ast.If(test=test, body=inner, orelse=other):
                yield from _imported_at_once(other if "TYPE_CHECKING" in ast.unparse(test) else [*inner, *other])
            case _:
                pass


def _normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def test_everything_the_product_imports_is_pinned_for_those_who_run_it() -> None:
    text = (ROOT / "requirements.txt").read_text("utf-8")
    pinned = {_normal(name) for name in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}
    importers: dict[str, str] = {}
    for path in (path for folder in OURS for path in (ROOT / folder).rglob("*.py")):
        for package in _imported_at_once(ast.parse(path.read_text("utf-8")).body):
            importers.setdefault(package, str(path.relative_to(ROOT)))
    for known in (*OURS, *sys.stdlib_module_names):
        importers.pop(known, None)
    assert {"aiohttp", "sqlalchemy", "discord", "slack_sdk"} <= importers.keys()

    distributions = packages_distributions()
    missing = {
        package: importer
        for package, importer in importers.items()
        if not {_normal(one) for one in distributions.get(package, [package])} & pinned
    }
    assert not missing
