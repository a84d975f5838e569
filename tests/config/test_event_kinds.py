"""A network writes down kinds of events of its own, with questions and reminders."""

import pytest

from config.profiles import load
from tests.config.conftest import SMALL, Write, problems

VISIT = """
events:
  kinds:
    - workshop
    - key: school_visit
      label: School visit
      label_zh: 参访
      reminders: [-2d]
      fields:
        - {key: bus, label: Meeting point, type: text, required: true}
"""


def test_a_kind_of_event_is_written_down_with_questions_and_reminders_of_its_own(write: Write) -> None:
    """GA-21."""
    profile = load(write(SMALL + VISIT))
    assert [kind.key for kind in profile.event_kinds] == ["webinar", "workshop", "school_visit"]
    visit = profile.event_kinds[-1]
    assert visit.label is not None
    assert visit.label.in_("zh") == "参访"
    assert visit.fields[0].required
    assert [offset.days for offset in profile.reminders_of("school_visit")] == [-2]
    assert profile.reminders_of("webinar") == profile.events.reminders


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("key: bus", "key: theme", "events.kinds[1].fields[0].key: every event has this of its own accord"),
        ("key: bus", "key: Bus", "events.kinds[1].fields[0].key: "),
        ("- workshop", "- webinar", "events.kinds[0]: there is already a kind of event with this key"),
        ("- workshop", "- school_visit", "events.kinds[0]: there is already a kind of event with this key"),
        ("[-2d]", "[2d]", "events.kinds[1].reminders[0]: a reminder comes before the event; write -2d or -3h"),
        ("[-2d]", "[two]", "is no distance; write -7d (days)"),
        ("type: text", "type: texte", "this value is not known (found 'texte'). Did you mean text?"),
        ("required: true", "only_for: [person]", "a field of an event is always asked"),
        ("label_zh: 参访", "members: true", "events.kinds[1].members: there is no such key"),
        ("label: School", "lable: School", "events.kinds[1].lable: there is no such key"),
    ],
)
def test_a_mistake_in_a_kind_of_event_is_named(write: Write, old: str, new: str, said: str) -> None:
    assert any(said in str(problem) for problem in problems(write(SMALL + VISIT.replace(old, new))))
