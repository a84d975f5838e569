"""The command tree, what a custom_id means, limits and the invitation."""

import asyncio
from urllib.parse import parse_qs, urlparse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord import commands, controls, limits, manifest
from adapters.discord.inbound import path_and_options
from bot.i18n import Reader
from bot.permissions import Permission
from bot.routing import Feature, Parameter
from bot.ui.blocks import Option
from bot.ui.text import Phrase, _
from bot.vocabulary import VERB, Routes
from sandbox.discord.errors import Complaints
from sandbox.discord.rules_forms import check_commands
from tests.adapters.discord import trial

SEE = Permission.SEE_PUBLIC


async def nobody(ctx: object) -> None:
    """A handler nobody calls."""


def routes(*paths: str, **more: object) -> Routes:
    feature = Feature("sample")
    for path in paths:
        feature.command(path, help=_("Help with {what}", what=path), may=SEE, **more)(nobody)  # pyright: ignore
    return Routes([feature])


def test_a_family_is_a_group_and_a_lone_command_is_plain() -> None:
    trial_family, convenor = commands.tree(Routes([trial.feature]))
    assert [one["name"] for one in trial_family["options"]][:3] == ["menu", "mine", "say"]
    assert convenor["name"] == "convenor"
    assert convenor["options"] == []
    text, loud = trial_family["options"][2]["options"]
    assert (text["name"], text["required"], text["autocomplete"]) == ("text", True, True)
    assert [choice["value"] for choice in loud["choices"]] == ["yes", "no"]


def test_a_family_of_which_nothing_takes_anything_can_be_typed_alone() -> None:
    (one,) = commands.tree(routes("sample", "sample help", "sample about"))
    (show,) = one["options"]
    assert (show["type"], show["name"], show["required"]) == (commands.STRING, VERB, False)
    assert [choice["value"] for choice in show["choices"]] == ["help", "about"]
    assert path_and_options({"name": "sample"}, "") == (("sample", ""), [])
    given = {"name": "sample", "options": [{"type": commands.STRING, "name": VERB, "value": "help"}]}
    assert path_and_options(given, "") == (("sample", "help"), [])


def test_the_tree_is_what_discord_takes() -> None:
    long = Parameter("what", "x" * 300, choices=tuple(Option(f"v{n}", "y" * 200) for n in range(25)))
    tree = commands.tree(routes("sample", "sample one", "other", parameters=(long,)), "n-")
    bad = Complaints()
    check_commands(bad, tree)
    assert bad.lines == []
    assert [one["name"] for one in tree] == ["n-sample", "n-other"]


def test_descriptions_are_told_in_chinese_where_there_are_words(monkeypatch: pytest.MonkeyPatch) -> None:
    chinese = {"Help with {what}": "帮助"}
    monkeypatch.setattr(
        Reader, "plain", lambda self, text: chinese[text.source] if self.language == "zh-Hans" else text.source
    )
    (one,) = commands.tree(routes("sample"))
    assert one["description"] == Phrase("Help with {what}").source
    assert one["description_localizations"] == {"zh-CN": "帮助", "zh-TW": "帮助"}


def test_more_than_discord_shows_stops_the_start_instead_of_being_cut() -> None:
    choices = tuple(Option(f"v{n}", f"choice {n}") for n in range(26))
    with pytest.raises(ValueError, match="what has 26 things"):
        commands.tree(routes("sample", parameters=(Parameter("what", "Which one", choices=choices),)))
    with pytest.raises(ValueError, match="/sample has 26 things"):
        commands.tree(routes(*(f"sample verb{n}" for n in range(26))))


@pytest.mark.parametrize("paths", [("Sample",), ("sample two words",), ("s" * 33,)])
def test_what_discord_would_refuse_stops_the_start(paths: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="no command or option named"):
        commands.tree(routes(*paths))


def test_words_of_our_own_stop_the_start() -> None:
    what = Parameter("what", "Which one")
    with pytest.raises(ValueError, match="has a verb"):
        commands.tree(routes("sample", "sample menu", parameters=(what,)))
    with pytest.raises(ValueError, match="option 'show'"):
        commands.tree(routes("sample", parameters=(Parameter(VERB, "Which one"),)))


def test_what_discord_adds_is_no_change() -> None:
    tree = commands.tree(Routes([trial.feature]))
    theirs = [{"description_localizations": None, **one, "id": "1", "version": "2", "nsfw": False} for one in tree]
    assert commands.same(tree, list(reversed(theirs)))
    theirs[0] = {**theirs[0], "description": "old"}
    assert not commands.same(tree, theirs)


@pytest.mark.parametrize(
    ("data", "path", "given_options"),
    [
        ({"name": "n-solo"}, ("solo", ""), []),
        ({"name": "n-solo", "options": [{"type": 3, "name": "q", "value": "x"}]}, ("solo", ""), ["q"]),
        ({"name": "n-a", "options": [{"type": 1, "name": "menu", "options": []}]}, ("a", ""), []),
        (
            {"name": "a", "options": [{"type": 1, "name": "b", "options": [{"type": 3, "name": "q"}]}]},
            ("a", "b"),
            ["q"],
        ),
    ],
)
def test_paths(data: dict[str, object], path: tuple[str, str], given_options: list[str]) -> None:
    found, options = path_and_options(data, "n-")
    assert found == path
    assert [option["name"] for option in options] == given_options


payloads = st.from_regex(r"[a-z]+\.[a-z]+(:[^:\n]{0,20}){0,3}", fullmatch=True)


@given(st.lists(payloads, min_size=1, max_size=8), st.sampled_from(["", "k3Jz_-"]))
def test_custom_ids_are_unique_and_read_back(found: list[str], question: str) -> None:
    taken: set[str] = set()
    for payload in (*found, *found):
        pressed, asked = controls.pressing(payload, taken), controls.asking(payload, question, taken)
        assert controls.read(pressed) == controls.Control("press", payload)
        assert controls.read(asked) == controls.Control("ask", payload, question)
    assert len(taken) == 4 * len(found)
    assert controls.read(f"yes:{found[0]}") == controls.Control("yes", found[0])
    assert controls.read("no") == controls.Control("no")


def test_an_action_that_is_too_long_is_refused_when_it_is_drawn() -> None:
    assert controls.asking("a.b:" + "x" * 91, "k3Jz_-", set()).startswith("ask::a.b")
    with pytest.raises(ValueError, match="101"):
        controls.asking("a.b:" + "x" * 92, "k3Jz_-", set())


@given(st.text(max_size=200), st.integers(5, 50))
def test_chunks_lose_nothing(text: str, most: int) -> None:
    pieces = limits.chunks(text, most)
    assert "".join(pieces) == text
    assert all(len(piece) <= most for piece in pieces)


async def test_the_pace_is_kept_after_a_burst() -> None:
    pace = limits.Pace(100)
    for _call in range(100):
        await pace.wait()  # a second's worth goes at once
    loop = asyncio.get_running_loop()
    before = loop.time()
    for _call in range(10):
        await pace.wait()
    assert loop.time() - before >= 0.08


def test_the_invitation_asks_for_what_it_explains() -> None:
    query = parse_qs(urlparse(manifest.invite(42)).query)
    assert query["client_id"] == ["42"]
    assert query["scope"] == ["bot applications.commands"]
    assert int(query["permissions"][0]) == manifest.permissions().value
    assert not manifest.permissions().administrator
    assert set(manifest.NAMES) == set(manifest.PERMISSIONS)
