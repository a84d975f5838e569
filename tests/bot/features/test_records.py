"""The audit trail as people read it."""

from bot.people import Role
from tests.bot.features.applications.walking import applies
from tests.support.stage import Stage


async def test_the_trail_of_an_application_is_found_by_its_reference(stage: Stage) -> None:
    await applies(await stage.person("cen"))
    luo = await stage.person("Luo Weilan", roles=(Role.SECRETARIAT,))
    await luo.types("/admin audit app-2027-001")
    assert "applications.submitted" in luo.sees("Audit trail").text


async def test_a_member_reads_the_own_lines_only(stage: Stage) -> None:
    await applies(await stage.person("cen"))
    other = await stage.person("Other")
    await stage.enrol(other)
    await other.types("/admin audit APP-2027-001")
    assert not any("applications.submitted" in message.text for message in other.messages())
