"""What `convenor doctor` asks Slack: do the tokens work, and is every scope there?"""

import aiohttp

from adapters.slack.manifest import missing_scopes
from adapters.slack.workspace import Workspace, client
from bot.i18n import Reader
from bot.outbox import Ambiguous, DeliveryProblem, OutOfReach

TOKENS = "Copy it again from the app's settings (Basic Information and OAuth & Permissions)"
NETWORK = "Check the network, and CONVENOR_SLACK__API_URL"


async def check(bot_token: str, app_token: str = "", *, api_url: str) -> list[tuple[str, str]]:
    """Findings as (what, cure); the cure is empty when all is well."""
    async with aiohttp.ClientSession() as session:
        workspace = Workspace(bot_token, api_url, session)
        try:
            await workspace.introduce()
        except (OutOfReach, Ambiguous) as away:
            return [(f"cannot be reached ({away.why if isinstance(away, OutOfReach) else away})", NETWORK)]
        except DeliveryProblem as problem:
            return [(f"the bot token is not accepted ({problem})", f"{TOKENS}: CONVENOR_SLACK__BOT_TOKEN")]
        findings = [(f"the bot token works in {workspace.name}", "")]
        reader = Reader()
        findings += [("a scope is missing", reader.plain(missing)) for missing in missing_scopes(workspace.granted)]
        if not app_token:
            return findings
        try:
            await client(app_token, api_url, session).apps_connections_open(app_token=app_token)
        except Exception as refusal:  # noqa: BLE001 - whatever it is, the operator is to read it
            cause = type(refusal).__name__
            findings.append((f"Socket Mode is not open ({cause})", f"{TOKENS}: CONVENOR_SLACK__APP_TOKEN, with the "
                             "scope connections:write, and switch Socket Mode on"))  # fmt: skip
        else:
            findings.append(("Socket Mode can be opened", ""))
    return findings
