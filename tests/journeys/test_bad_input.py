"""What goes wrong between a person and us: each time a clear answer, nothing lost, nobody pinged (issue 2, part 3)."""

import asyncio
import contextlib
import re

import pytest

from sandbox.discord.faults import Fault
from sandbox.player import NotShown, Player
from tests.journeys.hostile import draft_of, forgets_limits, payload_of, presses_forged, puts_draft
from tests.journeys.office import PLATFORMS, Office, offered, pinged, screen, until
from tests.journeys.records import held
from tests.journeys.stories import (
    LEADER,
    LONG,
    Filled,
    NotTaken,
    agrees,
    applies,
    begins,
    fills_the_form,
    goes_on,
    newest,
    signs,
)

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(90)]

both = pytest.mark.parametrize("platform", PLATFORMS)
STALE = "This button is from an earlier version or no longer valid."
NO_FORM = "This form is no longer open."
NASTY = (
    "<!channel> <!here> <!everyone> @everyone @here <@U000000003> <@&1> <#C000000001> <@1> *b* _i_ ~s~ `c` ```x``` "
    "||spoiler|| [a](https://evil.example) "
    "<https://evil.example|bank> # head\n> quote\n-# small &amp; &lt;b&gt; {name} %s"
)


def leader(name: str) -> Filled:
    return LEADER | {"legal_name": name, "email": f"{re.sub(r'[^a-z]', '', name.lower())}@lanxibay.example"}


@both
@pytest.mark.parametrize(
    "payload",
    ["applications.begin:extra", "no.such.key:1", "applications.claim", "applications.claim:1:2:3", "x" * 90,
     "applications.declare:a:b:maybe", "draft.open", "::::"],
)  # fmt: skip
async def test_an_unknown_old_or_broken_button_says_so(office: Office, platform: str, payload: str) -> None:
    person = office.newcomer(platform, f"Wu Ming {payload[:12]}")
    await person.types("/apply")
    await presses_forged(person, "Continue", payload)
    await person.sees(STALE)
    await person.presses("Continue", on="Apply for membership")
    assert person.form is not None
    await person.dismisses()


@both
async def test_a_button_with_broken_fields_finds_nothing(office: Office, platform: str) -> None:
    person = office.newcomer(platform, f"Po Sui {platform}")
    await person.types("/apply")
    await presses_forged(person, "Continue", "applications.fill:%00:%ff")
    await person.sees("There is no such application, or it is not yours.")


@both
async def test_another_persons_buttons_and_drafts_open_nothing(office: Office, platform: str) -> None:
    owner, thief = office.newcomer(platform, "Fang Zheng"), office.newcomer(platform, "Tou Kan")
    await begins(owner, office.words)
    await owner.fills(office.words.filled(owner, leader("Fang Zheng")))
    theirs = draft_of(owner)
    await begins(thief, office.words)
    puts_draft(thief, theirs)
    await thief.fills(office.words.filled(thief, leader("Tou Kan") | {"notice_route": platform}))
    await thief.submits()
    await thief.sees(NO_FORM)
    await thief.types("/apply")
    await presses_forged(thief, "Continue", f"draft.open:{theirs}")
    await thief.sees(NO_FORM)
    await owner.dismisses()
    await owner.types("/apply")
    await presses_forged(thief, "Save and close", payload_of(owner, "Save and close"))
    await presses_forged(thief, "Continue", payload_of(owner, "Continue"))
    assert "Fang Zheng" not in screen(thief)
    assert thief.form is None or "Fang Zheng" not in str(thief.form)
    await owner.presses("Continue", on="Your application")
    assert owner.form is not None


@both
async def test_a_newcomer_cannot_press_what_the_office_presses(office: Office, platform: str) -> None:
    name = f"Guo Jing {platform}"
    applicant, secretary = office.newcomer(platform, name), office.secretaries[platform]
    await applies(applicant, office.words, leader(name), name)
    await offered(secretary, "Claim", on=name)
    claim = payload_of(secretary, "Claim")
    for payload in (claim, claim.replace("claim", "release"), claim.replace("claim", "decide") + ":approved"):
        before = {seen.id for seen in applicant.messages()}
        await presses_forged(applicant, "Download", payload)
        new = [seen.text for seen in applicant.messages() if seen.id not in before]
        assert any(said in text for text in new for said in ("Your role does not permit this", STALE, "nothing under"))
    await applicant.types("/application list")
    await applicant.sees("Your role does not permit this")
    assert "waiting to be taken up" in next(m.text for m in secretary.messages() if name in m.text)


@both
async def test_oversize_text_is_named_and_kept(office: Office, platform: str) -> None:
    person = office.newcomer(platform, "Chang Wen")
    await begins(person, office.words)
    forgets_limits(person)
    filled = office.words.filled(person, leader("Chang Wen") | {"notice_route": platform, "native_name": "长" * 2900})
    await person.fills(filled)
    await person.submits()
    if person.form is None:
        await person.sees("At most 120 characters; this has 2900.")
        await person.presses("Fix")
        assert person.form is not None
    else:
        assert "At most 120 characters; this has 2900." in [field.error for field in person.form.fields]
    kept = {field.label: "".join(field.value) for field in person.form.fields}
    assert kept["Full name as you sign it"] == "Chang Wen"
    office.world.assert_lawful()


@both
async def test_control_and_direction_characters_are_taken_out(office: Office, platform: str) -> None:
    person, secretary = office.newcomer(platform, f"Bidi {platform}"), office.secretaries[platform]
    name = f"Ka\u202erim\u2066\u0000\u0007\u200b Bi\u200fdi {platform}"
    clean = f"Karim Bidi {platform}"
    await applies(person, office.words, leader(clean) | {"legal_name": name}, clean)
    await person.sees("It has arrived")
    card = await secretary.sees(clean, within=20, channel=office.room("secretariat"))
    assert not set(card.text) & set("\u202e\u2066\u0000\u0007\u200b\u200f")


@both
async def test_markup_and_mass_mentions_ping_nobody_and_stay_readable(office: Office, platform: str) -> None:
    name = f"@everyone <!channel> *Bobby* {platform}"
    person = office.newcomer(platform, name)
    text = f"{NASTY} {LONG}"
    answers = leader(name) | {"innovation": text, "leadership": text, "school": "<!here> @here School"}
    await applies(person, office.words, answers, name)
    await person.sees("It has arrived")
    for secretary in office.secretaries.values():
        await offered(secretary, "Claim", on=f": {name}")
        card = next(seen.text for seen in secretary.messages() if f": {name}" in seen.text)
        assert text in card.replace("\n", " ") or "||spoiler|| [a](https://evil.example)" in card
        assert "<!channel> <!here> <!everyone> @everyone @here" in card
    one = office.secretaries[platform]
    await one.presses("Claim", on=f": {name}")
    await offered(one, "Ask a question", on=f": {name}")
    await one.presses("Ask a question", on=f": {name}")
    await one.fills({"Your question": f"{NASTY}?"})
    await one.submits()
    asked = await person.sees("||spoiler||", within=20)
    assert "@everyone" in asked.text
    everybody = [*office.secretaries.values(), *office.administrators.values(), person]
    mass = [
        m
        for p in everybody
        for m in pinged(p)
        if any(x.startswith(("@everyone", "@here", "@channel")) for x in m.mentions)
    ]
    assert mass == []
    office.world.assert_lawful()


@both
async def test_the_same_press_twice_within_milliseconds_is_one(office: Office, platform: str) -> None:
    name = f"Shuang Ji {platform}"
    person, secretary = office.newcomer(platform, name), office.secretaries[platform]
    await person.types("/apply")
    await person.presses("Continue", times=3)
    await person.dismisses()
    await person.types("/apply")
    await fills_the_form_from_card(person, office, name)
    await agrees(person, office.words)
    await signs(person, office.words, name)
    await person.sees("It has arrived")
    await offered(secretary, "Claim", on=name)
    await secretary.presses("Claim", on=name, times=2)
    await offered(secretary, "Approve", on=name)
    await secretary.presses("Approve", on=name, times=2)
    assert secretary.form is not None
    await secretary.submits()
    await person.sees("You are a member now", within=20)
    await office.quiet()
    assert len([m for m in person.messages() if "You are a member now" in m.text]) == 1
    cards = [m for m in secretary.messages(office.room("secretariat")) if f": {name}" in m.text]
    assert len(cards) == 1


async def fills_the_form_from_card(person: Player, office: Office, name: str) -> None:
    await person.presses("Continue")
    await goes_on(person, office.words, leader(name))


async def test_an_expired_trigger_leaves_a_button_that_opens_the_form(office: Office) -> None:
    person = office.newcomer("slack", "Chi Dao")
    await person.types("/apply")
    office.world.slack.faults.delay("views.open", 3.5)
    await person.presses("Continue")
    await person.sees("Nothing is lost; please press the button", within=10)
    await person.presses("Open")
    assert person.form is not None
    assert person.form.title == "About you"


async def test_an_answer_that_came_too_late_on_discord_is_not_lost(office: Office) -> None:
    person = office.newcomer("discord", "Chi Dao")
    await person.types("/apply")
    office.world.discord.faults.order("POST /interactions/{id}/{token}/callback", Fault(delay=3.5, times=2))
    await person.presses("Continue")
    await person.sees("The application did not respond")
    await person.types("/apply")
    await person.sees("Your application APP-")


@both
async def test_a_slow_database_lets_nobody_wait_without_a_word(office: Office, platform: str) -> None:
    person = office.newcomer(platform, f"Man Man {platform}")
    await begins(person, office.words)
    await person.fills(office.words.filled(person, leader(f"Man Man {platform}") | {"notice_route": platform}))
    async with held(office.world):
        sending = asyncio.create_task(person.submits())
        await asyncio.sleep(3.4)
    await sending
    for _try in range(60):
        if person.form is not None and person.form.title == "Your school":
            return
        if person.form is None:
            with contextlib.suppress(NotShown):
                await person.presses("Continue", on="Saved")
        await asyncio.sleep(0.1)
    raise AssertionError(f"the next step does not come: {screen(person)} {person.form}")


@both
async def test_a_form_put_away_is_taken_up_where_it_was(office: Office, platform: str) -> None:
    person = office.newcomer(platform, f"Guan Bi {platform}")
    with pytest.raises(NotTaken):
        await fills_the_form(person, office.words, leader("Guan Bi") | {"innovation": "Short."})
    if person.form is not None:
        await person.dismisses()
    await person.types("/apply")
    assert "1 step is left" in newest(person).text
    await person.presses("Continue", on="1 step is left")
    assert person.form is not None
    assert ("Short.",) in [field.value for field in person.form.fields]


async def test_who_left_the_server_in_the_middle_finds_everything_on_return(office: Office) -> None:
    person, desk = office.newcomer("discord", "Hui Lai"), office.world.guild
    await begins(person, office.words)
    await person.fills(office.words.filled(person, leader("Hui Lai") | {"notice_route": "discord"}))
    await person.submits()
    desk.remove_member(person.user_id)
    await asyncio.sleep(0.3)
    desk.join("Hui Lai", user_id=person.user_id)
    await person.types("/apply", channel="general")
    assert "2 steps are left" in (await person.sees("Your application APP-")).text
    await office.quiet()
    office.world.assert_lawful()


async def test_who_takes_no_direct_messages_is_told_another_way(office: Office) -> None:
    """DMs closed and no second route: the office is asked to pass it on (INV-36)."""
    person, secretary = office.newcomer("discord", "Men Bi"), office.secretaries["discord"]
    office.world.discord.close_dms(person.user_id)
    await applies(person, office.words, leader("Men Bi"), "Men Bi")
    await offered(secretary, "Claim", on="Men Bi")
    await secretary.presses("Claim", on="Men Bi")
    await offered(secretary, "Ask a question", on="Men Bi")
    await secretary.presses("Ask a question", on="Men Bi")
    await secretary.fills({"Your question": "Is the door open?"})
    await secretary.submits()
    await until(
        lambda: any(
            "Please pass this on by hand\nMen Bi" in seen.text and "Is the door open?" in seen.text
            for seen in secretary.messages(office.room("secretariat"))
        ),
        within=20,
    )
    await person.types("/apply")
    await person.sees("Is the door open?")


@both
async def test_odd_things_typed_after_a_command_are_answered(office: Office, platform: str) -> None:
    secretary = office.secretaries[platform]
    await secretary.types("/application show ref:APP-1999-999")
    await secretary.sees("There is no application APP-1999-999")
    await secretary.types(f"/application show ref:{'9' * 300}")
    await secretary.types("/member find query:\u202e<!channel>@everyone%_'\"\\")
    assert "Something went wrong" not in screen(secretary)
    assert not [m for m in pinged(secretary) if "@everyone" in m.mentions or "@channel" in m.mentions]


async def test_a_command_nobody_knows_names_what_there_is(office: Office) -> None:
    person = office.secretaries["slack"]
    await person.types("/application frobnicate")
    await person.sees("/application knows these: ")


async def test_nothing_went_wrong_on_our_side(office: Office) -> None:
    """After all that: no bug was met, and both platforms were spoken to lawfully."""
    assert "unexpected error" not in office.world.log()
    assert "Traceback" not in office.world.log()
    office.world.assert_lawful()
