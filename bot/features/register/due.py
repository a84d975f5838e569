"""What the register has to do at a time to come."""

from bot.outbox import JobPayload


class EndOfPost(JobPayload, key="register.end_of_post"):
    """A post whose end was announced has come to it."""

    person: str
    affiliation: str


class EndOfGrace(JobPayload, key="register.end_of_grace"):
    """The grace days after a post are over."""

    membership: str
