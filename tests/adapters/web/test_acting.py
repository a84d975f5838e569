"""Who has no chat acts on a notice in a browser: over real sockets, without any script."""

import re
from datetime import timedelta

import aiohttp
import pytest

from adapters.sealing import LinkSeals
from adapters.web.limits import BODY, BURST
from bot.links import ACT_LIVES, Link
from bot.outbox import NewDelivery, Outbox
from bot.people import People
from bot.ports import Audit
from bot.reaching import Notify
from bot.together import Together
from tests.adapters.web import trial
from tests.adapters.web.rig import KEY, SHEN, WANG, Room
from tests.support.visitor import Visitor


async def test_the_page_shows_the_notice_and_for_whom_it_is(room: Room, shen: Visitor) -> None:
    await shen.opens(room.act())
    assert shen.status == 200
    assert "For Shen Keyi 沈可漪. Not you? Close this page." in shen.text
    assert "Quarterly meeting" in shen.text
    assert shen.buttons == ["Yes", "No", "Cancel", "Fill in", "Paper", "Quiet", "Late", "Guest", "Choose"]
    assert shen.links["Map"] == "https://maps.example/?a=1&b=2"


async def test_what_people_wrote_is_text_and_nothing_else(room: Room, shen: Visitor) -> None:
    await shen.opens(room.act())
    assert "<script>" not in shen.html
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; 欢迎" in shen.html


async def test_the_page_is_nobody_elses_business(room: Room, shen: Visitor) -> None:
    await shen.opens(room.act())
    policy = shen.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert shen.headers["Cache-Control"] == "no-store"
    assert shen.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in shen.headers["X-Robots-Tag"]
    assert not re.search(r"""(src|href|action)=["'](?!https://maps\.example|data:|"|')""", shen.html)
    assert "style=" not in shen.html


async def test_looking_changes_nothing_however_often(room: Room, shen: Visitor) -> None:
    for _visit in range(5):
        await shen.opens(room.act(action=trial.Answer("yes").pack()))
    assert trial.memory.answers == {}


async def test_an_answer_is_given_by_a_press(room: Room, shen: Visitor) -> None:
    await shen.opens(room.act())
    await shen.presses("Yes")
    assert trial.memory.answers == {SHEN.id: "yes"}
    assert "Your answer: yes" in shen.text
    await shen.presses("No")
    assert trial.memory.answers == {SHEN.id: "no"}
    await shen.follows("See how it stands now")
    assert "Your answer: no" in shen.text


async def test_the_answer_chosen_in_the_mail_comes_first_to_be_confirmed(room: Room, shen: Visitor) -> None:
    await shen.opens(room.act(action=trial.Answer("yes").pack()))
    assert shen.buttons[:2] == ["Press to confirm: Yes", "No"], "the same is not there twice"
    assert "It counts once you press here." in shen.text
    await shen.presses("Press to confirm: Yes")
    assert trial.memory.answers == {SHEN.id: "yes"}


async def test_before_a_form_nothing_is_said_to_count(room: Room, shen: Visitor) -> None:
    await shen.opens(room.act(action=trial.Fill().pack()))
    assert "Next: a short form." in shen.text
    assert "once you press" not in shen.text
    assert shen.buttons.count("Fill in") == 1
    await shen.presses("Fill in")
    assert trial.memory.answers == {}
    assert shen.form("Continue")


async def test_an_answer_that_is_no_longer_offered_is_not_put_first(room: Room, shen: Visitor) -> None:
    await shen.opens(room.act(action="trial.gone:1"))
    assert shen.buttons[0] == "Yes"
    assert "can no longer be given" in shen.text


async def test_what_is_dangerous_is_asked_first(room: Room, shen: Visitor) -> None:
    await shen.opens(room.act())
    await shen.presses("Cancel")
    assert trial.memory.answers == {}
    assert "It reaches 212 people." in shen.text
    assert shen.links["Keep it"] == ""
    await shen.presses("Yes, drop it")
    assert trial.memory.answers == {SHEN.id: "dropped"}
    assert "It was dropped." in shen.text


async def test_what_is_dangerous_and_chosen_in_the_mail_is_asked_once(room: Room, shen: Visitor) -> None:
    await shen.opens(room.act(action=trial.Drop().pack()))
    assert shen.buttons[0] == "Yes, drop it"
    assert "It reaches 212 people." in shen.text
    await shen.presses("Yes, drop it")
    assert trial.memory.answers == {SHEN.id: "dropped"}


async def test_a_menu_is_ticked(room: Room, shen: Visitor) -> None:
    await shen.opens(room.act())
    await shen.presses("Choose", picked=["Window", "Aisle – near the door"])
    assert "Picked w, a" in shen.text
    await shen.follows("See how it stands now")
    form = shen.form("Choose")
    form.sent += [("choice", "throne"), ("choice", "w"), ("choice", "a"), ("choice", "w")]
    await shen.sends(form)
    assert "Picked w, a" in shen.text, "what was not offered is not picked"


async def test_a_form_loses_nothing_and_says_beside_the_field_what_is_wrong(room: Room, shen: Visitor) -> None:
    await shen.opens(room.act())
    await shen.presses("Fill in")
    assert "About your trip" in shen.text
    assert shen.form("Continue").values["f.name"] == "Shen Keyi"
    await shen.fills({"Why": "short <b>", "Kind": "Kind 3", "Day 2": "", "Year": "soon"}, "Continue")
    assert shen.status == 422
    form = shen.form("Continue")
    assert form.values == {"f.name": "Shen Keyi", "f.why": "short <b>", "f.kind": "k3", "f.year": "soon"}
    assert ("f.days", "d2") in form.sent
    assert shen.html.count('aria-invalid="true"') == 2
    assert re.search(r'id="year-wrong">Please write a year', shen.html)
    await shen.fills({"Why": "Because we teach well", "Year": "２０１９"}, "Continue")
    assert shen.status == 200
    assert "Thank you, Shen Keyi" in shen.text
    assert "'days': ('d2',)" in trial.memory.answers[SHEN.id]
    assert "'year': '2019'" in trial.memory.answers[SHEN.id]


async def test_a_refused_form_stays_open(room: Room, shen: Visitor) -> None:
    await shen.opens(room.act())
    await shen.presses("Fill in")
    typed = {"Name": "Nobody", "Why": "Because we teach well", "Kind": "Kind 3", "Year": "2019"}
    await shen.fills(typed, "Continue")
    assert "Nobody cannot come." in shen.text
    assert "It is late." in shen.text
    assert shen.form("Continue").values["f.why"] == "Because we teach well"


async def test_a_file_is_in_the_page(room: Room, shen: Visitor) -> None:
    await shen.opens(room.act())
    await shen.presses("Paper")
    assert shen.links["名单.csv"] == "data:text/csv;base64,YSxi"


async def test_a_refusal_and_silence_are_said(room: Room, shen: Visitor) -> None:
    await shen.opens(room.act())
    await shen.presses("Late")
    assert (shen.status, "The answers are closed." in shen.text) == (409, True)
    await shen.follows("See how it stands now")
    await shen.presses("Quiet")
    assert "Done." in shen.text


async def test_what_is_settled_is_said_kindly(room: Room, shen: Visitor) -> None:
    trial.memory.over = True
    await shen.opens(room.act(action=trial.Answer("yes").pack()))
    assert shen.status == 200
    assert "settled in the meantime" in shen.text
    assert shen.buttons == []


async def test_pages_are_in_the_readers_language(room: Room, shen: Visitor) -> None:
    await shen.opens(room.act(WANG))
    assert "致 Wang An" in shen.text
    assert '<html lang="zh-Hans">' in shen.html


async def test_a_link_ends_with_its_time(room: Room, shen: Visitor) -> None:
    address = room.act(WANG)
    room.clock.forward(ACT_LIVES + timedelta(seconds=1))
    await shen.opens(address)
    assert shen.status == 410
    assert "过期" in shen.text, "in the language of the person it was made for"


@pytest.mark.parametrize("how", ["cut", "changed", "nonsense", "unicode", "of another key", "of another purpose"])
async def test_a_damaged_link_says_what_to_do(room: Room, shen: Visitor, how: str) -> None:
    good = room.act()
    strange = LinkSeals(["another key of 32 characters or more"], room.clock)
    other = Link("press", SHEN.id, room.clock.now() + ACT_LIVES, "en", action="trial.answer:yes")
    address = {
        "cut": good[:-7],
        "changed": good[:-20] + ("A" if good[-20] != "A" else "B") + good[-19:],
        "nonsense": f"{room.url}/act/hello",
        "unicode": f"{room.url}/act/欢迎",
        "of another key": f"{room.url}/act/{strange.seal(other)}",
        "of another purpose": f"{room.url}/act/{room.seals.seal(other)}",
    }[how]
    await shen.opens(address)
    assert shen.status == 400
    assert "reply to the mail" in shen.text


async def test_a_link_outlives_a_change_of_keys(room: Room, shen: Visitor) -> None:
    address = room.act()
    newer = LinkSeals(["the new key of 32 characters or more", KEY], room.clock)
    assert newer.open(address.rpartition("/")[2], "act").person == SHEN.id


async def test_nobody_presses_what_was_offered_to_another(room: Room, shen: Visitor) -> None:
    await shen.opens(room.act())
    offered = shen.form("Yes")
    await shen.opens(room.act(WANG))
    await shen.sends(offered)
    assert shen.status == 400
    offered.sent = [("press", "trial.answer:yes")]
    await shen.sends(offered)
    assert shen.status == 400
    await shen.sends(offered.__class__())
    assert shen.status == 400
    assert trial.memory.presses == 0


async def test_another_site_presses_nothing(room: Room, shen: Visitor) -> None:
    await shen.opens(room.act())
    await shen.sends(shen.form("Yes"), **{"Sec-Fetch-Site": "cross-site"})
    assert shen.status == 400
    assert trial.memory.presses == 0


async def test_who_was_forgotten_has_nothing_here(room: Room, shen: Visitor) -> None:
    address = room.act()
    async with room.app.database.write(room.app.network) as uow:
        await uow.repository(People).erase(SHEN.id, "Former person 1")
    await shen.opens(address)
    assert shen.status == 409
    assert "There is no record of you here any more" in shen.text
    assert "Former" not in shen.text


async def test_a_link_used_too_often_rests(room: Room, shen: Visitor) -> None:
    address = room.act()
    for _visit in range(BURST):
        await shen.opens(address)
    assert shen.status == 200
    await shen.opens(address)
    assert (shen.status, shen.headers["Retry-After"]) == (429, "60")
    await shen.opens(room.act(WANG))
    assert shen.status == 200, "others are not held up"
    room.seconds[0] += 60
    await shen.opens(address)
    assert shen.status == 200


async def test_reminders_that_came_in_one_mail_are_opened_and_answered_one_by_one(room: Room, shen: Visitor) -> None:
    said = [Notify(SHEN.id, trial.Invited.key, {"event": event}, root=event).dump() for event in ("E1", "E2")]
    bodies = {"together:T/1": {"said": said}, "E1/1": {}, "E2/1": {}}
    async with room.app.database.write(room.app.network) as uow:
        every = tuple(NewDelivery("email", "lane", key, "post", body) for key, body in bodies.items())
        await uow.repository(Outbox).add((), every)
    await shen.opens(room.addresses.to_act(SHEN.id, "en", Together("T")))
    assert "2 reminders for you" in shen.text
    assert shen.buttons == ["Open: Quarterly meeting", "Open: Quarterly meeting"]
    await shen.presses("Open: Quarterly meeting")
    await shen.presses("Yes")
    assert trial.memory.answers == {SHEN.id: "yes"}


async def test_too_much_is_not_read(room: Room, shen: Visitor) -> None:
    await shen.opens(room.act())
    form = shen.form("Yes")
    form.values["more"] = "x" * BODY
    await shen.sends(form)
    assert shen.status == 413
    assert trial.memory.presses == 0


async def test_news_ends_by_one_click_of_a_mail_program(room: Room, shen: Visitor) -> None:
    shen.url = room.addresses.to_unsubscribe(SHEN.id, "en")
    await shen.opens(shen.url)
    assert "No more news?" in shen.text
    assert (await digest(room)) == "weekly"
    form = shen.form("Stop news")
    form.sent = [("List-Unsubscribe", "One-Click")]
    for _click in range(2):
        await shen.sends(form)
        assert shen.status == 200
        assert "no more announcements" in shen.text
    assert (await digest(room)) == "duties_only"
    async with room.app.database.read(room.app.network) as uow:
        trail = await uow.repository(Audit).about(SHEN.id)
    assert [event.action for event in trail] == ["news set to duties_only"]


async def test_news_ends_and_comes_back_by_buttons(room: Room, shen: Visitor) -> None:
    await shen.opens(room.addresses.to_unsubscribe(SHEN.id, "en"))
    await shen.presses("Stop news")
    assert (await digest(room)) == "duties_only"
    await shen.presses("Send me news again")
    assert (await digest(room)) == "weekly"


async def test_a_link_to_end_news_answers_nothing(room: Room, shen: Visitor) -> None:
    token = room.addresses.to_unsubscribe(SHEN.id, "en").rpartition("/")[2]
    await shen.opens(f"{room.url}/act/{token}")
    assert shen.status == 400


async def digest(room: Room) -> str:
    async with room.app.database.read(room.app.network) as uow:
        return (await uow.repository(People).get(SHEN.id)).digest


async def test_no_word_of_the_page_is_left_in_english(room: Room, shen: Visitor) -> None:
    trial.memory.words = "-"
    await shen.opens(room.act(WANG, trial.Answer("yes").pack()))
    assert "这是您在邮件中的选择，按下按钮后生效。" in shen.text
    assert "按此确认：参加" in shen.buttons
    await shen.presses("Fill in")
    assert "Days（选填）" in shen.text


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded; charset=klingon", b"press=a"),
        ("application/x-www-form-urlencoded", b"press=\xff\xfe"),
        ("multipart/form-data", b"press=a"),
        ("multipart/form-data; boundary=b", b"--b\r\npress"),
    ],
)
async def test_what_no_browser_sends_is_refused_with_a_page(room: Room, kind: str, body: bytes) -> None:
    headers = {"Content-Type": kind}
    async with (
        aiohttp.ClientSession() as program,
        program.post(room.act(), data=body, headers=headers) as answer,
    ):
        assert answer.status == 400
        assert "Nothing was changed" in await answer.text()
    assert trial.memory.answers == {}
