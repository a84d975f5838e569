"""What `convenor doctor` asks Discord: does the token work, is the members switch on, are we in a server?"""

from typing import Any

import aiohttp

from adapters.discord.manifest import invite, lacking

MEMBERS_INTENT = 1 << 14 | 1 << 15
"""Application flags: the server members intent, verified or for small applications."""


async def check(token: str, *, api_url: str) -> list[tuple[str, str]]:
    """Findings as (what, cure); the cure is empty when all is well."""
    headers = {"Authorization": f"Bot {token}", "User-Agent": "DiscordBot (convenor, 1)"}
    async with aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(10)) as http:
        try:
            async with http.get(f"{api_url.rstrip('/')}/applications/@me") as answer:
                if answer.status == 401:
                    return [("the token is not accepted", "Copy it again from the application's Bot page: "
                             "CONVENOR_DISCORD__TOKEN")]  # fmt: skip
                application: dict[str, Any] = await answer.json(content_type=None)
            async with http.get(f"{api_url.rstrip('/')}/users/@me/guilds") as answer:
                guilds: list[dict[str, Any]] = await answer.json(content_type=None)
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
    if guilds:
        findings.append((f"in {', '.join(guild['name'] for guild in guilds)}", ""))
    else:
        findings.append(("not in any server yet", f"Open {invite(application['id'])}"))
    return findings
