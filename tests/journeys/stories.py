"""What people do in the journeys, in the words of either language; the platform does not matter."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from bot.i18n import Reader
from bot.profile import Profile
from bot.ui.text import Text, _
from sandbox.player import MessageSeen, Player

Pause = Callable[[], Awaitable[None]]
"""What happens between two steps of a story: nothing, or the death of the bot."""

Filled = dict[str, str | Sequence[str]]
"""Answers by the key of the question; of a choice, the key of the answer."""

LONG = (
    "We rebuilt the timetable around projects, and teachers of three subjects plan and assess every project together."
)
LONG_ZH = "我们以项目为中心重新设计了课程表，三个学科的教师共同备课、共同评价，学生作品向社区公开展示，每学期复盘一次。"

LEADER: Filled = {
    "legal_name": "Cen Yuke",
    "native_name": "岑羽可",
    "email": "cen@lanxibay.example",
    "language": "en",
    "school": "Lanxi Bay International School",
    "school_kind": "private_bilingual",
    "province": "Jiangsu",
    "post": "head_or_principal",
    "innovation": LONG,
    "leadership": LONG,
}
"""A leader of an international school, as the profile `cslei` asks (domain, P29)."""


async def nothing() -> None:
    """The pause of a story in which nobody dies."""


class NotTaken(AssertionError):
    """The form was not accepted; the message is what was said about it."""


class Words:
    """The labels of one language, as the catalogue has them."""

    def __init__(self, profile: Profile, language: str = "en") -> None:
        self.profile = profile
        self.reader = Reader(language)

    def __call__(self, text: Text) -> str:
        return self.reader.plain(text)

    def filled(self, player: Player, answers: Filled) -> dict[str, str | Sequence[str]]:
        """By the label it has, what is typed into each field of the open form that `answers` knows."""
        assert player.form is not None
        labels = {field.label for field in player.form.fields}
        asked = {key for key in answers if self.profile.form.input(key) is not None}
        return {self.question(key): self._shown(key, answers[key]) for key in asked if self.question(key) in labels}

    def question(self, key: str) -> str:
        asked = self.profile.form.input(key)
        assert asked is not None, f"the form of {self.profile.slug} has no question {key!r}"
        return asked.label.in_(self.reader.language)

    def option(self, key: str) -> str:
        return self.profile.label(key).in_(self.reader.language)

    def _shown(self, key: str, value: str | Sequence[str]) -> str | Sequence[str]:
        asked = self.profile.form.input(key)
        if asked is None or not asked.options:
            return value
        return self.option(value) if isinstance(value, str) else [self.option(one) for one in value]


async def begins(player: Player, words: Words) -> None:
    """From `/apply` to the first step."""
    await player.types("/apply")
    await player.presses(words(_("Continue")))


async def fills_the_form(player: Player, words: Words, answers: Filled = LEADER, pause: Pause = nothing) -> None:
    """From `/apply` to the declarations, through as many steps as there are."""
    await begins(player, words)
    await goes_on(player, words, answers, pause)


async def goes_on(player: Player, words: Words, answers: Filled = LEADER, pause: Pause = nothing) -> None:
    """From the open step to the end of the questions."""
    if words.profile.form.input("notice_route") is not None:
        answers = {"notice_route": player.platform, **answers}
    for _step in range(12):
        if player.form is None:
            return
        await player.fills(words.filled(player, answers))
        await pause()
        await player.submits()
        await pause()
        if player.form is None and words(_("Continue")) in newest(player).buttons:
            await player.presses(words(_("Continue")))
        if mistakes := problems(player, words):
            raise NotTaken(mistakes)
    raise AssertionError("the form has no end")


def problems(player: Player, words: Words) -> str:
    """What is said to be wrong with the form just sent: beside the fields on Slack, in a message on Discord."""
    if player.form is not None:
        return "\n".join(field.error for field in player.form.fields if field.error)
    shown = newest(player)
    return shown.text if words(_("Fix")) in shown.buttons else ""


async def mends(player: Player, words: Words, answers: Filled) -> None:
    """Correct some answers of the form that was not taken, and send it again."""
    if player.form is None:
        await player.presses(words(_("Fix")))
    await player.fills(words.filled(player, answers))
    await player.submits()


async def agrees(player: Player, words: Words, pause: Pause = nothing) -> None:
    """Agree to every declaration, one by one, until the signature is asked for."""
    agree, sign, onward = words(_("I agree")), words(_("Sign and submit")), words(_("Continue"))
    for _item in range(20):
        offered = newest(player).buttons
        if agree not in offered and sign in offered:
            return
        await player.presses(agree if agree in offered else onward)
        await pause()
    raise AssertionError("the declarations have no end")


async def signs(player: Player, words: Words, name: str, pause: Pause = nothing) -> None:
    await player.presses(words(_("Sign and submit")))
    await player.fills({words(_("Full name as you sign it")): name})
    await pause()
    await player.submits()


async def applies(
    player: Player, words: Words, answers: Filled = LEADER, name: str = "", pause: Pause = nothing
) -> None:
    """The whole application, from the first word to the signature."""
    await fills_the_form(player, words, answers, pause)
    await agrees(player, words, pause)
    await signs(player, words, name or str(answers.get("legal_name", "")), pause)


async def recommends(reviewer: Player, words: Words, on: str) -> None:
    await reviewer.presses(words(_("Recommend")), on=on)
    await reviewer.fills({
        words(_("Conflict of interest")): words(_("I have none")),
        words(_("I recommend to")): words(_("approve")),
    })  # fmt: skip
    await reviewer.submits()


async def approves(decider: Player, words: Words, on: str, ballot: str = "") -> None:
    await decider.presses(words(_("Approve")), on=on)
    if decider.form is not None:
        if ballot:
            await decider.fills({words(_("Ballot: reference and result")): ballot})
        await decider.submits()


async def presses_and_confirms(player: Player, label: str, confirm: str, on: str | None = None) -> None:
    """A dangerous button: Slack asks in a dialogue of its own, Discord in a private message of ours."""
    await player.presses(label, on=on)
    if player.platform == "discord":
        await player.presses(confirm)


def newest(player: Player) -> MessageSeen:
    """The last answer in a channel, which only this person sees; what comes by itself, such as a greeting, is none."""
    return [seen for seen in player.messages() if seen.private][-1]


async def fills_in(player: Player, values: Mapping[str, str], pause: Pause) -> None:
    """One step of the form; where a platform cannot open it at once, a button does."""
    if player.form is None:
        await player.presses("Continue")
    await player.fills(values)
    await pause()
    await player.submits()
    await pause()


async def plans_a_meeting(by: Player, title: str, day: datetime, pause: Pause = nothing) -> None:
    """In English, up to the question whether all is right."""
    await by.types("/meeting new")
    for step in (
        {"Kind": "working meeting", "Title": title, "How people meet": "in person",
         "How confidential it is": "What is said may be passed on."},
        {"Date and time there": f"{day:%Y-%m-%d} 14:00", "Time of which city": "Suzhou", "Length in minutes": "90"},
        {"Place": "XJTLU", "Room": "Room 3"},
    ):  # fmt: skip
        await fills_in(by, step, pause)
    await by.sees(f"Is this right: {title}?")


async def calls_a_meeting(by: Player, title: str, day: datetime, pause: Pause = nothing) -> None:
    await plans_a_meeting(by, title, day, pause)
    await by.presses("Announce", on="Is this right")
    await pause()
