"""The buttons of events. What they carry is an id; who may do it is decided from who pressed."""

from bot.actions import Action


class PickKind(Action, key="events.kind"):
    """The kind to plan is picked from a menu."""


class EditStep(Action, key="events.step", opens_form=True):
    """Open a step of the plan again, picked from a menu."""

    kind: str


class CreateEvent(Action, key="events.create"):
    """The plan was read back and is right."""

    kind: str


class TakeUp(Action, key="events.take_up"):
    """The office makes a member's idea its own."""

    event: str


class Publish(Action, key="events.publish"):
    event: str


class ConfirmPublish(Action, key="events.publish_now"):
    event: str
    version: int


class AddSpeaker(Action, key="events.speaker", opens_form=True):
    event: str


class ShowSpeakers(Action, key="events.speakers"):
    event: str


class DropSpeaker(Action, key="events.drop"):
    """Take somebody off the programme, picked from a menu."""

    event: str


class WillSpeak(Action, key="events.will_speak", opens_form=True):
    event: str


class ChangeConsents(Action, key="events.consents", opens_form=True):
    """Who speaks says anew what may be done with the talk; an action of its own, which no mail offers."""

    event: str


class SpeakerCalendar(Action, key="events.speaker_calendar"):
    """The event for the calendar of who speaks."""

    event: str


class CannotSpeak(Action, key="events.cannot_speak"):
    event: str


class EditPart(Action, key="events.edit", opens_form=True):
    """A part of the plan of an event that is on record, picked from a menu."""

    event: str


class InviteSomebody(Action, key="events.invite", opens_form=True):
    event: str


class Contribute(Action, key="events.contribute", opens_form=True):
    event: str


class ShowContributions(Action, key="events.contributions"):
    event: str


class Ask(Action, key="events.ask", opens_form=True):
    """A question for the speakers, written before it begins."""

    event: str


class ShowQuestions(Action, key="events.questions"):
    event: str


class OpenDoor(Action, key="events.check_in"):
    event: str


class AddMaterials(Action, key="events.materials", opens_form=True):
    """Links to the recording and the slides."""

    event: str


class GiveFeedback(Action, key="events.feedback", opens_form=True):
    event: str


class ShowFeedback(Action, key="events.show_feedback"):
    event: str


class GetNote(Action, key="events.note"):
    """The note that says the person was there."""

    event: str


class LeftEarly(Action, key="events.minutes", opens_form=True):
    """How long somebody was there, for a training."""

    event: str
