"""From the first word to every reader: composed, looked at, sent once to each, by the way each wants."""

import asyncio

import pytest

from adapters.scheduler import Beat
from bot import dispatcher
from bot.features.announcements import reach
from bot.features.announcements.repository import Announcements
from bot.people import People, Role
from tests.bot.features.announcements.conftest import ENGLISH, Office


async def test_an_announcement_reaches_channels_and_people_each_in_their_language(office: Office) -> None:
    ana = await office.member("Ana")
    wei = await office.member("Wei", "discord", language="zh-Hans")
    card = await office.writes()
    assert "ANN-2027-001 · Lecture moved" in card.text
    assert "State: being written" in card.text
    assert "For: everybody in the network" in card.text
    assert "Will reach: 3 people: 2 by direct message; 1 in a channel" in card.text
    await office.luo.presses("Send now")
    office.luo.sees("ANN-2027-001 is on its way to 3 people")
    for platform in ("slack", "discord"):
        (post,) = office.posts(platform)
        assert post.text.startswith("Lecture moved\nThe lecture moves to Room 4.\nSee you there.\n---\n讲座改期")
    (hers,) = office.inbox(ana)
    (his,) = office.inbox(wei)
    assert hers.text.startswith("Lecture moved")
    assert his.text.startswith("讲座改期\n讲座改在四号教室。\n---\nLecture moved")
    assert "I have read this" in hers.buttons
    await office.stage.passes(hours=2)
    assert len(office.inbox(ana)) == len(office.posts("slack")) == 1


async def test_a_missing_translation_is_said_to_whom_it_would_be_for(office: Office) -> None:
    wei = await office.member("Wei", language="zh-Hans")
    card = await office.writes(words=ENGLISH)
    assert "Translation pending: Chinese" in card.text
    assert "The text in Chinese is missing." in card.confirms["Send now"]
    await office.luo.presses("Send now")
    (his,) = office.inbox(wei)
    assert his.text.startswith("中文：译文待补\n---\nLecture moved")


async def test_the_question_before_sending_says_whom_it_reaches_and_where(office: Office) -> None:
    for name in ("Ana", "Ben"):
        await office.member(name)
    await office.writes()
    await office.goes(channels=["announcements"], ways=["direct", "mention"])
    asked = office.luo.messages()[-1].confirms["Send now"]
    assert "It reaches 3 people: 2 by direct message; 1 in a channel." in asked
    assert "It is posted in #announcements-公告." in asked
    assert "There it rings at everybody who holds the member role." in asked


async def test_the_members_are_rung_only_where_that_was_chosen(office: Office) -> None:
    await office.writes()
    await office.goes(channels=["announcements"], ways=["direct"])
    await office.luo.presses("Send now")
    await office.writes()
    await office.goes(channels=["announcements"], ways=["direct", "mention"])
    await office.luo.presses("Send now")
    quiet, loud = office.posts("slack")
    assert not quiet.text.startswith("Members")
    assert loud.text.startswith("Members\n")


async def test_nobody_is_written_to_in_chat_who_did_not_ask_for_it(office: Office) -> None:
    await office.stage.post_office()
    reader = await office.member("Reads the channel", digest="weekly")
    duties = await office.member("Duties only", digest="duties_only")
    chose = await office.member("Chose Discord", "discord", digest="weekly", routes=("discord",))
    letter = await office.member("Likes mail", digest="all", routes=("email",), email="mail@school.example")
    await office.writes()
    assert "5 people: 1 by direct message; 3 in a channel; 1 by mail" in office.luo.messages()[-1].text
    await office.luo.presses("Send now")
    assert [office.inbox(seat) for seat in (reader, duties, letter)] == [[], [], []]
    assert len(office.inbox(chose)) == 1
    (mail,) = office.stage.platforms["email"].messages
    assert mail.channel == "mail@school.example"


async def test_without_a_channel_who_asked_for_nothing_gets_it_by_mail_or_by_hand(office: Office) -> None:
    mail = await office.stage.post_office()
    reader = await office.member("Has mail", digest="weekly", email="reader@school.example")
    await office.member("Has none", digest="weekly")
    await office.writes()
    await office.goes(channels=[], ways=["direct"])
    assert "3 people: 1 by mail; 2 by hand of the secretariat" in office.luo.messages()[-1].text
    await office.luo.presses("Send now")
    assert office.inbox(reader) == []
    assert [m.channel for m in mail.messages] == ["reader@school.example"]
    (asked,) = [m for m in office.posts("slack", "secretariat") if "pass this on" in m.text]
    assert "ANN-2027-001 reaches 2 people neither in chat nor by mail:" in asked.text
    assert "- Has none" in asked.text


async def test_the_audience_is_everybody_narrowed_down(office: Office) -> None:
    await office.enrols("Ana", "Tingchao School")
    await office.enrols("Ben", "Ålund University", "DK")
    await office.member("Cen", country="CN", language="zh-Hans", fields_of_work=("Assessment",))
    await office.writes()
    for narrowed, people in (
        ({"institutions": "tingchao school"}, 1),
        ({"institutions": "Tingchao School, Ålund University"}, 2),
        ({"institutions": "", "countries": "China"}, 1),
        ({"countries": "", "languages": ["zh-Hans"]}, 1),
        ({"languages": [], "fields": "assessment, robots"}, 1),
        ({"fields": "", "roles": ["secretariat"]}, 1),
        ({"roles": ["secretariat", "member"]}, 4),
        ({"roles": []}, 4),
    ):
        await office.aims(**narrowed)
        assert f"Will reach: {people} pe" in office.luo.messages()[-1].text, narrowed


async def test_what_is_not_known_is_said_in_the_form(office: Office) -> None:
    await office.writes()
    await office.aims(institutions="Atlantis College", countries="Chinna")
    assert "I know no institution “Atlantis College”." in office.luo.errors["institutions"]
    assert "China" in office.luo.errors["countries"]
    await office.goes(event="EVT-2027-404")
    assert office.luo.errors["event"] == "There is no event EVT-2027-404."


async def test_whom_it_reaches_is_decided_when_it_is_sent(office: Office) -> None:
    await office.member("Ana")
    await office.writes()
    ben = await office.member("Ben")
    await office.luo.presses("Send now")
    assert "It would reach 3 people now." in office.luo.messages()[-1].text
    assert office.inbox(ben) == []
    await office.luo.presses("Send now")
    assert len(office.inbox(ben)) == 1


async def test_many_are_told_a_few_at_a_time_and_each_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "AT_ONCE", 2)
    seats = [await office.member(f"Reader {number}") for number in range(5)]
    quiet = await office.member("Duties only", digest="duties_only")
    await office.writes()
    await office.goes(channels=[], ways=["direct"])
    asked = office.luo.messages()[-1].confirms["Send now"]
    assert "It reaches 7 people: 5 by direct message; 1 by hand of the secretariat; 1 not at all" in asked
    await office.luo.presses("Send now")
    assert [len(office.inbox(seat)) for seat in (*seats, quiet)] == [1] * 5 + [0]
    assert len([m for m in office.posts("slack", "secretariat") if "pass this on" in m.text]) == 1
    await office.luo.types("/announce show ANN-2027-001")
    assert "State: sent" in office.luo.messages()[-1].text
    assert "Reaches: 7 people: 5 by direct message" in office.luo.messages()[-1].text


async def test_the_participants_of_an_event_are_told_a_few_at_a_time_too(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "AT_ONCE", 2)
    seats = [await office.member(f"Comes {number}") for number in range(4)]
    stays = await office.member("Stays")
    ref = await office.event(office.luo, *seats, staying=stays)
    await office.writes()
    await office.goes(channels=[], ways=["direct"], event=ref)
    assert "Will reach: 4 people: 4 by direct message" in office.luo.messages()[-1].text
    await office.luo.presses("Send now")
    assert [len(office.inbox(seat)) for seat in (*seats, stays)] == [1, 1, 1, 1, 0]


async def test_what_is_taken_back_in_the_middle_of_sending_reaches_nobody_further(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "AT_ONCE", 1)
    monkeypatch.setattr(dispatcher, "JOBS_AT_ONCE", 1)
    seats = [await office.member(f"Reader {number}") for number in range(4)]
    await office.writes()
    await office.goes(channels=[], ways=["direct"])
    office.stage.settling = False
    await office.luo.presses("Send now")
    while not any(office.inbox(seat) for seat in seats):
        await office.stage.dispatcher.step()
        await asyncio.sleep(0)
    await office.luo.types("/announce show ANN-2027-001")
    assert "State: being sent" in office.luo.messages()[-1].text
    await office.luo.presses("Retract")
    await office.stage.settles()
    texts = [[message.text for message in office.inbox(seat)] for seat in seats]
    assert 0 < sum(map(len, texts)) < len(seats)
    assert all("was retracted" in text for each in texts for text in each)


async def test_words_that_changed_meanwhile_are_not_sent_by_accident(office: Office) -> None:
    await office.member("Ana")
    await office.writes()
    other = await office.stage.person("Shi", roles=(Role.SECRETARIAT,))
    await other.types("/announce show ANN-2027-001")
    await office.aims(roles=["member"])
    await other.presses("Send now")
    assert "It was changed meanwhile" in other.messages()[-1].text
    assert office.posts("slack") == []


async def test_a_person_on_two_platforms_is_told_once(office: Office) -> None:
    ana = await office.member("Ana")
    there = await office.stage.link(ana, "discord")
    await office.writes()
    await office.luo.presses("Send now")
    assert len(office.inbox(ana)) + len(office.inbox(there)) == 1


async def test_half_a_language_is_not_taken(office: Office) -> None:
    await office.luo.types("/announce new")
    await office.luo.fills({"Subject in English": "Only a subject"})
    await office.luo.submits()
    assert office.luo.errors == {"text_en": "The text is missing. Leave both empty to translate later."}
    await office.luo.fills({"Subject in English": ""})
    await office.luo.submits()
    assert "Write it in one language at least" in next(iter(office.luo.errors.values()))


async def test_what_was_begun_is_found_again_on_the_other_platform(office: Office) -> None:
    there = await office.stage.link(office.luo, "discord")
    await office.luo.types("/announce new")
    await office.luo.fills({"Subject in English": "Half"})
    await office.luo.submits()
    await there.types("/announce new")
    assert there.form is not None
    assert {field.key: field.value for field in there.form.fields}["subject_en"] == "Half"
    await there.fills(ENGLISH)
    await there.submits()
    await office.luo.types("/announce list")
    await office.luo.picks("ANN-2027-001 Lecture moved")
    assert "State: being written" in office.luo.messages()[-1].text


async def test_a_channel_that_went_is_told_to_the_office_and_the_others_go_on(office: Office) -> None:
    await office.loses("announcements")
    await office.writes()
    await office.goes(channels=["announcements", "forum"])
    await office.luo.presses("Send now")
    (told,) = [m.text for m in office.posts("slack", "secretariat") if "could not be posted" in m.text]
    assert "On Slack the channel #announcements-公告 is gone" in told
    assert [len(office.posts("slack", key)) for key in ("announcements", "forum")] == [0, 1]
    assert [len(office.posts("discord", key)) for key in ("announcements", "forum")] == [1, 1]


async def test_nothing_goes_nowhere(office: Office) -> None:
    await office.writes()
    await office.goes(channels=[], ways=[])
    await office.luo.presses("Send now")
    assert "It would reach nobody." in office.luo.messages()[-1].text


@pytest.mark.parametrize("role", [Role.MEMBER, Role.REPRESENTATIVE, Role.REVIEWER, Role.MODERATOR, Role.ADMIN, None])
async def test_others_announce_nothing(office: Office, role: Role | None) -> None:
    ana = await office.stage.person("Ana", roles=(role,) if role else ())
    for line in ("/announce new", "/announce list", "/announce show ANN-2027-001"):
        await ana.types(line)
        assert ana.form is None
        assert "Your role does not permit this" in ana.messages()[-1].text
    await ana.types("/convenor")
    assert "New announcement" not in ana.messages()[-1].buttons


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.CHAIR])
async def test_the_office_and_the_chair_announce(office: Office, role: Role) -> None:
    ana = await office.stage.person("Ana", roles=(role,))
    await ana.types("/convenor")
    await ana.presses("New announcement")
    await ana.fills(ENGLISH)
    await ana.submits()
    assert "Send now" in ana.messages()[-1].buttons


async def test_an_organiser_reaches_nobody_but_the_participants_of_the_own_event(office: Office) -> None:
    org = await office.stage.person("Org", roles=(Role.ORGANISER,))
    comes = await office.member("Comes", digest="duties_only")
    stays = await office.member("Stays")
    guest = await office.stage.person("Guest", "discord")
    own = await office.event(org, comes, guest, staying=stays)
    others = await office.event(office.luo, stays)
    await office.writes(by=org)
    await org.presses("Send now")
    assert "You announce to the participants of your own events." in org.messages()[-1].text
    await office.goes(by=org, event=others)
    assert "You announce to the participants of your own events." in org.errors["event"]
    await org.fills({"event": own})
    await org.submits()
    card = org.messages()[-1]
    assert f"For: Participants of: {own}" in card.text
    assert "Will reach: 2 people: 2 by direct message" in card.text
    await org.presses("Send now")
    assert [len(office.inbox(seat)) for seat in (comes, guest, stays)] == [1, 1, 0]
    assert office.posts("slack") == []


async def test_organisers_see_only_what_they_wrote(office: Office) -> None:
    org = await office.stage.person("Org", roles=(Role.ORGANISER,))
    await office.writes(by=org)
    await office.writes()
    await org.types("/announce show ANN-2027-002")
    assert "There is no such announcement, or it is not yours." in org.messages()[-1].text
    await org.types("/announce list")
    assert "1 announcement" in org.messages()[-1].text
    assert await org.completes("announcement", "2027") == ["ANN-2027-001 Lecture moved"]
    assert len(await office.luo.completes("announcement", "2027")) == 2


async def test_a_scheduled_one_goes_to_who_takes_part_then(office: Office) -> None:
    comes = await office.member("Comes")
    ref = await office.event(office.luo, comes)
    await office.writes()
    await office.goes(channels=[], ways=["direct"], event=ref)
    await office.schedules()
    await office.stage.passes(days=2)
    assert len(office.inbox(comes)) == 1


async def test_a_schedule_outlives_an_archive_which_holds_no_work(office: Office) -> None:
    """Annoyance 18."""
    ana = await office.member("Ana")
    await office.writes()
    await office.schedules()
    async with office.stage.work() as ctx:
        await ctx.withdraw("announcements.send:")
    beat = Beat(office.stage.app, office.stage.dispatcher.ring)
    for _hour in range(2):
        await beat.tick()
        await office.stage.passes(hours=1)
    assert office.inbox(ana) == []
    await office.stage.passes(days=2)
    assert len(office.inbox(ana)) == 1


async def test_lists_go_on_after_ten(office: Office) -> None:
    for _number in range(12):
        await office.writes()
    await office.luo.types("/announce list")
    page = office.luo.messages()[-1]
    assert "1 to 10 of 12." in page.text
    await office.luo.presses("Next page")
    assert "11 to 12 of 12." in page.text
    assert "Next page" not in page.buttons
    await office.luo.types("/announce show ANN-2027-099")
    assert "There is no announcement ANN-2027-099." in office.luo.messages()[-1].text


async def test_what_somebody_got_and_read_is_in_the_own_data_and_goes_when_forgotten(office: Office) -> None:
    ana = await office.member("Ana")
    await office.writes()
    await office.luo.presses("Send now")
    await ana.presses("I have read this")
    person = (await office.stage.record(ana)).id
    async with office.stage.work() as ctx:
        about = await ctx.repository(Announcements).of_person(person)
        assert [len(about[key]) for key in ("wrote", "received", "read")] == [0, 1, 1]
        await ctx.repository(People).get(person)
    await ana.types("/profile forget")
    await ana.fills({"name": "Ana"})
    await ana.submits()
    async with office.stage.work() as ctx:
        about = await ctx.repository(Announcements).of_person(person)
        assert [len(about[key]) for key in ("wrote", "received", "read")] == [0, 0, 0]


async def test_who_only_looks_waits_for_nobody_who_writes(office: Office) -> None:
    await office.writes()
    await office.luo.presses("Send now")
    office.stage.settling = False
    async with office.stage.work():
        await office.luo.presses("Open it")
        assert "State: sent" in office.luo.messages()[-1].text
