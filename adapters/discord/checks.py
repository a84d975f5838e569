"""What `convenor doctor` asks Discord: does the token work, is the members switch on, are we in a server?"""

from typing import Any

import aiohttp

from adapters.discord.manifest import invite, lacking, may_ring
from bot.people import Role

MEMBERS_INTENT = 1 << 14 | 1 << 15
"""Application flags: the server members intent, verified or for small applications."""


async def check(token: str, *, api_url: str) -> list[tuple[str, str]]:
    """Findings as (what, cure); the cure is empty when all is well."""
    api, headers = api_url.rstrip("/"), {"Authorization": f"Bot {token}", "User-Agent": "DiscordBot (convenor, 1)"}
    async with aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(10)) as http:
        try:
            application: dict[str, Any] = await _get(http, f"{api}/applications/@me")
            guilds: list[dict[str, Any]] = await _get(http, f"{api}/users/@me/guilds")
            silent = [await _silent(http, api, guild) for guild in guilds]
        except aiohttp.ClientResponseError as refused:
            if refused.status == 401:
                return [("the token is not accepted", "Copy it again from the application's Bot page: "
                         "CONVENOR_DISCORD__TOKEN")]  # fmt: skip
            return [
                (f"Discord answers with status {refused.status}", "Try again in a while; look at discordstatus.com")
            ]
        except (aiohttp.ClientError, TimeoutError) as error:
            return [(f"cannot be reached ({type(error).__name__})", "Check the network, and CONVENOR_DISCORD__API_URL")]
    findings = [(f"the token works for {application.get('name', 'the application')}", "")]
    if not application.get("flags", 0) & MEMBERS_INTENT:
        findings.append(("the Server Members Intent is off", "Switch it on on the application's Bot page"))
    findings += [
        (f"in {guild['name']} Convenor may not “{name}”", "Switch it on in Server Settings > Roles > Convenor")
        for guild in guilds
        for name in lacking(int(guild.get("permissions", 0)))
    ]
    findings += [
        (f"in {guild['name']} announcements name {role} and ring at nobody; “Allow anyone to @mention this role” in "
         "Server Settings > Roles would let them ring", "")
        for guild, roles in zip(guilds, silent, strict=True) for role in roles
    ]  # fmt: skip
    if guilds:
        findings.append((f"in {', '.join(guild['name'] for guild in guilds)}", ""))
    else:
        findings.append(("not in any server yet", f"Open {invite(application['id'])}"))
    return findings


async def _silent(http: aiohttp.ClientSession, api: str, guild: dict[str, Any]) -> list[str]:
    """The member role of that guild, if a mention by us would reach nobody."""
    if may_ring(int(guild.get("permissions", 0))):
        return []
    roles = await _get(http, f"{api}/guilds/{guild['id']}/roles")
    return [r["name"] for r in roles if r["name"].casefold() == Role.MEMBER.value and not r["mentionable"]]


async def _get(http: aiohttp.ClientSession, url: str) -> Any:
    """What is there; ClientResponseError when it is refused, or when the answer is no JSON."""
    async with http.get(url, raise_for_status=True) as answer:
        try:
            return await answer.json(content_type=None)
        except ValueError:
            raise aiohttp.ClientResponseError(answer.request_info, answer.history, status=answer.status) from None
