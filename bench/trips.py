"""How often an interaction asks the database, counted while the story tests' people walk from /apply to admission."""

from pathlib import Path

from bench import crowd, job
from bench.measure import Figure
from bot.app import Answer, describe
from bot.clock import MovableClock
from bot.drafts import Drafts
from bot.interactions import Interaction, Place, Press, Submit
from config import profiles
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger
from tests.bot.features.applications.walking import applies, office, says
from tests.support.stage import START, Stage

GOAL = 3


async def measure(folder: Path, *, quick: bool) -> list[Figure]:
    del quick
    clock = MovableClock(START)
    database = SqlDatabase(await crowd.found(crowd.file(folder, "trips"), 0), clock=clock)
    try:
        return await _walk(Stage(database, SqlLedger(database, crowd.NETWORK), profiles.load("cslei"), clock), database)
    finally:
        await database.close()


async def _walk(stage: Stage, database: SqlDatabase) -> list[Figure]:
    most: dict[str, int] = {}
    handle = stage.app.handle
    stage.app.routes._merge(job.feature)

    async def counted(interaction: Interaction) -> Answer:
        what = describe(interaction)
        if isinstance(interaction, Submit):
            async with database.read(crowd.NETWORK) as uow:
                draft = await uow.repository(Drafts).get(interaction.draft)
            what += f" {draft.form}" if draft else ""
        with database.counting() as count:
            answer = await handle(interaction)
        most[what] = max(most.get(what, 0), count.statements)
        return answer

    await stage.open()
    cen, luo = await stage.person("cen", "discord"), await office(stage)
    stage.app.handle = counted  # type: ignore[method-assign]
    await applies(cen)
    await stage.settles()
    await luo.presses("Claim")
    await says(luo, "Approve", {})
    await stage.settles()
    for line in ("/convenor", "/member find Cen", "/member show Cen Yuke", "/institution find Bay", "/profile show",
                 "/application list", "/network about"):  # fmt: skip
        await cen.types(line) if line != "/application list" else await luo.types(line)
    await stage.app.handle(Press(cen.account, Place(cen.account.platform, cen.account.space, "welcome"), job.PAYLOAD))
    ours = most.pop("press bench.count")
    told = ", ".join(f"{what} {number}" for what, number in sorted(most.items(), key=lambda each: (each[1], each[0])))
    over = sum(number > GOAL for number in most.values())
    return [
        Figure("database round trips of a press that reads once and writes once", ours, "", GOAL,
               "BEGIN and COMMIT not counted"),
        Figure(f"kinds of interactions, of {len(most)}, with more than {GOAL} round trips", over, "", None, told),
    ]  # fmt: skip
