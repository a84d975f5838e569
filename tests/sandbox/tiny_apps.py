"""Two tiny applications, written on the platforms' own client libraries, for the page to be played with."""

import asyncio
import contextlib
import io
from typing import Any

import aiohttp
import discord
import yarl
from discord import app_commands, gateway, http, ui
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox

Json = dict[str, Any]
KINDS = ["Foreign nationals", "Private bilingual", "International division"]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str) -> Json:
    return {"text": plain(text), "value": text.lower().replace(" ", "_")}


CARD: list[Json] = [
    {"type": "header", "text": plain("Application of Shén &amp; Sons")},
    {"type": "section", "text": {"type": "mrkdwn", "text": "Please *review* it <!date^1900000000^{date_long}|soon>."}},
    {"type": "section", "fields": [
        {"type": "mrkdwn", "text": "*School*\nReedmarsh"}, {"type": "mrkdwn", "text": "*Post*\nHead"}]},
    {"type": "rich_text", "elements": [
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "<b>*not bold*</b>"}]}]},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "APP-2027-001 · received today"}]},
    {"type": "actions", "block_id": "card", "elements": [
        {"type": "button", "text": plain("Claim"), "action_id": "claim", "style": "primary"},
        {"type": "button", "text": plain("Decline"), "action_id": "decline", "style": "danger", "confirm": {
            "title": plain("Decline?"), "text": plain("The applicant will be told."), "confirm": plain("Yes, decline"),
            "deny": plain("Not now"), "style": "danger"}},
        {"type": "static_select", "action_id": "kind", "placeholder": plain("Kind of school"),
         "options": [option(k) for k in KINDS]},
    ]},
]  # fmt: skip
MODAL: Json = {
    "type": "modal", "callback_id": "apply", "title": plain("Apply"), "submit": plain("Continue"),
    "close": plain("Save and close"),
    "blocks": [
        {"type": "input", "block_id": "name", "label": plain("Full name"), "element": {
            "type": "plain_text_input", "action_id": "v"}},
        {"type": "input", "block_id": "kind", "label": plain("Kind"), "element": {
            "type": "radio_buttons", "action_id": "v", "options": [option(k) for k in KINDS]}},
        {"type": "input", "block_id": "areas", "optional": True, "label": plain("Areas"), "element": {
            "type": "multi_static_select", "action_id": "v", "options": [option(f"Area {n}") for n in range(12)]}},
        {"type": "input", "block_id": "country", "optional": True, "label": plain("Country"), "element": {
            "type": "external_select", "action_id": "country", "min_query_length": 1}},
    ],
}  # fmt: skip


class TinySlack:
    """Answers /apply with a form, /card with a card, /file with a file, and publishes a home."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.heard: list[Json] = []

    async def __aenter__(self) -> "TinySlack":
        ws = self.sandbox.slack
        ws.commands = None
        ws.command_usage = ["/apply", "/card", "/file", "/member find query: [country:] | show person:"]
        self.session = aiohttp.ClientSession()
        client = AsyncWebClient(ws.bot_token, self.sandbox.slack_api_url, session=self.session, retry_handlers=[])

        async def authorize(**_: Any) -> AuthorizeResult:
            return AuthorizeResult(enterprise_id=None, team_id=ws.team_id, bot_token=ws.bot_token, bot_id=ws.bot_id,
                                   bot_user_id=ws.bot_user_id)  # fmt: skip

        app = AsyncApp(client=client, authorize=authorize, signing_secret="x", process_before_response=True)
        self._listen(app)
        self.handler = AsyncSocketModeHandler(app, ws.app_token)
        await self.handler.connect_async()
        await ws.socket.wait_connected()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.handler.close_async()
        await self.session.close()

    def _listen(self, app: AsyncApp) -> None:
        @app.command("/apply")
        async def apply(ack: Any, body: Json, client: AsyncWebClient) -> None:
            await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
            await ack()

        @app.command("/card")
        async def card(ack: Any, respond: Any) -> None:
            await ack()
            await respond(text="A card", blocks=CARD, response_type="in_channel")

        @app.command("/file")
        async def file(ack: Any, body: Json, client: AsyncWebClient) -> None:
            await ack()
            await client.files_upload_v2(channel=body["channel_id"], filename="signed.html", content="<h1>Signed</h1>",
                                         initial_comment="Your form")  # fmt: skip

        @app.command("/member")
        async def member(ack: Any, body: Json) -> None:
            self.heard.append(body)
            await ack(f"You typed {body['text']}")

        @app.action("claim")
        async def claim(ack: Any, respond: Any, body: Json) -> None:
            await ack()
            await respond(replace_original=False, response_type="ephemeral", text=f"Claimed by <@{body['user']['id']}>")

        @app.action("decline")
        @app.action("kind")
        async def decline(ack: Any, respond: Any, body: Json) -> None:
            await ack()
            self.heard.append(body)
            chosen = body["actions"][0].get("selected_option", {}).get("value", "declined")
            await respond(replace_original=False, response_type="ephemeral", text=f"It is {chosen} &amp; done")

        @app.options("country")
        async def country(ack: Any, body: Json) -> None:
            names = [name for name in ("Denmark", "Deutschland", "Chile") if body["value"].lower() in name.lower()]
            await ack(options=[option(name) for name in names])

        @app.view("apply")
        async def submitted(ack: Any, body: Json) -> None:
            self.heard.append(body)
            name = body["view"]["state"]["values"]["name"]["v"]["value"]
            if len(name) < 4:
                await ack(response_action="errors", errors={"name": "A little more, please."})
                return
            await ack()

        @app.event("app_home_opened")
        async def home(event: Json, client: AsyncWebClient) -> None:
            blocks = [{"type": "header", "text": plain("At home")}]
            await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})


class Form(ui.Modal, title="Apply"):
    name: ui.Label[Any] = ui.Label(text="Full name", component=ui.TextInput(custom_id="name", max_length=40))
    kind: ui.Label[Any] = ui.Label(
        text="Kind", description="As it is registered",
        component=ui.Select(custom_id="kind", options=[discord.SelectOption(label=k, value=k) for k in KINDS]),
    )  # fmt: skip


class Card(ui.LayoutView):
    """Everything a message can be made of."""

    def __init__(self, file: discord.File) -> None:
        super().__init__(timeout=None)
        row: ui.ActionRow[Any] = ui.ActionRow()
        row.add_item(ui.Button(label="Claim", custom_id="claim", style=discord.ButtonStyle.primary))
        row.add_item(ui.Button(label="Decline", custom_id="decline", style=discord.ButtonStyle.danger))
        menu: ui.ActionRow[Any] = ui.ActionRow()
        options = [discord.SelectOption(label=k, value=k) for k in KINDS]
        menu.add_item(ui.Select(custom_id="kind", placeholder="Kind of school", options=options))
        text = "## Application of Shén\n**School:** Reedmarsh\n- one\n- two\n> \\*not italic\\*\n-# <t:1900000000:D>"
        box: ui.Container[Any] = ui.Container(ui.TextDisplay(text), ui.Separator(), row, menu, accent_color=0x5865F2)
        self.add_item(box)
        self.add_item(ui.File(file))


class TinyDiscord(discord.Client):
    """Answers /apply with a form, /card with a card and /member find with what was typed; /slow does not answer."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, members=True),
            guild_ready_timeout=0.05,
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self.sandbox = sandbox
        self.heard: list[Any] = []
        self.tree = app_commands.CommandTree(self)
        self._add_commands()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """No five seconds of courtesy towards a simulation."""

    async def __aenter__(self) -> "TinyDiscord":
        self._saved = http.Route.BASE, gateway.DiscordWebSocket.DEFAULT_GATEWAY
        http.Route.BASE = self.sandbox.discord_api_url
        gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self.sandbox.discord_gateway_url)
        self._task = asyncio.create_task(self.start(self.sandbox.discord_token))
        ready = asyncio.create_task(self.wait_until_ready())
        await asyncio.wait({self._task, ready}, return_when=asyncio.FIRST_COMPLETED, timeout=10)
        await self.tree.sync()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
        with contextlib.suppress(discord.DiscordException, asyncio.CancelledError):
            await self._task
        http.Route.BASE, gateway.DiscordWebSocket.DEFAULT_GATEWAY = self._saved

    def _add_commands(self) -> None:
        tree = self.tree

        @tree.command(description="Ask for membership")
        async def apply(interaction: discord.Interaction) -> None:
            await interaction.response.send_modal(Form(custom_id="apply"))

        @tree.command(description="Show a card")
        async def card(interaction: discord.Interaction) -> None:
            file = discord.File(io.BytesIO(b"<h1>Signed</h1>"), "signed.html")
            await interaction.response.send_message(view=Card(file), file=file)

        @tree.command(description="Never answers")
        async def slow(interaction: discord.Interaction) -> None:
            """Says nothing."""

        family = app_commands.Group(name="member", description="Members")

        @family.command(name="find", description="Find somebody")
        @app_commands.describe(query="A name", country="Where")
        async def find(interaction: discord.Interaction, query: str, country: str | None = None) -> None:
            await interaction.response.send_message(f"You asked for {query} in {country}", ephemeral=True)

        @find.autocomplete("query")
        async def offer(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
            names = ["Søren Ågaard-Lindqvist", "Suntali"]
            return [app_commands.Choice(name=n, value=n) for n in names if current.lower() in n.lower()]

        tree.add_command(family)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        data: Any = interaction.data
        self.heard.append(data)
        if interaction.type is discord.InteractionType.component:
            chosen = data.get("values", [data["custom_id"]])[0]
            await interaction.response.send_message(f"It is {chosen}", ephemeral=True)
        elif interaction.type is discord.InteractionType.modal_submit:
            await interaction.response.send_message("Thank you", ephemeral=True)
