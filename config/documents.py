"""Reads YAML without its traps, and remembers on which line everything stood.

`NO` stays the country, `22:00` stays a time, a date stays as written, and a key that stands twice is a mistake rather
than a silent loss. Tags and code are never carried out.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

import yaml

Location: TypeAlias = tuple[str | int, ...]

_DEEPEST: Final = 30
_LARGEST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong in a file, before anybody asks what it means."""

    line: int
    path: Location
    message: str


@dataclass(slots=True)
class Document:
    """What a file holds, the line of every path in it, and what is wrong with it."""

    file: Path
    content: dict[str, Any] = field(default_factory=dict)
    lines: dict[Location, int] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)


class _Loader(yaml.SafeLoader):
    """Knows true, false, null, whole and decimal numbers; everything else is text."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"true|false|True|False", "tfTF"),
    ("null", r"~|null|Null|", "~nN"),
    ("int", r"-?(0|[1-9][0-9]{0,17})", "-0123456789"),
    ("float", r"-?[0-9]{1,17}\.[0-9]{1,17}", "-0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^({_pattern})$"), [*_first])
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^$"), [""])


def read(file: Path) -> Document:
    """Read a file that must hold one table. Whatever is wrong stands in `flaws`; nothing is raised."""
    document = Document(file)
    try:
        if file.stat().st_size > _LARGEST:
            raise ValueError(f"the file is larger than {_LARGEST // 1000} kB")
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        document.flaws.append(Flaw(0, (), f"the file cannot be read: {error.strerror or 'no such file'}"))
        return document
    except UnicodeDecodeError:
        document.flaws.append(Flaw(0, (), "the file is not written in UTF-8; save it as UTF-8"))
        return document
    except ValueError as error:
        document.flaws.append(Flaw(0, (), str(error)))
        return document
    try:
        node = _Loader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem or "cannot be read"
        hint = (
            "; use spaces, not tabs" if "\\t" in what else "; quote a text that holds ': ' or '#' or begins with a sign"
        )
        document.flaws.append(Flaw(mark.line + 1 if mark else 0, (), f"this is not YAML: {what}{hint}"))
        return document
    except yaml.YAMLError:
        document.flaws.append(Flaw(0, (), "the file holds characters that YAML does not allow"))
        return document
    if not isinstance(node, yaml.MappingNode):
        document.flaws.append(Flaw(1, (), "the file must hold a table (key: value)"))
        return document
    document.content = _value(node, (), document)
    return document


def _value(node: yaml.Node, path: Location, document: Document) -> Any:
    line = node.start_mark.line + 1
    document.lines.setdefault(path, line)
    if len(path) > _DEEPEST:
        document.flaws.append(Flaw(line, path[:3], "too deep, or it contains itself"))
        return None
    if isinstance(node, yaml.MappingNode):
        return _table(node, path, document)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, i), document) for i, item in enumerate(node.value)]
    kind = node.tag.rpartition(":")[2]
    match kind:
        case "null":
            return None
        case "bool":
            return node.value.lower() == "true"
        case "int":
            return int(node.value)
        case "float":
            return float(node.value)
        case "str":
            return str(node.value)
        case _:
            document.flaws.append(Flaw(line, path, f"the tag {node.tag!r} is not allowed; write plain values"))
            return None


def _table(node: yaml.MappingNode, path: Location, document: Document) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            document.flaws.append(Flaw(line, path, "a key must be one word"))
            continue
        key = str(key_node.value)
        if key in table:
            first = document.lines[(*path, key)]
            document.flaws.append(
                Flaw(line, (*path, key), f"the key {key!r} stands here twice (first in line {first})")
            )
            continue
        document.lines[(*path, key)] = line
        table[key] = _value(value_node, (*path, key), document)
    return table
