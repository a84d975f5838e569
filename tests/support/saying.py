"""What is said in channels of the stage, and what stands there."""

from tests.support.probe import Said
from tests.support.stage import Stage


async def announce(stage: Stage, channel: str, text: str) -> None:
    async with stage.work() as ctx:
        ctx.announce(channel, Said(text))
    await stage.settles()


def texts(stage: Stage, platform: str, channel: str) -> list[str]:
    return [m.text for m in stage.platforms[platform].messages if m.channel == channel]
