"""The process under test: `python -m bench.under_test --side=convenor|by_hand --platforms=slack,discord …`.

Convenor is the House as `run` builds it, with one more feature; by hand is what `bench.by_hand` has.
"""

import argparse
import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bench.measure import UNDER_TEST, answer_until_told_to_stop, pin


@asynccontextmanager
async def convenor(options: argparse.Namespace) -> AsyncIterator[None]:
    from pydantic import SecretStr

    from bench import job
    from bot.cli.house import House
    from bot.clock import SystemClock
    from config import logging as log_setup
    from config import profiles
    from config.groups import DatabaseSettings, DiscordSettings, SlackSettings, WebSettings
    from config.settings import Settings

    slack, discord = SlackSettings(), DiscordSettings()
    if "slack" in options.platforms:
        slack = SlackSettings(
            bot_token=SecretStr(options.slack_bot), app_token=SecretStr(options.slack_app), api_url=options.slack_api
        )
    if "discord" in options.platforms:
        discord = DiscordSettings(
            token=SecretStr(options.discord_token), api_url=options.discord_api, gateway_url=options.discord_gateway
        )
    chosen = {
        "database": DatabaseSettings(url=options.database),
        "slack": slack,
        "discord": discord,
        "web": WebSettings(port=0),
    }
    settings = Settings(_env_file=None).model_copy(update=chosen)  # pyright: ignore[reportCallIssue]
    log_setup.set_up(settings.log.format, settings.log.level, settings.secrets())
    house = House(settings, profiles.load("cslei"), SystemClock())
    house.app.routes._merge(job.feature)
    async with house:
        gc.freeze()  # as `run` does
        yield


@asynccontextmanager
async def by_hand(options: argparse.Namespace) -> AsyncIterator[None]:
    from bench.by_hand import Counter, OnDiscord, OnSlack, connect

    engine = connect(options.database)
    counter = Counter(engine, "cslei")
    if options.platforms == "slack":
        on_slack = OnSlack(counter, options.slack_api, options.slack_bot, options.slack_app)
        await on_slack.start()
        yield
        await on_slack.stop()
    else:
        on_discord = OnDiscord(counter, options.discord_api, options.discord_gateway, options.discord_token)
        await on_discord.begin()
        yield
        await on_discord.close()
    await engine.dispose()


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--side", choices=("convenor", "by_hand"), required=True)
    parser.add_argument("--platforms", required=True)
    parser.add_argument("--database", required=True)
    for name in ("slack-api", "slack-bot", "slack-app", "discord-api", "discord-gateway", "discord-token"):
        parser.add_argument(f"--{name}")
    options = parser.parse_args()
    async with convenor(options) if options.side == "convenor" else by_hand(options):
        await answer_until_told_to_stop()


if __name__ == "__main__":
    pin(UNDER_TEST)
    asyncio.run(main())
