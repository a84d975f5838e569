"""The own data: handed over, consented to, forgotten."""

import json
from datetime import timedelta

from bot.features.register import api as register
from bot.people import People, Role
from bot.ports import Audit, Notes
from tests.support.stage import Stage


async def test_the_file_holds_everything(stage: Stage) -> None:
    ana = await stage.person("Gu Muxing", native_name="顾沐星", email="gu@tongying.example")
    await stage.enrol(ana)
    await ana.types("/profile data")
    (file,) = ana.sees("Everything the network keeps about you").files
    data = json.loads(file.content)
    assert (file.name, file.media_type) == ("my-data.json", "application/json")
    assert data["person"]["native_name"] == "顾沐星"
    assert [account["platform"] for account in data["accounts"]] == ["slack"]
    assert [role["role"] for role in data["roles"]] == ["member"]
    assert {"register", "applications", "audit", "network", "made_at"} <= data.keys()
    assert "personal" in json.dumps(data["register"])
    assert "顾沐星" in file.content.decode(), "readable, not escaped"


async def test_a_consent_is_taken_back_by_itself(stage: Stage) -> None:
    ana = await stage.person("Ana")
    optional = next(c for c in stage.profile.consents if c.required is not True)
    required = next(c for c in stage.profile.consents if c.required is True)
    async with stage.work() as ctx:
        person = (await stage.record(ana)).id
        given = tuple(register.ConsentGiven(c.key, "hash", "en", ctx.now, "slack") for c in (optional, required))
        await register.record_consents(ctx, person, given)
    await ana.types("/profile show")
    await ana.presses("My consents")
    shown = ana.sees("My consents")
    withdrawals = [label for label in shown.buttons if label.startswith("Withdraw")]
    assert withdrawals == ["Withdraw"], "what the membership needs ends with the membership"
    await ana.presses("Withdraw")
    async with stage.work() as ctx:
        running = [c.purpose for c in await register.consents_of(ctx, person) if c.withdrawn_at is None]
    assert running == [required.key]


async def test_a_consent_left_open_can_be_given_later(stage: Stage) -> None:
    ana = await stage.person("Ana", "discord", language="zh-Hans")
    await ana.types("/profile language English")
    await stage.enrol(ana)
    await ana.types("/profile show")
    ana.sees("You are not in the directory: you have not agreed to it.")
    ana.sees("Members can see: nothing yet; once you are in the directory: your name only")
    await ana.presses("My consents")
    words = stage.profile.declarations["directory_listing"]
    assert words.text.in_("en") in ana.sees("Left open").text
    await ana.presses("I agree")
    ana.sees("Left open")
    await ana.presses("I agree")
    assert "Left open" not in ana.messages()[-1].text
    async with stage.work() as ctx:
        given = await register.consents_of(ctx, (await stage.record(ana)).id)
    kept = {consent.purpose: consent for consent in given}["directory_listing"]
    assert (kept.text_version, kept.language) == (str(words.version), "en")
    assert kept.route == "discord"
    await ana.types("/profile show")
    assert "not in the directory" not in ana.messages()[-1].text
    assert "Members can see: your name only" in ana.messages()[-1].text


async def test_nobody_gives_a_consent_that_is_not_asked(stage: Stage) -> None:
    from bot.features.profile.views import GiveConsent
    from bot.interactions import Place, Press

    ana = await stage.person("Ana")
    for purpose in ("recording", "process_application", "nonsense"):
        await stage.app.handle(Press(ana.account, Place("slack", "T1", "welcome"), GiveConsent(purpose).pack()))
    async with stage.work() as ctx:
        assert await register.consents_of(ctx, (await stage.record(ana)).id) == ()


async def test_the_last_administrator_names_another_one_before_leaving(stage: Stage) -> None:
    root = await stage.person("Root", roles=(Role.ADMIN,))
    await root.types("/profile forget")
    root.sees("You are the last administrator. Name another one first, with /admin grant.")
    second = await stage.person("Second", roles=(Role.ADMIN,))
    await root.types("/profile forget")
    await root.fills({"Type your name to confirm": "Root"})
    await second.types("/profile forget")
    await second.fills({"Type your name to confirm": "Second"})
    await root.submits()
    root.sees("Done. Your data are deleted")
    await second.submits()
    second.sees("You are the last administrator.")
    assert (await stage.me(second)).has(Role.ADMIN), "the form was open while the other one left"


async def test_forgetting_asks_for_the_name_and_leaves_nothing(stage: Stage) -> None:
    ana = await stage.person("Gu Muxing", native_name="顾沐星", email="gu@tongying.example")
    luo = await stage.person("Luo", roles=(Role.SECRETARIAT,))
    me = await stage.enrol(ana)
    assert "role-member" in stage.platforms["slack"].roles[ana.account.user]
    await ana.types("/profile forget")
    async with stage.work() as ctx:
        await ctx.repository(Notes).keep({"own": "Remove Gu Muxing?"}, ctx.now + timedelta(days=90))
    await ana.fills({"Type your name to confirm": "Somebody else"})
    await ana.submits()
    assert "Please type your name exactly: Gu Muxing" in ana.errors["name"]
    await ana.fills({"Type your name to confirm": "gu  muxing"})
    await ana.submits()
    ana.sees("Done. Your data are deleted")
    assert "role-member" not in stage.platforms["slack"].roles[ana.account.user]
    luo.sees("A person asked to be forgotten; the record is now")
    async with stage.work() as ctx:
        kept = await ctx.repository(People).me(me.id, ctx.now)
        assert await ctx.repository(People).recognise(ana.account, ctx.now) is None
        assert await ctx.repository(People).by_email("gu@tongying.example") is None
        trail = await ctx.repository(Audit).about(me.id)
        assert await ctx.repository(Notes).recall("own") is None
    assert (kept.person.status, kept.person.email, kept.grants, kept.accounts) == ("erased", "", (), ())
    assert not any(name in repr((kept, trail)) for name in ("Gu Muxing", "顾沐星", "tongying"))
