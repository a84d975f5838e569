"""A card that stands in a channel of both platforms: pressed, watched, and what those who press it are told."""

from collections.abc import Generator
from contextlib import contextmanager

from bench import crowd
from bench.stage import Stage
from sandbox.discord import model
from sandbox.discord.markup import nodes, texts
from sandbox.slack import state
from sandbox.slack.markup import buttons
from sandbox.slack.screen import message_seen


class Posted:
    """The first message of ours in a members' channel of that name, which is made on both platforms."""

    def __init__(self, stage: Stage, channel: str) -> None:
        self._stage = stage
        self._slack = stage.slack.channels[stage.slack.add_channel(channel, private=True)]
        self._slack.members += [crowd.slack_user(number) for number in range(stage.people)]
        people = tuple(crowd.discord_user(number) for number in range(stage.people))
        self._discord = stage.desk.channel(stage.desk.add_channel(channel, private_to=people))

    @property
    def channels(self) -> dict[str, str]:
        """The channel's id by platform."""
        return {"slack": self._slack.id, "discord": str(self._discord.id)}

    def is_there(self) -> bool:
        return bool(self._slack.messages) and bool(self._discord.messages)

    @property
    def on_slack(self) -> state.Message:
        return self._slack.messages[0]

    @property
    def on_discord(self) -> model.Message:
        return next(iter(self._discord.messages.values()))

    async def press_on_slack(self, number: int, payload: str) -> None:
        found = ((b, e) for b, e in buttons(self.on_slack.blocks) if e["action_id"].endswith(f"|{payload}"))
        block, element = next(found)
        action = {"type": "button", "block_id": block["block_id"], "action_id": element["action_id"]}
        action |= {"text": element["text"], "value": element.get("value")}
        user = self._stage.slack.users[crowd.slack_user(number)]
        await self._stage.slack.interactions.action(user, action, message=self.on_slack, state={})

    async def press_on_discord(self, number: int, payload: str) -> None:
        found = (str(each.get("custom_id", "")) for each in nodes(self.on_discord.components))
        custom_id = next(each for each in found if each.endswith(payload))
        await self._stage.discord.client(crowd.discord_user(number)).click(self.on_discord.id, custom_id)

    def tells(self, words: str) -> bool:
        """Whether both copies say so."""
        slack = message_seen(self._stage.slack, self.on_slack, crowd.slack_user(0)).text
        return words in slack and words in "\n".join(texts(self.on_discord))

    @contextmanager
    def watched(self) -> Generator[dict[str, set[object]]]:
        """The different moments at which each copy was edited while the block runs."""
        edits: dict[str, set[object]] = {"slack": set(), "discord": set()}

        def look(*_change: object) -> None:
            edits["slack"] |= {self.on_slack.edited} - {None}
            edits["discord"] |= {self.on_discord.edited_at} - {None}

        stop, watchers = self._stage.slack.subscribe(look), self._stage.discord.world.watchers
        watchers.append(look)
        try:
            yield edits
        finally:
            stop()
            watchers.remove(look)

    def answers(self) -> dict[str, str]:
        """By person, what he or she alone was told in the channel."""
        slack = {m.ephemeral_to: message_seen(self._stage.slack, m, m.ephemeral_to).text
                 for m in self._slack.messages if m.ephemeral_to}  # fmt: skip
        found = self._stage.discord.world.messages.values()
        discord = {str(m.ephemeral_for): "\n".join(texts(m)) for m in found
                   if m.ephemeral_for and m.channel_id == self._discord.id and texts(m)}  # fmt: skip
        return slack | discord
