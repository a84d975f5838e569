"""A time to come: once, at its time, as it is then, and after a stop of ours not unasked."""

import pytest

from tests.bot.features.announcements.conftest import Office


async def test_a_scheduled_one_goes_out_at_its_time_and_says_so(office: Office) -> None:
    ana = await office.member("Ana")
    await office.writes()
    await office.luo.presses("Schedule")
    await office.luo.fills({"when": "3 Mar 2027 14:00"})
    await office.luo.submits()
    echo = office.luo.messages()[-1]
    assert "Wed 3 Mar 2027, 14:00" in echo.text
    assert "It reaches 2 people: 1 by direct message; 1 in a channel." in echo.text
    await office.luo.presses("Schedule", on="Send “Lecture moved” (ANN-2027-001) then?")
    assert "State: scheduled" in echo.text
    await office.stage.passes(hours=44)
    assert office.inbox(ana) == []
    await office.stage.passes(hours=2)
    assert len(office.inbox(ana)) == 1
    assert "ANN-2027-001 has gone out to 2 people" in office.inbox(office.luo)[-1].text


async def test_a_moved_or_cancelled_time_is_the_only_one(office: Office) -> None:
    ana = await office.member("Ana")
    await office.writes()
    for day in ("3 Mar 2027 14:00", "5 Mar 2027 14:00"):
        await office.luo.types("/announce show ANN-2027-001")
        await office.schedules(day)
    await office.stage.passes(days=3)
    assert office.inbox(ana) == []
    await office.luo.types("/announce show ANN-2027-001")
    await office.luo.presses("Do not send it then")
    await office.stage.passes(days=3)
    assert office.inbox(ana) == []
    await office.luo.presses("Send now")
    assert len(office.inbox(ana)) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("28 Feb 2027 14:00", "passed"),
        ("soon", "as a day and a time"),
        ("31 Feb 2027 14:00", "28 Feb 2027"),
        ("", "fill this in"),
    ],
)
async def test_a_time_that_is_none_or_past_is_not_taken(office: Office, typed: str, said: str) -> None:
    await office.writes()
    await office.luo.presses("Schedule")
    await office.luo.fills({"when": typed})
    await office.luo.submits()
    assert said in office.luo.errors["when"]


async def test_words_that_change_before_their_time_go_out_as_they_are_then(office: Office) -> None:
    ana = await office.member("Ana")
    await office.writes()
    await office.schedules()
    await office.luo.types("/announce show ANN-2027-001")
    await office.luo.presses("Edit")
    await office.luo.fills({"Text in English": "To Room 9."})
    await office.luo.submits()
    assert "State: scheduled" in office.luo.messages()[-1].text
    await office.stage.passes(days=2)
    assert "To Room 9." in office.inbox(ana)[0].text


async def test_one_that_could_not_go_out_in_time_goes_out_late_and_says_so(office: Office) -> None:
    """INV-37."""
    ana = await office.member("Ana")
    await office.writes()
    await office.schedules()
    await office.stage.passes(days=2, hours=20)
    assert len(office.inbox(ana)) == 1
    told = office.inbox(office.luo)[-1].text
    assert "ANN-2027-001 has gone out to 2 people" in told
    assert "This comes late: it was due" in told


async def test_one_that_nobody_could_send_for_a_day_waits_for_somebodys_word(office: Office) -> None:
    """INV-37: a missed one runs late only if it is still useful, and only people know that of a text."""
    ana = await office.member("Ana")
    await office.writes()
    await office.schedules()
    await office.stage.passes(days=4)
    assert office.inbox(ana) == office.posts("slack") == []
    for told in (
        office.inbox(office.luo),
        office.posts("slack", "secretariat"),
        office.posts("discord", "secretariat"),
    ):
        assert "ANN-2027-001 was to go out" in told[-1].text
        assert "send it now if it still holds" in told[-1].text
    await office.luo.presses("Open it", on="was to go out")
    assert "State: being written" in office.luo.messages()[-1].text
    await office.schedules("9 Mar 2027 14:00")
    await office.stage.passes(days=9)
    assert len([m for m in office.inbox(office.luo) if "was to go out" in m.text]) == 2
    await office.luo.types("/announce show ANN-2027-001")
    await office.luo.presses("Send now")
    assert len(office.inbox(ana)) == 1
