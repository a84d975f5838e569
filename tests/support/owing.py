"""What tests of the outbox share: owing something, seeing what came, and a second process that sends."""

from bot.courier import Timing
from bot.dispatcher import Dispatcher
from bot.outbox import NewDelivery
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger
from tests.support.probe import Said
from tests.support.stage import Stage


async def owe(stage: Stage, *said: str, channel: str = "welcome", on: str = "slack", **more: object) -> None:
    """Write deliveries as a handler would have; each is a row of its own."""
    platform = stage.platforms[on]
    async with stage.work() as ctx:
        for text in said:
            body = {
                "platform": on,
                "space": platform.space,
                "channel": channel,
                "notice": Said.key,
                "data": {"text": text},
            }
            lane = f"{on}:{platform.space}:{channel}"
            ctx.deliveries.append(
                NewDelivery(platform.senders[0], lane, f"{channel}:{text}", "post", body, **more)  # pyright: ignore[reportArgumentType]
            )


def posted(stage: Stage, channel: str = "welcome", on: str = "slack") -> list[str]:
    return [message.text for message in stage.platforms[on].messages if message.channel == channel]


def another(stage: Stage, database: SqlDatabase, **timing: float) -> Dispatcher:
    times = {"lease": 5.0, "request": 1.0, "settle": 0.0, "redraw": 0.0, "idle": 0.05, **timing}
    return Dispatcher(stage.app, SqlLedger(database, "cslei"), stage.platforms.values(), Timing(**times))  # pyright: ignore[reportArgumentType]
