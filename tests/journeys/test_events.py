"""A webinar from the plan to a full room and on, on both platforms, while the bot is killed again and again."""

import pytest

from bot.people import Role
from bot.ui.text import _, n_
from sandbox.mail import MailHost
from sandbox.player import Player
from tests.journeys.office import Office, offered, set_up, until
from tests.journeys.records import appoint
from tests.journeys.stories import Words, newest, presses_and_confirms
from tests.journeys.world import World
from tests.support.visitor import Visitor

TITLE = "Assessment without exams"
LINK = "https://meet.example/secret"
MARTA = "marta@hollowmere.example"


@pytest.fixture
async def office(world: World, post: MailHost) -> Office:
    world.mails_through(post)
    world.opens_links()
    return await set_up(world)


async def joins(office: Office, name: str, platform: str) -> Player:
    """A member whom a free place is offered at any hour."""
    player, words = office.newcomer(platform, name), office.words
    await appoint(office.world, player, Role.MEMBER)
    await player.types(f"/profile language {words.reader.language}")
    await player.types("/profile notices")
    await player.fills({words(_("Quiet from")): "00:00", words(_("Quiet until")): "00:00"})
    await player.submits()
    return player


async def plans(luo: Player, office: Office, words: Words) -> None:
    """Fill in the steps; the bot dies before the last, and what was typed is still there."""
    await luo.types("/event new kind:webinar")
    await luo.fills({words(_("Title")): TITLE, words(_("What it is about")): "What schools do instead."})
    await luo.submits()
    await luo.fills({words(_("Day and time there")): "2027-06-17 16:00", words(_("Time of which city")): "Shanghai"})
    await luo.submits()
    await luo.fills({words(_("Link for joining online")): LINK})
    await luo.submits()
    await office.world.dies()
    await luo.fills({words(_("Seats")): "1"})
    await luo.submits()
    await luo.submits()
    await luo.presses(words(_("Create it")))


async def speaks(post: MailHost, world: World, words: Words) -> None:
    """Somebody without an account agrees in a browser, behind the link in the mail."""
    await until(lambda: bool(post.of(MARTA)), within=30)
    (mail,) = post.of(MARTA)
    address = next(line for line in mail.text.split() if line.startswith(f"{world.web_url}/act/"))
    await world.dies()
    async with Visitor() as marta:
        await marta.opens(address)
        await marta.presses(words(_("I will speak")))
        await marta.fills({words(_("Your institution and post")): "Hollowmere"}, words(_("I will speak")))
        assert words(_("Thank you: you speak at {title}", title=TITLE)) in marta.text


@pytest.mark.timeout(240)
async def test_a_webinar_is_planned_spoken_at_and_filled_though_the_bot_dies(office: Office, post: MailHost) -> None:
    world, words = office.world, office.words
    luo = office.secretaries["slack"]
    await luo.types(f"/profile language {words.reader.language}")
    cen, tova = await joins(office, "Cen Yuke", "slack"), await joins(office, "Tova Berg", "discord")
    await plans(luo, office, words)
    assert "EVT-2027-001" in newest(luo).text

    await luo.types("/event speaker EVT-2027-001")
    await luo.presses(words(_("Add a speaker")))
    await luo.fills({
        words(_("Or somebody from outside: name")): "Marta Olsen", words(_("E-mail")): MARTA,
        words(_("Language of the invitation")): "English",
    })  # fmt: skip
    await luo.submits()
    await luo.types("/event show EVT-2027-001")
    await luo.presses(words(_("Publish")))
    assert "Marta Olsen" in newest(luo).text, "not before she has agreed"
    await speaks(post, world, words)
    await offered(luo, words(_("Publish")), on=words(_("Everybody has answered.")), within=30)
    await luo.presses(words(_("Publish")), on=words(_("Everybody has answered.")))
    await luo.presses(words(_("Publish now")))

    for member in (cen, tova):
        await offered(member, words(_("Register")), on=TITLE, within=30)
    await cen.presses(words(_("Register")), on=TITLE)
    have = words(n_("You have {n} place.", "You have {n} places.", 1))
    await cen.sees(have)
    await world.dies()
    await offered(tova, words(_("Join the waiting list")), on=TITLE, within=30)
    await tova.presses(words(_("Join the waiting list")), on=TITLE)
    await world.dies()
    await presses_and_confirms(cen, words(_("Cancel my place")), words(_("Give it up")))
    await offered(tova, words(_("Take the place")), on=TITLE, within=30)
    await tova.presses(words(_("Take the place")), on=TITLE)
    await tova.sees(have)
    await office.quiet()

    room = office.room("announcements")
    full = words(_("All places are taken ({all})", all="1"))
    for secretary in office.secretaries.values():
        (card,) = [seen for seen in secretary.messages(room) if TITLE in seen.text]
        assert full in card.text, "both copies of the card tell the same"
        assert "Marta Olsen" in card.text
        assert LINK not in repr(card)
    assert len([seen for seen in tova.messages() if words(_("Take the place")) in seen.buttons]) == 0
    world.assert_lawful()
    assert world.kills >= 4
