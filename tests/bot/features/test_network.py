"""The network's own pages: counted from the register, in the reader's language."""

from bot.people import Role
from config.profiles import load
from storage.ledger import SqlLedger
from tests.support.stage import Stage


async def test_the_size_is_counted_not_claimed(stage: Stage) -> None:
    ana = await stage.person("Ana")
    await ana.types("/network about")
    ana.sees("Members: 0 members")
    await stage.enrol(ana)
    await ana.types("/network about")
    assert stage.profile.network.name("en") in ana.sees("Members: 1 member").text


async def test_about_in_chinese(stage: Stage) -> None:
    ana = await stage.person("Ana", language="zh-Hans")
    await ana.types("/network about")
    assert stage.profile.network.name("zh-Hans") in ana.messages()[-1].text


async def test_the_office_is_named_with_its_people(stage: Stage) -> None:
    ana = await stage.person("Ana")
    await ana.types("/network secretariat")
    ana.sees("People: not named yet")
    await stage.person("Luo Qing", roles=(Role.SECRETARIAT,), native_name="罗青")
    await ana.types("/network secretariat")
    ana.sees("People: Luo Qing 罗青")


async def test_a_network_without_a_chair_says_who_leads_it(stage: Stage) -> None:
    ana = await stage.person("Ana")
    await ana.types("/network chair")
    ana.sees("This network has no chair. The secretariat leads it.")


async def test_a_chair_that_rotates(stage: Stage) -> None:
    inei = load("inei")
    other = await Stage(stage.app.database, SqlLedger(stage.app.database, "inei"), inei, stage.clock).open()
    ana = await other.person("Ana", roles=(Role.CHAIR,))
    await other.person("Bo", roles=(Role.INCOMING_CHAIR,))
    await ana.types("/network chair")
    text = ana.messages()[-1].text
    assert "Chair: Ana" in text
    assert "Incoming chair: Bo" in text
    assert ("The chair passes on when" in text) is inei.modules.chair_rotation
