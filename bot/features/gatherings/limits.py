"""Whom a gathering is for, and how many seats one institution and one person may take, when that is changed."""

from bot.context import Context
from bot.errors import Invalid
from bot.features.gatherings import access
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.repository import Gatherings
from bot.features.gatherings.states import ASKED_FOR
from bot.ui.text import Text, _


async def ensure_kept(ctx: Context, before: Gathering, after: Gathering) -> None:
    """Nobody loses a place, or the turn, by narrower limits; what everybody has read is not for a few alone.

    Invalid names the field: `access`, `per_institution` or `party`. What was left as it was is not looked at.
    """
    wrong: dict[str, Text] = {}
    if before.is_known and after.access == "invited" != before.access:
        wrong["access"] = _("Its card stands in the channels already, for everybody who reads there. Plan another "
                            "one for those invited by name.")  # fmt: skip
    if after.per_institution not in (0, before.per_institution):
        held = await ctx.repository(Gatherings).held(after.id)
        most = max((seats for institution, seats in held.items() if institution), default=0)
        if most > after.per_institution:
            wrong["per_institution"] = _("One institution has {taken} places already, so there cannot be fewer. Ask "
                                         "people to give up theirs first.", taken=str(most))  # fmt: skip
    if after.party < before.party:
        asked = (answer.size for answer in await access.everybody(ctx, after.id) if answer.place in ASKED_FOR)
        if (most := max(asked, default=0)) > after.party:
            wrong["party"] = _("One person has {taken} places already, or waits for them, so there cannot be fewer.",
                               taken=str(most))  # fmt: skip
    for limit in ("per_institution", "party"):
        if getattr(after, limit) != getattr(before, limit) and 0 < after.capacity < getattr(after, limit):
            wrong[limit] = _("There are not so many seats: {n}.", n=str(after.capacity))
    if wrong:
        raise Invalid(wrong)
