"""The buttons of applications. What they carry is an id; who may do it is decided from who pressed."""

from bot.actions import Action


class StartApplying(Action, key="applications.apply"):
    """`Apply` on a greeting or a menu: the same as /apply."""


class BeginApplication(Action, key="applications.begin"):
    """`Continue` on the introduction: a draft is made."""


class FillStep(Action, key="applications.fill"):
    application: str
    step: str


class ShowProgress(Action, key="applications.progress"):
    application: str


class SaveAndClose(Action, key="applications.close"):
    application: str


class KeepInformed(Action, key="applications.friend"):
    application: str


class ShowDeclarations(Action, key="applications.declarations"):
    application: str


class ShowCrossBorder(Action, key="applications.border"):
    application: str


class Declare(Action, key="applications.declare"):
    """`I agree`, or `Not now` with yes=False."""

    application: str
    item: str
    yes: bool


class ReadThrough(Action, key="applications.read"):
    application: str


class Sign(Action, key="applications.sign", opens_form=True):
    application: str


class RecordSigned(Action, key="applications.paper", opens_form=True):
    application: str


class AnswerQuestion(Action, key="applications.answer", opens_form=True):
    application: str


class Withdraw(Action, key="applications.withdraw"):
    application: str


class Appeal(Action, key="applications.appeal", opens_form=True):
    application: str


class Download(Action, key="applications.download"):
    application: str


class SignAgreement(Action, key="applications.agreement", opens_form=True):
    application: str


class ShowApplication(Action, key="applications.show"):
    """`application` is empty where it is picked from a menu."""

    application: str


class Claim(Action, key="applications.claim"):
    application: str


class Release(Action, key="applications.release"):
    application: str


class Ask(Action, key="applications.ask", opens_form=True):
    application: str


class Recommend(Action, key="applications.recommend", opens_form=True):
    application: str


class Decide(Action, key="applications.decide", opens_form=True):
    """`outcome` is approved, declined or deferred."""

    application: str
    outcome: str


class Resume(Action, key="applications.resume"):
    """Take up again what was deferred."""

    application: str
