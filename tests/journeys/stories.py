"""What people do in the journeys, in the words of either language; the platform does not matter."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from sandbox.player import Player

Pause = Callable[[], Awaitable[None]]
"""What happens between two steps of a story: nothing, or the death of the bot."""

LONG = (
    "We rebuilt the timetable around projects, and teachers of three subjects plan and assess every project together."
)
LONG_ZH = "我们以项目为中心重新设计了课程表，三个学科的教师共同备课、共同评价，学生作品向社区公开展示，每学期复盘一次。"


@dataclass(frozen=True)
class Words:
    """The labels of one language that the stories press and look for."""

    apply: str
    go_on: str
    agree: str
    sign: str
    name_field: str
    submit_for: str
    arrived: str
    claim: str
    ask: str
    question_field: str
    answer: str
    answer_field: str
    recommend: str
    approve: str
    answers: Mapping[str, str | Sequence[str]]


ENGLISH = Words(
    apply="Apply", go_on="Continue", agree="I agree", sign="Sign and submit", name_field="Full name as you sign it",
    submit_for="", arrived="arrived", claim="Claim", ask="Ask a question", question_field="Your question",
    answer="Answer", answer_field="Your answer", recommend="Recommend", approve="Approve",
    answers={
        "Full name as you sign it": "Cen Yuke",
        "Name in Chinese or another script": "岑羽可",
        "Work e-mail": "cen@lanxibay.example",
        "Preferred language": "English",
        "School name": "Lanxi Bay International School",
        "Kind of school": "Private bilingual school",
        "Province or municipality": "Jiangsu",
        "Your leadership post": "Head or principal",
        "Your work on educational innovation": LONG,
        "Innovation in leadership": LONG,
    },
)  # fmt: skip


async def fills_the_form(player: Player, words: Words, pause: Pause) -> None:
    """From `/apply` to the declarations, through as many steps as there are."""
    await player.types("/apply")
    await player.presses(words.go_on)
    for _step in range(8):
        if player.form is None:
            return
        labels = {field.label for field in player.form.fields}
        known = {label: value for label, value in words.answers.items() if label in labels}
        required = [f for f in player.form.fields if f.required and f.kind == "choice" and f.label not in known]
        await player.fills(known | {field.label: _own(field.options, player) for field in required})
        await pause()
        await player.submits()
        await pause()
        if player.form is None and words.go_on in player.messages()[-1].buttons:
            await player.presses(words.go_on)
    raise AssertionError("the form has no end")


def _own(options: Sequence[str], player: Player) -> str:
    """The platform the person is on, where the form asks for the best route; else the first answer."""
    return next((option for option in options if option.casefold() == player.platform), options[0])


async def declares_and_signs(player: Player, words: Words, name: str, pause: Pause) -> None:
    """Agree to everything, one by one, and sign."""
    for _item in range(20):
        offered = player.messages()[-1].buttons
        if words.sign in offered and words.agree not in offered:
            break
        await player.presses(words.agree if words.agree in offered else words.go_on)
        await pause()
    await player.presses(words.sign)
    await player.fills({words.name_field: name})
    await pause()
    await player.submits()
