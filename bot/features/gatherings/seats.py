"""Who gets a seat: pure rules over answers in the order in which they came (INV-30, domain 2.3.8)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.features.gatherings.answers import Answer, Wish
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.refusals import InstitutionFull, OfferGone
from bot.features.gatherings.states import PLACE


def answered(
    gathering: Gathering, before: Answer, wish: Wish, size: int, now: datetime, *, held_there: int, queue: int
) -> Answer:
    """The answer after somebody said `wish` for `size` people.

    `held_there` are the seats that others of the same institution hold, `queue` how many wait before a newcomer: who
    comes while others wait queues behind them, even if a single seat is free.
    """
    size = min(max(size, 1), max(gathering.party, 1))
    after = replace(before, wish=wish, size=size, replied_at=now)
    if wish not in gathering.needs_seat:
        if wish != "no":  # online beside a full room is taking part, without a seat
            return replace(after, place=PLACE.follow("leave", before.place), queued_at=None, offered_until=None)
        if before.place in ("confirmed", "waiting", "offered"):
            return replace(after, place=PLACE.follow("give_up", before.place), queued_at=None, offered_until=None)
        return replace(after, queued_at=None)
    is_limited = gathering.per_institution and before.institution and size > before.holds  # what is held is kept
    if is_limited and held_there + size > gathering.per_institution:
        raise InstitutionFull(gathering.per_institution)
    if before.place == "waiting":
        return after
    others = gathering.taken - before.holds
    fits = not gathering.capacity or others + size <= gathering.capacity
    if before.place == "offered" and before.offered_until is not None and now > before.offered_until:
        raise OfferGone
    if before.place in ("confirmed", "offered") and not fits:
        after = replace(after, size=before.size)  # the larger party does not fit; what is held is kept
    if before.place == "confirmed" or before.place == "offered" or (fits and not queue):
        return replace(after, place="confirmed", queued_at=None, offered_until=None)
    return replace(after, place=PLACE.follow("queue", before.place), queued_at=now, offered_until=None)


def next_in_line(gathering: Gathering, waiting: Iterable[Answer], held: Mapping[str, int]) -> list[Answer]:
    """Whom the free seats are offered to now, strictly in order: nobody overtakes because the party is smaller.

    Only who may not have a seat, because the institution (`held`: seats by institution) has all of its own, is passed
    over, and keeps the place in the line.
    """
    free = gathering.free
    chosen: list[Answer] = []
    there = dict(held)
    for answer in sorted(waiting, key=lambda a: (a.queued_at or a.replied_at, a.person)):
        institution = answer.institution if gathering.per_institution else ""
        if institution and there.get(institution, 0) + answer.size > gathering.per_institution:
            continue
        if free is not None:
            if answer.size > free:
                break
            free -= answer.size
        if institution:
            there[institution] = there.get(institution, 0) + answer.size
        chosen.append(answer)
    return chosen


def offered(answer: Answer, until: datetime) -> Answer:
    return replace(answer, place=PLACE.follow("offer", answer.place), offered_until=until)


def back_in_line(answer: Answer) -> Answer:
    """There is nothing to accept for the time being: the offer is taken back, and the turn is kept."""
    return replace(answer, place=PLACE.follow("wait", answer.place), offered_until=None)


def lapsed(answer: Answer) -> Answer:
    """Who lets an offer pass leaves the list, so that the same person is not first again (peers 16)."""
    return replace(answer, place=PLACE.follow("lapse", answer.place), queued_at=None, offered_until=None)


def given_up(answer: Answer, now: datetime) -> Answer:
    """Somebody gives up the place, the offer or the wait."""
    place = PLACE.follow("give_up", answer.place)
    return replace(answer, wish="no", place=place, queued_at=None, offered_until=None, replied_at=now)
