"""The whole admission in Chinese, with the labels of the catalogue."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.ui.text import _
from tests.journeys.office import PLATFORMS, Office, set_up
from tests.journeys.stories import LEADER, LONG_ZH, NotTaken, Words, applies, approves, fills_the_form, mends
from tests.journeys.world import World

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]

ANSWERS = LEADER | {"language": "zh-Hans", "innovation": LONG_ZH, "leadership": LONG_ZH, "school": "兰汐湾国际学校"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bureau(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """The network with an office that speaks Chinese, and channels in Chinese."""
    folder = tmp_path_factory.mktemp("bureau")
    async with World(f"sqlite+aiosqlite:///{folder}/journey.db", "cslei", folder).serve() as world:
        yield await set_up(world, language="zh-CN")


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_newcomer_is_admitted_in_chinese(bureau: Office, platform: str) -> None:
    words = Words(bureau.world.profile, "zh-Hans")
    name = {"slack": "岑羽可", "discord": "温澜"}[platform]
    newcomer, secretary = bureau.newcomer(platform, name, "zh-CN"), bureau.secretaries[platform]
    answers = ANSWERS | {"legal_name": name, "native_name": "", "email": f"{platform}@lanxibay.example"}
    await applies(newcomer, words, answers)
    await newcomer.sees(words(_("waiting to be taken up")))

    room = bureau.room("secretariat")
    await secretary.sees(name, within=30, channel=room)
    await secretary.presses(words(_("Claim")), on=name)
    await secretary.presses(words(_("Ask a question")), on=name)
    await secretary.fills({words(_("Your question")): "您何时开始担任校长？"})
    await secretary.submits()

    await newcomer.sees("您何时开始担任校长？", within=30)
    await newcomer.presses(words(_("Answer")))
    await newcomer.fills({words(_("Your answer")): f"自二〇一九年起，{name}。"})
    await newcomer.submits()

    await secretary.sees(f"自二〇一九年起，{name}。", within=30, channel=room)
    await approves(secretary, words, on=name)
    await newcomer.sees("您已成为会员，欢迎加入", within=30)
    await secretary.types(f"/member find query:{name}")
    await secretary.sees("兰汐湾国际学校")
    assert len([e for e in bureau.world.posted("您已成为会员") if name in str(e)]) == 1
    bureau.world.assert_lawful()


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_forty_han_characters_are_enough_and_fewer_are_not(bureau: Office, platform: str) -> None:
    words = Words(bureau.world.profile, "zh-Hans")
    newcomer = bureau.newcomer(platform, f"顾沐星{platform}", "zh-CN")
    answers = ANSWERS | {"legal_name": "顾沐星", "email": f"gu-{platform}@lanxibay.example", "innovation": "改革" * 19}
    with pytest.raises(NotTaken) as refused:
        await fills_the_form(newcomer, words, answers)
    said = words(_("A little more, please: at least {min} characters, or {han} in Chinese. This has {count}.",
                   min="80", han="40", count="38"))  # fmt: skip
    assert said in str(refused.value)
    await mends(newcomer, words, {"innovation": "改革" * 20})
    await newcomer.sees(words(_("Declarations")))
