"""The own record: shown and changed."""

import pytest

from bot.features.profile.handlers import clock
from bot.features.profile.zones import EndTrips
from tests.support.stage import Stage


async def test_the_card_shows_the_record_and_leads_on(stage: Stage) -> None:
    ana = await stage.person("Gu Muxing", native_name="顾沐星", email="gu@tongying.example")
    await ana.types("/profile show")
    card = ana.sees("Name: Gu Muxing 顾沐星")
    for line in ("E-mail: gu@tongying.example", "Time zone: Asia/Shanghai (17:00)", "Members can see: your name only",
                 "Post: not given", "Accounts: Slack"):  # fmt: skip
        assert line in card.text
    assert {"Edit", "Notices", "Link an account", "My data", "Forget me"} <= set(card.buttons)
    assert not any(label.startswith("Unlink") for label in card.buttons)


async def test_editing_keeps_names_as_given(stage: Stage) -> None:
    ana = await stage.person("Ana")
    await ana.types("/profile show")
    await ana.presses("Edit")
    await ana.fills({"Name": "  ANA de la Cruz", "E-mail": "not an address"})
    await ana.submits()
    assert "does not look like an e-mail address" in ana.errors["email"]
    await ana.fills({"E-mail": "Ana＠School.example", "Fields you work in": "评估、 arts,arts"})
    await ana.submits()
    person = await stage.record(ana)
    assert (person.display_name, person.email) == ("ANA de la Cruz", "ana@school.example")
    assert person.fields_of_work == ("评估", "arts")


async def test_nobody_claims_the_address_of_another(stage: Stage) -> None:
    mallory = await stage.person("Mallory")
    await stage.person("Gu Muxing", "discord", email="gu@tongying.example")
    await mallory.types("/profile edit")
    await mallory.fills({"E-mail": "GU@tongying.example"})
    await mallory.submits()
    assert "cannot be entered here" in mallory.errors["email"]
    assert (await stage.record(mallory)).email == ""
    await mallory.fills({"E-mail": "mallory@tongying.example"})
    await mallory.submits()
    await mallory.types("/profile edit")
    await mallory.fills({"Name": "Mal"})
    await mallory.submits()
    record = await stage.record(mallory)
    assert (record.display_name, record.email) == ("Mal", "mallory@tongying.example")


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("Shanghai", "Asia/Shanghai"), ("europe/london", "Europe/London"), ("São Paulo", "America/Sao_Paulo"),
     ("kathmandu", "Asia/Kathmandu")],
)  # fmt: skip
async def test_a_zone_is_found_by_its_city(stage: Stage, typed: str, zone: str) -> None:
    ana = await stage.person("Ana", zone="UTC")
    await ana.types(f'/profile zone "{typed}"')
    assert (await stage.record(ana)).zone == zone


async def test_a_trip_has_a_last_day_and_home_is_back_after_it(stage: Stage) -> None:
    ana = await stage.person("Ana")
    await ana.types('/profile zone zone:Toronto until:"5 Mar 2027"')
    ana.sees("Saved: America/Toronto until Fri 5 Mar 2027, then Asia/Shanghai again. Your clock shows 04:00 now.")
    await ana.types("/profile show")
    ana.sees("Time zone: America/Toronto (04:00) until Fri 5 Mar 2027, then Asia/Shanghai")
    await ana.types("/profile zone zone:London until:2027-03-03")
    ana.sees("until Wed 3 Mar 2027, then Asia/Shanghai again")
    for hours, zone in ((62, "Europe/London"), (2, "Asia/Shanghai")):  # 23:00 on the last day in London, and 01:00
        await stage.passes(hours=hours)
        async with stage.work() as ctx:
            ctx.later(EndTrips())
        await stage.settles()
        assert (await stage.record(ana)).zone == zone
    await ana.types("/profile show")
    assert "until" not in ana.messages()[-1].text


async def test_coming_home_early_ends_the_trip(stage: Stage) -> None:
    ana = await stage.person("Ana")
    await ana.types("/profile zone")
    await ana.fills({"City or zone": "Kathmandu", "For a trip: the last day": "03/04/27"})
    await ana.submits()
    assert "can be 3 Apr 2027 or 4 Mar 2027" in ana.errors["until"]
    await ana.fills({"For a trip: the last day": "1 Feb 2027"})
    await ana.submits()
    assert "is past" in ana.errors["until"]
    await ana.fills({"For a trip: the last day": "3 Apr 2027"})
    await ana.submits()
    ana.sees("Saved: Asia/Kathmandu until Sat 3 Apr 2027")
    await ana.types("/profile zone Shanghai")
    await ana.types("/profile show")
    ana.sees("Time zone: Asia/Shanghai (17:00)\n")
    await stage.passes(days=40)
    assert (await stage.record(ana)).zone == "Asia/Shanghai"


async def test_several_zones_are_offered_with_their_clocks(stage: Stage) -> None:
    ana = await stage.person("Ana", zone="UTC")
    await ana.types("/profile zone Indiana")
    ana.sees("Which one do you mean?")
    (menu,) = ana.messages()[-1].menus.values()
    label = next(label for label in menu.options if "Indianapolis" in label)
    assert label.endswith("(04:00)")
    await ana.picks(label)
    assert (await stage.record(ana)).zone == "America/Indiana/Indianapolis"


async def test_a_part_of_one_name_is_asked_back_and_not_taken(stage: Stage) -> None:
    ana = await stage.person("Ana", zone="Europe/London")
    await ana.types("/profile zone Cambridge")
    assert (await stage.record(ana)).zone == "Europe/London"
    ana.sees("Which one do you mean?")
    (menu,) = ana.messages()[-1].menus.values()
    assert [label.partition(" ")[0] for label in menu.options] == ["America/Cambridge_Bay"]
    await ana.types("/profile zone CST")
    ana.sees("does not follow the clocks of a place")


async def test_an_unknown_zone_says_what_to_write(stage: Stage) -> None:
    ana = await stage.person("Ana")
    await ana.types("/profile zone Atlantis")
    ana.sees("I know no such place. Please write a large city near it")
    await ana.types("/profile zone")
    await ana.fills({"City or zone": "Atlantis"})
    await ana.submits()
    assert "I know no such place" in ana.errors["zone"]


async def test_the_language_changes_at_once(stage: Stage) -> None:
    ana = await stage.person("Ana")
    await ana.types("/profile language 中文")
    assert (await stage.record(ana)).language == "zh-Hans"
    assert ana._reader.language == "zh-Hans"
    await ana.types("/profile language English")
    ana.sees("From now on I speak English with you.")


async def test_a_language_nobody_speaks_is_answered_with_those_that_are(stage: Stage) -> None:
    ana = await stage.person("Ana")
    await ana.types("/profile language klingon")
    ana.sees("I do not speak that language yet. I speak: English, 简体中文.")
    assert (await stage.record(ana)).language == "en"


async def test_notices_and_quiet_hours(stage: Stage) -> None:
    ana = await stage.person("Ana")
    await ana.types("/profile notices")
    await ana.fills({"Reach me first by": "Discord", "News": "only what I must answer", "Quiet from": "late"})
    await ana.submits()
    assert ana.errors == {"quiet_from": "Please write a time such as 22:00."}
    await ana.fills({"Quiet from": "21：30"})
    await ana.submits()
    person = await stage.record(ana)
    assert (person.routes[0], person.digest, person.quiet) == ("discord", "duties_only", ("21:30", "07:30"))
    assert "channel" not in person.routes


async def test_nothing_is_offered_that_is_not_done(stage: Stage) -> None:
    ana = await stage.person("Ana")
    await ana.types("/profile notices")
    assert ana.form is not None
    (news,) = [field for field in ana.form.fields if field.key == "digest"]
    assert [ana._reader.plain(option.label) for option in news.options] == [
        "everything as it happens",
        "only what I must answer",
    ]
    assert news.value == "all"
    await ana.submits()
    assert (await stage.record(ana)).digest == "all"


async def test_being_mentioned_in_a_channel_takes_consent_which_can_be_taken_back(stage: Stage) -> None:
    ana = await stage.person("Ana")
    for chosen, agreed in (("mention me in a channel", True), ("do not mention me", False)):
        await ana.types("/profile notices")
        await ana.fills({"If nothing reaches me": chosen})
        await ana.submits()
        ana.sees("Notices by")
        assert ("channel" in (await stage.record(ana)).routes) == agreed


@pytest.mark.parametrize(
    ("typed", "time"),
    [("7:30", "07:30"), ("２２：００", "22:00"), ("23.59", "23:59"), ("24:00", None), ("7", None), ("07:60", None)],
)
def test_times_of_day(typed: str, time: str | None) -> None:
    assert clock(typed) == time


async def test_each_field_is_opened_by_itself(stage: Stage) -> None:
    ana = await stage.person("Ana")
    await ana.types("/profile show")
    await ana.picks("e-mail", "country")
    visible = (await stage.record(ana)).visibility
    assert {key for key, who in visible.items() if who == "members"} == {"email", "country"}
    ana.sees("Members can see: e-mail, country")


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("上海", "Asia/Shanghai"),
        ("北京时间", "Asia/Shanghai"),
        ("多伦多", "America/Toronto"),
        ("london", "Europe/London"),
    ],
)
async def test_a_city_is_understood_in_either_language(stage: Stage, typed: str, zone: str) -> None:
    ana = await stage.person("Ana")
    await ana.types(f"/profile zone zone:{typed}")
    assert (await stage.record(ana)).zone == zone
