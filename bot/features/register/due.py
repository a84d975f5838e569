"""What the register has to do at a time to come."""

from bot.outbox import JobPayload


class EndOfPost(JobPayload, key="register.end_of_post"):
    """A post whose end was announced has come to it."""

    person: str
    affiliation: str


class EndOfGrace(JobPayload, key="register.end_of_grace"):
    """The grace days after a post are over."""

    membership: str


class EndOfAgreement(JobPayload, key="register.end_of_agreement"):
    """The day until which a membership was agreed has come."""

    membership: str


class LookForVacancies(JobPayload, key="register.look_for_vacancies"):
    """Monday: which institutions does nobody represent?"""
