"""Several people write one announcement."""

from adapters.memory.adapter import Seat
from bot.people import Role
from tests.bot.features.announcements.conftest import Office


async def opened_by_two(office: Office) -> Seat:
    """The second of them, beside Luo; both have the form before them."""
    other = await office.stage.person("Shi", roles=(Role.SECRETARIAT,))
    await office.writes()
    for seat in (office.luo, other):
        await seat.types("/announce show ANN-2027-001")
        await seat.presses("Edit")
    return other


async def test_two_who_edit_at_a_time_do_not_undo_each_other(office: Office) -> None:
    other = await opened_by_two(office)
    await office.luo.fills({"Text in English": "Room 4, from two o'clock."})
    await office.luo.submits()
    await other.fills({"Subject in English": "A new room"})
    await other.submits()
    seen = other.messages()[-1].text
    assert "A new room" in seen
    assert "Room 4, from two o'clock." in seen


async def test_who_changes_the_same_words_as_somebody_else_is_told_so(office: Office) -> None:
    other = await opened_by_two(office)
    await office.luo.fills({"Text in English": "Room 4, from two o'clock."})
    await office.luo.submits()
    await other.fills({"Text in English": "Room 5."})
    await other.submits()
    assert "Room 4, from two o'clock." in str(other.errors["text_en"])
    await other.submits()
    assert "Room 5." in other.messages()[-1].text


async def test_words_in_a_language_that_somebody_took_out_come_back_whole(office: Office) -> None:
    other = await opened_by_two(office)
    await office.luo.fills({"Subject in Chinese": "", "Text in Chinese": ""})
    await office.luo.submits()
    await other.fills({"Text in Chinese": "讲座改在五号教室。"})
    await other.submits()
    assert set(other.errors) == {"subject_zh-Hans", "text_zh-Hans"}
    await other.submits()
    seen = other.messages()[-1].text
    assert "讲座改期" in seen
    assert "讲座改在五号教室。" in seen


async def test_a_long_text_of_somebody_else_is_quoted_in_brief(office: Office) -> None:
    other = await opened_by_two(office)
    await office.luo.fills({"Text in English": "Room 4, from two o'clock. " * 120})
    await office.luo.submits()
    await other.fills({"Text in English": "Room 5."})
    await other.submits()
    assert "Room 4, from two o'clock." in str(other.errors["text_en"])
    assert len(str(other.errors["text_en"])) < 400
